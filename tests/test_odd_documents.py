"""Odd documents in DocRED's format cost neither their file nor the documents beside them."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow.parquet as pq
import pytest

from irrealis.build import Build, build
from irrealis.errors import IrrealisError
from tests.copies import ROOT

SAMPLE = ROOT / "datasets/redocred-cf/sample/validation.json"
GOOD = 3  # documents of each file that are left as they are
# of each kind of fault; a seed is a file
BUILDS = (("redocred-cf", 0), ("redocred-cf", 1), ("ifqa-style", 1))
Raw: TypeAlias = dict[str, Any]
Change: TypeAlias = Callable[[Raw, random.Random], None]


@cache
def sample() -> str:
    return SAMPLE.read_text(encoding="utf-8")


def pick(items: list[Any], rng: random.Random) -> Any:
    return items[int(rng.random() * len(items))]


def some_mention(one: Raw, rng: random.Random) -> Raw:
    found: Raw = pick(pick(one["vertexSet"], rng), rng)
    return found


def mention(key: str, value: object) -> Change:
    return lambda one, rng: some_mention(one, rng).update({key: value})


def no_mention(key: str) -> Change:
    return lambda one, rng: some_mention(one, rng).pop(key)


def label(key: str, value: object) -> Change:
    return lambda one, rng: pick(one["labels"], rng).update({key: value})


def no_label(key: str) -> Change:
    return lambda one, rng: pick(one["labels"], rng).pop(key)


def top(key: str, value: object) -> Change:
    return lambda one, _: one.update({key: value})


def no_top(key: str) -> Change:
    return lambda one, _: one.pop(key)


def token(value: object) -> Change:
    def change(one: Raw, rng: random.Random) -> None:
        sent = pick(one["sents"], rng)
        sent[int(rng.random() * len(sent))] = value

    return change


def reversed_span(one: Raw, rng: random.Random) -> None:
    found = some_mention(one, rng)
    found["pos"] = found["pos"][::-1]


def string_span(one: Raw, rng: random.Random) -> None:
    found = some_mention(one, rng)
    found["pos"] = [str(at) for at in found["pos"]]


def sentence_as_text(one: Raw, rng: random.Random) -> None:
    at = int(rng.random() * len(one["sents"]))
    one["sents"][at] = " ".join(one["sents"][at])


def entity(value: object) -> Change:
    def change(one: Raw, rng: random.Random) -> None:
        one["vertexSet"][int(rng.random() * len(one["vertexSet"]))] = value

    return change


def overlapping(one: Raw, rng: random.Random) -> None:
    vertex = pick(one["vertexSet"], rng)
    found = copy.deepcopy(pick(vertex, rng))
    found["pos"] = [max(0, found["pos"][0] - 1), found["pos"][1]]
    pick(one["vertexSet"], rng).append(found)


def every_type(value: str) -> Change:
    def change(one: Raw, _: random.Random) -> None:
        for vertex in one["vertexSet"]:
            for found in vertex:
                found["type"] = value

    return change


def every_relation(value: str) -> Change:
    def change(one: Raw, _: random.Random) -> None:
        for found in one["labels"]:
            found["r"] = value

    return change


def label_twice(one: Raw, rng: random.Random) -> None:
    one["labels"].append(dict(pick(one["labels"], rng)))


def label_to_itself(one: Raw, rng: random.Random) -> None:
    found = pick(one["labels"], rng)
    found["t"] = found["h"]


def html(one: Raw, rng: random.Random) -> None:
    one["title"] = f"Past &amp; {one['title']}"
    pick(one["sents"], rng).append("&quot;")


def nothing_left(one: Raw, _: random.Random) -> None:
    one.clear()


# what is done to a document -> why it is dropped, and the field that is named; None: it is read
UNREADABLE: dict[str, tuple[Change, str]] = {
    "mention without a name": (no_mention("name"), ".name: Field required"),
    "mention without a type": (no_mention("type"), ".type: Field required"),
    "mention without a span": (no_mention("pos"), ".pos: Field required"),
    "mention without a sentence": (no_mention("sent_id"), ".sent_id: Field required"),
    "name null": (mention("name", None), ".name: Input should be a valid string, found None"),
    "type a number": (mention("type", 7), ".type: Input should be a valid string, found 7"),
    "sentence a text": (mention("sent_id", "0"), ".sent_id: Input should be a valid integer"),
    "sentence a list": (mention("sent_id", [0]), ".sent_id: Input should be a valid integer"),
    "span of three": (mention("pos", [0, 1, 2]), ".pos: List should have at most 2 items"),
    "span of one": (mention("pos", [0]), ".pos: List should have at least 2 items"),
    "span of texts": (string_span, ".pos[0]: Input should be a valid integer"),
    "span of halves": (mention("pos", [0.5, 1.5]), ".pos[0]: Input should be a valid integer"),
    "title missing": (no_top("title"), "title: Field required"),
    "title empty": (top("title", ""), "title is blank, found ''"),
    "title blank": (top("title", " \t"), "title is blank"),
    "title null": (top("title", None), "title: Input should be a valid string"),
    "title a number": (top("title", 1984), "title: Input should be a valid string, found 1984"),
    "labels a text": (top("labels", "none"), "labels: Input should be a valid list"),
    "labels without columns": (top("labels", {}), "labels: Input should be a valid list"),
    "labels of numbers": (top("labels", [1]), "labels[0]: Input should be a valid dictionary"),
    "label without a head": (no_label("h"), ".h: Field required"),
    "tail null": (label("t", None), ".t: Input should be a valid integer, found None"),
    "relation null": (label("r", None), ".r: Input should be a valid string, found None"),
    "evidence a text": (label("evidence", "0"), ".evidence: Input should be a valid list"),
    "evidence of texts": (label("evidence", ["0"]), ".evidence[0]: Input should be a valid int"),
    "sentences missing": (no_top("sents"), "sents: Field required"),
    "sentences null": (top("sents", None), "sents: Input should be a valid list, found None"),
    "sentence as a text": (sentence_as_text, "]: Input should be a valid list"),
    "token null": (token(None), "]: Input should be a valid string, found None"),
    "token a number": (token(3), "]: Input should be a valid string, found 3"),
    "entities missing": (no_top("vertexSet"), "vertexSet: Field required"),
    "entity null": (entity(None), "]: Input should be a valid list, found None"),
    "entity of texts": (entity(["Oslo"]), "][0]: Input should be a valid dictionary"),
    "nothing left": (nothing_left, "title: Field required, found nothing"),
}
BROKEN: dict[str, tuple[Change, str]] = {
    "span reversed": (reversed_span, ".pos ["),
    "span empty": (mention("pos", [1, 1]), ".pos [1, 1] of"),
    "span negative": (mention("pos", [-2, 1]), ".pos [-2, 1] of"),
    "span beyond": (mention("pos", [0, 999]), ".pos [0, 999] of"),
    "sentence beyond": (mention("sent_id", 999), ".sent_id 999 of"),
    "sentence negative": (mention("sent_id", -1), ".sent_id -1 of"),
    "head beyond": (label("h", 999), "joins 999 and"),
    "tail negative": (label("t", -1), "and -1 of"),
    "evidence beyond": (label("evidence", [999]), ".evidence [999] of"),
    "token empty": (token(""), "has the token ''"),
    "token with a space": (token("two words"), "has the token 'two words'"),
    "entity without a mention": (entity([]), "has no mention"),
    "no sentence": (top("sents", []), ".sent_id"),
}
READ: dict[str, Change] = {
    "labels missing": no_top("labels"),
    "labels null": top("labels", None),
    "no label": top("labels", []),
    "no entity": lambda one, _: one.update(vertexSet=[], labels=[]),
    "evidence missing": no_label("evidence"),
    "evidence null": label("evidence", None),
    "label twice": label_twice,
    "label to itself": label_to_itself,
    "relation in words": label("r", "lives in"),
    "every relation in words": every_relation("lives in"),
    "type of another scheme": mention("type", "GPE"),
    "every type of another scheme": every_type("GPE"),
    "name of another thing": mention("name", "Elsewhere"),
    "name empty": mention("name", ""),
    "overlapping mentions": overlapping,
    "empty sentence": lambda one, _: one["sents"].append([]),
    "title of HTML": html,
    "title with a line": top("title", "Two\nlines"),
    "title odd": top("title", "\u202e ### \u200b"),
    "title long": top("title", "word " * 2_000),
    "title of another": top("title", json.loads(SAMPLE.read_bytes())[0]["title"]),
    "token not to be seen": token("\u200b"),
    "token of a tab": token("a\tb"),
    "token of a wide space": token("a\u00a0b"),
    "token of brackets": token("]["),
    "token of a decomposed letter": token("Ame\u0301lie"),
    "keys beyond": top("source", {"url": None}),
}
KINDS = [*UNREADABLE, *BROKEN, *READ]


def is_sound(one: Raw) -> bool:
    """Whether a document of the sample has labels, and none of them points nowhere."""
    ends = [end for found in one["labels"] for end in (found["h"], found["t"])]
    return bool(ends) and max(ends) < len(one["vertexSet"])


def odd_file(kind: str, seed: int, folder: Path) -> Path:
    """Some documents of the sample, one of them changed, at any place among the others."""
    rng = random.Random(f"{kind} {seed}")  # noqa: S311 no secret
    found: list[Raw] = json.loads(sample())
    documents = found[:GOOD]
    odd = pick([one for one in found[GOOD:] if is_sound(one)], rng)
    change = (UNREADABLE | BROKEN)[kind][0] if kind not in READ else READ[kind]
    change(odd, rng)
    documents.insert(int(rng.random() * len(documents)) + (kind == "title of another"), odd)
    file = folder / f"{KINDS.index(kind)}-{seed}.json"
    file.write_text(json.dumps(documents), encoding="utf-8")
    return file


def built(name: str, file: Path, out: Path) -> Build:
    overrides = {"variants": 1} if name == "redocred-cf" else {}
    return build(name, root=ROOT, files=[file], splits=["validation"], out=out, overrides=overrides)


def rejects(found: Build) -> Iterator[Raw]:
    for row in pq.read_table(found.folder / "data/rejects").to_pylist():
        if row["level"] == "record":
            yield row


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_an_odd_document_costs_nothing_but_itself(kind: str, tmp_path: Path) -> None:
    for name, seed in BUILDS:
        found = built(name, odd_file(kind, seed, tmp_path), tmp_path / f"{name}-{seed}")
        counts = found.record.counts["validation"]
        assert counts.records == GOOD + 1
        assert counts.kept >= GOOD - (name == "ifqa-style")  # one of them has no question
        dropped = list(rejects(found))
        assert not {row["reason"] for row in dropped} & {"failed-edit", "failed-check"}, dropped
        faults = [row for row in dropped if row["reason"] in ("unreadable", "broken-annotation")]
        if kind in READ:
            assert not faults
            continue
        (fault,) = faults
        wanted, reason = (
            (UNREADABLE[kind][1], "unreadable")
            if kind in UNREADABLE
            else (BROKEN[kind][1], "broken-annotation")
        )
        assert fault["reason"] == reason
        assert wanted in fault["detail"]
        if "title" in kind or kind == "nothing left":
            assert fault["original_id"].startswith("untitled-")


FILES: dict[str, tuple[Callable[[bytes], bytes], str | None]] = {
    "byte order mark": (lambda content: b"\xef\xbb\xbf" + content, None),
    "JSON lines": (lambda c: b"\r\n".join(json.dumps(x).encode() for x in json.loads(c)), None),
    "cut off": (lambda content: content[:-40], "record 4, line 1, column"),
    "not UTF-8": (lambda c: c.replace(b'"title": "', b'"title": "\xff', 1), "0xFF is not UTF-8"),
    "a text beside": (lambda c: c[:-1] + b', "x"]', "record 5, .*: the record is not an object"),
    "a key twice": (lambda c: c.replace(b'"title"', b'"sents": [], "title"', 1), "'sents' is giv"),
    "no document": (lambda _: b'[{"text": "Rain ."}]', "title: Field required, found nothing"),
    "empty": (lambda _: b"", "is empty"),
    "no record": (lambda _: b"[]", "the input holds no records"),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", FILES)
def test_a_file_is_read_or_refused_with_its_fault(kind: str, tmp_path: Path) -> None:
    change, fault = FILES[kind]
    file = tmp_path / "in.json"
    file.write_bytes(change(json.dumps(json.loads(sample())[: GOOD + 1]).encode()))
    if fault is None:
        assert built("redocred-cf", file, tmp_path / "out").record.counts["validation"].kept > GOOD
    else:
        with pytest.raises(IrrealisError, match=fault):
            built("redocred-cf", file, tmp_path / "out")
        assert not (tmp_path / "out").exists()
