"""The validator, tested by mutation on documents: one thing is broken, and it must be caught.

The build is that of redocred-cf's sample. The table of all mutations, with what the validator says
of each: `python -m tests.test_redocred_mutations`.
"""

from __future__ import annotations

import math
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeAlias

import orjson
import polars as pl
import pyarrow as pa
import pytest

from irrealis.build import build
from irrealis.contract import Table, arrow_schema, group_id, pair_id, pairs_schema
from irrealis.manifest import Manifest
from irrealis.store import content_hash, row_digest
from irrealis.text.demonyms import adjectival
from tests.mutations import (
    ROOT,
    Change,
    Copy,
    Mutation,
    Names,
    Row,
    caught,
    change,
    less,
    more,
    said,
    schemas_checked_once,
    twice,
    ungated,
)

pytestmark = pytest.mark.slow

NAME = "redocred-cf"
SPLIT, OTHER = "validation", "train"
CONFIGS = ("pairs", "native", "native_mix")
SIDES = ("original", "counterfactual")
SURROGATE = b"\xed\xa0\x80"


def mutations() -> list[Mutation]:
    """Every mutation, config by config."""
    return [
        *(Mutation(k, "pairs", in_row("pairs", c)) for k, c in PAIRS.items()),
        *(Mutation(k, "native", in_row("native", c)) for k, c in NATIVE.items()),
        *(Mutation(k, "native_mix", in_row("native_mix", c, pick=1)) for k, c in NATIVE.items()),
        *(Mutation(k, "native_mix", in_row("native_mix", c, pick=1)) for k, c in MIX.items()),
        *(Mutation(k, "native_mix", in_row("native_mix", c)) for k, c in ORIGINALS.items()),
        *(Mutation(k, "rejects", in_row("rejects", c)) for k, c in REJECTS.items()),
        *(Mutation(k, "repairs", in_row("repairs", c)) for k, c in REPAIRS.items()),
        *(Mutation(k, config, apply) for k, (config, apply) in BUILDS.items()),
        *(Mutation(k, "all three", everywhere(c), expected=e) for k, (e, c) in RETOLD.items()),
        *(Mutation(k, c, in_file(c, change)) for k, change in FILES.items() for c in CONFIGS),
        *(Mutation(k, "build.json", apply) for k, apply in RECORDS.items()),
    ]


# Changes of one row


def in_row(config: str, change: Change, *, pick: int = 0) -> Callable[[Copy], Names]:
    """Change the row at `pick`; the message must name it as it was called, or is called now."""
    key = {"pairs": "id", "rejects": "original_id", "repairs": "original_id"}.get(config, "title")

    def apply(copy: Copy) -> Names:
        row = copy.rows(config)[pick]
        before = orjson.dumps(row)
        name = row[key]
        change(row)
        assert orjson.dumps(row) != before, "the mutation changed nothing"
        # a row whose name was blanked is called by its number
        return [name.rpartition(" ### ")[2] if row[key] else f"#{pick} of its row group"]

    return apply


def both(*changes: Change) -> Change:
    return lambda row: [one(row) for one in changes]


def flipped(hexadecimal: str) -> str:
    return f"{int(hexadecimal, 16) ^ 1:016x}"


def swapped(parts: list[Any]) -> list[Any]:
    return [parts[1], parts[0], *parts[2:]]


def reworded(text: str) -> str:
    """The last word that is followed by a full stop, spelled in another way."""
    return re.sub(r"(\w+) \.", r"\1x .", text, count=1)


def merge_edits(row: Row) -> None:
    """An edit that reaches into the next one, though each says what stands there."""
    first, second = row["edits"][:2]
    first["end"] = second["start"] + 1
    first["before"] = row["original"]["text"][first["start"] : first["end"]]


def add_noop(row: Row) -> None:
    """An edit at the end of the text that changes nothing but the form of Unicode."""
    edits = [edit for edit in row["edits"] if edit["field"] == "text"]
    end = len(row["original"]["text"])
    edits.append({"field": "text", "start": end - 1, "end": end, "before": ".", "after": "．"})
    row["edits"] = edits + [edit for edit in row["edits"] if edit["field"] != "text"]
    row["counterfactual"]["text"] = row["counterfactual"]["text"][:-1] + "．"


def undo(row: Row) -> None:
    """A counterfactual that is its original."""
    row["counterfactual"] = dict(row["original"])
    row["edits"] = [edit | {"after": edit["before"]} for edit in row["edits"]]


def edit_word(row: Row) -> None:
    """One more word is changed, in the counterfactual and in the edits, and the id follows."""
    text = row["original"]["text"]
    at, new = len(text) - 1, "!"
    edits = [edit for edit in row["edits"] if edit["field"] == "text"]
    edits.append({"field": "text", "start": at, "end": at + 1, "before": text[at], "after": new})
    row["edits"] = edits + [edit for edit in row["edits"] if edit["field"] != "text"]
    row["counterfactual"]["text"] = row["counterfactual"]["text"][:-1] + new
    row["id"] = pair_id(NAME, row["original_id"], row["original"], row["counterfactual"])


PAIRS: dict[str, Change] = {
    "id of other digits": change("id", by=flipped),
    "id that is no id": change("id", to="first"),
    "id left blank": change("id", to=""),
    "original_id of another spelling": change("original_id", by=str.upper),
    "original_id left blank": change("original_id", to=""),
    "original_id null": change("original_id"),
    "group of other digits": change("group", by=flipped),
    "group left blank": change("group", to=""),
    "original null": change("original"),
    "original title left blank": change("original", "title", to=""),
    "original text null": change("original", "text"),
    "original text changed outside the edits": change("original", "text", by=reworded),
    "counterfactual null": change("counterfactual"),
    "counterfactual text left blank": change("counterfactual", "text", to=""),
    "counterfactual text changed outside the edits": change("counterfactual", "text", by=reworded),
    "counterfactual text with one more space": change(
        "counterfactual", "text", by=lambda t: t + " "
    ),
    "counterfactual title changed": change("counterfactual", "title", by=lambda t: t + " II"),
    "counterfactual that is its original": undo,
    "text changed in pair and edits but not in native": edit_word,
    "edits null": change("edits"),
    "edits empty": change("edits", to=[]),
    "null among the edits": change("edits", by=lambda edits: [*edits, None]),
    "edit missing": change("edits", by=lambda edits: edits[1:]),
    "edit listed twice": change("edits", by=twice),
    "edits out of order": change("edits", by=swapped),
    "edits that overlap": merge_edits,
    "edit that is a no-op in Unicode": add_noop,
    "edit of an unknown field": change("edits", 0, "field", to="abstract"),
    "edit of the other field": change("edits", 0, "field", to="title"),
    "edit of no field": change("edits", 0, "field"),
    "edit that starts one later": change("edits", 0, "start", by=more),
    "edit that starts below zero": change("edits", 0, "start", to=-1),
    "edit without a start": change("edits", 0, "start"),
    "edit that ends one earlier": change("edits", 0, "end", by=less),
    "edit that ends beyond the text": change("edits", 0, "end", to=100_000),
    "edit without an end": change("edits", 0, "end"),
    "edit of something else": change("edits", 0, "before", by=str.swapcase),
    "edit of null": change("edits", 0, "before"),
    "edit to something else": change("edits", 0, "after", by=str.swapcase),
    "edit to null": change("edits", 0, "after"),
    "intervention null": change("intervention"),
    "intervention empty": change("intervention", to=[]),
    "null among the interventions": change("intervention", by=lambda parts: [*parts, None]),
    "intervention missing": change("intervention", by=lambda parts: parts[1:]),
    "intervention listed twice": change("intervention", by=twice),
    "interventions out of order": change("intervention", by=swapped),
    "intervention of another kind": change("intervention", 0, "kind", to="relation"),
    "intervention of no kind": change("intervention", 0, "kind", to=""),
    "intervention on another entity": change("intervention", 0, "target", by=lambda i: f"{i}9"),
    "intervention on nothing": change("intervention", 0, "target", to=""),
    "intervention from another name": change("intervention", 0, "from", by=str.swapcase),
    "intervention from null": change("intervention", 0, "from"),
    "intervention to another name": change("intervention", 0, "to", by=str.swapcase),
    "intervention to null": change("intervention", 0, "to"),
    "intervention that changes white space only": change(
        "intervention", 0, by=lambda part: part | {"to": part["from"] + " "}
    ),
    "intervention without a source": change("intervention", 0, "source"),
    "intervention whose source is the document itself": lambda row: row["intervention"][0].update(
        source=row["original_id"]
    ),
    "intervention whose source is no document": change("intervention", 0, "source", to="Atlantis"),
    "label_original null": change("label_original"),
    "label_original with another head": change("label_original", 0, "head", to="Nobody"),
    "label_original without a fact": change("label_original", by=lambda facts: facts[1:]),
    "label_counterfactual null": change("label_counterfactual"),
    "label_counterfactual with another head": change(
        "label_counterfactual", 0, "head", to="Nobody"
    ),
    "label_counterfactual with head and tail swapped": change(
        "label_counterfactual", 0, by=lambda f: f | {"head": f["tail"], "tail": f["head"]}
    ),
    "label_counterfactual with another tail": change(
        "label_counterfactual", 0, "tail", to="Nowhere"
    ),
    "label_counterfactual with another relation": change(
        "label_counterfactual", 0, "relation", to="P999"
    ),
    "label_counterfactual of null relation": change("label_counterfactual", 0, "relation"),
    "label_counterfactual with other evidence": change(
        "label_counterfactual", 0, "evidence", to=[3]
    ),
    "label_counterfactual with null evidence": change("label_counterfactual", 0, "evidence"),
    "label_counterfactual that is label_original": lambda row: row.update(
        label_counterfactual=row["label_original"]
    ),
    "labels of the two sides swapped": lambda row: row.update(
        label_original=row["label_counterfactual"], label_counterfactual=row["label_original"]
    ),
    "texts of the two sides swapped": lambda row: row.update(
        original=row["counterfactual"], counterfactual=row["original"]
    ),
    "label_effect keep": change("label_effect", to="keep"),
    "label_effect flip": change("label_effect", to="flip"),
    "label_effect unknown": change("label_effect", to="changed"),
    "label_effect null": change("label_effect"),
    "evidence null": change("evidence"),
    "evidence of another kind": change("evidence", "kind", to="human"),
    "evidence of an unknown kind": change("evidence", "kind", to="belief"),
    "evidence of no kind": change("evidence", "kind"),
    "evidence without detail": change("evidence", "detail", to=""),
    "evidence with another count": change(
        "evidence",
        "detail",
        by=lambda text: re.sub(r"\d+", lambda n: str(int(n[0]) + 1), text, count=1),
    ),
    "generator null": change("generator"),
    "generator of another kind": change("generator", "kind", to="human"),
    "generator of an unknown kind": change("generator", "kind", to="oracle"),
    "generator without a name": change("generator", "name", to=""),
    "generator of another name": change("generator", "name", to="irrealis other"),
    "generator without a version": change("generator", "version", to=""),
    "generator of another version": change("generator", "version", to="0.0.1"),
    "generator of rules with a prompt": change("generator", "prompt_hash", to="sha256:0"),
    "seed of another build": change("seed", by=more),
    "seed below zero": change("seed", to=-1),
    "seed null": change("seed"),
}


# Changes of one document, which must be caught in `native` and in `native_mix` alike


def mention(
    *path: str | int, to: object = None, by: Callable[[Any], object] | None = None
) -> Change:
    return change("vertexSet", 0, 0, *path, to=to, by=by)


def token_of_mention(row: Row) -> None:
    first = row["vertexSet"][0][0]
    row["sents"][first["sent_id"]][first["pos"][0]] += "x"


def overlapping(row: Row) -> None:
    """Another mention, of the second entity, of the first word of the first one."""
    first = row["vertexSet"][0][0]
    at = first["pos"][0]
    name = row["sents"][first["sent_id"]][at]
    index = f"1_{len(row['vertexSet'][1])}"
    row["vertexSet"][1].append(first | {"name": name, "pos": [at, at + 1], "index": index})


def mentioned_twice(row: Row) -> None:
    entity = row["vertexSet"][0]
    entity.append(entity[0] | {"index": f"0_{len(entity)}"})


def wider_mention(row: Row) -> None:
    """The first mention takes in the next word, and its name says so."""
    first = row["vertexSet"][0][0]
    first["pos"][1] += 1
    first["name"] = " ".join(row["sents"][first["sent_id"]][slice(*first["pos"])])


def with_evidence(*, to: object = None, by: Callable[[Any], object] | None = None) -> Change:
    """Change the evidence of the first label that has some."""

    def apply(row: Row) -> None:
        label = next(label for label in row["labels"] if label["evidence"])
        label["evidence"] = by(label["evidence"]) if by else to

    return apply


NATIVE: dict[str, Change] = {
    "title left blank": change("title", to=""),
    "title null": change("title"),
    "title without its suffix": change("title", by=lambda title: title.partition(" ### ")[0]),
    "title with the suffix of another pair": change(
        "title", by=lambda title: title[:-1] + ("0" if title[-1] != "0" else "1")
    ),
    "title with other words": change("title", by=lambda title: f"The {title}"),
    "vertexSet null": change("vertexSet"),
    "vertexSet empty": change("vertexSet", to=[]),
    "entity null": change("vertexSet", 0),
    "entity without a mention": change("vertexSet", 0, to=[]),
    "entity removed": change("vertexSet", by=lambda entities: entities[:-1]),
    "entities swapped": change("vertexSet", by=swapped),
    "mention null": mention(),
    "mention shifted by one token": mention("pos", by=lambda pos: [n + 1 for n in pos]),
    "mention one token longer": mention("pos", by=lambda pos: [pos[0], pos[1] + 1]),
    "mention one token longer, and its name too": wider_mention,
    "mention from end to start": mention("pos", by=lambda pos: pos[::-1]),
    "mention of no tokens": mention("pos", by=lambda pos: [pos[0], pos[0]]),
    "mention with three ends": mention("pos", by=lambda pos: [*pos, pos[1]]),
    "mention with a null end": mention("pos", 1),
    "mention without pos": mention("pos"),
    "mention beyond its sentence": mention("pos", by=lambda pos: [n + 1000 for n in pos]),
    "mention of another name": mention("name", by=str.swapcase),
    "mention of null name": mention("name"),
    "mention in no sentence": mention("sent_id", to=99),
    "mention in the sentence before the first": mention("sent_id", to=-1),
    "mention in another sentence": mention("sent_id", by=more),
    "mention in null sentence": mention("sent_id"),
    "mention of an unknown type": mention("type", to="GPE"),
    "mention of another type": mention("type", by=lambda kind: "ORG" if kind != "ORG" else "LOC"),
    "mention of null type": mention("type"),
    "mention whose global_pos is one off": mention("global_pos", by=lambda at: [at[0] + 1, at[1]]),
    "mention whose global_pos is null": mention("global_pos"),
    "mention of another index": mention("index", to="7_7"),
    "mention of null index": mention("index"),
    "mention twice": mentioned_twice,
    "mention that overlaps another entity's": overlapping,
    "labels null": change("labels"),
    "label null": change("labels", 0),
    "label removed": change("labels", by=lambda labels: labels[1:]),
    "labels out of order": change("labels", by=swapped),
    "label with head and tail swapped": change(
        "labels", 0, by=lambda label: label | {"h": label["t"], "t": label["h"]}
    ),
    "label with another head": change("labels", 0, by=lambda one: one | {"h": (one["t"] + 1) % 3}),
    "label of an entity that is not there": change("labels", 0, "t", to=99),
    "label of an entity below zero": change("labels", 0, "h", to=-1),
    "label without a head": change("labels", 0, "h"),
    "label of an entity with itself": change("labels", 0, by=lambda one: one | {"h": one["t"]}),
    "label twice": change("labels", by=twice),
    "label of another relation": change("labels", 0, "r", to="P999"),
    "label of a relation that is none": change("labels", 0, "r", to="country"),
    "label of null relation": change("labels", 0, "r"),
    "label with null evidence": with_evidence(to=None),
    "label with null among its evidence": with_evidence(to=[None]),
    "label without its evidence": with_evidence(to=[]),
    "label with evidence beyond the text": with_evidence(to=[99]),
    "label with evidence out of order": with_evidence(to=[1, 0]),
    "label with evidence twice": with_evidence(by=twice),
    "sents null": change("sents"),
    "sentence null": change("sents", 0),
    "sentence removed": change("sents", by=lambda sents: sents[:-1]),
    "sentence added": change("sents", by=lambda sents: [*sents, ["More", "."]]),
    "sentences swapped": change("sents", by=swapped),
    "token null": change("sents", 0, -1),
    "token left blank": change("sents", 0, -1, to=""),
    "token with a space": change("sents", 0, -1, to=". ."),
    "token of a mention changed": token_of_mention,
    "token outside of mentions changed": change("sents", 0, -1, to="!"),
    "token added": change("sents", -1, by=lambda sent: [*sent, "!"]),
    "original_doc_id of another document": change("original_doc_id", to="Somebody Else"),
    "original_doc_id left blank": change("original_doc_id", to=""),
    "original_doc_id null": change("original_doc_id"),
}

MIX: dict[str, Change] = {
    "counterfactual said to be an original": change("is_counterfactual", to=False),
    "is_counterfactual null": change("is_counterfactual"),
}


def reword_document(row: Row) -> None:
    row["sents"][-1][-1] = "!"


ORIGINALS: dict[str, Change] = {
    "original said to be a counterfactual": change("is_counterfactual", to=True),
    "original of another title": change("title", by=str.upper),
    "original with an original_doc_id of its own": change("original_doc_id", by=str.upper),
    "original with another word": reword_document,
    "original with a name shifted by one token": mention("pos", by=lambda p: [n + 1 for n in p]),
    "original with another relation": change("labels", 0, "r", to="P999"),
    "original without a label": change("labels", by=lambda labels: labels[1:]),
    "original with an entity less": change("vertexSet", by=lambda entities: entities[:-1]),
}

REJECTS: dict[str, Change] = {
    "reject without a document": change("original_id", to=""),
    "reject of an unknown level": change("level", to="sentence"),
    "reject without a reason": change("reason", to=""),
    "reject of null reason": change("reason"),
    "reject without detail": change("detail", to=""),
}

REPAIRS: dict[str, Change] = {
    "repair without a document": change("original_id", to=""),
    "repair of no kind": change("kind", to=""),
    "repair of null kind": change("kind"),
    "repair of no place": change("where", to=""),
    "repair of null": change("before"),
    "repair to null": change("after"),
}


# Changes of several rows, or of how rows stand to one another


def duplicate(config: str, *, at: int) -> Callable[[Copy], Names]:
    def apply(copy: Copy) -> Names:
        rows = copy.rows(config)
        rows.insert(at, rows[at])
        return [named(rows[at])]

    return apply


def delete(config: str, *, at: int) -> Callable[[Copy], Names]:
    return lambda copy: [named(copy.rows(config).pop(at))]


def named(row: Row) -> str:
    return str(row["id"] if "id" in row else row["title"].rpartition(" ### ")[2])


def swap_keys(config: str, key: str, *, pick: tuple[int, int]) -> Callable[[Copy], Names]:
    """Two rows exchange what they are called."""

    def apply(copy: Copy) -> Names:
        one, other = (copy.rows(config)[at] for at in pick)
        name = named(one)
        one[key], other[key] = other[key], one[key]
        return [name]

    return apply


def move_row(copy: Copy) -> Names:
    """One counterfactual goes to the other split, in all three configs, its siblings stay."""
    original = copy.rows("native_mix", OTHER)[0]
    pair = copy.rows("pairs", OTHER).pop(0)
    native, _ = copy.rows("native", OTHER).pop(0), copy.rows("native_mix", OTHER).pop(1)
    assert pair["id"] == named(native)
    copy.rows("pairs").append(pair)
    copy.rows("native").append(native)
    copy.rows("native_mix").extend([original, native | {"is_counterfactual": True}])
    return [pair["id"]]


def copy_text_across(copy: Copy) -> Names:
    """A text of the other split, under an original_id, id and group of its own."""
    pair = copy.rows("pairs", OTHER)[0] | {"original_id": "New"}
    pair["id"] = pair_id(NAME, "New", pair["original"], pair["counterfactual"])
    pair["group"] = group_id(NAME, "New")
    copy.rows("pairs").append(pair)
    return [pair["id"]]


def two_labels(copy: Copy) -> Names:
    """The same texts again under another original_id, but with another label."""
    rows = copy.rows("pairs")
    pair = rows[0] | {
        "original_id": "New",
        "label_counterfactual": rows[0]["label_counterfactual"][1:],
    }
    pair["id"] = pair_id(NAME, "New", pair["original"], pair["counterfactual"])
    pair["group"] = group_id(NAME, "New")
    rows.append(pair)
    return [pair["id"]]


def other_original(copy: Copy) -> Names:
    """One of a group's pairs is told of another original; it still replays, and its id is right."""
    row = copy.rows("pairs")[1]
    for side in ("original", "counterfactual"):
        row[side]["text"] += " End ."
    row["id"] = pair_id(NAME, row["original_id"], row["original"], row["counterfactual"])
    return [row["id"]]


def other_original_label(copy: Copy) -> Names:
    row = copy.rows("pairs")[1]
    for side in ("label_original", "label_counterfactual"):
        row[side] = row[side][1:]
    return [row["id"]]


def relevel(level: str) -> Callable[[Copy], Names]:
    """The first reject of this level is of the other one; a pair's document has one at need."""

    def apply(copy: Copy) -> Names:
        rows = copy.rows("rejects")
        row = next((row for row in rows if row["level"] == level), None)
        if row is None:
            title = copy.rows("pairs")[0]["original_id"]
            row = {"original_id": title, "level": level, "reason": "a", "detail": "b"}
            rows.append(row)
        row["level"] = "record" if level == "variant" else "variant"
        return [row["original_id"]]

    return apply


def split_group(copy: Copy) -> Names:
    """All of an original's pairs have the same wrong group."""
    rows = copy.rows("pairs")
    first = rows[0]["group"]
    for row in rows:
        if row["group"] == first:
            row["group"] = flipped(first)
    return [rows[0]["id"]]


def join_groups(copy: Copy) -> Names:
    rows = copy.rows("pairs")
    stray = next(row for row in rows if row["group"] != rows[0]["group"])
    stray["group"] = rows[0]["group"]
    return [stray["id"]]


def counterfactual_first(copy: Copy) -> Names:
    rows = copy.rows("native_mix")
    rows[:2] = swapped(rows[:2])
    return [named(rows[0])]


def counterfactual_elsewhere(copy: Copy) -> Names:
    """A counterfactual stands after another original than its own."""
    rows = copy.rows("native_mix")
    row = rows.pop(1)
    rows.append(row)
    return [named(row)]


def original_only(copy: Copy) -> Names:
    """An original of the mix that no counterfactual follows."""
    rows = copy.rows("native_mix")
    stray = rows[0] | {"title": "Nobody's Original", "original_doc_id": "Nobody's Original"}
    rows.append(stray)
    return [stray["title"]]


def invalid_text(config: str, *path: str) -> Callable[[Copy], Names]:
    """Bytes that are no UTF-8 (an unpaired surrogate) in one string of one row.

    No Python value can hold them, so a marker is written and replaced in the Arrow buffers.
    """

    def apply(copy: Copy) -> Names:
        rows = copy.rows(config)
        name = named(rows[1])
        place: Any = rows[1]
        for step in path[:-1]:
            place = place[int(step) if step.isdigit() else step]
        last: Any = int(path[-1]) if path[-1].isdigit() else path[-1]
        place[last] += "\ue0fe"
        copy.save()
        copy.put(_with_surrogate(copy.table(config)), config)
        return [name]

    return apply


def _with_surrogate(table: pa.Table) -> pa.Table:
    """The table with the three bytes of U+E0FE replaced by as many that encode half a character."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    raw = sink.getvalue().to_pybytes()
    assert raw.count("\ue0fe".encode()) == 1
    broken: pa.Table = pa.ipc.open_stream(raw.replace("\ue0fe".encode(), SURROGATE)).read_all()
    return broken


BUILDS: dict[str, tuple[str, Callable[[Copy], Names]]] = {
    "pair twice": ("pairs", duplicate("pairs", at=0)),
    "pair deleted": ("pairs", delete("pairs", at=0)),
    "two pairs with their ids swapped": ("pairs", swap_keys("pairs", "id", pick=(0, 1))),
    "pair with another original than its group": ("pairs", other_original),
    "pair with another original label than its group": ("pairs", other_original_label),
    "group of other digits in all of its pairs": ("pairs", split_group),
    "pair in the group of another original": ("pairs", join_groups),
    "same text with two labels": ("pairs", two_labels),
    "same text in two splits": ("pairs", copy_text_across),
    "pair moved to the other split": ("all three", move_row),
    "document twice": ("native", duplicate("native", at=0)),
    "document deleted": ("native", delete("native", at=0)),
    "two documents with their titles swapped": (
        "native",
        swap_keys("native", "title", pick=(0, 1)),
    ),
    "counterfactual twice": ("native_mix", duplicate("native_mix", at=1)),
    "counterfactual deleted": ("native_mix", delete("native_mix", at=1)),
    "original twice": ("native_mix", duplicate("native_mix", at=0)),
    "original deleted": ("native_mix", delete("native_mix", at=0)),
    "original that has no counterfactual": ("native_mix", original_only),
    "counterfactual before its original": ("native_mix", counterfactual_first),
    "counterfactual after another original": ("native_mix", counterfactual_elsewhere),
    "reject of a variant said to be of the record": ("rejects", relevel("variant")),
    "unpaired surrogate in a text": ("pairs", invalid_text("pairs", "counterfactual", "text")),
    "unpaired surrogate in a label": (
        "pairs",
        invalid_text("pairs", "label_original", "0", "head"),
    ),
    "unpaired surrogate in an id": ("pairs", invalid_text("pairs", "id")),
    "unpaired surrogate in a token": ("native", invalid_text("native", "sents", "0", "0")),
    "unpaired surrogate in a title": ("native", invalid_text("native", "title")),
    "unpaired surrogate in a name": (
        "native_mix",
        invalid_text("native_mix", "vertexSet", "0", "0", "name"),
    ),
}


# Documents told anew: the three configs agree and every id is right, only the content is wrong

Retelling: TypeAlias = Callable[[Row, Row], bool]


def everywhere(retelling: Retelling) -> Callable[[Copy], Names]:
    """Retell the first counterfactual that can be: `retelling` says whether it could."""

    def apply(copy: Copy) -> Names:
        for split in (SPLIT, OTHER):
            original: Row = {}
            for number, row in enumerate(copy.rows("native_mix", split)):
                if not row["is_counterfactual"]:
                    original = row
                    continue
                told = orjson.loads(orjson.dumps(row))
                told["title"], _, pair = row["title"].rpartition(" ### ")
                if retelling(original, told):
                    copy.rows("native_mix", split)[number] = told
                    return [_retell(copy, split, original, told, pair)]
        pytest.fail("no document of the sample can show this")

    return apply


def _retell(copy: Copy, split: str, original: Row, told: Row, pair: str) -> str:
    """Bring the pair and the native row in line with a changed document; returns the new id."""
    pairs, natives = copy.rows("pairs", split), copy.rows("native", split)
    row = next(one for one in pairs if one["id"] == pair)
    at = next(n for n, one in enumerate(natives) if named(one) == pair)
    old, new = ([entity[0]["name"] for entity in doc["vertexSet"]] for doc in (original, told))
    where = changed(original, told)
    source = row["intervention"][0]["source"]
    row["counterfactual"] = {
        "title": told["title"],
        "text": " ".join(token for sent in told["sents"] for token in sent),
    }
    row["edits"] = [
        {"field": field, "start": 0, "end": len(before), "before": before, "after": after}
        for field in ("text", "title")
        if (before := row["original"][field]) != (after := row["counterfactual"][field])
    ]
    row["intervention"] = [
        {"kind": "entity", "target": str(i), "from": old[i], "to": new[i], "source": source}
        for i in where
    ]
    # a label that a mutation adds or removes is the last
    supports = [*told["support"], "background"][: len(told["labels"])]
    told["support"] = supports
    row["label_counterfactual"] = [
        {
            "head": new[label["h"]],
            "relation": label["r"],
            "tail": new[label["t"]],
            "evidence": label["evidence"],
            "support": support,
        }
        for label, support in zip(told["labels"], supports, strict=True)
    ]
    affected = [label for label in told["labels"] if {label["h"], label["t"]} & set(where)]
    support = [
        kind
        for label, kind in zip(told["labels"], supports, strict=True)
        if {label["h"], label["t"]} & set(where)
    ]
    kinds = ("stated", "inferred", "background")
    counts = iter([len(affected), len(told["labels"]), *map(support.count, kinds)])
    detail = row["evidence"]["detail"]
    row["evidence"]["detail"] = re.sub(r"\d+", lambda _: str(next(counts)), detail)
    row["id"] = pair_id(NAME, row["original_id"], row["original"], row["counterfactual"])
    told["title"] += f" ### {row['id']}"
    natives[at] = {key: value for key, value in told.items() if key != "is_counterfactual"}
    supported = copy.rows("native_supported", split)
    place = next(n for n, one in enumerate(supported) if named(one) == pair)
    kept = [n for n, kind in enumerate(supports) if kind != "background"]
    supported[place] = natives[at] | {
        "labels": [told["labels"][n] for n in kept],
        "support": [supports[n] for n in kept],
    }
    return str(row["id"])


def changed(original: Row, row: Row) -> list[int]:
    return [
        i
        for i, (old, new) in enumerate(zip(original["vertexSet"], row["vertexSet"], strict=True))
        if [one["name"] for one in old] != [one["name"] for one in new]
    ]


def splice(row: Row, sent: int, start: int, end: int, tokens: Sequence[str]) -> None:
    """Replace tokens; mentions that stand later move along."""
    row["sents"][sent][start:end] = tokens
    grown = len(tokens) - (end - start)
    first = [0]
    for one in row["sents"]:
        first.append(first[-1] + len(one))
    for entity in row["vertexSet"]:
        for one in entity:
            if one["sent_id"] == sent and one["pos"][0] >= end:
                one["pos"] = [one["pos"][0] + grown, one["pos"][1] + grown]
            one["global_pos"] = [first[one["sent_id"]] + one["pos"][0]] * 2


def rename(row: Row, i: int, name: str, *, only: int | None = None) -> bool:
    """Give entity `i` a name at each mention, or at one of them."""
    for j, one in enumerate(row["vertexSet"][i]):
        if only in (None, j):
            tokens = name.split(" ")
            start, end = one["pos"]
            splice(row, one["sent_id"], start, end, tokens)
            one["name"], one["pos"] = name, [start, start + len(tokens)]
    return True


def old_name_in_title(original: Row, row: Row) -> bool:
    row["title"] += f" and {original['vertexSet'][changed(original, row)[0]][0]['name']}"
    return True


def old_name_in_text(original: Row, row: Row) -> bool:
    name = original["vertexSet"][changed(original, row)[0]][0]["name"]
    row["sents"][-1] += [*name.split(" "), "."]
    return True


def word_before(row: Row, one: Row) -> str:
    start = one["pos"][0]
    return str(row["sents"][one["sent_id"]][start - 1]) if start else ""


def wrong_article(_: Row, row: Row) -> bool:
    """A name after "a" gets one that asks for "an", or the reverse."""
    for i, entity in enumerate(row["vertexSet"]):
        for j, one in enumerate(entity):
            if word_before(row, one) in ("a", "an"):
                other = "Tall" if word_before(row, one) == "an" else "Old"
                return rename(row, i, f"{other} {one['name']}", only=j)
    return False


def noun_for_adjective(_: Row, row: Row) -> bool:
    for i, entity in enumerate(row["vertexSet"]):
        for j, one in enumerate(entity):
            if adjectival(one["name"]):
                return rename(row, i, "Mongolia", only=j)
    return False


def date_tail(_: Row, row: Row, *relations: str) -> list[tuple[Row, Row]]:
    """Labels of two relations of one head whose tails are dates with a year, as pairs."""
    labels = [label for label in row["labels"] if label["r"] in relations]
    return [
        (one, other)
        for one in labels
        for other in labels
        if (one["r"], other["r"]) == relations
        and one["h"] == other["h"]
        and one["t"] != other["t"]
        and all(
            re.search(r"\b\d{4}$", row["vertexSet"][tail["t"]][0]["name"]) for tail in (one, other)
        )
    ]


def dated_before(*relations: str) -> Retelling:
    """The date of the second relation moves to ten years before that of the first."""

    def retelling(original: Row, row: Row) -> bool:
        for first, second in date_tail(original, row, *relations):
            year = int(row["vertexSet"][first["t"]][0]["name"][-4:]) - 10
            old = row["vertexSet"][second["t"]][0]["name"]
            return rename(row, second["t"], f"{old[:-4]}{year}")
        return False

    return retelling


def times(_: Row, row: Row) -> Iterator[tuple[int, Row]]:
    """Dates of the document that are whole: 4 May 1921."""
    for i, entity in enumerate(row["vertexSet"]):
        if re.fullmatch(r"\d+ [A-Z][a-z]+ \d{4}", entity[0]["name"]) and len(entity) == 1:
            yield i, entity[0]


def year_for_date(original: Row, row: Row) -> bool:
    for i, one in times(original, row):
        return rename(row, i, one["name"][-4:])
    return False


def wrong_preposition(original: Row, row: Row) -> bool:
    for i, one in times(original, row):
        if word_before(row, one) == "on":
            row["sents"][one["sent_id"]][one["pos"][0] - 1] = "in"
            return rename(row, i, re.sub(r"^\d+", "9", one["name"]))
    return False


def same_name(original: Row, row: Row) -> bool:
    i = changed(original, row)[0]
    for k, entity in enumerate(row["vertexSet"]):
        if k != i and entity[0]["type"] == row["vertexSet"][i][0]["type"]:
            return rename(row, i, entity[0]["name"])
    return False


def wrong_gender(_: Row, row: Row) -> bool:
    words = {token.lower() for sent in row["sents"] for token in sent}
    head = row["vertexSet"][0]
    if head[0]["type"] != "PER" or not words & {"she", "her"} or words & {"he", "his", "him"}:
        return False
    return rename(row, 0, "Robert Quill")


def other_relation(_: Row, row: Row) -> bool:
    row["labels"][0]["r"] = "P999"
    return True


def fewer_labels(_: Row, row: Row) -> bool:
    row["labels"].pop()
    return True


def other_type(_: Row, row: Row) -> bool:
    for one in row["vertexSet"][0]:
        one["type"] = "MISC" if one["type"] != "MISC" else "ORG"
    return True


def one_more_sentence(_: Row, row: Row) -> bool:
    row["sents"].append(["It", "is", "so", "."])
    return True


def another_word(_: Row, row: Row) -> bool:
    """A word that has nothing to do with any entity is another."""
    taken = {
        (one["sent_id"], at)
        for entity in row["vertexSet"]
        for one in entity
        for at in range(*one["pos"])
    }
    for i, sent in enumerate(row["sents"]):
        for at, token in enumerate(sent):
            if (i, at) not in taken and re.fullmatch(r"[a-z]{6,}", token):
                sent[at] = "unlikely"
                return True
    return False


def fewer_replaced(original: Row, row: Row) -> bool:
    """All entities but one, which has hardly a relation, have their old names again."""
    told = orjson.loads(orjson.dumps(original))
    relations = {
        i: sum(i in (label["h"], label["t"]) for label in original["labels"])
        for i in changed(original, row)
    }
    i = min(relations, key=lambda i: relations[i])
    if relations[i] > 0.1 * len(original["labels"]):
        return False
    for j, one in enumerate(row["vertexSet"][i]):
        rename(told, i, one["name"], only=j)
    row.update(vertexSet=told["vertexSet"], sents=told["sents"], title=original["title"])
    return True


def one_more_word(_: Row, row: Row) -> bool:
    row["sents"][-1].insert(-1, "indeed")
    return True


RETOLD: dict[str, tuple[str, Retelling]] = {
    "old name left in the title": ("old-name-in-title", old_name_in_title),
    "old name left in the text": ("old-name-in-text", old_name_in_text),
    "a where an is right": ("article", wrong_article),
    "noun where an adjective stood": ("adjective-noun", noun_for_adjective),
    "year where a date stood": ("date-form", year_for_date),
    "in before a day": ("date-preposition", wrong_preposition),
    "death before birth": ("death-before-birth", dated_before("P569", "P570")),
    "war that ends before it starts": ("end-before-start", dated_before("P580", "P582")),
    "company that ends before it starts": ("end-before-start", dated_before("P571", "P576")),
    "two entities of one name": ("same-name", same_name),
    "pronouns of another gender": ("gender", wrong_gender),
    "relation changed in all configs": ("labels", other_relation),
    "label removed in all configs": ("labels", fewer_labels),
    "type of an entity changed in all configs": ("entities", other_type),
    "sentence added in all configs": ("entities", one_more_sentence),
    "too few relations affected": ("affected", fewer_replaced),
    "word outside of names changed in all configs": ("other-words", another_word),
    "word outside of names added in all configs": ("other-words", one_more_word),
}


# Changes of a whole file: the message names config, split, column and shard

FileChange: TypeAlias = Callable[[pa.Table], tuple[pa.Table, str]]


def in_file(config: str, change: FileChange) -> Callable[[Copy], Names]:
    def apply(copy: Copy) -> Names:
        table, column = change(copy.table(config))
        copy.put(table, config)
        return [config, SPLIT, column, copy.shard(config)]

    return apply


def cast(column: str, kind: pa.DataType, table: pa.Table) -> tuple[pa.Table, str]:
    at = table.schema.get_field_index(column)
    return table.cast(table.schema.set(at, pa.field(column, kind))), column


def first_string(table: pa.Table) -> str:
    return next(str(field.name) for field in table.schema if field.type == pa.string())


def first_list(table: pa.Table) -> pa.Field:
    return next(field for field in table.schema if pa.types.is_list(field.type))


def narrowed(kind: pa.DataType) -> pa.DataType:
    """The type with 32 bits for each integer, wherever it is nested."""
    if pa.types.is_list(kind):
        return pa.list_(narrowed(kind.value_type))
    if pa.types.is_struct(kind):
        return pa.struct([pa.field(part.name, narrowed(part.type)) for part in kind])
    return pa.int32() if kind == pa.int64() else kind


def narrow_integers(table: pa.Table) -> tuple[pa.Table, str]:
    field = next(field for field in table.schema if narrowed(field.type) != field.type)
    return cast(field.name, narrowed(field.type), table)


def enlarge_list(table: pa.Table) -> tuple[pa.Table, str]:
    field = first_list(table)
    return cast(field.name, pa.large_list(field.type.value_type), table)


def drop(table: pa.Table) -> tuple[pa.Table, str]:
    return table.drop_columns(table.column_names[-1:]), table.column_names[-1]


def retitle(table: pa.Table) -> tuple[pa.Table, str]:
    names = table.column_names
    return table.rename_columns([names[0].upper(), *names[1:]]), names[0]


def footer(content: dict[str, str] | None) -> FileChange:
    return lambda table: (table.replace_schema_metadata(content), "features in the footer")


FILES: dict[str, FileChange] = {
    "integers of 32 bits": narrow_integers,
    "large strings": lambda table: cast(first_string(table), pa.large_string(), table),
    "large lists": enlarge_list,
    "bytes for text": lambda table: cast(first_string(table), pa.binary(), table),
    "column dropped": drop,
    "column added": lambda table: (
        table.append_column("notes", pa.nulls(len(table), pa.string())),
        "notes",
    ),
    "column renamed": retitle,
    "columns in another order": lambda table: (
        table.select(table.column_names[::-1]),
        "order of columns",
    ),
    "other features in the footer": footer({"huggingface": "{}"}),
    "no features in the footer": footer(None),
}


# Changes of files and of build.json


def truncated(copy: Copy) -> Names:
    path = copy.folder / copy.shard("pairs")
    path.write_bytes(path.read_bytes()[:-100])
    copy.record["configs"]["pairs"][SPLIT]["bytes"] -= 100
    return ["pairs", SPLIT, path.name]


def garbled(copy: Copy) -> Names:
    """Bytes in the middle of the file are others, the footer is whole."""
    path = copy.folder / copy.shard("pairs")
    raw = bytearray(path.read_bytes())
    raw[1000:1400] = bytes(400)
    path.write_bytes(raw)
    return ["pairs", SPLIT, path.name]


def stray(copy: Copy) -> Names:
    path = copy.folder / "data" / "pairs" / "test-00000-of-00001.parquet"
    shutil.copy(copy.folder / copy.shard("pairs"), path)
    return [path.name]


def rehashless(config: str, change: Change, *, pick: int = 0) -> Callable[[Copy], Names]:
    """A row is changed so that every check of its content passes; the hash is left as it was."""

    def apply(copy: Copy) -> Names:
        copy.rehash = False
        change(copy.rows(config)[pick])
        return [config, SPLIT, "content_hash"]

    return apply


def in_record(*path: str, by: Callable[[Any], object], names: Names) -> Callable[[Copy], Names]:
    def apply(copy: Copy) -> Names:
        change(*path, by=by)(copy.record)
        return names

    return apply


def without_config(copy: Copy) -> Names:
    del copy.record["configs"]["native"]
    return ["native"]


def uncounted(copy: Copy) -> Names:
    del copy.record["counts"][SPLIT]
    return [SPLIT, "counts"]


def without_split(copy: Copy) -> Names:
    del copy.record["configs"]["native"][SPLIT]
    return ["native", SPLIT]


def escaping(copy: Copy) -> Names:
    """A shard outside of the folder, though it is there and is what it should be."""
    outside = copy.folder.parent / f"{copy.folder.name}-outside.parquet"
    shutil.copy(copy.folder / copy.shard("pairs"), outside)
    copy.record["configs"]["pairs"][SPLIT]["shards"] = [f"../{outside.name}"]
    return ["configs.pairs.validation.shards", outside.name]


def absent(copy: Copy) -> Names:
    (copy.folder / copy.shard("pairs")).unlink()
    return ["configs.pairs.validation.shards", copy.shard("pairs")]


def listed_twice(copy: Copy) -> Names:
    """One shard counts twice: rows, bytes and hash are those of both."""
    part = copy.record["configs"]["repairs"][SPLIT]
    part["shards"] *= 2
    part["rows"] *= 2
    part["bytes"] *= 2
    part["content_hash"] = content_hash(
        row_digest(row) for row in copy.table("repairs").to_pylist() * 2
    )
    return ["repairs", SPLIT]


def relevel_record(copy: Copy) -> Names:
    relevel("record")(copy)
    return [SPLIT, "records"]


PART = ("configs", "pairs", SPLIT)
COUNTS = ("counts", SPLIT)
RECORDS: dict[str, Callable[[Copy], Names]] = {
    "truncated shard": truncated,
    "garbled shard": garbled,
    "stray shard": stray,
    "shard outside of the folder": escaping,
    "shard that is not there": absent,
    "shard listed twice": listed_twice,
    "config missing": without_config,
    "split not counted": uncounted,
    "split of a config missing": without_split,
    "rows off by one": in_record(*PART, "rows", by=more, names=["pairs", SPLIT, "rows"]),
    "bytes off by one": in_record(*PART, "bytes", by=more, names=["pairs", SPLIT, "bytes"]),
    "content hash of something else": in_record(
        *PART, "content_hash", by=lambda text: text[:-4] + "beef", names=["pairs", "content_hash"]
    ),
    "content hash that is none": in_record(
        *PART, "content_hash", by=lambda _: "md5:0", names=["configs.pairs.validation.content_hash"]
    ),
    "records off by one": in_record(*COUNTS, "records", by=more, names=[SPLIT, "records"]),
    "kept off by one": in_record(*COUNTS, "kept", by=more, names=[SPLIT, "kept"]),
    "counterfactuals off by one": in_record(
        *COUNTS, "counterfactuals", by=less, names=[SPLIT, "counterfactuals"]
    ),
    "rejects of a reason off by one": in_record(
        *COUNTS, "rejects", "no-relations", by=more, names=[SPLIT, "rejects.no-relations"]
    ),
    "reject of a record said to be of a variant": relevel_record,
    "repairs of a kind off by one": in_record(
        *COUNTS, "repairs", "self-loop", by=less, names=[SPLIT, "repairs.self-loop"]
    ),
    "seed of another build in build.json": in_record("seed", by=more, names=["pairs", "seed"]),
    "another dataset in build.json": in_record(
        "dataset", by=lambda _: "redocred", names=["redocred-cf"]
    ),
    "a format that is not ours": in_record("format", by=more, names=["format"]),
    "hash left as it was, detail of a reject changed": rehashless(
        "rejects", change("detail", by=lambda text: text + "!")
    ),
    "hash left as it was, before of a repair changed": rehashless(
        "repairs", change("before", by=lambda text: text + "!")
    ),
    "hash left as it was, text of a pair changed": rehashless("pairs", edit_word),
    "hash left as it was, token of a document changed": rehashless("native", reword_document),
}


# What the validator says


@cache
def manifest() -> Manifest:
    return ungated(NAME)


def broken(mutation: Mutation, base: Path, folder: Path) -> str | None:
    """What is said of a copy of the build that this mutation broke."""
    return caught(Copy(base, folder, split=SPLIT), mutation, manifest())


def build_base(out: Path, *splits: str) -> Path:
    """The sample with two counterfactuals of a document: as telling as five, and sooner checked."""
    return build(NAME, root=ROOT, splits=splits, overrides={"variants": 2}, out=out).folder


def takes_both(mutation: Mutation) -> bool:
    """Whether it takes a row of the other split, or may have to look for one there."""
    return mutation.config == "all three" or mutation.apply in (move_row, copy_text_across)


def table() -> Iterator[tuple[str, str, bool, str]]:
    """Kind, config, whether it is caught, and the first message that says so, for each mutation."""
    with tempfile.TemporaryDirectory() as place:
        base = build_base(Path(place) / "base")
        for number, mutation in enumerate(mutations()):
            text = broken(mutation, base, Path(place) / str(number))
            yield mutation.kind, mutation.config, text is not None, text or ""
            shutil.rmtree(Path(place) / str(number))


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = build_base(tmp_path_factory.mktemp("build") / "base")
    with schemas_checked_once():
        yield folder


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The split that is broken without the other, which takes half of a check."""
    return build_base(tmp_path_factory.mktemp("alone") / "base", SPLIT)


def test_a_build_that_nobody_touched_passes(base: Path, tmp_path: Path) -> None:
    copy = Copy(base, tmp_path / "copy", split=SPLIT)
    for config in CONFIGS:
        copy.rows(config)
    copy.save()
    assert said(copy, manifest()) == []


def test_there_are_at_least_forty_kinds_and_each_config_has_its_own() -> None:
    kinds = {mutation.kind for mutation in mutations()}
    assert len(kinds) >= 40
    for config in CONFIGS:
        assert len({one.kind for one in mutations() if one.config == config}) >= 40


def test_no_two_mutations_are_called_the_same() -> None:
    names = [(mutation.config, mutation.kind) for mutation in mutations()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("mutation", mutations(), ids=lambda one: f"{one.config}: {one.kind}")
def test_the_validator_catches(mutation: Mutation, base: Path, alone: Path, tmp_path: Path) -> None:
    folder = base if takes_both(mutation) else alone
    assert broken(mutation, folder, tmp_path / "broken") is not None


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_a_label_that_is_no_finite_number_is_caught(
    number: float, base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # redocred-cf has no column of floats, so its schema gives way to one whose label is a float
    table = Table(pairs_schema(fields=["title", "text"], label=pl.Float64()), key="id")
    schemas = SimpleNamespace(CONFIGS={"pairs": table})
    monkeypatch.setitem(sys.modules, "irrealis.schemas.redocred_cf", schemas)
    copy = Copy(base, tmp_path / "copy", split=SPLIT)
    for config in (*CONFIGS[1:], "native_supported"):
        del copy.record["configs"][config]
        shutil.rmtree(copy.folder / "data" / config)
    for split in (SPLIT, OTHER):
        rows = [
            row | {f"label_{side}": len(row[side]["text"]) + n / 2 for n, side in enumerate(SIDES)}
            for row in copy.rows("pairs", split)
        ]
        copy.put(pa.Table.from_pylist(rows, arrow_schema(table.schema)), "pairs", split)
        copy.rows("pairs", split)[:] = rows
    copy.save()
    assert said(copy, manifest()) == []

    row = copy.rows("pairs")[3]
    row["label_counterfactual"] = number
    copy.save()
    assert any(
        row["id"] in text and "label_counterfactual" in text for _, text in said(copy, manifest())
    )


if __name__ == "__main__":
    print("| config | mutation | caught | first message |\n|---|---|---|---|")
    rows = list(table())
    for kind, config, hit, text in rows:
        shown = text.replace("|", "\\|").replace("\n", " ")
        print(f"| {config} | {kind} | {'yes' if hit else 'NO'} | {shown} |")
    print(f"\n{sum(row[2] for row in rows)} of {len(rows)} mutations are caught")
    sys.exit(not all(row[2] for row in rows))
