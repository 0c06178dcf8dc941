"""ScoNe-NLI: inferences in which negations scope over the words that matter, or do not.

Data: She et al., "ScoNe: Benchmarking Negation Reasoning in Language Models With Fine-Tuning and
In-Context Learning", ACL 2023, section 3. Each inference with one negation in scope was edited to
five others; each negation in scope turns the label, and others do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any, BinaryIO

from irrealis.builders.families.published.builder import PublishedBuilder
from irrealis.builders.families.published.parts import Group, Side, Variant
from irrealis.builders.families.published.rows import ANY, read_files, read_rows

from irrealis.contract import Evidence, Generator, Intervention, fingerprint
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
    # numbers are used in each split
    name = f"{first['']}.{fingerprint([first['sentence1'], first['sentence2']], digits=8)}"
    natives = [_native(f"{name}.{kind}", kind, row) for kind, row in rows.items()]
    return Group.around(name, natives[0], natives, _variant)


def _native(name: str, kind: str, row: dict[str, str]) -> dict[str, Any]:
    columns = (column for column in FULL if column)
    return {"id": name, "file": kind, "number": row[""], **{c: row.get(c) for c in columns}}


def _variant(one_scoped: Mapping[str, Any], row: Mapping[str, Any]) -> Variant:
    kind = row["file"]
    _, negations, scoped = FILES[kind]
    first, second = _side(one_scoped), _side(row)
    return Variant(
        row["id"],
        first,
        second,
        (Intervention("negation", "premise and hypothesis", "one_scoped", kind),),
        Evidence(
            "rule",
            f"{scoped} of {negations} negations scope over the words that differ, and each turns "
            "the label",
            {"negations": negations, "scoped": scoped},
        ),
        fault=_fault((one_scoped, row), turned=scoped % 2 == 0, labels=(first.label, second.label)),
    )


def _side(row: Mapping[str, Any]) -> Side:
    edited = "" if row["file"] == "one_scoped" else "_edited"
    fields = {"premise": row[f"sentence1{edited}"], "hypothesis": row[f"sentence2{edited}"]}
    return Side(fields, row[f"gold_label{edited}"])


def _fault(
    rows: Iterable[Mapping[str, Any]], *, turned: bool, labels: tuple[str, str]
) -> tuple[str, str] | None:
    for row in rows:
        words = _garbled(_side(row).fields, row["sentence1_lex"], row["sentence2_lex"])
        if words:
            where = f"{words} in {row['file']}"
            return "garbled-word", f"{where}: a word was replaced inside of another"
    if (labels[0] != labels[1]) != turned:
        return "label-disagrees", f"{labels[0]} and {labels[1]}, which the negations contradict"
    return None


def _garbled(fields: Mapping[str, str], old: str, new: str) -> str:
    """A word of the premise that has `old` at its end or inside, and `new` in the hypothesis."""
    words = [set(re.findall(r"\w+", text.lower())) for text in fields.values()]
    for word in sorted(words[0]):
        at = word.find(old.lower(), 1)
        replaced = word[:at] + new.lower() + word[at + len(old) :]
        if at > 0 and replaced in words[1]:
            return f"{word}, {replaced}"
    return ""


BUILDER = Scone
