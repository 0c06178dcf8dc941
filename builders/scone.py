"""ScoNe-NLI: inferences in which negations scope over the words that matter, or do not.

Data: She et al., "ScoNe: Benchmarking Negation Reasoning in Language Models With Fine-Tuning and
In-Context Learning", ACL 2023, section 3. Each inference with one negation in scope was edited to
five others; each negation in scope turns the label, and others do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import BinaryIO

from irrealis.builders.families.published.builder import PublishedBuilder
from irrealis.builders.families.published.parts import Group, Row, Side, Variant
from irrealis.builders.families.published.rows import ANY, aligned, read_files, read_rows

from irrealis.contract import Generator, fingerprint

LABELS = ("entailment", "neutral")
TEXTS = dict.fromkeys(("", "sentence1", "sentence2"), ANY)
LEXICAL = dict.fromkeys(("sentence1_lex", "sentence2_lex"), ANY)
EDITED = dict.fromkeys(("group_index", "sentence1_edited", "sentence2_edited"), ANY)
BASE = {**TEXTS, "gold_label": LABELS, **LEXICAL}
FULL = {**BASE, **EDITED, "gold_label_edited": LABELS}
UNLABELED = {**TEXTS, "gold_label_edited": LABELS, **LEXICAL, **EDITED}
# file -> its columns, and how many negations it has in all and in scope
FILES = {
    "one_scoped": (BASE, 1, 1),
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
        found = dict(zip(FILES, read_files(files, readers), strict=True))
        for rows in aligned(found, by=_of):
            yield _group(dict(zip(FILES, rows, strict=True)))


def _of(row: Row) -> tuple[str, ...]:
    """What an edit is of. The words that differ may be others, `something` for `anything`."""
    return tuple(row[name] for name in TEXTS)


def _group(rows: Mapping[str, Row]) -> Group:
    number, *texts = _of(rows["one_scoped"])
    name = f"{number}.{fingerprint(texts, digits=8)}"  # numbers are used in each split
    natives = [
        {"id": f"{name}.{kind}", "file": kind, "number": number}
        | {column: row.get(column) for column in FULL if column}
        for kind, row in rows.items()
    ]
    return Group.around(name, natives[0], natives, _variant)


def _variant(one_scoped: Row, row: Row) -> Variant:
    _, negations, scoped = FILES[row["file"]]
    before, after = _side(one_scoped), _side(row)
    garbled = [found for each in (one_scoped, row) if (found := _garbled(each))]
    fault = None
    if garbled:
        fault = ("garbled-word", f"{garbled[0]}: a word was replaced inside of another")
    elif (before.label != after.label) != (scoped % 2 == 0):
        labels = f"{before.label} and {after.label}"
        fault = ("label-disagrees", f"{labels}, which the negations contradict")
    return Variant.of(
        row["id"],
        before,
        after,
        ("negation", "premise and hypothesis", "one_scoped", row["file"]),
        kind="rule",
        detail=f"{scoped} of {negations} negations scope over the words that differ, and each "
        "turns the label",
        facts={"negations": negations, "scoped": scoped},
        fault=fault,
    )


def _side(row: Row) -> Side:
    edited = "" if row["file"] == "one_scoped" else "_edited"
    fields = {"premise": row[f"sentence1{edited}"], "hypothesis": row[f"sentence2{edited}"]}
    return Side(fields, row[f"gold_label{edited}"])


def _garbled(row: Row) -> str:
    """A word of the premise that has the old word at its end or inside, and what it became."""
    old, new = row["sentence1_lex"].lower(), row["sentence2_lex"].lower()
    words, others = (set(re.findall(r"\w+", text.lower())) for text in _side(row).fields.values())
    for word in sorted(words):
        at = word.find(old, 1)
        replaced = word[:at] + new + word[at + len(old) :]
        if at > 0 and replaced in others:
            return f"{word}, {replaced} in {row['file']}"
    return ""


BUILDER = Scone
