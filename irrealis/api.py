"""The verbs of the command line, for Python: the same names, the same checks.

from irrealis.api import build, find_root

made = build("my-dataset", root=find_root(), limit=10)
made.folder, made.report.metrics
"""

from irrealis.bump import bump, least_version
from irrealis.checks import Failure, Report, check_folder
from irrealis.demo import demo
from irrealis.diff import Diff, compare
from irrealis.errors import CheckFailed, IrrealisError, Unavailable
from irrealis.evaluation import Evaluation, Table, evaluate
from irrealis.figures import Figures, measure
from irrealis.folders import Folder, find_folder
from irrealis.golden import write_golden
from irrealis.hub import Conflict, HubError
from irrealis.inputs import fetch
from irrealis.judges import Judge, Verdict, judges_of, verdict
from irrealis.loading import YankedVersionWarning, load
from irrealis.manifest import Manifest, find_root, list_datasets, load_manifest
from irrealis.publish import Published, publish
from irrealis.record import BuildRecord, read_record
from irrealis.release import Release, release
from irrealis.report import write_report
from irrealis.revision import resolve
from irrealis.run import Build, build
from irrealis.scaffold import scaffold, write_index
from irrealis.score import score
from irrealis.scoring.result import Score
from irrealis.tags import make_tag, released
from irrealis.verify import Verified, verify
from irrealis.yank import Yank, yank

__all__ = [
    "Build",
    "BuildRecord",
    "CheckFailed",
    "Conflict",
    "Diff",
    "Evaluation",
    "Failure",
    "Figures",
    "Folder",
    "HubError",
    "IrrealisError",
    "Judge",
    "Manifest",
    "Published",
    "Release",
    "Report",
    "Score",
    "Table",
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
    "evaluate",
    "fetch",
    "find_folder",
    "find_root",
    "judges_of",
    "least_version",
    "list_datasets",
    "load",
    "load_manifest",
    "make_tag",
    "measure",
    "publish",
    "read_record",
    "release",
    "released",
    "resolve",
    "scaffold",
    "score",
    "verdict",
    "verify",
    "write_golden",
    "write_index",
    "write_report",
    "yank",
]
