"""Rows of gender-swap: every swap is read again word by word, and compared with people's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import ClassVar

import pandera.polars as pa
import polars as pl
from irrealis.schemas.families.swaps import (
    COUNTERPARTS,
    NEVER,
    UNKNOWN,
    Place,
    between,
    doubtful,
    left_alone,
    may_mean,
    places,
    same_case,
)

from irrealis.check import Audit, Failure, Found, Row
from irrealis.contract import Table, pairs_table
from irrealis.store import BuildRecord, Shelf
from irrealis.text.persons import given_names

_TEXT = pa.Check.str_length(min_value=1)
_NATIVE = {name: pa.Column(pl.String, _TEXT) for name in ("id", "text", "label")}
GENERATOR = {
    "kind": "rules",
    "name": "irrealis gender-swap",
    "version": "1.0.0",
    "prompt_hash": None,
}
DETAIL = "all words of one gender are swapped; the label depends on none of them"

CONFIGS = {
    "native": Table(
        pa.DataFrameSchema(_NATIVE, strict=True, ordered=True),
        key="id",
        holds="the documents as they were read",
    ),
    "pairs": pairs_table(
        fields=["text"],
        label=pl.String(),
        facts=pl.Struct({"swapped": pl.List(pl.String()), "kept": pl.List(pl.String())}),
    ),
    "half": Table(
        pa.DataFrameSchema(
            {**_NATIVE, "swapped": pa.Column(pl.Boolean)}, strict=True, ordered=True
        ),
        key="id",
        holds="each document or, with probability one half, its swap: for training",
    ),
    "differences": Table(
        pa.DataFrameSchema(
            {
                "id": pa.Column(pl.String, _TEXT),
                "ours": pa.Column(pl.String),
                "theirs": pa.Column(pl.String, _TEXT),
            },
            strict=True,
            ordered=True,
        ),
        key="id",
        holds="documents that people swapped otherwise; ours is empty where there is no swap",
    ),
}


class GenderSwapAudit(Audit):
    """All gendered words are swapped and nothing else is, and swapping again gives the original."""

    definitions: ClassVar[Mapping[str, str]] = {
        "involution": "share of pairs whose swapped words, swapped again by the audit's lists and "
        "rules, are those of the original",
        "people.documents": "documents of which people wrote the other gender's version",
        "people.reproduced": "share of these whose swap is what people wrote, word for word; one "
        "without a swap counts as not reproduced",
        "people.words_only": "the same, of those in which people changed gendered words alone",
        "swaps.mean": "words swapped in a document, mean",
        "half.swapped": "share of documents that stand swapped in the config half",
    }

    def __init__(self, record: BuildRecord, split: str) -> None:
        """Start a split: texts and swaps of its documents are on disk where they are many."""
        super().__init__(record, split)
        self._native = Shelf[str, tuple[str, str]]()
        self._swaps = Shelf[str, str]()
        self._names: dict[str, tuple[str, str]] = {}
        self._different = Shelf[str, str]()
        self._waiting = Shelf[str, None]()
        self._half: Counter[bool] = Counter()
        self._words = self._back = 0

    def looks(self) -> Mapping[str, Callable[[Row], Found]]:
        """What looks at a row, by config."""
        return {
            "native": self._document,
            "pairs": self._pair,
            "half": self._substitution,
            "differences": self._difference,
            "rejects": self._reject,
        }

    def finish(self) -> Iterator[Failure]:
        """Documents that nothing became of, and differences from people that are not listed."""
        for name in self._waiting:
            yield Failure("native", "id", "a pair or a reject", "neither", name, "native")
        for name, theirs in self._partners():
            ours = self._swaps.get(name, "")
            differs = ours.split() != theirs.split()
            if differs and self._different.get(name) != ours:
                yield Failure("differences", "ours", ours, self._different.get(name), name)
            if not differs and name in self._different:
                yield Failure("differences", "id", "a swap unlike people's", "the same", name)

    def metrics(self) -> dict[str, float]:
        """How people's swaps compare with ours."""
        if not self._native:
            return {}
        people = dict(self._partners())
        right = {n for n, text in people.items() if self._swaps.get(n, "").split() == text.split()}
        plain = {n for n, text in people.items() if _words_only(_text(n, self._native[n][0]), text)}
        found = {
            "involution": self._back / max(len(self._swaps), 1),
            "swaps.mean": self._words / max(len(self._swaps), 1),
            "half.swapped": self._half[True] / max(self._half.total(), 1),
        }
        if people:
            found["people.documents"] = len(people)
            found["people.reproduced"] = len(right) / len(people)
            found["people.words_only"] = len(right & plain) / max(len(plain), 1)
        return found

    def _partners(self) -> Iterator[tuple[str, str]]:
        """Documents of which people wrote both versions, each with the text of the other one."""
        for name in self._native:
            partner = self._native.get(_partner(name))
            if partner is not None:
                yield name, _text(_partner(name), partner[0])

    def _document(self, row: Row) -> Found:
        self._native[row["id"]] = (row["text"], row["label"])
        self._waiting[row["id"]] = None
        expected = _label(row["id"], row["text"])
        if expected is not None and expected != row["label"]:
            yield "label", "label", expected, row["label"]

    def _pair(self, row: Row) -> Found:
        name = row["original_id"]
        self._waiting.pop(name, None)
        raw, label = self._native.get(name, ("", ""))
        before, after = row["original"]["text"], row["counterfactual"]["text"]
        self._swaps[name] = after
        for where, expected, found in (
            ("original", (name, _text(name, raw)), (name, before)),
            ("label_original", (name, label), (name, row["label_original"])),
            ("label_counterfactual", (name, label), (name, row["label_counterfactual"])),
            ("evidence.kind", "rule", row["evidence"]["kind"]),
            ("evidence.detail", DETAIL, row["evidence"]["detail"]),
            ("generator", GENERATOR, row["generator"]),
        ):
            if expected != found:
                yield "document", where, expected, found
        for side, text in (("original", before), ("counterfactual", after)):
            if never := NEVER.search(text):
                yield "never", side, "a text that can be swapped", never[0]
        for unknown in UNKNOWN.findall(before):
            if unknown not in COUNTERPARTS:
                yield "never", "original", "a word whose counterpart is known", unknown
        old, new = places(before), places(after)
        if between(before) != between(after) or len(old) != len(new):
            yield "swap", "counterfactual", "the same text but for single words", after
            return
        yield from self._words_of(row, before, old, after, new)

    def _words_of(
        self, row: Row, before: str, old: list[Place], after: str, new: list[Place]
    ) -> Found:
        changed: list[tuple[str, str]] = []
        back = True
        for at, (was, became) in enumerate(zip(old, new, strict=True)):
            if was.word == became.word:
                continue
            changed.append((was.word, became.word))
            if was.word.lower() in COUNTERPARTS:
                ours = may_mean(before, old, at)
                if became.word.lower() not in ours or not same_case(was.word, became.word):
                    yield "swap", "counterfactual", sorted(ours), became.word
                if was.word.lower() not in may_mean(after, new, at):
                    back = False
                    yield "involution", "counterfactual", was.word, "another word, swapped back"
            else:
                yield from self._name(row["id"], was.word, became.word)
        self._words += len(changed)
        self._back += back
        stayed = {
            place.start for place, became in zip(old, new, strict=True) if place.word == became.word
        }
        for place in left_alone(before, old):
            if place.start in stayed:
                yield "swap", "original", f"{place.word} swapped", "left alone"
        swapped = [a for a, b in zip(old, new, strict=True) if a.word != b.word]
        for word, expected in doubtful(before, old, swapped):
            yield "doubtful", "original", expected, word
        stated = [_bare(line) for line in row["evidence"]["facts"]["swapped"]]
        if stated != [f"{was} > {became}" for was, became in changed]:
            yield "facts", "evidence.facts.swapped", changed, stated
        for note in row["evidence"]["facts"]["kept"]:
            if note.partition(": ")[0] not in before or not note.partition(": ")[2].islower():
                yield "facts", "evidence.facts.kept", "words of the text, and why", note
        for change in row["intervention"]:
            pair = _bare(change["from"]), _bare(change["to"])
            if pair not in changed or change["target"] != change["from"].lower():
                yield "facts", "intervention", changed, change
            if change["kind"] != "gender" or change["source"] or change["source_name"]:
                yield "facts", "intervention", "kind gender and no source", change
        targets = [change["target"] for change in row["intervention"]]
        if [_bare(target) for target in targets] != list(
            dict.fromkeys(a.lower() for a, _ in changed)
        ):
            yield "facts", "intervention", "each word that is swapped, once", targets

    def _name(self, row: str, old: str, new: str) -> Found:
        """A name has one counterpart, whose counterpart it is, and of the other gender."""
        genders = given_names()
        known = genders.get(old), genders.get(new)
        if known[0] is not None and known[0] == known[1]:
            yield "name", "counterfactual", f"a name of the other gender than {old}", new
        for name, counterpart in ((old, new), (new, old)):
            held = self._names.setdefault(name, (counterpart, row))
            if held[0] != counterpart:
                yield "name", "counterfactual", f"{name} > {held[0]} (see {held[1]})", counterpart
        if not old[0].isupper() or not new[0].isupper():
            yield "name", "counterfactual", "a name or a gendered word", f"{old} > {new}"

    def _substitution(self, row: Row) -> Found:
        raw, label = self._native.get(row["id"], ("", ""))
        self._half[row["swapped"]] += 1
        text = self._swaps.get(row["id"], "a swap") if row["swapped"] else _text(row["id"], raw)
        if (text, label) != (row["text"], row["label"]):
            yield "half", "text", (text, label), (row["text"], row["label"])

    def _reject(self, row: Row) -> Found:
        self._waiting.pop(row["original_id"], None)
        return iter(())

    def _difference(self, row: Row) -> Found:
        self._different[row["id"]] = row["ours"]
        partner = _partner(row["id"])
        theirs = _text(partner, self._native.get(partner, ("", ""))[0])
        ours = self._swaps.get(row["id"], "")
        if (row["ours"], row["theirs"]) != (ours, theirs):
            yield "differences", "theirs", (ours, theirs), (row["ours"], row["theirs"])


def _partner(name: str) -> str:
    """The id of the document that people wrote for the other gender; an empty one if none."""
    parts = name.split(".")
    if len(parts) == 5 and parts[3] in ("male", "female"):
        parts[3] = {"male": "female", "female": "male"}[parts[3]]
        return ".".join(parts)
    found = re.fullmatch(r"(type[12])/(pro|anti)/(\d+)", name)
    if found is None:
        return ""
    return f"{found[1]}/{'anti' if found[2] == 'pro' else 'pro'}/{found[3]}"


def _label(name: str, text: str) -> str | None:
    """The label that an id and a text imply; None for a document of another source."""
    parts = name.split(".")
    if len(parts) == 5 and parts[2] in ("0", "1"):
        return parts[int(parts[2])]
    if not re.fullmatch(r"type[12]/(?:pro|anti)/\d+", name):
        return None
    marked = [part for part in re.findall(r"\[(.*?)\]", text) if part.lower() not in COUNTERPARTS]
    return (
        re.sub(r"^\s*(?:(?:the|an?)\s)?\s*", "", marked[0], flags=re.I).strip() if marked else None
    )


def _text(name: str, raw: str) -> str:
    """A text as it is swapped: of WinoBias, without its brackets."""
    if not name.startswith(("type1/", "type2/")):
        return raw
    return " ".join(raw.replace("[", "").replace("]", "").split())


def _bare(text: str) -> str:
    """Without the full stop of an abbreviation."""
    return text.replace(".", "")


def _words_only(before: str, after: str) -> bool:
    """Whether two texts differ in gendered words alone."""
    a, b = [place.word.lower() for place in places(before)], [p.word.lower() for p in places(after)]
    return len(a) == len(b) and all(
        x == y or (x in COUNTERPARTS and y in COUNTERPARTS) for x, y in zip(a, b, strict=True)
    )


AUDIT = GenderSwapAudit
