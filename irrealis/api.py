"""The verbs of the command line, for Python: the same names, the same checks.

from irrealis.api import build, find_root

made = build("my-dataset", root=find_root(), limit=10)
made.folder, made.report.metrics
"""

from irrealis.build import Build, Editor, Tried, build, edit, write_golden
from irrealis.check import Failure, Report, check_folder
from irrealis.compare import Diff, Overlap, compare, overlap, resolve
from irrealis.errors import CheckFailed, IrrealisError, Unavailable
from irrealis.evaluate import (
    Evaluation,
    Figures,
    Judge,
    Reading,
    Table,
    Verdict,
    demo,
    evaluate,
    judges_of,
    keep_readings,
    measure,
    read_readings,
    verdict,
)
from irrealis.hub import (
    Conflict,
    HubError,
    Published,
    SampleWarning,
    Verified,
    Yank,
    YankedVersionWarning,
    load,
    publish,
    verify,
    yank,
)
from irrealis.inputs import fetch
from irrealis.manifest import Manifest, find_root, list_datasets, load_manifest
from irrealis.new import scaffold, write_pipelines
from irrealis.reading import Drawn, Tally, draw_form, read_form, tally, write_form
from irrealis.release import Release, bump, least_version, make_tag, release, released
from irrealis.score import Score, score
from irrealis.show import write_report
from irrealis.site import write_site
from irrealis.store import BuildRecord, Folder, find_folder, read_record

__all__ = [
    "Build",
    "BuildRecord",
    "CheckFailed",
    "Conflict",
    "Diff",
    "Drawn",
    "Editor",
    "Evaluation",
    "Failure",
    "Figures",
    "Folder",
    "HubError",
    "IrrealisError",
    "Judge",
    "Manifest",
    "Overlap",
    "Published",
    "Reading",
    "Release",
    "Report",
    "SampleWarning",
    "Score",
    "Table",
    "Tally",
    "Tried",
    "Unavailable",
    "Verdict",
    "Verified",
    "Yank",
    "YankedVersionWarning",
    "build",
    "bump",
    "check_folder",
    "compare",
    "demo",
    "draw_form",
    "edit",
    "evaluate",
    "fetch",
    "find_folder",
    "find_root",
    "judges_of",
    "keep_readings",
    "least_version",
    "list_datasets",
    "load",
    "load_manifest",
    "make_tag",
    "measure",
    "overlap",
    "publish",
    "read_form",
    "read_readings",
    "read_record",
    "release",
    "released",
    "resolve",
    "scaffold",
    "score",
    "tally",
    "verdict",
    "verify",
    "write_form",
    "write_golden",
    "write_pipelines",
    "write_report",
    "write_site",
    "yank",
]
