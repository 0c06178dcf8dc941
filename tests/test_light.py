"""To look at data, nothing is imported that only building needs, or that only POSIX has."""

from __future__ import annotations

from pathlib import Path

from tests.copies import run
from tests.pairs import write_pairs
from tests.test_diff import folder_of, pairs
from tests.test_report import made_pairs
from tests.test_versions import ROWS

BUILDING = (
    *("dvc", "fcntl", "inflect", "matplotlib", "resource", "spacy", "vaderSentiment", "wordllama"),
)
LOOKING = """
import sys
class Lacking:
    # as on a machine where these are not installed
    @staticmethod
    def find_spec(name, *_):
        if name.partition(".")[0] in {names!r}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Lacking)
from pathlib import Path
import irrealis.score
from irrealis import load, load_pairs
from irrealis.api import Folder, compare, list_datasets, verify, yank
from irrealis.compare import resolve
from irrealis.store import open_folder
with resolve({built!r}) as one, resolve({built!r}) as other:
    assert compare(one, other).level.name == "NONE"
found = open_folder(Path({made!r}))
assert sum(1 for split in found.splits for _ in found.pairs(split))
assert len(load_pairs([{made!r}]))
"""


def test_what_looks_at_data_needs_nothing_that_builds_it(tmp_path: Path) -> None:
    made = write_pairs(tmp_path / "made", made_pairs())
    built = folder_of(tmp_path / "built", pairs(ROWS), dataset="tiny")
    code = tmp_path / "look.py"
    code.write_text(LOOKING.format(names=BUILDING, made=str(made), built=str(built)))
    run(f"python {code}", cwd=tmp_path)
