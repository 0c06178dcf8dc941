"""A new dataset of pairs that stand in a file: its columns are declared, and no code is written."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from irrealis.errors import IrrealisError, nearest
from irrealis.files import read_file
from irrealis.inputs import numbered_json_records, separated_rows, text_of
from irrealis.new.yaml_text import yaml_text

FORMS = {".csv": "csv", ".tsv": "tsv", ".jsonl": "jsonl"}
LARGEST = 10 << 20  # bytes of a file that becomes the sample, which git keeps
IMPORTED = "pairs_file"  # the builder and the schema that read what is declared
HEADER = """\
# Pairs of a file, as its columns are declared under `parameters`; docs/adding.md explains them.
# Change title, summary, license, redistribution, citation, languages and tasks to what is true.
"""


@dataclass(frozen=True, slots=True)
class Imported:
    """Files of pairs, and what their columns hold.

    Args:
        files: the file of each split.
        fields: the columns of each field: of the original and the counterfactual, or one.
        label: the columns of the label, likewise.
        id: the column that the rows of a group share.
        original: a column and the value that it has in the rows that are originals, of files with
            one side in each row.
    """

    files: Mapping[str, Path]
    fields: Mapping[str, Sequence[str]]
    label: Sequence[str]
    id: str | None = None
    original: tuple[str, str] | None = None

    @classmethod
    def of(
        cls,
        files: Sequence[str],
        *,
        text: Sequence[str],
        label: Sequence[str],
        id: str | None = None,  # noqa: A002
        original: str | None = None,
    ) -> Imported:
        """What the options of `irrealis new` declare.

        Args:
            files: `FILE` or `SPLIT=FILE`; without a split it is `train`.
            text: `COLUMN` or `FIELD=COLUMN`, of the original and then of the counterfactual.
            label: the columns of the label, likewise.
            id: the column that the rows of a group share.
            original: `COLUMN=VALUE` of the rows that are originals.

        Raises:
            IrrealisError: an option that is missing or not of this form.
        """
        splits: dict[str, Path] = {}
        for given in files:
            split, path = _parted(given, default="train")
            if split in splits:
                raise _bad("--pairs", "one file for each split", given)
            splits[split] = Path(path)
        fields: dict[str, list[str]] = {}
        for given in text:
            field, column = _parted(given, default="text")
            fields.setdefault(field, []).append(column)
        if not fields or not label:
            option = "--label" if fields else "--text"
            raise _bad(option, "the column of the original, and that of the counterfactual", "none")
        counts = {len(columns) for columns in fields.values()} | {len(label)}
        if max(counts) > 2 or (original is not None) == (counts != {1}):
            expected = "two columns for both sides; or one, and --original COLUMN=VALUE --id COLUMN"
            raise _bad("--text", expected, ", ".join(text))
        column, separator, value = (original or "").partition("=")
        if original is not None and not separator:
            raise _bad("--original", "COLUMN=VALUE", original)
        if original is not None and id is None:
            raise _bad("--id", "the column that the rows of a group share", "none")
        return cls(splits, fields, label, id, (column, value) if original is not None else None)


def imported(pairs: Imported, *, name: str, module: str, title: str) -> dict[str, bytes]:
    """The manifest and the sample of a dataset of pairs.

    Args:
        pairs: the files and their columns.
        name: of the dataset.
        module: the name as Python would have it.
        title: of the dataset.

    Returns:
        The content of each file, by its path from the registry's root.

    Raises:
        IrrealisError: a file of another format or too large, files whose columns differ, or a
            declared column that they do not have.
    """
    contents, columns, form = _read_files(pairs.files)
    _refuse_unknown_columns(pairs, columns)
    manifest = {
        "name": name,
        "version": "1.0.0",
        "title": title,
        "summary": "Texts, each with an edit of it, and the labels of both.",
        "builder": IMPORTED,
        "schema": IMPORTED,
        "license": "unknown",
        "redistribution": "unknown",
        "citation": f"@misc{{{module},\n  title = {{{title}}},\n}}\n",
        "languages": ["en"],
        "tasks": ["text-classification"],
        "tags": ["counterfactual"],
        "splits": list(pairs.files),
        "inputs": {
            "sample": {split: [part] for split, part in zip(pairs.files, contents, strict=True)}
        },
        "parameters": {
            "form": form,
            "columns": columns,
            "fields": {field: list(several) for field, several in pairs.fields.items()},
            "label": list(pairs.label),
            "id": pairs.id,
            "original": list(pairs.original) if pairs.original else None,
            "made_by": {"kind": "human", "name": title, "version": "1"},
            "evidence": "human",
            "related": 0.0,
        },
    }
    text = HEADER + yaml_text(manifest)
    files = {"dataset.yaml": text.encode(), **contents}
    return {f"datasets/{name}/{part}": content for part, content in files.items()}


def _read_files(files: Mapping[str, Path]) -> tuple[dict[str, bytes], list[str], str]:
    """The content of each file by its path in the dataset's folder, their columns, their format.

    Raises:
        IrrealisError: no file of a known format, one that is too large, or files whose formats or
            columns differ.
    """
    contents: dict[str, bytes] = {}
    columns: list[str] = []
    forms: set[str] = set()
    for split, path in files.items():
        form = FORMS.get(path.suffix.lower())
        if form is None:
            raise _bad("--pairs", f"a file whose name ends in {', '.join(FORMS)}", path.name)
        if not path.is_file():
            raise _bad("--pairs", "a file", str(path))
        data = read_file(path, largest=LARGEST)
        found = _columns(data, form, source=str(path))
        if columns and found != columns:
            raise _bad("--pairs", f"the columns {', '.join(columns)}", f"{path}: {found}")
        columns = found
        forms.add(form)
        contents[f"sample/{split}{path.suffix.lower()}"] = data
    if len(forms) > 1:
        raise _bad("--pairs", "files of one format", ", ".join(sorted(forms)))
    return contents, columns, forms.pop()


def _refuse_unknown_columns(pairs: Imported, columns: Sequence[str]) -> None:
    """Refuse a declared column that the files do not have."""
    declared = [
        *(("--text", column) for several in pairs.fields.values() for column in several),
        *(("--label", column) for column in pairs.label),
        *([("--id", pairs.id)] if pairs.id is not None else []),
        *([("--original", pairs.original[0])] if pairs.original else []),
    ]
    for option, column in declared:
        if column not in columns:
            expected = f"a column of the file: {', '.join(columns)}{nearest(column, columns)}"
            raise _bad(option, expected, column)


def _parted(given: str, *, default: str) -> tuple[str, str]:
    """`NAME=REST`, or all of it as the rest under the default name."""
    found = re.fullmatch(r"(?s)(\w+)=(.+)", given)
    return (found[1], found[2]) if found else (default, given)


def _columns(data: bytes, form: str, *, source: str) -> list[str]:
    """The columns that a file names: in its first line, or as the keys of its first record."""
    if form == "jsonl":
        _, record = next(iter(numbered_json_records(io.BytesIO(data), source=source)))
        return list(record)
    dialect = "excel-tab" if form == "tsv" else "excel"
    rows = separated_rows(text_of(io.BytesIO(data)), source=source, dialect=dialect)
    _, columns = next(rows, (1, []))
    if not columns or len(set(columns)) < len(columns):
        raise IrrealisError(
            f"{source}: a first line that does not name the columns",
            expected="a name for each column, each once",
            found=", ".join(columns) or "an empty file",
        )
    return columns


def _bad(option: str, expected: str, found: str) -> IrrealisError:
    return IrrealisError("not what --pairs takes", field=option, expected=expected, found=found)
