"""A file of another format than a dataset reads is refused with both formats and what to do."""

from __future__ import annotations

import gzip
import io
import lzma
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from irrealis.build import load_builder
from irrealis.build.sources import Source
from irrealis.build.sources import read_records as records_of_split
from irrealis.errors import IrrealisError
from irrealis.inputs import Format, read_json_records, read_records
from irrealis.inputs.formats import kind_of
from irrealis.manifest import Manifest, load_manifest

ROOT = Path(__file__).parent.parent


def _parquet() -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.table({"id": ["1"], "text": ["He was her father."]}), file)
    return file.getvalue()


OTHERS = {
    "comma-separated values": b"id,text\n1,He was her father.\n",
    "tab-separated values": b"id\ttext\n1\tHe was her father.\n",
    "JSON": b'{"id": "1", "text": "He was her father."}\n',
    "Parquet": _parquet(),
}
MANIFESTS = [
    load_manifest(folder.name, root=ROOT)
    for folder in sorted((ROOT / "datasets").iterdir())
    if folder.is_dir()
]
READ = [manifest for manifest in MANIFESTS if manifest.inputs.generate is None]


@pytest.mark.parametrize("manifest", READ, ids=lambda manifest: manifest.name)
def test_a_file_of_another_format_is_refused_with_both_formats(
    manifest: Manifest, tmp_path: Path
) -> None:
    builder = load_builder(
        manifest.builder, dataset=manifest.name, parameters=manifest.parameters, seed=0
    )
    split = manifest.splits_of("sample")[0]
    files = manifest.sample_files(split)
    own = kind_of(files[0].read_bytes()[:1000].decode("utf-8", "surrogateescape"))
    for kind, content in OTHERS.items():
        if kind == own:
            continue
        given = tmp_path / files[0].name
        given.write_bytes(content)
        sources = [Source(path, path.name) for path in (given, *files[1:])]
        with pytest.raises(IrrealisError) as caught:
            list(records_of_split(builder, sources, split=split))
        error = caught.value
        assert given.name in str(error), error
        assert error.expected, error
        assert error.found, error
        assert error.hint or kind != "Parquet", error


def test_a_table_given_for_json_lines_is_refused_with_what_to_write() -> None:
    with pytest.raises(IrrealisError) as caught:
        list(read_json_records(io.BytesIO(OTHERS["comma-separated values"]), source="x.csv"))
    assert str(caught.value).splitlines() == [
        "x.csv is in another format",
        "  expected: JSON Lines or a JSON array of objects",
        "  found:    comma-separated values, first line 'id,text'",
        '  to do:    write each row as an object on a line of its own: {"id": "…", "text": "…"}',
    ]


@pytest.mark.parametrize(
    ("form", "content", "expected", "hint"),
    [
        ("csv", "JSON", "comma-separated values with the columns id, text", "convert it to"),
        ("csv", "tab-separated values", "comma-separated values with the columns", "convert it"),
        ("tsv", "Parquet", "tab-separated values with the columns id, text", "convert it to"),
        ("parquet", "JSON", "Parquet", "convert it to Parquet"),
        ("lines", "Parquet", "text in UTF-8", "convert it to text"),
        ("jsonl", "Parquet", "JSON Lines or a JSON array of objects", "convert it to JSON Lines"),
    ],
)
def test_each_reader_names_the_format_that_it_found(
    form: Format, content: str, expected: str, hint: str
) -> None:
    stream = io.BytesIO(OTHERS[content])
    with pytest.raises(IrrealisError) as caught:
        list(read_records(stream, source="x", form=form, columns=("id", "text")))
    error = caught.value
    assert str(error.expected).startswith(expected)
    assert str(error.found).startswith(content)
    assert str(error.hint).startswith(hint)


@pytest.mark.parametrize("packed", [gzip.compress(b"{}"), lzma.compress(b"{}")])
def test_a_compressed_file_without_its_ending_says_which_to_add(packed: bytes) -> None:
    with pytest.raises(IrrealisError, match=r"unpack it, or name it x\.(gz|xz)"):
        list(read_records(io.BytesIO(packed), source="x", form="jsonl"))


def test_an_array_of_no_objects_is_json() -> None:
    with pytest.raises(IrrealisError, match="the record is not an object"):
        list(read_json_records(io.BytesIO(b"[1, 2]"), source="x.json"))
