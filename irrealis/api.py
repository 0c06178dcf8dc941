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
from irrealis.folders import Folder, find_folder
from irrealis.golden import write_golden
from irrealis.inputs import fetch
from irrealis.judges import Judge, Verdict, judges_of, verdict
from irrealis.manifest import Manifest, find_root, list_datasets, load_manifest
from irrealis.record import BuildRecord, read_record
from irrealis.release import Release, release
from irrealis.report import write_report
from irrealis.revision import resolve
from irrealis.run import Build, build
from irrealis.scaffold import scaffold, write_index
from irrealis.score import score
from irrealis.scoring.result import Score
from irrealis.tags import make_tag, released

__all__ = [
    "Build",
    "BuildRecord",
    "CheckFailed",
    "Diff",
    "Evaluation",
    "Failure",
    "Folder",
    "IrrealisError",
    "Judge",
    "Manifest",
    "Release",
    "Report",
    "Score",
    "Table",
    "Unavailable",
    "Verdict",
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
    "load_manifest",
    "make_tag",
    "read_record",
    "release",
    "released",
    "resolve",
    "scaffold",
    "score",
    "verdict",
    "write_golden",
    "write_index",
    "write_report",
]
