"""To look at data, nothing is imported that only building needs, or that only POSIX has."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from tests.copies import ROOT, run
from tests.pairs import pair, write_pairs
from tests.test_diff import folder_of, pairs
from tests.test_report import made_pairs
from tests.test_versions import ROWS

BUILDING = ("babel", "dvc", "inflect", "lemminflect", "spacy", "vaderSentiment", "wordllama")
OPTIONAL = ("datasketch", "matplotlib", "mlcroissant", "sklearn")
POSIX = ("fcntl", "resource")  # others are asked for by libraries that know where they are
# what begins each script: these cannot be imported, as on a machine that lacks them
LACKING = """
import sys
class Lacking:
    @staticmethod
    def find_spec(name, *_):
        if name.partition(".")[0] in {names!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Lacking)
"""
LOOKING = """
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
IMPORTING = """
from importlib import import_module
from pkgutil import walk_packages
import irrealis
skipped = ("irrealis.builders", "irrealis.schemas", "irrealis.registry", "irrealis.new.template")
names = [module.name for module in walk_packages(irrealis.__path__, "irrealis.")]
for name in names:
    if not name.startswith(skipped):
        import_module(name)
print(len(names))
"""
COMMAND = """
from irrealis.cli import main
main()
"""


def _run(
    home: Path,
    code: str,
    arguments: str = "",
    *,
    cwd: Path | None = None,
    lacking: Sequence[str] = (*BUILDING, *OPTIONAL, *POSIX),
) -> str:
    script = home / "script.py"
    script.write_text(LACKING.format(names=tuple(lacking)) + code)
    return run(f"python {script} {arguments}", cwd=cwd or home).stdout


def test_what_looks_at_data_needs_nothing_that_builds_it(tmp_path: Path) -> None:
    made = write_pairs(tmp_path / "made", made_pairs())
    built = folder_of(tmp_path / "built", pairs(ROWS), dataset="tiny")
    _run(tmp_path, LOOKING.format(made=str(made), built=str(built)))


def test_no_module_of_the_engine_imports_them_as_it_is_loaded(tmp_path: Path) -> None:
    assert int(_run(tmp_path, IMPORTING, cwd=ROOT)) > 100


def test_the_commands_that_look_at_data_run_without_them(tmp_path: Path) -> None:
    rows = [pair(f"r{at}", f"Soup {at} was good.", ("good", "bad")) for at in range(4)]
    made = write_pairs(tmp_path / "made", {"test": rows})
    given = [
        {"id": row.id, "side": side, "label": label}
        for row in rows
        for side, label in (("original", "negative"), ("counterfactual", "negative"))
    ]
    (tmp_path / "predictions.jsonl").write_text("".join(json.dumps(one) + "\n" for one in given))
    scored = json.loads(
        _run(
            tmp_path, COMMAND, f"score {made} --predictions predictions.jsonl --json", cwd=tmp_path
        )
    )
    assert "both_right" in json.dumps(scored)
    built = folder_of(tmp_path / "built", pairs(ROWS), dataset="tiny")
    assert json.loads(_run(tmp_path, COMMAND, f"diff {built} {built} --json"))
    assert "cad-imdb" in _run(tmp_path, COMMAND, "list", cwd=ROOT)
    assert "name: cad-imdb" in _run(tmp_path, COMMAND, "show cad-imdb", cwd=ROOT)
    assert "verify" in _run(tmp_path, COMMAND, "verify --help")


def test_what_builds_says_which_extra_it_lacks(tmp_path: Path) -> None:
    line = "build cad-nli --out out 2>&1 || [ $? = 3 ]"
    said = _run(tmp_path, COMMAND, line, lacking=BUILDING)
    assert "needs spacy, which is not installed" in said
    assert "python -m pip install" in said
