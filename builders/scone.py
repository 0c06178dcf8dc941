"""ScoNe-NLI: inferences in which negations scope over the words that matter, or do not.

Data: She et al., "ScoNe: Benchmarking Negation Reasoning in Language Models With Fine-Tuning and
In-Context Learning", ACL 2023, section 3. Each inference with one negation in scope was edited to
five others; each negation in scope turns the label, and others do not.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any, BinaryIO

from irrealis.builders.families.published.builder import PublishedBuilder
from irrealis.builders.families.published.parts import Group, Native, Side, Variant
from irrealis.builders.families.published.rows import ANY, read_files, read_rows

from irrealis.contract import Evidence, Generator, Intervention, canonical
from irrealis.errors import IrrealisError

LABELS = ("entailment", "neutral")
BASE = {"": ANY, "sentence1": ANY, "sentence2": ANY, "gold_label": LABELS}
LEXICAL = {"sentence1_lex": ANY, "sentence2_lex": ANY}
EDITED = {"group_index": ANY, "sentence1_edited": ANY, "sentence2_edited": ANY}
FULL = {**BASE, **LEXICAL, **EDITED, "gold_label_edited": LABELS}
UNLABELED = {
    **{name: values for name, values in BASE.items() if name != "gold_label"},
    "gold_label_edited": LABELS,
    **LEXICAL,
    **EDITED,
}
# file -> its columns, and how many negations it has in all and in scope
FILES = {
    "one_scoped": ({**BASE, **LEXICAL}, 1, 1),
    "no_negation": (FULL, 0, 0),
    "one_not_scoped": (FULL, 1, 0),
    "one_scoped_one_not_scoped": (UNLABELED, 2, 1),
    "two_not_scoped": (FULL, 2, 0),
    "two_scoped": (FULL, 2, 2),
}


class Scone(PublishedBuilder):
    """Pairs the inference with one negation in scope with its five edits."""

    generator = Generator("human", "ScoNe-NLI", "ACL 2023")

    def read(self, stream: BinaryIO, *, source: str) -> Iterator[Group]:
        """One file is no split: see `read_split`, which says so."""
        return self.read_split([(source, stream)])

    def read_split(self, files: Iterable[tuple[str, BinaryIO]]) -> Iterator[Group]:
        """Groups of six, by the number of the row and what they are an edit of.

        Raises:
            IrrealisError: other files than the six, or rows that are not edits of one inference.
        """
        readers = {
            name: partial(read_rows, form="csv", columns=columns)
            for name, (columns, _, _) in FILES.items()
        }
        base, *others = read_files(files, readers)
        for name, rows in zip(list(FILES)[1:], others, strict=True):
            if [_of(row) for row in rows] != [_of(row) for row in base]:
                raise IrrealisError(
                    f"{name}: its rows are not edits of those of one_scoped",
                    expected="the same numbers and sentences, row by row",
                    found=f"{len(rows)} rows, and {len(base)} of one_scoped",
                    hint=f"give the files in this order: {', '.join(FILES)}",
                )
        for rows in zip(base, *others, strict=True):
            yield _group(dict(zip(FILES, rows, strict=True)))


def _of(row: Mapping[str, str]) -> tuple[str, ...]:
    """What an edit is of. The words that differ may be others, `something` for `anything`."""
    return tuple(row[name] for name in ("", "sentence1", "sentence2"))


def _group(rows: Mapping[str, dict[str, str]]) -> Group:
    first = rows["one_scoped"]
    texts = canonical([first["sentence1"], first["sentence2"]])  # numbers are used in each split
    name = f"{first['']}.{hashlib.sha256(texts).hexdigest()[:8]}"
    return Group(
        name,
        tuple(
            Native(_native(f"{name}.{kind}", kind, row), is_counterfactual=kind != "one_scoped")
            for kind, row in rows.items()
        ),
        tuple(_variant(name, kind, rows) for kind in rows if kind != "one_scoped"),
    )


def _native(name: str, kind: str, row: dict[str, str]) -> dict[str, Any]:
    columns = (column for column in FULL if column)
    return {"id": name, "file": kind, "number": row[""], **{c: row.get(c) for c in columns}}


def _variant(name: str, kind: str, rows: Mapping[str, dict[str, str]]) -> Variant:
    _, negations, scoped = FILES[kind]
    first, row = (_side(one, rows[one]) for one in ("one_scoped", kind))
    return Variant(
        f"{name}.{kind}",
        first,
        row,
        (Intervention("negation", "premise and hypothesis", "one_scoped", kind),),
        Evidence(
            "rule",
            f"{scoped} of {negations} negations scope over the words that differ, and each turns "
            "the label",
            {"negations": negations, "scoped": scoped},
        ),
        fault=_fault(kind, rows, turned=scoped % 2 == 0, labels=(first.label, row.label)),
    )


def _side(kind: str, row: Mapping[str, str]) -> Side:
    edited = "" if kind == "one_scoped" else "_edited"
    fields = {"premise": row[f"sentence1{edited}"], "hypothesis": row[f"sentence2{edited}"]}
    return Side(fields, row[f"gold_label{edited}"])


def _fault(
    kind: str, rows: Mapping[str, dict[str, str]], *, turned: bool, labels: tuple[str, str]
) -> tuple[str, str] | None:
    for one in ("one_scoped", kind):
        fields = _side(one, rows[one]).fields
        words = _garbled(fields, rows[one]["sentence1_lex"], rows[one]["sentence2_lex"])
        if words:
            return "garbled-word", f"{words} in {one}: a word was replaced inside of another"
    if (labels[0] != labels[1]) != turned:
        return "label-disagrees", f"{labels[0]} and {labels[1]}, which the negations contradict"
    return None


def _garbled(fields: Mapping[str, str], one: str, other: str) -> str:
    """A word of the premise that has `one` at its end or inside, and `other` in the hypothesis."""
    words = [set(re.findall(r"\w+", text.lower())) for text in fields.values()]
    for word in sorted(words[0]):
        at = word.find(one.lower(), 1)
        replaced = word[:at] + other.lower() + word[at + len(one) :]
        if at > 0 and replaced in words[1]:
            return f"{word}, {replaced}"
    return ""


BUILDER = Scone
