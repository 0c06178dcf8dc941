"""Reads ParaRel: triples by relation, and the patterns that put a relation into words.

Data: Elazar et al., "Measuring and Improving Consistency in Pretrained Language Models", TACL 2021;
its triples are those of T-REx (Elsahar et al., LREC 2018) whose object is a single token.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO, NamedTuple

from irrealis.builders.families.facts.tables import OBJECT, SUBJECT, relations

from irrealis.errors import IrrealisError
from irrealis.inputs import numbered_json_records

_NAME = re.compile(r"(P\d+)\.jsonl")


class Triple(NamedTuple):
    """A fact, and the prompts that ask for its object."""

    uuid: str
    relation: str
    subject: str
    object: str
    wordings: tuple[str, ...]


def read_triples(files: Iterable[tuple[str, BinaryIO]]) -> Iterator[Triple]:
    """The triples of all files, with the wordings that the patterns beside them allow.

    A file is of triples or of patterns, as its first record says; both are named for their relation
    (`P19.jsonl`). Records of patterns may come before or after the triples.

    Raises:
        IrrealisError: a file that is neither, or a record without one of its texts.
    """
    triples: list[tuple[str, str, str, str]] = []
    patterns: dict[str, set[str]] = {}
    for source, stream in files:
        named = _NAME.search(source)
        if named is None:
            raise IrrealisError(
                f"{source}: the name of a file of ParaRel says its relation",
                expected="a name such as P19.jsonl",
                found=source,
            )
        relation = named[1]
        for line, record in numbered_json_records(stream, source=source):
            if "pattern" in record:
                pattern = _text(record, "pattern", source, line)
                patterns.setdefault(relation, set()).add(_key(pattern))
            else:
                fields = ("uuid", "sub_label", "obj_label")
                uuid, subject, of = (_text(record, field, source, line) for field in fields)
                triples.append((uuid, relation, subject, of))
    known = {relation: _wordings(relation, of) for relation, of in patterns.items()}
    for uuid, relation, subject, of in triples:
        wordings = known.get(relation, _wordings(relation, set()))
        if subject.split()[0].islower():  # no sentence begins with a small letter
            wordings = tuple(each for each in wordings if not each.startswith(SUBJECT))
        yield Triple(uuid, relation, subject, of, wordings)


def _text(record: dict[str, object], field: str, source: str, line: int) -> str:
    value = record.get(field)
    if not isinstance(value, str) or not value.strip():
        raise IrrealisError(
            f"{source}, line {line}: not a record of ParaRel",
            field=field,
            expected="a text that is not blank; sub_label, obj_label and uuid, or pattern",
            found=repr(value)[:100],
        )
    return value


def _wordings(relation: str, patterns: set[str]) -> tuple[str, ...]:
    """Prompts of a relation: ours, and those of ParaRel that its patterns have."""
    if relation not in relations():
        return ()
    of = relations()[relation]
    return (*of.ours, *(each for each in of.pararel if _key(f"{each} {OBJECT}") in patterns))


def _key(pattern: str) -> str:
    """A pattern as patterns are compared: ParaRel writes a few with odd spaces or case."""
    return re.sub(r"\s*\.?\s*$", "", " ".join(pattern.split())).casefold()
