"""Rows of ifqa-style, and what must hold of them beyond the contract of pairs.

Every answer is derived again, from the document and the row alone, by `ifqa_style_checker`.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar

import orjson
import pandera.polars as pa
import polars as pl
from irrealis.schemas.families.wikidata import RELATIONS
from irrealis.schemas.ifqa_style_checker import Derived, Paper, Reader, Underivable
from irrealis.schemas.ifqa_style_checker.interventions import wrong_intervention
from irrealis.schemas.ifqa_style_checker.stated import states
from irrealis.schemas.ifqa_style_forms import (
    FORMS,
    PASSAGES,
    answerable,
    helpful,
    passage_fault,
)
from irrealis.schemas.ifqa_style_rows import consistent, shape, spans, wrong
from irrealis.schemas.ifqa_style_shortcuts import Shortcuts

from irrealis.check import Audit, Failure, Found, Row
from irrealis.contract import Table, canonical, pairs_schema
from irrealis.store import FAILED_CHECK, BuildRecord
from irrealis.text.tokens import stands_in

ANSWER_TYPES = ("name", "names", "date", "number", "yes/no")
_REPLACED = ("origin", "maker", "house", "school or team", "seat", "kin")
_NATIONS = ("country", "nationality")
_LOST = (
    "capital",
    "award",
    "series",
    "region",
    "sequel",
    "agent",
    "source",
    "war",
    "event",
    "league",
    "story",
    "album",
    "cast",
    "provenance",
    *_NATIONS,
)
FAMILIES = frozenset(
    {
        *(
            f"{group} {way}"
            for group in _REPLACED
            for way in ("replaced", "described", "exchanged", "lost", "of several")
        ),
        *(f"{group} lost" for group in _LOST),
        *(
            f"{group} lost, described"
            for group in (*_REPLACED, "nationality", "country", "provenance")
        ),
        *(f"{group} of several" for group in ("provenance", "award", "league", "region")),
        *(
            f"{group} lost, further"
            for group in (
                "origin",
                "school or team",
                "nationality",
                "award",
                "war",
                "event",
            )
        ),
        "anniversary marked",
        "life at home",
        "grave in place",
        "owner left",
        "owner left, described",
        "body left",
        "body left, described",
        *(f"{nation} of several{way}" for nation in _NATIONS for way in ("", ", described")),
        "credit lost",
        "member lost",
        "member lost, described",
        "membership lost",
        "citizenship lost",
        "citizenship lost, described",
        "site lost",
        "body abroad",
        "origin of a work",
        "river dried",
        "shore emptied",
        "life in another unit",
        "town lost, further",
        "league lost, further",
        "whose work",
        "kin lost, further",
        "no sequel",
        "cause removed",
        "unit left",
        "unit left, described",
        "country left",
        "country left, described",
        "only child",
        "left alone",
        "life abroad",
        "life abroad, described",
        "died young",
        "career cut short",
        *(f"{one}, described" for one in ("agent lost", "union undone", "died young")),
        "union undone",
        "region seceded",
        "region moved",
        "region shared",
        "neighbor changed",
        "one left out",
        "outcome reversed",
        "not moved",
        "stayed on",
        "name kept",
        "birth name kept",
        "place in a row",
        "largest gone",
        "closed early",
        "birthday reached",
        "born in another's year",
        "order changed",
        "same country",
    }
)
DATED = frozenset(
    {
        "closed early",
        "birthday reached",
        "died young",
        "died young, described",
        "born in another's year",
        "order changed",
        "anniversary marked",
    }
)
_UNDONE = re.compile(
    r"\b(?:not|never|nobody|no longer|instead of|rather than|without|independent|fell apart|"
    r"broken away|called off|turned down|swapped|exchanged|traded|broken up|disbanded|given up|"
    r"avoided|dissolved|leave|move (?:to|some)|become (?:independent|a company)|break away|"
    r"independence|of its own|"
    r"other way round|dried up|kept|stuck to)\b|n't\b"
)

_STRINGS = pl.List(pl.String())
_SPAN = pl.Struct({"start": pl.Int64(), "end": pl.Int64()})
_MENTION = pl.Struct(
    {"name": pl.String(), "pos": pl.List(pl.Int64()), "sent_id": pl.Int64(), "type": pl.String()}
)
_LABEL = pl.Struct(
    {"h": pl.Int64(), "t": pl.Int64(), "r": pl.String(), "evidence": pl.List(pl.Int64())}
)
_FACT = pl.Struct(
    {
        "subject": pl.String(),
        "relation": pl.String(),
        "value": pl.String(),
        "sentences": pl.List(pl.Int64()),
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
    "passages": PASSAGES,
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
                "answer_type": pa.Column(pl.String, pa.Check.isin(ANSWER_TYPES)),
                "answer_items": pa.Column(pl.List(_STRINGS)),
                "control": pa.Column(pl.Boolean),
                "derivation": pa.Column(pl.List(_FACT)),
                "facts": pa.Column(pl.Int64, pa.Check.ge(1)),
                "hops": pa.Column(pl.Int64, pa.Check.ge(1)),
            },
            strict=True,
            ordered=True,
        ),
        key="id",
        holds="of each pair: its clauses, type and parts of its answer, and facts that answer it",
    ),
    # idx is a number, and a row is told by a string
    "native": Table(_native(mix=False), key="question"),
    "native_mix": Table(_native(mix=True), key="question"),
    **FORMS,
}


class IfqaStyleAudit(Audit):
    """Both answers of every row follow from its document, and the row says how."""

    definitions: ClassVar[Mapping[str, str]] = {
        "questions_per_document": "pairs over documents read",
        "documents_asked": "share of the documents read that have a question",
        "answers_derived_again": "share of answers that the checker reads off the words alike",
        "families": "families of questions that were asked",
        "families.largest": "share of the most frequent family",
        "family.*": "share of pairs of this family",
        "answers.*": "share of pairs whose answer is of this type",
        "answers.in_passage": "share of pairs with an answer that stands in the passage",
        "controls": "share of pairs whose answer the condition leaves as it is",
        "dated": "share of pairs about a date that is moved",
        "undoing": "share of conditions that undo, reverse or negate what happened",
        "facts.mean": "facts that an answer rests on, mean",
        "facts.several": "share of pairs whose answer rests on two facts or more",
        "hops.several": "share of pairs whose answer needs two sentences or more",
        "openings": "first four words of what is asked, names and numbers masked: how many differ",
        "openings.ten": "share of the ten most frequent of them",
        "shapes.distinct": "questions that differ in more than names, over all of them",
        "distractors": "share of pairs that stand among passages of other documents, too",
        "distractors.known": "share of these passages that the config `passages` has",
        "unanswerable": "questions that their passage does not answer, over pairs",
        "shortcut.*": "share right for a reader that does not read: see ifqa_style_shortcuts",
    }

    def __init__(self, record: BuildRecord, split: str) -> None:
        """Start a split: documents and pairs are kept in memory, compressed."""
        super().__init__(record, split)
        self._documents: dict[str, bytes] = {}
        self._titles: dict[str, str] = {}
        self._paper: Paper | None = None
        self._pairs: dict[str, bytes] = {}
        self._sides: dict[tuple[int, bool], bytes] = {}  # idx -> question, answers, passage
        self._asked: dict[int, tuple[bytes, str]] = {}  # idx -> question and answers; title
        self._passages: dict[str, bytes] = {}
        self._texts: set[bytes] = set()
        self._open: set[int] = set()
        self._native: set[int] = set()
        self._amid: set[int] = set()  # the questions that stand among passages
        self._foreign: dict[bytes, str] = {}  # passages that no row has, each with a question
        self._mix: set[tuple[int, bool]] = set()
        self._families: Counter[str] = Counter()
        self._every_shape: set[str] = set()
        self._openings: Counter[str] = Counter()
        self._types: Counter[str] = Counter()
        self._shortcuts = Shortcuts()
        self._counts: Counter[str] = Counter()

    def record_of(self, row: Mapping[str, Any]) -> str:
        """The document: a question's id is its document's, "#", and a digest."""
        title: str = row["original_id"].rpartition("#")[0]
        return title

    def looks(self) -> Mapping[str, Callable[[Row], Found]]:
        """What looks at a row, by config."""
        return {
            "passages": self._passage,
            "documents": self._document,
            "pairs": self._pair,
            "questions": self._question,
            "native": self._one,
            "native_mix": self._either,
            "open": self._without_passage,
            "distractors": self._among,
            "unanswerable": self._unanswerable,
        }

    def name_of(self, config: str, row: Row) -> str | None:
        """The key of its config."""
        name: str = row[CONFIGS[config].key]
        return name

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
        # where the rows of a document failed, others may still stand among its passage
        failed = self.record.counts[self.split].rejects.get(FAILED_CHECK, 0)
        if self.record.limit is None and len(self._foreign) > failed:
            name = next(iter(self._foreign.values()))
            where, expected = "context", "passages of the config passages, word for word"
            yield Failure("distractors", where, expected, "others", name, "distractors")
        for idx in sorted(self._asked.keys() - self._open):
            yield Failure("missing", "row", f"the pair {idx}", "none", str(idx), "open")

    def metrics(self) -> dict[str, float]:
        """How many questions of which kinds, and how many answers were derived again."""
        total = self._families.total()
        if not total:
            return {}
        of = self._counts
        shares = {
            name: of[name] / total
            for name in ("answers.in_passage", "controls", "dated", "undoing", "facts.several",
                         "hops.several")
        }  # fmt: skip
        return {
            "questions_per_document": total / self.record.counts[self.split].records,
            "documents_asked": len(self._documents) / self.record.counts[self.split].records,
            "answers_derived_again": of["derived"] / (2 * total),
            "families": float(len(self._families)),
            "families.largest": max(self._families.values()) / total,
            **shares,
            "facts.mean": of["facts"] / total,
            "distractors": of["distractors"] / total,
            "distractors.known": of["passages.known"] / max(of["passages"], 1),
            "unanswerable": of["unanswerable"] / total,
            "openings": float(len(self._openings)),
            "openings.ten": sum(n for _, n in self._openings.most_common(10)) / total,
            "shapes.distinct": len(self._every_shape) / total,
            **{f"answers.{name}": count / total for name, count in sorted(self._types.items())},
            **{f"family.{name}": count / total for name, count in sorted(self._families.items())},
            **self._shortcuts.figures(),
        }

    # passages and documents

    def _passage(self, row: Row) -> Found:
        yield from passage_fault(row)
        if row["title"] in self._passages:
            yield "id", "title", "a title once", row["title"]
        self._passages[row["title"]] = _digest(row["text"])
        self._texts.add(_digest(row["text"]))

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
        text = " ".join(Paper(row).sentences)
        if self._passages.get(row["title"]) != _digest(text):
            yield "document", "sents", "the passage of that title", row["title"]
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
        made = {"kind": "rules", "name": "ifqa_style", "version": "8", "prompt_hash": None}
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
            if counterfactual:
                self._asked[int(name[:12], 16)] = _digest(said[:2]), title
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

    # other forms

    def _without_passage(self, row: Row) -> Found:
        if row["idx"] in self._open:
            yield "native", "idx", "an idx once", row["idx"]
        self._open.add(row["idx"])
        want = self._asked.get(row["idx"])
        if want is None:
            yield "native", "idx", "the first 12 digits of a pair's id", row["idx"]
        elif want != (_digest([row["question"], row["answers"]]), row["title"]):
            yield "native", "row", "question, answers and title as in pairs", row["question"]

    def _among(self, row: Row) -> Found:
        if row["idx"] in self._amid:
            yield "native", "idx", "an idx once", row["idx"]
        self._amid.add(row["idx"])
        want = self._asked.get(row["idx"])
        if want is None or want[0] != _digest([row["question"], row["answers"]]):
            yield "native", "row", "question and answers as in pairs", row["question"]
            return
        size = 1 + int(str(self.record.parameters["distractors"]))
        if len(row["context"]) != size:
            yield "distractors", "context", f"{size} passages", len(row["context"])
        paper = self._paper_of(self._titles[want[1]])
        yield from helpful(row, paper, " ".join(paper.sentences))
        self._counts["distractors"] += 1
        self._counts["passages"] += len(row["context"])
        unknown = {_digest(one) for one in row["context"]} - self._texts
        self._counts["passages.known"] += len(row["context"]) - len(unknown)
        for one in unknown:
            self._foreign.setdefault(one, row["question"])

    def _unanswerable(self, row: Row) -> Found:
        if row["document"] not in self._documents:
            yield "document", "document", "an id of the config documents", row["document"]
            return
        paper = self._paper_of(row["document"])
        if row["context"] != [" ".join(paper.sentences)]:
            yield "document", "context", "the text of the document", row["document"]
        digest = hashlib.sha256(f"{row['document']}\0{row['question']}".encode()).hexdigest()
        if row["idx"] != int(digest[:12], 16):
            yield "id", "idx", int(digest[:12], 16), row["idx"]
        yield from answerable(row, paper)
        self._counts["unanswerable"] += 1

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
        paper = self._paper_of(row["document"])
        yield from spans(row, pair["counterfactual"])
        if row["family"] not in FAMILIES:
            yield "family", "family", "one of FAMILIES", row["family"]
        yield from self._derived(row, pair, paper)
        self._tally(row, pair, paper)

    def _derived(self, row: Row, pair: Row, paper: Paper) -> Found:
        certificate = [(one["subject"], one["relation"], one["value"]) for one in row["derivation"]]
        for number, (fact, one) in enumerate(zip(certificate, row["derivation"], strict=True)):
            if (why := states(paper, fact, one["sentences"])) is not None:
                yield "derivation", f"derivation[{number}]", "a fact that its sentences state", why
        told = any(not relation.startswith("P") for _, relation, _ in certificate)
        answers: dict[str, Derived] = {}
        for side, reader in (
            ("original", Reader(paper, certificate if told else None)),
            ("counterfactual", Reader(paper, certificate)),
        ):
            read = reader.factual if side == "original" else reader.counterfactual
            try:
                answers[side] = read(pair["factual" if side == "original" else side])
            except Underivable as error:
                yield "derivation", f"{side}.question", "words that give an answer", str(error)
                continue
            said = pair[f"label_{side}"]
            if (expected := wrong(said, answers[side], paper)) is not None:
                yield "answer", f"label_{side}", expected, said
            else:
                self._counts["derived"] += 1
        if len(answers) < 2:
            return
        if alien := reader.strangers(pair["factual"], pair["counterfactual"]):
            named = [sorted(paper.names(thing))[0] for thing in sorted(alien)]
            yield "question", "original.question", "what the counterfactual is about", named
        factual, derived = answers["original"], answers["counterfactual"]
        wrong_change = wrong_intervention(paper, derived.change, pair["intervention"])
        if wrong_change is not None:
            yield "intervention", "intervention", wrong_change, pair["intervention"]
        if set(certificate) != derived.facts or len(certificate) != len(derived.facts):
            yield "derivation", "derivation", sorted(derived.facts), certificate
        yield from consistent(row, pair, paper, factual, derived)

    def _tally(self, row: Row, pair: Row, paper: Paper) -> None:
        question, of = pair["counterfactual"], self._counts
        self._families[row["family"]] += 1
        self._types[row["answer_type"]] += 1
        passage = " ".join(paper.sentences)
        condition = question[row["antecedent"]["start"] : row["antecedent"]["end"]]
        asked = question[row["consequent"]["start"] : row["consequent"]["end"]]
        of["controls"] += row["control"]
        of["dated"] += row["family"] in DATED
        of["undoing"] += _UNDONE.search(condition) is not None
        of["facts"] += row["facts"]
        of["facts.several"] += row["facts"] > 1
        of["hops.several"] += row["hops"] > 1
        of["answers.in_passage"] += any(stands_in(a, passage) for a in pair["label_counterfactual"])
        opening = re.sub(r"\b[A-Z]\w*|\d+", "_", asked[:1].lower() + asked[1:]).split()[:4]
        self._openings[" ".join(opening).lower()] += 1
        self._every_shape.add(shape(question, paper))
        self._shortcuts.add(
            question, paper.sentences, row["answer_type"], pair["label_counterfactual"],
            pair["label_original"],
        )  # fmt: skip


def _digest(said: object) -> bytes:
    return hashlib.sha256(canonical(said)).digest()[:16]


AUDIT = IfqaStyleAudit
CODE_NAMES = RELATIONS
