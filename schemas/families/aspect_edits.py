"""What must hold of rows in which what a text says of one aspect was set, of whatever domain."""

from __future__ import annotations

import re
import statistics
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, ClassVar

import pandera.polars as pa
import polars as pl
from irrealis.schemas.families.aspect_rest import fits_rest
from irrealis.schemas.families.aspect_words import put_in

from irrealis.check import Audit, Failure, Found, Row, digest
from irrealis.contract import Table, normalize, pairs_schema
from irrealis.store import BuildRecord, Shelf
from irrealis.text.articles import indefinite_article, is_settled

OPINIONS = ("Positive", "Negative", "unknown")
RULES = ("insert", "substitute", "split", "reword", "rewrite", "delete")
_GENERATOR = {"kind": "rules", "name": "aspect-edits", "version": "7", "prompt_hash": None}
_SENTENCE = 4  # words of an insertion that must not come twice in one group
LONGEST = 400  # characters that the edits of a pair may put in, all together

# what a careful writer does not leave behind, in lower case; a text may have what its original has
_FLAWS = {
    "two spaces": re.compile(r"  "),
    "a space before a stop": re.compile(r"\s[,;.!?](?:\s|$)"),
    "a comma before a stop": re.compile(r",\s*[.!?;,]"),
    "a sentence that begins with a comma": re.compile(r"^\W*[,;:]|[.!?]\s+[,;:]"),
    "a connective before a stop": re.compile(
        r"\b(?:and|but|or|with|of|as to|the|an?|although|very)\s*(?:[.!?;]|$)"
    ),
    "half a sentence": re.compile(
        r"(?:^|[.!?]\s)\W*(?:it|there|they|we|i|he|she) (?:was|were|is|are)\s*(?:[.!?]|$)"
    ),
    "a word twice": re.compile(r"\b(\w+) \1\b"),
    "two connectives": re.compile(r"\b(?:and|but|or),? (?:and|but|or)\b"),
}
_PAIRED = (("(", ")"), ("[", "]"), ("“", "”"))
_FLAW_NAMES = (
    *_FLAWS,
    *(f"a {left} without a {right}" for left, right in _PAIRED),
    "an open quote",
)
_ARTICLE = re.compile(r"(?<![\w'’])(an?)\s+([A-Za-z][\w'’-]+)", re.IGNORECASE)
_OPENER = re.compile(r"\W*(?:and|but|or)\b", re.IGNORECASE)


def written(before: str, after: str, *, put: int) -> Found:
    """What edits that put in `put` characters leave is as well written as the original.

    The builder drops what is not by rules of its own; what they miss is a reject (`failed-check`).
    """
    for name, old, new in zip(_FLAW_NAMES, _flaws(before), _flaws(after), strict=True):
        if new > old:
            yield "written", "counterfactual.text", f"not {name}, unless in the original", after
    first, now = before.lstrip()[:1], after.lstrip()[:1]
    if first.isupper() and now.islower():
        yield "written", "counterfactual.text", "a capital at its beginning", after[:40]
    if _OPENER.match(after) and not _OPENER.match(before):
        yield "written", "counterfactual.text", "no connective at its beginning", after[:40]
    wrong = _wrong_articles(after)
    if wrong and (more := Counter(wrong) - Counter(_wrong_articles(before))):
        yield "written", "counterfactual.text", "the right article", ", ".join(more)
    if before.isupper() and not after.isupper():
        yield "written", "counterfactual.text", "capitals alone, as in the original", after
    if put > LONGEST:
        yield "written", "edits", f"at most {LONGEST} characters put in", put


@lru_cache(64)  # an original is compared with each of its edits
def _flaws(text: str) -> tuple[int, ...]:
    """How often each flaw is in a text."""
    lowered = text.lower()
    return (
        *[len(flaw.findall(lowered)) for flaw in _FLAWS.values()],
        *(abs(text.count(left) - text.count(right)) for left, right in _PAIRED),
        text.count('"') % 2,
    )


@lru_cache(64)
def _wrong_articles(text: str) -> tuple[str, ...]:
    return tuple(
        f"{article} {word}"
        for article, word in _ARTICLE.findall(text)
        if _settled_article(word.lower()) not in (None, article.lower())
    )


@lru_cache(10_000)  # the same words come again and again
def _settled_article(word: str) -> str | None:
    return indefinite_article(word) if is_settled(word) else None


def tables(aspects: Sequence[str]) -> dict[str, Table]:
    """The configs of a dataset of the family: its reviews and edits, and the pairs of them."""
    filled = pa.Check.str_length(min_value=1)
    labels = pl.Struct(dict.fromkeys(sorted(aspects), pl.String()))
    native = pa.DataFrameSchema(
        {
            "id": pa.Column(pl.String, filled),
            "text": pa.Column(pl.String, filled),
            "aspects": pa.Column(labels),
            "rating": pa.Column(pl.Int64, pa.Check.in_range(1, 5), nullable=True),
            "original_id": pa.Column(pl.String, filled),
            "edit_aspect": pa.Column(pl.String, pa.Check.isin(aspects), nullable=True),
            "edit_goal": pa.Column(pl.String, pa.Check.isin(OPINIONS), nullable=True),
        },
        strict=True,
        ordered=True,
    )
    label = pl.Struct(dict.fromkeys(aspects, pl.String()))
    return {
        # the audit meets the configs in this order: native holds every row that pairs name
        "native": Table(native, key="id"),
        "pairs": Table(pairs_schema(fields=["text"], label=label), key="id"),
    }


class AspectEditsAudit(Audit):
    """An edit sets one aspect and nothing else, and is as well written as its original."""

    aspects: ClassVar[tuple[str, ...]]
    definitions: ClassVar[Mapping[str, str]] = {
        "coverage": "share of the edits that were asked for and made",
        "coverage.*": "the same of this aspect and goal",
        "kept.median": "share of the original's words that an edit keeps, median",
        "rule.*": "share of pairs made by this rule",
    }

    def __init__(self, record: BuildRecord, split: str) -> None:
        """Start a split: names and labels of its rows are on disk where they are many."""
        super().__init__(record, split)
        self._records = Shelf[str, Row]()  # not altered once they are there
        self._paired = Shelf[str, None]()
        self._inserted = Shelf[str, None]()
        self._rules: Counter[str] = Counter()
        self._made: Counter[tuple[str, str]] = Counter()
        self._refused: Counter[tuple[str, str]] = Counter()
        self._kept = array("d")

    def looks(self) -> Mapping[str, Callable[[Row], Found]]:
        """What looks at a row, by config."""
        return {"native": self._native, "pairs": self._pair, "rejects": self._reject}

    def finish(self) -> Iterator[Failure]:
        """Edits without a pair, and originals without an edit."""
        edited, originals, unpaired = Shelf[str, None](), Shelf[str, None](), []
        for name, row in self._records.items():
            if not row["edit_goal"]:
                originals[name] = None
                continue
            edited[row["original_id"]] = None
            if name not in self._paired:
                unpaired.append(name)
        for name in sorted(unpaired):
            yield Failure("missing", "row", "a pair", "none", name, "pairs")
        for name in sorted(originals.keys() - edited.keys()):
            yield Failure("missing", "row", "an edit of it", "none", name, "native")

    def metrics(self) -> dict[str, float]:
        """Coverage by aspect and goal, and how much of a text an edit keeps."""
        figures: dict[str, float] = {}
        for key in sorted(self._made.keys() | self._refused.keys()):
            made, refused = self._made[key], self._refused[key]
            figures["coverage." + ".".join(key)] = made / (made + refused)
        total = self._made.total()
        if total:
            figures["coverage"] = total / (total + self._refused.total())
            figures["kept.median"] = statistics.median(self._kept)
            for rule in RULES:
                figures[f"rule.{rule}"] = self._rules[rule] / total
        return figures

    def _native(self, row: Row) -> Found:
        kept = {key: row[key] for key in ("original_id", "edit_aspect", "edit_goal", "aspects")}
        self._records[row["id"]] = {**kept, "text": digest({"text": row["text"]})}
        for aspect, label in row["aspects"].items():
            if label not in (*OPINIONS, None):
                yield "label", f"aspects.{aspect}", ", ".join(OPINIONS), label
        if row["id"] == row["original_id"]:
            for key in ("edit_aspect", "edit_goal"):
                if row[key] is not None:
                    yield "native", key, "null: nobody edited it", row[key]
            return
        name = f"{row['original_id']}_{row['edit_aspect']}-{row['edit_goal']}"
        if row["id"] != name:
            yield "native", "id", name, row["id"]
        if row["rating"] is not None:
            yield "native", "rating", "null: nobody rated it", row["rating"]
        original = self._records.get(row["original_id"])
        if original is None or not row["edit_aspect"]:
            yield "native", "original_id", "an original before its edits", row["original_id"]
            return
        want = {**original["aspects"], row["edit_aspect"]: row["edit_goal"]}
        if row["aspects"] != want:
            yield "label", "aspects", "the original's, but for what was set", "others"

    def _pair(self, row: Row) -> Found:
        change = row["intervention"][0]
        edited, original = (
            self._records.get(change["source"] or ""),
            self._records.get(row["original_id"]),
        )
        if edited is None or original is None or edited["original_id"] != row["original_id"]:
            yield "native", "intervention[0].source", "an edit in native of this original", change
            return
        if change["source"] in self._paired:
            yield "native", "intervention[0].source", "an edit once", change["source"]
        self._paired[change["source"]] = None
        aspect, goal = edited["edit_aspect"], edited["edit_goal"]
        want = {
            "kind": "aspect",
            "target": aspect,
            "from": original["aspects"][aspect],
            "to": goal,
            "source": change["source"],
            "source_name": None,
        }
        if row["intervention"] != [want]:
            yield "native", "intervention", want, row["intervention"]
        for side, record in (("original", original), ("counterfactual", edited)):
            if digest(row[side]) != record["text"]:
                yield "native", side, "the text in native", row[side]
            if row[f"label_{side}"] != record["aspects"]:
                yield "native", f"label_{side}", "the labels in native", row[f"label_{side}"]
        if row["label_effect"] != "flip":
            yield "label", "label_effect", "flip", row["label_effect"]
        if row["generator"] != _GENERATOR:
            yield "generator", "generator", _GENERATOR, row["generator"]
        yield from evidence_matches(row, goal)
        yield from self._repeated(row, goal)
        put = sum(len(edit["after"]) for edit in row["edits"])
        yield from written(row["original"]["text"], row["counterfactual"]["text"], put=put)
        yield from put_in(row["edits"], aspect, goal, known=self.aspects)
        yield from fits_rest(row, aspect, goal)
        self._made[aspect, goal] += 1
        self._rules[row["evidence"]["detail"].partition(":")[0].removeprefix("rule ")] += 1
        before = len(words_of(row["original"]["text"]))
        taken = sum(len(words_of(edit["before"])) for edit in row["edits"])
        self._kept.append(1 - taken / max(before, 1))

    def _repeated(self, row: Row, goal: str) -> Found:
        """No sentence is put in twice in the edits of one original."""
        for number, edit in enumerate(row["edits"]):
            words = normalize(" ".join(words_of(edit["after"]))).casefold()
            if goal == "unknown" or edit["before"] or len(words.split()) < _SENTENCE:
                continue
            key = f"{row['group']} {words}"
            if key in self._inserted:
                yield "repeated", f"edits[{number}].after", "a sentence once in a group", words
            self._inserted[key] = None

    def _reject(self, row: Row) -> Found:
        if row["level"] != "variant":
            return
        name = row["detail"].partition(": ")[0]
        aspect, _, goal = name.removeprefix(f"{row['original_id']}_").partition("-")
        if aspect not in self.aspects or goal not in OPINIONS:
            yield "rejects", "detail", f"an edit of {row['original_id']}", name
            return
        if name in self._records:
            yield "rejects", "detail", "an edit that is not made", name
        self._refused[aspect, goal] += 1


def evidence_matches(row: Row, goal: str) -> Found:
    """What the evidence says of the edits is what they are, and its rule can reach the goal."""
    kind, detail = row["evidence"]["kind"], row["evidence"]["detail"]
    put, taken, replaced = shapes(row["edits"])
    rule = detail.partition(":")[0].removeprefix("rule ")
    want = (
        f"rule {rule}: {put} put in, {taken} taken out, {replaced} replaced; the other aspects "
        "keep the votes on the original, and nobody voted on the edit"
    )
    if kind != "rule" or rule not in RULES or detail != want:
        yield "evidence", "evidence", want, f"{kind}: {detail}"
    if (rule == "delete") != (goal == "unknown"):
        yield "evidence", "evidence.detail", f"a rule that makes an aspect {goal}", rule


def words_of(text: str) -> list[str]:
    """Words, without marks."""
    return re.findall(r"\w+(?:['’]\w+)*", text)


def shapes(edits: Sequence[Mapping[str, Any]]) -> tuple[int, int, int]:
    """How many edits put something in, take something out, or replace something."""
    put = sum(not edit["before"] for edit in edits)
    taken = sum(not edit["after"] for edit in edits)
    return put, taken, len(edits) - put - taken
