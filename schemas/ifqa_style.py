"""Rows of ifqa-style, and what must hold of them beyond the contract of pairs.

Every answer is derived again, from the document and the row alone, by `ifqa_style_checker`.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

import orjson
import pandera.polars as pa
import polars as pl
from irrealis.schemas.ifqa_style_checker import (
    Derived,
    Paper,
    Underivable,
    Value,
    World,
    moved,
)

from irrealis.check import Audit, Failure, Found, Row
from irrealis.contract import Table, canonical, pairs_schema
from irrealis.store import BuildRecord
from irrealis.text.tokens import stands_in

CHANGES = ("replace", "same", "shift", "set", "remove", "amount", "name", "outcome")
ANSWER_TYPES = ("name", "names", "date", "number", "yes/no")
# questions that name what can be chosen from
_CHOICES = frozenset({"first", "last", "which", "before"})
_NUMERIC = frozenset({"age", "turned", "gap", "count", "aged", "anniversary", "decade", "century"})
_UNITS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
# what each family changes and what it asks
FAMILIES: dict[str, tuple[set[str], set[str]]] = {
    **dict.fromkeys(
        (
            "place replaced", "maker replaced", "organization replaced", "kin replaced",
            "country replaced", "head replaced", "part or sequel replaced",
        ),
        ({"replace"}, {"follow", "year"}),
    ),
    "two hops": ({"same"}, {"follow", "year"}),
    "same as another": ({"same"}, {"follow"}),
    "same year as another": ({"same"}, {"year"}),
    "year shifted": ({"shift"}, {"year"}),
    "decade or century shifted": ({"shift"}, {"decade", "century"}),
    "day or month shifted": ({"shift"}, {"date", "month"}),
    "age or anniversary": ({"shift"}, {"aged", "anniversary"}),
    "age at death": ({"shift"}, {"age"}),
    "age in a year": ({"shift"}, {"turned"}),
    "years between": ({"shift"}, {"gap"}),
    "first of two": ({"shift", "set"}, {"first", "last"}),
    "first of three": ({"shift", "set"}, {"first", "last"}),
    "before or not": ({"shift", "set"}, {"before"}),
    "lived to see": ({"shift"}, {"before"}),
    "counted with a change": ({"replace"}, {"count"}),
    "listed with a change": ({"replace"}, {"which"}),
    "membership negated": ({"remove"}, {"count"}),
    "event shifted": ({"shift"}, {"year"}),
    "event's decade or century": ({"shift"}, {"decade", "century"}),
    "event before or not": ({"shift", "set"}, {"before"}),
    "years to an event": ({"shift"}, {"turned"}),
    "age at an event": ({"shift"}, {"turned"}),
    "number changed": ({"amount"}, {"amount"}),
    "name kept": ({"name"}, {"name"}),
    "outcome reversed": ({"outcome"}, {"follow"}),
}  # fmt: skip

_STRINGS = pl.List(pl.String())
_SPAN = pl.Struct({"start": pl.Int64(), "end": pl.Int64()})
_MENTION = pl.Struct(
    {"name": pl.String(), "pos": pl.List(pl.Int64()), "sent_id": pl.Int64(), "type": pl.String()}
)
_LABEL = pl.Struct(
    {"h": pl.Int64(), "t": pl.Int64(), "r": pl.String(), "evidence": pl.List(pl.Int64())}
)
_CHANGE = pl.Struct(
    {
        **dict.fromkeys(("kind", "subject", "relation", "from", "to", "like"), pl.String()),
        **dict.fromkeys(("years", "months", "days"), pl.Int64()),
    }
)
_QUERY = pl.Struct(
    {
        "kind": pl.String(),
        "subjects": _STRINGS,
        "path": _STRINGS,
        "value": pl.String(),
        "year": pl.Int64(),
    }
)
_TOLD = pl.Struct(
    {
        "ref": pl.String(),
        "kind": pl.String(),
        "sentence": pl.Int64(),
        "subject": pl.String(),
        "words": pl.String(),
        "value": pl.String(),
    }
)
_FACT = pl.Struct(
    {
        "subject": pl.String(),
        "relation": pl.String(),
        "value": pl.String(),
        "sentences": pl.List(pl.Int64()),
        "annotated": pl.Boolean(),
    }
)
_ID = pa.Check.str_matches(r"^[0-9a-f]{16}$")
_NAME = pa.Check.str_length(min_value=1)


def _native(*, mix: bool) -> pa.DataFrameSchema:
    columns = {
        "idx": pa.Column(pl.Int64, pa.Check.ge(0)),
        "question": pa.Column(pl.String, _NAME),
        "answers": pa.Column(_STRINGS),
        "context": pa.Column(_STRINGS),
    }
    if mix:
        columns["is_counterfactual"] = pa.Column(pl.Boolean)
    return pa.DataFrameSchema(columns, strict=True, ordered=True)


CONFIGS = {
    # the audit meets the configs in this order: what is asked of stands before what asks
    "documents": Table(
        pa.DataFrameSchema(
            {
                "id": pa.Column(pl.String, _ID),
                "title": pa.Column(pl.String, _NAME),
                "sents": pa.Column(pl.List(_STRINGS)),
                "vertexSet": pa.Column(pl.List(pl.List(_MENTION))),
                "labels": pa.Column(pl.List(_LABEL)),
            },
            strict=True,
            ordered=True,
        ),
        key="id",
        holds="the documents that are asked about, cleaned, in DocRED's columns",
    ),
    "pairs": Table(pairs_schema(fields=["question", "context"], label=_STRINGS), key="id"),
    "questions": Table(
        pa.DataFrameSchema(
            {
                "id": pa.Column(pl.String, _ID),
                "original_id": pa.Column(pl.String, _NAME),
                "document": pa.Column(pl.String, _ID),
                "family": pa.Column(pl.String, _NAME),
                "antecedent": pa.Column(_SPAN),
                "consequent": pa.Column(_SPAN),
                "change": pa.Column(_CHANGE),
                "query": pa.Column(_QUERY),
                "told": pa.Column(pl.List(_TOLD)),
                "derivation": pa.Column(pl.List(_FACT)),
                "answer_type": pa.Column(pl.String, pa.Check.isin(ANSWER_TYPES)),
                "holds": pa.Column(pl.Boolean),
                "facts": pa.Column(pl.Int64, pa.Check.ge(1)),
                "arithmetic": pa.Column(pl.Boolean),
                "evidence_sentences": pa.Column(pl.Int64, pa.Check.ge(1)),
                "distractors": pa.Column(pl.Int64, pa.Check.ge(0)),
            },
            strict=True,
            ordered=True,
        ),
        key="id",
        holds="of each pair: its clauses, the change, the query, and the facts that answer it",
    ),
    # idx is a number, and a row is told by a string
    "native": Table(_native(mix=False), key="question"),
    "native_mix": Table(_native(mix=True), key="question"),
}


class IfqaStyleAudit(Audit):
    """Both answers of every row follow from its document, and the row says how."""

    definitions: ClassVar[Mapping[str, str]] = {
        "questions_per_document": "pairs over documents read",
        "answers_derived_again": "share of answers that the checker works out as the builder did",
        "families": "families of questions that were asked",
        "families.largest": "share of the most frequent family",
        "family.*": "share of pairs of this family",
        "controls": "share of pairs whose answer stays, as the supposition changes nothing",
        "arithmetic": "share of pairs whose answer is calculated",
        "facts.mean": "facts that an answer rests on, mean",
        "evidence_sentences.mean": "sentences that an answer rests on, mean",
        "shapes.distinct": "questions that differ in more than names, over all of them",
    }

    def __init__(self, record: BuildRecord, split: str) -> None:
        """Start a split: documents and pairs are kept in memory, compressed."""
        super().__init__(record, split)
        self._documents: dict[str, bytes] = {}
        self._titles: dict[str, str] = {}
        self._paper: Paper | None = None
        self._pairs: dict[str, bytes] = {}
        self._sides: dict[tuple[int, bool], bytes] = {}  # idx -> question, answers, passage
        self._native: set[int] = set()
        self._mix: set[tuple[int, bool]] = set()
        self._families: Counter[str] = Counter()
        self._shapes: dict[str, set[str]] = {}
        self._every_shape: set[str] = set()
        self._counts: Counter[str] = Counter()

    def record_of(self, row: Mapping[str, Any]) -> str:
        """The document: a question's id is its document's, "#", and a digest."""
        title: str = row["original_id"].rpartition("#")[0]
        return title

    def see(self, config: str, row: dict[str, Any]) -> Iterator[Failure]:
        """Failures that this row shows."""
        seen = {
            "documents": self._document,
            "pairs": self._pair,
            "questions": self._question,
            "native": self._one,
            "native_mix": self._either,
        }.get(config)
        if seen is None:
            return
        name = row[CONFIGS[config].key]
        for kind, where, expected, found in seen(row):
            yield Failure(kind, where, expected, found, name)

    def finish(self) -> Iterator[Failure]:
        """Pairs without question or native rows."""
        for name in self._pairs:
            yield Failure("missing", "row", "a row as in pairs", "none", name, "questions")
        for idx, counterfactual in sorted(self._sides.keys() - self._mix):
            side = "counterfactual" if counterfactual else "original"
            yield Failure("missing", "row", f"the {side} {idx}", "none", str(idx), "native_mix")
        for idx, counterfactual in sorted(self._sides):
            if counterfactual and idx not in self._native:
                yield Failure("missing", "row", f"the pair {idx}", "none", str(idx), "native")

    def metrics(self) -> dict[str, float]:
        """How many questions of which kinds, and how many answers were derived again."""
        total = self._families.total()
        if not total:
            return {}
        return {
            "questions_per_document": total / self.record.counts[self.split].records,
            "answers_derived_again": self._counts["derived"] / (2 * total),
            "families": float(len(self._families)),
            "families.largest": max(self._families.values()) / total,
            "controls": self._counts["holds"] / total,
            "arithmetic": self._counts["arithmetic"] / total,
            "facts.mean": self._counts["facts"] / total,
            "evidence_sentences.mean": self._counts["sentences"] / total,
            "shapes.distinct": len(self._every_shape) / total,
            **{f"family.{name}": count / total for name, count in sorted(self._families.items())},
        }

    # documents

    def _document(self, row: Row) -> Found:
        want = hashlib.sha256(
            canonical({key: value for key, value in row.items() if key != "id"})
        ).hexdigest()[:16]
        if row["id"] != want:
            yield "id", "id", f"{want}, from its content", row["id"]
        if row["title"] in self._titles:
            yield "id", "title", "a title once", row["title"]
        for i, entity in enumerate(row["vertexSet"]):
            for j, mention in enumerate(entity):
                start, end = mention["pos"]
                tokens = row["sents"][mention["sent_id"]][start:end]
                if not 0 <= start < end or " ".join(tokens) != mention["name"]:
                    where = f"vertexSet[{i}][{j}]"
                    yield "mention", where, f"the tokens {tokens}", mention["name"]
        entities, sentences = len(row["vertexSet"]), len(row["sents"])
        for i, label in enumerate(row["labels"]):
            ends = label["h"], label["t"], *label["evidence"]
            if not all(0 <= end < entities for end in ends[:2]) or any(
                not 0 <= sent < sentences for sent in ends[2:]
            ):
                yield "label", f"labels[{i}]", "entities and sentences of the document", label
        self._titles[row["title"]] = row["id"]
        self._documents[row["id"]] = zlib.compress(orjson.dumps(row))

    def _paper_of(self, name: str) -> Paper:
        if self._paper is None or self._paper.row["id"] != name:
            self._paper = Paper(orjson.loads(zlib.decompress(self._documents[name])))
        return self._paper

    # pairs

    def _pair(self, row: Row) -> Found:
        title = self.record_of(row)
        digest = hashlib.sha256(row["original"]["question"].encode()).hexdigest()[:8]
        if row["original_id"] != f"{title}#{digest}":
            yield "id", "original_id", f"{title}#{digest}", row["original_id"]
        if title not in self._titles:
            yield "document", "original_id", "a title of the config documents", title
            return
        passage = " ".join(self._paper_of(self._titles[title]).sentences)
        for side in ("original", "counterfactual"):
            if row[side]["context"] != passage:
                yield (
                    "document",
                    f"{side}.context",
                    "the text of the document",
                    row[side]["context"],
                )
        made = {"kind": "rules", "name": "ifqa_style", "version": "1", "prompt_hash": None}
        if row["generator"] != made:
            yield "generator", "generator", made, row["generator"]
        if row["label_effect"] == "flip":
            yield "label", "label_effect", "keep or recomputed", "flip"
        for name, side, counterfactual in (
            (row["id"], "counterfactual", True),
            (row["group"], "original", False),
        ):
            said = [row[side]["question"], row[f"label_{side}"], [passage]]
            self._sides[int(name[:12], 16), counterfactual] = _digest(said)
        kept = {
            key: row[key]
            for key in (
                "original_id", "label_original", "label_counterfactual", "label_effect",
                "intervention", "evidence",
            )
        }  # fmt: skip
        kept["factual"] = row["original"]["question"]
        kept["counterfactual"] = row["counterfactual"]["question"]
        self._pairs[row["id"]] = zlib.compress(orjson.dumps(kept))

    # native

    def _one(self, row: Row) -> Found:
        if row["idx"] in self._native:
            yield "native", "idx", "an idx once", row["idx"]
        self._native.add(row["idx"])
        yield from self._as_in_pairs(row, counterfactual=True)

    def _either(self, row: Row) -> Found:
        key = row["idx"], row["is_counterfactual"]
        if key in self._mix:
            yield "native", "idx", "a question once", row["idx"]
        self._mix.add(key)
        yield from self._as_in_pairs(row, counterfactual=row["is_counterfactual"])

    def _as_in_pairs(self, row: Row, *, counterfactual: bool) -> Found:
        want = self._sides.get((row["idx"], counterfactual))
        if want is None:
            yield "native", "idx", "the first 12 digits of a pair's or group's id", row["idx"]
        elif want != _digest([row["question"], row["answers"], row["context"]]):
            yield "native", "row", "question, answers and context as in pairs", row["question"]

    # questions

    def _question(self, row: Row) -> Found:
        packed = self._pairs.pop(row["id"], None)
        if packed is None:
            yield "missing", "id", "a pair of that id", row["id"]
            return
        pair = orjson.loads(zlib.decompress(packed))
        if row["original_id"] != pair["original_id"]:
            yield "id", "original_id", pair["original_id"], row["original_id"]
        title = self.record_of(row)
        if row["document"] != self._titles.get(title):
            yield "document", "document", self._titles.get(title), row["document"]
            return
        base = self._paper_of(row["document"])
        paper = Paper(base.row, {told["ref"]: told for told in row["told"]})
        # what is worked out of a document once serves all of its questions
        once = {name: getattr(base, name) for name in ("same", "sentences", "called")}
        vars(paper).update(once)
        yield from _spans(row, pair["counterfactual"])
        try:
            yield from self._derived(row, pair, paper)
        except Underivable as error:
            yield "derivation", "query", "an answer that the document gives", str(error)
        yield from self._tallied(row, pair, paper)

    def _derived(self, row: Row, pair: Row, paper: Paper) -> Found:
        change, query = row["change"], row["query"]
        changes, queries = FAMILIES.get(row["family"], (set(), set()))
        if change["kind"] not in changes or query["kind"] not in queries:
            yield "family", "family", f"one of {change['kind']}, {query['kind']}", row["family"]
        if len(set(query["subjects"])) != len(query["subjects"]):
            yield "query", "query.subjects", "each once", query["subjects"]
        yield from _change(change, paper)
        worlds = World(paper), World(paper, change)
        answers = [world.answer(query) for world in worlds]
        for side, answer in zip(("original", "counterfactual"), answers, strict=True):
            self._counts["derived"] += 1
            said = pair[f"label_{side}"]
            if (wrong := _wrong(said, answer, paper)) is not None:
                yield "answer", f"label_{side}", wrong, said
        holds = answers[0].value == answers[1].value
        if row["holds"] != holds or (pair["label_effect"] == "keep") != holds:
            yield "answer", "holds", holds, row["holds"]
        if not holds and {*pair["label_original"]} & {*pair["label_counterfactual"]}:
            yield "answer", "label_counterfactual", "no answer of both worlds", "one"
        yield from _facts(row, pair, paper, answers)
        yield from _words(row, pair, paper, answers)
        yield from _possible(change, paper, worlds[1])

    def _tallied(self, row: Row, pair: Row, paper: Paper) -> Found:
        self._families[row["family"]] += 1
        self._counts["holds"] += row["holds"]
        self._counts["arithmetic"] += row["arithmetic"]
        self._counts["facts"] += row["facts"]
        self._counts["sentences"] += row["evidence_sentences"]
        shape = _shape(pair["counterfactual"], paper)
        self._every_shape.add(shape)
        seen = self._shapes.setdefault(row["document"], set())
        if shape in seen:
            yield "repeated", "counterfactual.question", "a question once, up to names", shape
        seen.add(shape)


def _digest(said: object) -> bytes:
    return hashlib.sha256(canonical(said)).digest()[:16]


def _spans(row: Row, question: str) -> Found:
    """The two clauses are all of the question but the comma and the question mark."""
    antecedent, consequent = row["antecedent"], row["consequent"]
    a, b, c, d = antecedent["start"], antecedent["end"], consequent["start"], consequent["end"]
    if a == 0:
        whole = question[:3] == "If " and c == b + 2 and question[b:c] == ", "
        whole = whole and d == len(question) - 1
    else:
        whole = c == 0 and a == d + 1 and question[d : a + 3] == " if " and b == len(question) - 1
    if not whole or not a < b or not c < d or not question.endswith("?"):
        yield "span", "antecedent, consequent", "the two clauses of the question", [a, b, c, d]


def _change(change: Row, paper: Paper) -> Found:
    """What is changed stands in the document, what it becomes does not, and how is as told."""
    subject, relation, old, new = (change[key] for key in ("subject", "relation", "from", "to"))
    if change["kind"] not in CHANGES:
        yield "change", "change.kind", CHANGES, change["kind"]
    values = paper.values(subject, relation)
    if old not in values:
        yield "change", "change.from", sorted(values), old
    if new in values:
        yield "change", "change.to", "what the passage contradicts", new
    steps = {key: change[key] for key in ("years", "months", "days")}
    if None in steps.values():
        yield "change", "change.years", "numbers", steps
        return
    if change["kind"] == "shift":
        if not any(steps.values()) or moved(old, **steps) != new:
            yield "change", "change.to", f"{old}, moved by {steps}", new
    elif any(steps.values()):
        yield "change", "change.years", "0 where no date is moved", steps
    if change["kind"] == "same":
        if change["like"] is None or paper.values(change["like"], relation) != {new}:
            yield "change", "change.like", f"a thing whose {relation} is {new}", change["like"]
    elif change["like"] is not None:
        yield "change", "change.like", "nothing", change["like"]
    if (change["kind"] == "remove") != (new is None):
        yield "change", "change.to", "null where a fact is taken away, and only there", new
    told = paper.told.get(subject)
    if change["kind"] == "name" and (told is None or told["words"] != new):
        yield "change", "change.to", told and told["words"], new
    if change["kind"] == "outcome" and (told is None or told["words"] not in paper.names(new)):
        yield "change", "change.to", told and told["words"], new


def _wrong(said: list[str], answer: Derived, paper: Paper) -> object:
    """What was expected, if the strings do not say the answer."""
    if not said or len(set(said)) != len(said):
        return "answers, each once"
    if answer.spellings is not None:
        return None if set(said) == answer.spellings else sorted(answer.spellings)
    if isinstance(answer.value, tuple):
        if len(answer.value) == 1:
            names = paper.names(answer.value[0])
            return None if set(said) <= names else sorted(names)
        for one in said:
            parts = _parts(one)
            if len(parts) != len(answer.value) or not all(
                any(part in paper.names(value) for part in parts) for value in answer.value
            ):
                return f"the names of {answer.value}"
        return None
    names = paper.names(str(answer.value))
    return None if set(said) <= names else sorted(names)


def _parts(text: str) -> list[str]:
    """Names of a list, without the quotation marks of titles."""
    quoted = re.findall(r'"([^"]+)"', text)
    rest = re.sub(r'"[^"]+"', "", text)
    head, _, last = rest.rpartition(" and ")
    plain = [part.strip() for part in (*head.split(", "), last) if part.strip(" ,")]
    return [*quoted, *(part for part in plain if part != "and")]


def _facts(row: Row, pair: Row, paper: Paper, answers: list[Derived]) -> Found:
    """The derivation is what the answers need, each fact with the sentences that show it."""
    change = row["change"]
    needed = {(change["subject"], change["relation"], change["from"])}
    if change["like"] is not None:
        needed.add((change["like"], change["relation"], change["to"]))
    for answer in answers:
        needed |= answer.facts
    given = [(one["subject"], one["relation"], one["value"]) for one in row["derivation"]]
    if set(given) != needed or len(given) != len(needed):
        yield "derivation", "derivation", sorted(needed), given
    if row["facts"] != len(needed):
        yield "derivation", "facts", len(needed), row["facts"]
    sentences = set()
    for number, fact in enumerate(row["derivation"]):
        sentences |= set(fact["sentences"])
        shown = list(paper.shown(fact["subject"], fact["relation"], fact["value"]))
        if (fact["annotated"], fact["sentences"]) not in shown or not fact["sentences"]:
            yield "derivation", f"derivation[{number}]", shown, fact
        if fact["annotated"] != any(annotated for annotated, _ in shown):
            yield "derivation", f"derivation[{number}].annotated", shown, fact["annotated"]
    if row["evidence_sentences"] != len(sentences):
        yield "derivation", "evidence_sentences", len(sentences), row["evidence_sentences"]
    detail = (
        f"facts that both answers follow from: {len(needed)}; sentences of the passage "
        f"that show them: {len(sentences)}"
    )
    if pair["evidence"] != {"kind": "rule", "detail": detail}:
        yield "evidence", "evidence", detail, pair["evidence"]
    arithmetic = change["kind"] in ("shift", "amount") or row["query"]["kind"] in _NUMERIC
    if row["arithmetic"] != arithmetic:
        yield "derivation", "arithmetic", arithmetic, row["arithmetic"]
    want = sorted({told["ref"] for told in row["told"]})
    named = {change["subject"], *row["query"]["subjects"], *(one[0] for one in given)}
    if want != sorted(one for one in named if one[:1] == "t") or len(want) != len(row["told"]):
        yield "derivation", "told", "what the change, query and facts refer to", want


def _words(row: Row, pair: Row, paper: Paper, answers: list[Derived]) -> Found:
    """The question speaks of what is changed, and does not have its answer in it."""
    change, query = row["change"], row["query"]
    text, factual = pair["counterfactual"], pair["factual"]
    about = [_about(change["subject"], paper)] if change["kind"] != "name" else []
    for subject in query["subjects"]:
        about += [_about(subject, paper)] if change["kind"] != "name" else []
    if change["kind"] in ("replace", "outcome"):
        about += [change["from"], change["to"]] if change["kind"] == "replace" else []
    about += [one for one in (change["like"], query["value"]) if one is not None]
    for one in about:
        if not paper.named(one, text):
            yield "words", "counterfactual.question", f"a name of {one}", text
    for subject in query["subjects"]:
        if change["kind"] != "name" and not paper.named(_about(subject, paper), factual):
            yield "words", "original.question", f"a name of {subject}", factual
    wanted = [change["from"][:4], change["to"][:4]] if change["kind"] == "set" else []
    wanted += [str(query["year"])] if query["year"] is not None else []
    if change["kind"] == "shift":
        wanted += _span_words(change)
    for words in wanted:
        if words.lstrip("0") not in text:
            yield "words", "counterfactual.question", words, text
    if query["kind"] not in _CHOICES and change["kind"] != "outcome":
        for question, side in ((factual, "original"), (text, "counterfactual")):
            for answer in pair[f"label_{side}"]:
                if answer != "none" and stands_in(answer.lower(), question.lower()):
                    yield "words", f"{side}.question", "a question without its answer", answer
    yield from _intervention(row, pair, paper)
    kind = _answer_type(query["kind"])
    if row["answer_type"] != kind:
        yield "answer", "answer_type", kind, row["answer_type"]
    count = _distractors(row, paper, answers[1])
    if row["distractors"] != count:
        yield "distractors", "distractors", count, row["distractors"]


def _about(value: Value, paper: Paper) -> Value:
    """The entity that a reference is about: of what is told, its subject."""
    return str(paper.told[value]["subject"]) if value in paper.told else value


def _span_words(change: Row) -> list[str]:
    """How far a date moves, and where to, as a question says it."""
    number = change["years"] + change["months"] + change["days"]
    unit = next(key for key in ("years", "months", "days") if change[key])
    size = abs(number)
    many = _UNITS[size] if size <= 10 else str(size)
    spelled = f"{many} {unit[:-1] if size == 1 else unit}"
    return ["a century" if (size, unit) == (100, "years") else spelled]


def _intervention(row: Row, pair: Row, paper: Paper) -> Found:
    change = row["change"]
    if len(pair["intervention"]) != 1:
        yield "intervention", "intervention", "one", len(pair["intervention"])
        return
    said = pair["intervention"][0]
    if said["kind"] != change["kind"] or said["source"] or said["source_name"]:
        yield "intervention", "intervention", f"{change['kind']}, of no source", said
    for key in ("from", "to"):
        value = change[key]
        entity = change["kind"] in ("replace", "same", "remove", "outcome") and (
            value is not None and value.isdecimal() and not _is_date(change["relation"])
        )
        names = paper.names(value) if entity else {"none" if value is None else value}
        if said[key].strip('"') not in names:
            yield "intervention", f"intervention.{key}", sorted(names), said[key]
    relation, _, target = said["target"].partition(": ")
    told = paper.told.get(change["subject"])
    names = paper.names(_about(change["subject"], paper))
    names |= {f'"{name}"' for name in names}
    if told is not None and told["kind"] == "happening":
        names = frozenset(f"{name} {told['words']}" for name in names)
    if not relation.islower() or target not in names:
        yield "intervention", "intervention.target", f"one of {sorted(names)}", said["target"]


def _is_date(relation: str) -> bool:
    return relation in {"P569", "P570", "P571", "P576", "P577", "P580", "P582", "P585", "told"}


def _answer_type(kind: str) -> str:
    if kind in ("year", "decade", "century", "date", "month"):
        return "date"
    if kind in ("age", "turned", "gap", "count", "amount", "aged", "anniversary"):
        return "number"
    return {"before": "yes/no", "which": "names"}.get(kind, "name")


def _distractors(row: Row, paper: Paper, answer: Derived) -> int:
    """Other entities of the passage that are of the type of the answer."""
    types = [entity[0]["type"] for entity in paper.row["vertexSet"]]
    kind = row["answer_type"]
    if kind in ("date", "number"):
        return types.count("TIME" if kind == "date" else "NUM")
    if kind == "name" and row["query"]["kind"] != "name":
        return types.count(types[int(str(answer.value))]) - 1
    return len(row["query"]["subjects"]) - 1


def _possible(change: Row, paper: Paper, world: World) -> Found:
    """Nobody dies before being born, nothing ends before it begins, no place lies in itself."""
    subject = change["subject"]
    for start, end in (("P569", "P570"), ("P571", "P576"), ("P580", "P582")):
        if change["relation"] in (start, end):
            try:
                dates = [world.values(subject, relation) for relation in (start, end)]
            except Underivable:  # of the other date the passage gives two
                continue
            if all(len(one) == 1 for one in dates):
                (a,), (b,) = dates
                if b[: len(a)] < a[: len(b)]:
                    yield "impossible", "change.to", f"{start} before {end}", [a, b]
    if change["relation"] in ("P17", "P19", "P20", "P27", "P131", "P159", "P276", "P495"):
        new, old = change["to"], change["from"]
        if new is not None and (
            subject in paper.around(new) or new in paper.around(old) or old in paper.around(new)
        ):
            yield "impossible", "change.to", "a place beside the other", new


def _shape(question: str, paper: Paper) -> str:
    """A question without names and numbers."""
    names = frozenset[str]().union(*paper.called)
    found = [name for name in names if len(name) > 2 and name in question]
    for name in sorted(found, key=lambda name: (-len(name), name)):
        if stands_in(name, question):
            question = question.replace(name, "_")
    question = re.sub(r'"_"|\bthe _', "_", question)
    return re.sub(rf"\d+|\b(?:{'|'.join(_UNITS[1:])})\b", "0", question)


AUDIT = IfqaStyleAudit
