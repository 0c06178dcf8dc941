"""What a builder or an audit raises: whose fault it is, where it was, and what it costs."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import pytest

from irrealis.build import build, read_rows
from irrealis.build.work import steady
from irrealis.check import check_folder
from irrealis.errors import Broken, IrrealisError, Unavailable
from irrealis.manifest import load_manifest
from tests.conftest import CITIES, write_records

Change = Callable[[str, str], int]
Failing = Callable[..., IrrealisError]
HERE = {
    "read": "yield record",
    "original_id": 'return str(record["id"])',
    "context": "return sorted(",
    "edit": 'text, city, act = record["text"], record["city"], record.get("act")',
}
AUDIT = '''

from irrealis.check import Audit


class TinyAudit(Audit):
    """Raises an exception of its own."""

    def see(self, config, row):
        if row.get("label_original") == "Oulu":
            raise RuntimeError("no such city")
        return iter(())


AUDIT = TinyAudit
'''


def sentences(number: int) -> list[dict[str, object]]:
    return [
        {"id": f"r{at}", "text": f"Bus {at} leaves {CITIES[at % 9]} .", "city": CITIES[at % 9]}
        for at in range(number)
    ]


@pytest.fixture
def change(registry: Path) -> Change:
    """Has the builder run something before a line of its own; says at which line."""

    def before(line: str, first: str) -> int:
        path = registry / "builders/tiny.py"
        text = path.read_text()
        assert text.count(line) == 1
        margin = text[: text.index(line)].rpartition("\n")[2]
        path.write_text(text.replace(line, f"{first}\n{margin}{line}"))
        return text[: text.index(line)].count("\n") + 1

    return before


@pytest.fixture
def failing(registry: Path, tmp_path: Path) -> Failing:
    """The error of a build of sixty records, of which one may fail."""

    def fails(number: int = 60, **options: int) -> IrrealisError:
        own = write_records(tmp_path / "own.jsonl", sentences(number))
        with pytest.raises(IrrealisError) as caught:
            build("tiny", root=registry, files=[own], out=tmp_path / "out", **options)  # type: ignore[arg-type]
        assert not (tmp_path / "out").exists()
        return caught.value

    return fails


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize(
    ("raised", "said"),
    [
        ("import nltk_that_is_not_here", "No module named 'nltk_that_is_not_here'"),
        ("raise MemoryError", "memory ran out at builders/tiny.py"),
        ('open("/nowhere/model.bin")', "FileNotFoundError at builders/tiny.py"),
        ("raise ConnectionResetError('by peer')", "ConnectionResetError at builders/tiny.py"),
        ("from irrealis.errors import Unavailable; raise Unavailable('no spaCy')", "no spaCy"),
    ],
)
def test_what_is_missing_outside_ends_the_build_and_is_no_fault_of_a_record(
    change: Change, failing: Failing, raised: str, said: str, workers: int
) -> None:
    change(HERE["edit"], f"if record['id'] == 'r7': {raised}")
    error = failing(workers=workers)
    assert isinstance(error, Unavailable)
    assert error.exit_code == 3
    assert str(error).startswith("dataset tiny, split train, row r7: ")
    assert said in str(error)


@pytest.mark.parametrize(
    ("part", "place", "row"),
    [
        ("read", "split train", "number 0"),
        ("original_id", "split train", "number 0"),
        ("context", "split train", None),
        ("edit", "split train", "r0"),
    ],
)
def test_an_exception_of_any_part_of_a_builder_says_where_it_was(
    change: Change, failing: Failing, part: str, place: str, row: str | None
) -> None:
    line = change(HERE[part], "{}['nothing']")
    error = failing(12)
    assert isinstance(error, Broken)
    assert error.exit_code == 4
    assert f"dataset tiny, {place}" in str(error)
    assert error.place["row"] == row
    assert f"KeyError at builders/tiny.py:{line}" in str(error)
    assert isinstance(error.__cause__, KeyError)


def test_the_record_that_cannot_be_read_is_numbered(change: Change, failing: Failing) -> None:
    change(HERE["read"], "1 / (record['id'] != 'r7')")
    assert failing().place["row"] == "number 7"


def test_a_builder_that_leaves_the_process_does_not_end_it_in_silence(
    change: Change, failing: Failing
) -> None:
    change(HERE["edit"], "raise SystemExit(0)")
    assert "SystemExit at builders/tiny.py" in str(failing(12))


@pytest.mark.parametrize("name", ["7", "''", "'\\ud800'", "None"])
def test_an_id_that_is_no_text_is_refused(change: Change, failing: Failing, name: str) -> None:
    change(HERE["original_id"], f"return {name}")
    error = failing(12)
    assert "dataset tiny, split train, row number 0, field original_id" in str(error)
    assert error.found == name


@pytest.mark.parametrize(
    "code", ["import nltk_that_is_not_here", "from math import nothing", "1 / 0", "{}.nothing"]
)
@pytest.mark.parametrize("kind", ["builder", "schema"])
def test_a_module_that_does_not_load_says_why(
    registry: Path, failing: Failing, kind: str, code: str
) -> None:
    path = registry / f"{kind}s/tiny.py"
    path.write_text(path.read_text().replace("import pandera", f"{code}\nimport pandera"))
    path.write_text(path.read_text().replace("import os\n", f"import os\n{code}\n"))
    error = failing(12)
    assert error.exit_code == (3 if "import" in code else 4)
    assert f"dataset tiny, field {kind}: " in str(error)
    assert f" at {kind}s/tiny.py:" in str(error)


def test_the_share_of_records_that_may_fail_has_the_code_of_what_they_raise(
    change: Change, failing: Failing
) -> None:
    change(HERE["edit"], "1 / (record['id'] not in ('r7', 'r40'))")
    error = failing()  # in two chunks
    assert error.exit_code == 4
    assert "error at 2 of 60 records" in str(error)
    assert "r7: ZeroDivisionError at builders/tiny.py:" in str(error.found)


def test_a_reject_says_nothing_of_this_machine_or_this_run(
    change: Change, registry: Path, tmp_path: Path
) -> None:
    change(
        HERE["edit"], "if record['id'] == 'r7': raise ValueError(f'{object()} {__file__} \\ud800')"
    )
    own = write_records(tmp_path / "own.jsonl", sentences(60))
    made = [build("tiny", root=registry, files=[own], out=tmp_path / f"out{at}") for at in (1, 2)]
    (row,) = read_rows(made[0].folder, made[0].record, config="rejects", split="train")
    assert row["reason"] == "failed-edit"
    assert row["detail"] == r"ValueError: <object object at …> … \ud800"
    hashes = [one.record.configs["rejects"]["train"].content_hash for one in made]
    assert hashes[0] == hashes[1]


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        ("no <Token at 0x7f6dbe0a1c50> here", "no <Token at …> here"),
        ("'/home/me/a b/c.json' is bad", "'… b/c.json' is bad"),
        ("in C:\\Users\\me\\x.txt, line 3", "in …, line 3"),
        ("~/corpus/a.json: bad", "…: bad"),
        ("and/or 1/2 https://a.org/b/c </p> 0x1f", "and/or 1/2 https://a.org/b/c </p> 0x1f"),
    ],
)
def test_paths_and_addresses_are_left_out_and_nothing_else(message: str, kept: str) -> None:
    assert steady(message) == kept


def test_a_drop_that_cannot_be_written_costs_its_record_alone(
    change: Change, registry: Path, tmp_path: Path
) -> None:
    change(
        HERE["edit"],
        "if record['id'] == 'r7': yield Drop('odd', 'a \\ud800'); return",
    )
    own = write_records(tmp_path / "own.jsonl", sentences(60))
    made = build("tiny", root=registry, files=[own], out=tmp_path / "out")
    (row,) = read_rows(made.folder, made.record, config="rejects", split="train")
    assert (row["original_id"], row["reason"]) == ("r7", "failed-check")
    assert row["detail"].startswith("a drop: cannot be written")


def test_an_exception_of_an_audit_says_where_it_was(registry: Path, tmp_path: Path) -> None:
    made = build("tiny", root=registry, out=tmp_path / "made")
    with (registry / "schemas/tiny.py").open("a") as schema:
        schema.write(AUDIT)
    from irrealis import schemas

    del schemas.tiny  # type: ignore[attr-defined]
    import sys

    del sys.modules["irrealis.schemas.tiny"]
    with pytest.raises(Broken) as caught:
        check_folder(made.folder, manifest=load_manifest("tiny", root=registry))
    (row, *_) = (
        row["id"]
        for row in read_rows(made.folder, made.record, config="pairs", split="train")
        if row["label_original"] == "Oulu"
    )
    assert f"dataset tiny, split train, row {row}: RuntimeError at schemas/tiny.py:" in str(
        caught.value
    )


def test_a_full_disk_is_not_blamed_on_the_builder(change: Change, failing: Failing) -> None:
    change(HERE["edit"], f"raise OSError({errno.ENOSPC}, 'No space left on device')")
    error = failing(12)
    assert error.exit_code == 2
    assert "make room" in str(error)


def test_an_empty_value_is_quoted_so_that_it_is_seen() -> None:
    error = IrrealisError("an id is missing", row="", found="")
    assert str(error).splitlines() == ["row '': an id is missing", "  found:    ''"]


def test_an_id_of_megabytes_does_not_bury_the_message() -> None:
    error = IrrealisError("bad", row="x" * 9_999_999, found="\x1b" * 9_999_999)
    assert len(str(error)) < 2_100
    assert str(error).startswith("row xxx")


LOCAL = """

def _made() -> type[Tiny]:
    class Inner(Tiny):
        pass

    return Inner


BUILDER = _made()
"""


def test_a_builder_that_no_worker_can_find_is_named_at_once(
    registry: Path, failing: Failing
) -> None:
    with (registry / "builders/tiny.py").open("a") as builder:
        builder.write(LOCAL)
    error = failing(12, workers=2)
    assert error.exit_code == 4
    assert "dataset tiny: what the builder gives cannot be sent to a worker" in str(error)
    assert "no worker finds irrealis.builders.tiny._made.<locals>.Inner" in str(error.found)


@pytest.mark.parametrize(
    ("context", "said"),
    [
        ("return (one for one in 'ab')", "cannot pickle 'generator' object"),
        ("return lambda: 1", "Can't pickle"),
    ],
)
def test_a_context_that_cannot_be_sent_is_named_at_once(
    change: Change, failing: Failing, context: str, said: str
) -> None:
    change(HERE["context"], context)
    error = failing(12, workers=2)
    assert error.exit_code == 4
    assert "dataset tiny: what the builder gives cannot be sent to a worker" in str(error)
    assert said in str(error.found)


UNLOADED = """

class Odd(list):
    def __reduce__(self):
        return _odd, ()


def _odd():
    import nltk_that_is_not_here
"""


def test_a_context_that_a_worker_cannot_load_is_named_at_once(
    change: Change, registry: Path, failing: Failing
) -> None:
    change(HERE["context"], "return Odd('ab')")
    with (registry / "builders/tiny.py").open("a") as builder:
        builder.write(UNLOADED)
    error = failing(12, workers=2)
    assert isinstance(error, Unavailable)
    assert "dataset tiny, split train: what is imported at builders/tiny.py:" in str(error)
    assert "nltk_that_is_not_here" in str(error.found)


def test_a_worker_that_ends_by_itself_is_said_to_have_done_so(
    change: Change, failing: Failing
) -> None:
    change(HERE["edit"], "os._exit(7)")
    assert "its worker ended with exit code 7" in str(failing(12, workers=2))
