"""Rows of redocred-cf, and what must hold of them beyond the contract of pairs.

The audit reads documents as any user would, from the rows alone: which entities changed is found by
comparing a counterfactual with its original, never by asking the builder.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, ClassVar

import pandera.polars as pa
import polars as pl
from irrealis.schemas.families.wikidata import RELATIONS
from irrealis.schemas.redocred_cf_articles import article_faults, coined
from irrealis.schemas.redocred_cf_fit import fit_faults
from irrealis.schemas.redocred_cf_residue import residue_faults
from irrealis.schemas.redocred_cf_stays import stays_faults
from irrealis.schemas.redocred_cf_support import unsupported
from irrealis.schemas.redocred_cf_years import moved_faults

from irrealis.check import Audit, Failure, Found, Row, digest
from irrealis.contract import Table, normalize, pairs_schema
from irrealis.store import ENGINE_REASONS, BuildRecord, Shelf
from irrealis.text.articles import indefinite_article
from irrealis.text.dates import certainly_before, date_form, period, preposition
from irrealis.text.demonyms import adjectival, demonym_of, place_form
from irrealis.text.persons import gender_in, given_names, name_gender

TYPES = ("PER", "LOC", "ORG", "MISC", "TIME", "NUM")
ORDERED = (
    ("P569", "P570", "death-before-birth"),
    ("P580", "P582", "end-before-start"),
    ("P571", "P576", "end-before-start"),
)
ONCE = ("P569", "P570")
MENDED = ("a", "an", "the", "'", "’", "'s", "’s")  # words that follow the name beside them
NEAR = 6  # tokens between two names of one place that may be the same
QUOTES = ('"', "'", "``", "“", "‘", "(")

_MENTION = pl.Struct(
    {
        "name": pl.String(),
        "pos": pl.List(pl.Int64()),
        "sent_id": pl.Int64(),
        "type": pl.String(),
        "global_pos": pl.List(pl.Int64()),
        "index": pl.String(),
    }
)
_LABEL = pl.Struct(
    {"h": pl.Int64(), "t": pl.Int64(), "r": pl.String(), "evidence": pl.List(pl.Int64())}
)
_FACT = pl.Struct(
    {
        "head": pl.String(),
        "relation": pl.String(),
        "tail": pl.String(),
        "evidence": pl.List(pl.Int64()),
        "support": pl.String(),
    }
)
SUPPORTS = ("stated", "inferred", "background")


def _no_nulls(name: str, depth: int) -> pa.Check:
    """No null at any of the list levels of a column, nor in the leaves of the innermost."""

    def holds(element: pl.Expr, level: int) -> pl.Expr:
        if level == 0:
            return element.is_not_null()
        return element.is_not_null() & element.list.eval(
            holds(pl.element(), level - 1)
        ).list.all().fill_null(value=False)

    return pa.Check(lambda data: data.lazyframe.select(holds(pl.col(data.key), depth)), name=name)


def _native(*, mix: bool) -> pa.DataFrameSchema:
    texts = pa.Check.str_length(min_value=1)
    relation = (
        (pl.element().struct.field("r").str.len_chars() > 0)
        & (pl.element().struct.field("h") >= 0)
        & (pl.element().struct.field("t") >= 0)
        & pl.element().struct.field("evidence").is_not_null()
    )
    columns = {
        "title": pa.Column(pl.String, texts),
        "vertexSet": pa.Column(pl.List(pl.List(_MENTION)), _no_nulls("no null mentions", 2)),
        "labels": pa.Column(
            pl.List(_LABEL),
            pa.Check(
                lambda data: data.lazyframe.select(
                    pl.col(data.key).list.eval(relation.fill_null(value=False)).list.all()
                ),
                name="labels have h, t, r and evidence",
            ),
        ),
        "sents": pa.Column(pl.List(pl.List(pl.String)), _no_nulls("no null tokens", 2)),
        "original_doc_id": pa.Column(pl.String, texts),
        "support": pa.Column(
            pl.List(pl.String),
            pa.Check(
                lambda data: data.lazyframe.select(
                    pl.col(data.key).list.eval(pl.element().is_in(SUPPORTS)).list.all()
                    & (pl.col(data.key).list.len() == pl.col("labels").list.len())
                ),
                name="one of stated, inferred, background for each label",
            ),
        ),
        "variant": pa.Column(pl.Int64, pa.Check.ge(0)),
    }
    if mix:
        columns["is_counterfactual"] = pa.Column(pl.Boolean)
    return pa.DataFrameSchema(columns, strict=True, ordered=True)


CONFIGS = {
    # originals come first in the mix, so the audit knows them when it meets the pairs
    "native_mix": Table(_native(mix=True), key="title"),
    "native": Table(_native(mix=False), key="title"),
    "native_supported": Table(
        _native(mix=False), key="title", holds="the counterfactuals with the labels they support"
    ),
    "pairs": Table(pairs_schema(fields=["title", "text"], label=pl.List(_FACT)), key="id"),
}

Spans = list[tuple[int, int, int]]
# sources that are no documents
INVENTED, TABLES, MOVED = "invented", "tables of places", "moved years"
_SHARES = "affected", "affected_least"  # of the relations, in the parameters of a build
_OTHERS = ("native", "native_supported", "intervention", "evidence", "moved")


class RedocredAudit(Audit):
    """Documents are sound, counterfactuals read right, and the three configs tell one story."""

    counted: ClassVar[frozenset[str]] = frozenset(
        {"alias-collapsed", "old-name-inside", "other-noun", "residue"}
    )
    definitions: ClassVar[Mapping[str, str]] = {
        "relations_affected.mean": "share of a document's relations with a replaced entity, mean",
        "relations_affected.min": "the same, least",
        "relations_affected.wanted": "share of counterfactuals with more than `affected` of them",
        "entities_replaced.mean": "entities replaced in a counterfactual, mean",
        "support.*": "share of affected relations that are stated, inferred or background",
        "invented": "share of changed entities with a name made by rule",
        "per_100.*": "findings of this kind in 100 counterfactuals",
    }

    def __init__(self, record: BuildRecord, split: str) -> None:
        """Start a split: titles, names and digests of its rows are on disk where they are many."""
        super().__init__(record, split)
        self._original: Row | None = None
        self._titles = Shelf[str, None]()
        self._edited = Shelf[str, None]()
        self._dropped = Shelf[str, None]()
        self._sources = Shelf[str, str]()  # each with the first pair that names it
        self._version: tuple[str, str] | None = None  # the generator's, and the first pair's id
        self._expected = Shelf[str, dict[str, bytes]]()
        configs = ("native", "native_supported", "pairs")
        self._seen = {config: Shelf[str, None]() for config in configs}
        self._variants = 0  # of the original at hand
        self._lower: set[str] = set()  # words that some original has in lower case
        self._left: Counter[str] = Counter()  # words of old names that are left, in how many rows
        self._support: Counter[str] = Counter()
        self._named = Shelf[str, None]()  # folded names of the originals' entities
        self._made = Shelf[str, str]()  # invented names, each with its first pair
        self._sourced: Counter[bool] = Counter()
        self._kinds: Counter[str] = Counter()
        self._affected = array("d")
        self._replaced = 0

    def see(self, config: str, row: dict[str, Any]) -> Iterator[Failure]:
        """Failures that this row shows; kinds of findings are counted for the metrics."""
        if config == "pairs":
            yield from self._pair(row)
        elif config == "rejects":
            self._dropped[row["original_id"]] = None
        elif config in ("native", "native_supported"):
            yield from self._native(row, config)
        elif config == "native_mix":
            problems = list(_structure(row))
            if problems:
                for kind, where, expected, found in problems:
                    self._kinds[kind] += 1
                    yield Failure(kind, where, expected, found, row["title"])
            elif row["is_counterfactual"]:
                yield from self._counterfactual(row)
            else:
                yield from self._keep(row)

    def finish(self) -> Iterator[Failure]:
        """What is missing: rows, counterfactuals of an original, documents named as sources."""
        for config, seen in self._seen.items():
            for name in sorted(self._expected.keys() - seen.keys()):
                yield Failure(
                    "missing", "row", "a row for each counterfactual", "none", name, config
                )
        for name in sorted(self._titles.keys() - self._edited.keys()):
            yield Failure("missing", "row", "a counterfactual of it", "none", name, "native_mix")
        for made in sorted(self._made.keys() & self._named.keys()):
            yield Failure(
                "invented", "intervention", "a name of no original", made, self._made[made], "pairs"
            )
        if self.record.limit is None:  # else documents may be sources that have no rows
            known = self._titles.keys(), self._dropped.keys(), (INVENTED, TABLES, MOVED)
            unknown = sorted(
                source for source in self._sources if not any(source in of for of in known)
            )
            # a document that the engine took out may be a source, and its title is not shown here
            rejects = self.record.counts[self.split].rejects
            unseen = sum(rejects.get(reason, 0) for reason in ENGINE_REASONS)
            for title in unknown if len(unknown) > unseen else ():
                where = "intervention.source"
                yield Failure("source", where, "a document", title, self._sources[title], "pairs")

    def metrics(self) -> dict[str, float]:
        """Share of relations affected, and findings of each kind in 100 counterfactuals."""
        made = len(self._affected)
        if not made:
            return {}
        kinds = {*_QUALITIES, *self.counted, *self._kinds}
        wanted = float(str(self.record.parameters["affected"]))
        return {
            "relations_affected.mean": sum(self._affected) / made,
            "relations_affected.min": min(self._affected),
            "relations_affected.wanted": sum(one > wanted for one in self._affected) / made,
            "entities_replaced.mean": self._replaced / made,
            **{
                f"support.{name}": self._support[name] / max(self._support.total(), 1)
                for name in SUPPORTS
            },
            "invented": self._sourced[True] / max(self._sourced.total(), 1),
            **{f"per_100.{kind}": 100 * self._kinds[kind] / made for kind in sorted(kinds)},
            "per_100.residue": 100
            * sum(rows for word, rows in self._left.items() if word.casefold() not in self._lower)
            / made,
        }

    def _keep(self, row: Row) -> Iterator[Failure]:
        if row["original_doc_id"] != row["title"]:
            yield Failure(
                "original", "original_doc_id", row["title"], row["original_doc_id"], row["title"]
            )
        if row["title"] in self._titles:
            yield Failure("original", "title", "an original once", "again", row["title"])
        self._titles[row["title"]] = None
        self._original = row
        self._variants = 0
        self._lower.update(w for sent in row["sents"] for w in sent if w.islower())
        for entity in row["vertexSet"]:
            for name in _names(entity):
                self._named[normalize(name).casefold()] = None
        if row["variant"] != 0:
            yield Failure("variant", "variant", 0, row["variant"], row["title"])

    def _counterfactual(self, row: Row) -> Iterator[Failure]:
        name = row["title"]
        title, _, pair = name.rpartition(" ### ")
        if not re.fullmatch(r"[0-9a-f]{16}", pair) or not title:
            yield Failure("title", "title", "<title> ### <id of the pair>", name, name)
            return
        if pair in self._expected:
            yield Failure("title", "title", "a counterfactual once", "again", name)
        original = self._original
        if original is None or original["title"] != row["original_doc_id"]:
            wanted, other_id = "the original right before it", row["original_doc_id"]
            yield Failure("original", "original_doc_id", wanted, other_id, name)
            return
        self._edited[original["title"]] = None
        self._variants += 1
        if row["variant"] != self._variants:
            yield Failure("variant", "variant", self._variants, row["variant"], name)
        failure = _other_than(original, row)
        if failure is not None:
            yield failure
            return
        changed = _changed(original, row)
        for kind, where, expected, found in _qualities(original, row, title, changed):
            self._kinds[kind] += 1
            yield Failure(kind, where, expected, found, name)
        self._left.update(_left(original, row, changed))
        counts = self._measure(row, changed)
        least = min(float(str(self.record.parameters[name])) for name in _SHARES)
        if self._affected[-1] <= least:
            yield Failure("affected", "labels", f"over {least}", self._affected[-1], name)
        self._expected[pair] = _expected(original, row, title, changed, counts)

    def _measure(self, row: Row, changed: Sequence[int]) -> tuple[int, ...]:
        """Relations affected, all relations, and of the former how many have each support."""
        replaced = set(changed)
        support = Counter(
            support
            for label, support in zip(row["labels"], row["support"], strict=True)
            if {label["h"], label["t"]} & replaced
        )
        self._affected.append(support.total() / max(len(row["labels"]), 1))
        self._support += support
        self._replaced += len(changed)
        return support.total(), len(row["labels"]), *(support[name] for name in SUPPORTS)

    def _native(self, row: Row, config: str) -> Iterator[Failure]:
        name = row["title"]
        pair = name.rpartition(" ### ")[2]
        if pair in self._seen[config]:
            yield Failure("title", "title", "a counterfactual once", "again", name)
        self._seen[config][pair] = None
        expected = self._expected.get(pair)
        if expected is None:
            yield Failure("missing", "row", "the same row in native_mix", "none", name)
        elif expected[config] != digest(row):
            yield Failure("mix", "row", "as in native_mix", "another row", name)

    def _pair(self, row: Row) -> Iterator[Failure]:
        name = row["id"]
        self._seen["pairs"][name] = None
        expected = self._expected.get(name)
        if expected is None:
            yield Failure("missing", "row", "a document in native_mix", "none", name)
            return
        told = {
            **{key: row[key] for key in expected if key not in _OTHERS},
            "intervention": [
                [change["kind"], change["target"], change["from"], change["to"]]
                for change in row["intervention"]
            ],
            "evidence": re.findall(r"\d+", row["evidence"]["detail"]),
            "moved": [one["target"] for one in row["intervention"] if one["source"] == MOVED],
        }
        for key, value in told.items():
            if digest(value) != expected[key]:
                yield Failure("mix", key, "as in native_mix", value, name)
        for key, value in (("label_effect", "recomputed"),):
            if row[key] != value:
                yield Failure("mix", key, value, row[key], name)
        for number, change in enumerate(row["intervention"]):
            self._sources.setdefault(change["source"] or "", name)
            self._sourced[change["source"] == INVENTED] += 1
            if change["source"] == INVENTED and not _shares_words(change):
                self._made.setdefault(normalize(change["to"]).casefold(), name)
            if not change["source"] or change["source"] == row["original_id"]:
                yield Failure(
                    "source",
                    f"intervention[{number}].source",
                    "the title of another document",
                    change["source"],
                    name,
                )
        if row["evidence"]["kind"] != "rule":
            yield Failure("evidence", "evidence.kind", "rule", row["evidence"]["kind"], name)
        made = row["generator"]
        if (made["kind"], made["name"], made["prompt_hash"]) != (
            "rules",
            self.record.builder,
            None,
        ):
            yield Failure("generator", "generator", f"rules, {self.record.builder}", made, name)
        version, first = self._version = self._version or (made["version"], name)
        if made["version"] != version:
            yield Failure(
                "generator", "generator.version", f"{version}, as in {first}", made["version"], name
            )


def _other_than(original: Row, row: Row) -> Failure | None:
    """The first part of a counterfactual that has to be that of its original, and is not."""
    name, title = row["title"], original["title"]
    if _shape(original) != _shape(row):
        wanted = f"as many mentions as {title}, entity by entity"
        return Failure("entities", "vertexSet", wanted, "others", name)
    if row["support"] != original["support"]:
        return Failure("labels", "support", f"that of {title}", "other", name)
    if row["labels"] != original["labels"]:
        return Failure("labels", "labels", f"those of {title}", "others", name)
    if len(row["sents"]) != len(original["sents"]):
        return Failure("entities", "sents", len(original["sents"]), len(row["sents"]), name)
    return None


def _expected(
    original: Row, row: Row, title: str, changed: Sequence[int], counts: Sequence[int]
) -> dict[str, bytes]:
    """Digests of what the rows of the other configs must have, if this is the counterfactual.

    Args:
        original, row: both as native_mix has them.
        title: of the counterfactual, without the id of its pair.
        changed: entities that are called otherwise.
        counts: what its evidence counts.
    """
    old, new = original["vertexSet"], row["vertexSet"]
    native = {key: value for key, value in row.items() if key != "is_counterfactual"}
    values = {
        "native": native,
        "native_supported": native | _only_supported(row),
        "original_id": original["title"],
        "original": {"title": original["title"], "text": _text(original)},
        "counterfactual": {"title": title, "text": _text(row)},
        "label_original": _facts(original, [entity[0]["name"] for entity in old]),
        "label_counterfactual": _facts(row, [entity[0]["name"] for entity in new]),
        "intervention": [["entity", str(i), *_first_change(old[i], new[i])] for i in changed],
        "evidence": [str(count) for count in counts],
        "moved": [str(i) for i in changed if old[i][0]["type"] == "TIME"],
    }
    return {key: digest(value) for key, value in values.items()}


def _only_supported(row: Row) -> dict[str, Any]:
    """Labels and support of the row without those that nothing in the text upholds."""
    pairs = [
        (label, support)
        for label, support in zip(row["labels"], row["support"], strict=True)
        if support != "background"
    ]
    return {"labels": [label for label, _ in pairs], "support": [support for _, support in pairs]}


def _shares_words(change: Row) -> bool:
    """Whether the new name keeps a part of the old one, as one that is composed does."""
    return bool(_words(change["from"]) & _words(change["to"]))


def _structure(row: Row) -> Found:
    """Spans, indices and triples of one document, on their own."""
    sents, entities = row["sents"], row["vertexSet"]
    first = [0]
    for sent in sents:
        first.append(first[-1] + len(sent))
    for i, sent in enumerate(sents):
        for j, token in enumerate(sent):
            if not token or " " in token or "\n" in token:
                yield "token", f"sents[{i}][{j}]", "a token without a space", token
    taken: dict[tuple[int, int], str] = {}
    if not entities:
        yield "entities", "vertexSet", "at least one entity", "none"
    for i, entity in enumerate(entities):
        if not entity:
            yield "entities", f"vertexSet[{i}]", "at least one mention", "none"
        for j, mention in enumerate(entity):
            yield from _mention(mention, i, j, sents, first, taken)
    seen: set[tuple[int, int, str]] = set()
    for n, label in enumerate(row["labels"]):
        h, t, r = label["h"], label["t"], label["r"]
        where = f"labels[{n}]"
        if not (0 <= h < len(entities) and 0 <= t < len(entities)):
            yield "index", where, f"entities 0 to {len(entities) - 1}", [h, t]
        if h == t:
            yield "self-loop", where, "two entities", h
        if (h, t, r) in seen:
            yield "duplicate-triple", where, "a triple once", [h, r, t]
        seen.add((h, t, r))
        evidence = label["evidence"]
        if evidence != sorted({e for e in evidence if e is not None and 0 <= e < len(sents)}):
            yield (
                "evidence",
                f"{where}.evidence",
                f"sentences 0 to {len(sents) - 1}, sorted",
                evidence,
            )


def _mention(
    mention: Row,
    i: int,
    j: int,
    sents: Sequence[Sequence[str]],
    first: Sequence[int],
    taken: dict[tuple[int, int], str],
) -> Found:
    where = f"vertexSet[{i}][{j}]"
    sent, pos, at = mention["sent_id"], mention["pos"], mention["global_pos"]
    if None in (mention["name"], pos, sent, mention["type"], at):
        yield "mention", where, "all fields given", dict(mention)
        return
    if mention["index"] != f"{i}_{j}":
        yield "index", f"{where}.index", f"{i}_{j}", mention["index"]
    if not 0 <= sent < len(sents):
        yield "index", f"{where}.sent_id", f"0 to {len(sents) - 1}", sent
        return
    if len(pos) != 2 or None in pos or not 0 <= pos[0] < pos[1] <= len(sents[sent]):
        yield "span", f"{where}.pos", f"[start, end) within {len(sents[sent])} tokens", pos
        return
    text = " ".join(sents[sent][pos[0] : pos[1]])
    if text != mention["name"]:
        yield "span-not-name", where, mention["name"], text
    start = first[sent] + pos[0]
    if at != [start, start]:
        yield "index", f"{where}.global_pos", [start, start], at
    for cell in ((sent, token) for token in range(*pos)):
        if cell in taken:
            yield "overlapping-mentions", where, "a token in one mention", f"also in {taken[cell]}"
            break
        taken[cell] = where


_QUALITIES = (
    "old-name-in-title",
    "old-name-in-text",
    "article",
    "article-left",
    "article-lost",
    "adjective-noun",
    "agreement",
    "date-form",
    "date-preposition",
    "derived-left",
    "gloss-left",
    "initials-left",
    "kindred-left",
    "like-a-place",
    "nickname-left",
    "script-left",
    "short-left",
    "stop-lost",
    "support",
    "two-people",
    "words-left",
    "border-moved",
    "capital-left",
    "compound-left",
    "continent-cut",
    "form-replaced",
    "founder-left",
    "given-left",
    "half-left",
    "like-a-brand",
    "no-person",
    "no-states",
    "noun-twice",
    "other-continent",
    "other-sea",
    "two-countries",
    "era",
    "region-left",
    "title-told",
    "tongue-left",
    "time-rewritten",
    "tongues-mixed",
    "too-small",
    "two-places",
    "year-left",
    "years-apart",
    "death-before-birth",
    "end-before-start",
    "two-dates",
    "same-name",
    "same-place",
    "doubled-word",
    "possessive",
    "relatives-parted",
    "alias-beside",
    "gender",
    "span-not-name",
    "overlapping-mentions",
    "self-loop",
    "duplicate-triple",
)


def _qualities(original: Row, row: Row, title: str, changed: Sequence[int]) -> Found:
    """What replacing entities can spoil, found by comparing a document with its original."""
    free = [f" {_spoken(line)} " for line in _unannotated(row)]
    heading = f" {_spoken(title)} "
    yield from _elsewhere(original, row, changed)
    yield from _parted(original, row, changed)
    yield from unsupported(row)
    yield from residue_faults(original, row, changed)
    yield from stays_faults(original, row, changed)
    yield from fit_faults(original, row, changed)
    yield from moved_faults(original, row)
    for i in changed:
        old, new = original["vertexSet"][i], row["vertexSet"][i]
        for j, mention in enumerate(new):
            if mention["type"] not in TYPES:  # of another scheme: nothing is known of it
                yield (
                    "mention",
                    f"vertexSet[{i}][{j}].type",
                    f"one of {', '.join(TYPES)}, as it was replaced",
                    mention["type"],
                )
        names = dict.fromkeys(
            before
            for before, after in zip(_names(old), _names(new), strict=True)
            if before != after
        )
        for name in names:
            if _spoken(name) and f" {_spoken(name)} " in heading:
                yield "old-name-in-title", f"title (entity {i})", f"no {name}", title
            if _spoken(name) and any(f" {_spoken(name)} " in line for line in free):
                yield "old-name-in-text", f"sents (entity {i})", f"no {name}", name
            for k, other in enumerate(row["vertexSet"]):
                for mention in other if k != i else ():
                    if _has(mention["name"], name):
                        yield "old-name-inside", f"vertexSet[{k}]", f"no {name}", mention["name"]
        yield from _beside(old, new, i)
        yield from _other_noun(old, new, i)
        fresh = {normalize(name).casefold() for name in _names(new)}
        if len(fresh) < len({normalize(name).casefold() for name in names}):
            yield "alias-collapsed", f"vertexSet[{i}]", list(names), sorted(fresh)
        for j, (before, after) in enumerate(zip(old, new, strict=True)):
            for finding in chain(_in_place(row, before, after), article_faults(row, before, after)):
                yield (finding[0], f"vertexSet[{i}][{j}]", *finding[1:])
        yield from _gender(original, row, i)
    before = set(_dated(original))  # a date that upstream gives twice is no contradiction of ours
    yield from (finding for finding in _dated(row) if finding not in before)
    yield from _same_names(original, row)


def _parted(original: Row, row: Row, changed: Sequence[int]) -> Found:
    """Relatives who no longer share the surname that they shared."""
    families: dict[str, list[int]] = {}
    for i, entity in enumerate(original["vertexSet"]):
        name = max(_names(entity), key=len)
        words = name.split()
        if (
            {m["type"] for m in entity} == {"PER"}
            and len(words) > 1
            and "of" not in words
            and re.fullmatch(r"(?![IVXJSr]+$)[^\W\d_]{3,}", words[-1])
        ):
            families.setdefault(_unaccented(words[-1]), []).append(i)
    for family, members in families.items():
        now = set()
        for i in members if set(members) & set(changed) else ():
            names = [m["name"] for m in original["vertexSet"][i]]
            at = names.index(max(names, key=len))
            now.add(_unaccented(row["vertexSet"][i][at]["name"].split()[-1]))
        if len(now) > 1:
            yield (
                "relatives-parted",
                f"entities {members}",
                f"one surname, as {family}",
                sorted(now),
            )


def _unaccented(word: str) -> str:
    """A word without accents: Næss and Naess are one family."""
    plain = unicodedata.normalize("NFD", word.replace("æ", "ae").replace("ø", "o"))
    return "".join(char for char in plain if char.isalpha())


def _beside(old: Sequence[Row], new: Sequence[Row], i: int) -> Found:
    """Two names of one thing in one sentence that have become one: X or the X, X ( X )."""
    for j, one in enumerate(old):
        for k in range(j):
            apart = one["sent_id"] == old[k]["sent_id"] and _plain(one) != _plain(old[k])
            if one["type"] == "LOC":  # "the US" and "the United States" at two ends of a sentence
                (_, first), (last, _) = sorted([one["pos"], old[k]["pos"]])
                apart &= last - first < NEAR
            if apart and _plain(new[j]) == _plain(new[k]):
                yield "alias-beside", f"vertexSet[{i}]", "two names", new[j]["name"]


def _plain(mention: Row) -> str:
    return re.sub(r"^the ", "", normalize(mention["name"]).casefold())


# Words that say at the end of a name what it names; of two in one group either may stand.
_NOUNS = {
    noun: group
    for group, nouns in enumerate(
        (
            "river creek stream", "lake reservoir", "university college", "school academy",
            "county district", "province state voivodeship prefecture", "party", "records",
            "airlines airways", "railway railroad", "church cathedral", "hospital", "museum",
            "orchestra philharmonic", "mountain mount peak", "island islands", "sea ocean",
            "street road avenue", "bridge dam", "airport", "station", "court", "army", "navy",
            "award prize medal", "league", "act", "war", "treaty", "times post", "bank", "park",
            "contest", "cup championship championships tournament", "monument memorial", "battle",
            "campaign", "congress", "parliament assembly", "hotel", "castle palace",
            "theatre theater", "festival", "institute", "ministry", "commission committee",
        )
    )
    for noun in nouns.split()
}  # fmt: skip


def _other_noun(old: Sequence[Row], new: Sequence[Row], i: int) -> Found:
    """A noun at the end of the new name that says another kind than that of the old one."""
    nouns = [
        {_NOUNS[last] for m in names if (last := m["name"].casefold().split()[-1]) in _NOUNS}
        for names in (old, new)
    ]
    if nouns[0] and nouns[1] and not nouns[0] & nouns[1]:
        yield "other-noun", f"vertexSet[{i}]", _names(old), _names(new)


def _left(original: Row, row: Row, changed: Sequence[int]) -> set[str]:
    """Capitalized words of names that are gone which the text still has."""
    text = set(re.findall(r"\w+", _text(row)))
    found = set()
    for i in changed:
        old, new = _names(original["vertexSet"][i]), _names(row["vertexSet"][i])
        gone = set(re.findall(r"[A-Z]\w{3,}", " ".join(old))) - set(
            re.findall(r"\w+", " ".join(new))
        )
        if {m["type"] for m in original["vertexSet"][i]} == {"PER"}:
            gone &= {name.split()[-1] for name in old}  # others may have the given name
        for word in gone & text:
            others = (
                name
                for k, entity in enumerate(original["vertexSet"])
                if k != i
                for name in _names(entity)
            )
            # what the old name held of another entity may stay that one's
            if not any(
                word in other and any(_has(name, other) for name in old) for other in others
            ):
                found.add(word)
    return found


def faults(original: Row, row: Row) -> Found:
    """What the audit would hold against a counterfactual, told to who may still drop it."""
    yield from _structure(row)
    title = row["title"].rpartition(" ### ")[0]
    for finding in _qualities(original, row, title, _changed(original, row)):
        if finding[0] not in RedocredAudit.counted:
            yield finding


def _first_change(old: Sequence[Row], new: Sequence[Row]) -> tuple[str, str]:
    """The first name of an entity that is another one, before and after."""
    pairs = zip(_names(old), _names(new), strict=True)
    return next(pair for pair in pairs if pair[0] != pair[1])


def _changed(original: Row, row: Row) -> list[int]:
    """Entities that are called otherwise than in the original."""
    pairs = zip(original["vertexSet"], row["vertexSet"], strict=True)
    return [i for i, (old, new) in enumerate(pairs) if _names(old) != _names(new)]


def _elsewhere(original: Row, row: Row, changed: Sequence[int]) -> Found:
    """Words outside of mentions that changed, though no replaced entity accounts for them."""
    own, put = (
        _words(" ".join([*names, *(form for name in names for form in _kindred(name))]))
        for names in (
            [name for i in changed for name in _names(document["vertexSet"][i])]
            for document in (original, row)
        )
    )
    lines = zip(_unannotated(original), _unannotated(row), strict=True)
    for at, (old, new) in enumerate(lines):
        here, there = (Counter(line.replace("\0", "").split()) for line in (old, new))
        gone, added = here - there, there - here
        for token in gone:
            if token.casefold() not in MENDED and not _words(token) & own:
                yield "other-words", f"sents[{at}]", token, list(added)
        # a full stop may have been that of an abbreviation, too
        for token in added.keys() - {"."}:
            if token.casefold() not in MENDED and not _words(token) & put:
                yield "other-words", f"sents[{at}]", "no more words", token


def _kindred(name: str) -> Sequence[str]:
    """Names of the same place in the other forms: Norway, Norwegian."""
    row = demonym_of(name)
    return (*row.places, *row.adjectives, *row.persons, *row.people) if row else ()


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def _in_place(row: Row, old: Row, new: Row) -> Iterator[tuple[str, object, object]]:
    """The new name in the words around it."""
    before = ["", *row["sents"][new["sent_id"]][: new["pos"][0]]]
    word = next(token for token in reversed(before) if token not in QUOTES)
    if word.lower() in ("a", "an") and word.lower() != indefinite_article(new["name"]):
        yield "article", f"{indefinite_article(new['name'])} {new['name']}", f"{word} {new['name']}"
    after = [*row["sents"][new["sent_id"]][new["pos"][1] :], ""][0]
    words = new["name"].casefold().split(" ")
    if before[-1].casefold() == words[0] or after.casefold() == words[-1]:
        yield "doubled-word", "no word twice in a row", f"{before[-1]} {new['name']} {after}"
    # behind another letter it opens a quotation
    bare = after in ("'", "’") and after not in before and old["name"][-1] in "sSxz"
    if bare and new["name"][-1] not in "sSxz":
        yield "possessive", f"{new['name']} {after}s", f"{new['name']} {after}"
    many = [_MANY.search(one["name"]) is not None for one in (old, new)]
    if new["type"] in ("ORG", "MISC") and many == [False, True]:
        if after in ("'s", "’s"):
            yield "possessive", f"{new['name']} {after[0]}", f"{new['name']} {after}"
        elif after in ("is", "was", "has", "does"):
            yield "agreement", "a verb of many", f"{new['name']} {after}"
    places = [demonym_of(one["name"]) if one["type"] == "LOC" else None for one in (old, new)]
    if places[0] is not None and places[0] == places[1]:
        yield "same-place", f"another place than {old['name']}", new["name"]
    if new["type"] == "TIME":
        if date_form(old["name"]) != date_form(new["name"]):
            yield "date-form", date_form(old["name"]), new["name"]
        right = preposition(date_form(new["name"]))
        if word.lower() in ("in", "on") and right in ("in", "on") and word.lower() != right:
            yield "date-preposition", f"{right} {new['name']}", f"{word} {new['name']}"
    elif new["type"] not in ("PER", "NUM"):
        forms = [
            (adjectival(one["name"]), place_form(one["name"]) in ("person", "people"))
            for one in (old, new)
        ]
        made = coined(new["name"])
        if made is not None and any(forms[0]):
            forms[1] = forms[0] if made == "adjective" or forms[0][1] else forms[1]
        short = _ABBREVIATED.match(old["name"]) and after[:1].isalpha()
        if forms[0] != forms[1] and (not short or _is_a_person(row, new)):
            yield "adjective-noun", f"a name used like {old['name']}", new["name"]


def _is_a_person(row: Row, mention: Row) -> bool:
    """Whether a person's name stands right behind a mention, which is no adjective then."""
    sent, end = mention["sent_id"], mention["pos"][1]
    behind = row["sents"][sent][end : end + 1]
    return any(
        m["type"] == "PER" and m["sent_id"] == sent and m["pos"][0] == end
        for entity in row["vertexSet"]
        for m in entity
    ) or any(word in given_names() for word in behind)


# "Quiet Rivers", but neither "Glass" nor "Lotus"
_MANY = re.compile(r"(?<![A-Z])[bcdefghklmnprtvwy]s$")
# "a U.S. senator" becomes "a Norwegian senator"
_ABBREVIATED = re.compile(
    r"(?:[Tt]he )?(?:U\.?S\.?A?\.?|U\.?K\.?|UAE|USSR|United (?:States|Kingdom))$"
)


def _gender(original: Row, row: Row, i: int) -> Found:
    """Pronouns of the document against the given name of the one who took the place."""
    if {mention["type"] for mention in original["vertexSet"][i]} != {"PER"}:
        return
    people = [
        _spans(entity)
        for k, entity in enumerate(original["vertexSet"])
        if k != i and entity[0]["type"] == "PER"
    ]
    shown = gender_in(original["sents"], _spans(original["vertexSet"][i]), people)
    told = {gender for name in _names(row["vertexSet"][i]) if (gender := name_gender(name))}
    if shown is not None and told and shown not in told:
        yield "gender", f"vertexSet[{i}]", f"a {shown} name", _names(row["vertexSet"][i])


def _dated(row: Row) -> Iterator[tuple[str, str, str, str]]:
    """Dates that one head cannot have together."""
    dates: dict[tuple[int, str], list[str]] = {}
    for label in row["labels"]:
        if any(label["r"] in (*pair[:2], *ONCE) for pair in ORDERED):
            dates.setdefault((label["h"], label["r"]), []).append(
                row["vertexSet"][label["t"]][0]["name"]
            )
    for (head, relation), names in dates.items():
        for first, second, kind in ORDERED:
            for later in dates.get((head, second), []) if relation == first else ():
                for name in names:
                    start, end = period(name), period(later)
                    if start and end and certainly_before(end, start):
                        yield kind, f"entity {head}", f"{second} after {first}: {name}", later
        if relation in ONCE:
            for n, one in enumerate(names):
                for other in names[n + 1 :]:
                    yield "two-dates", f"entity {head}", f"one {relation}", f"{one}, {other}"


def _same_names(original: Row, row: Row) -> Found:
    """Names of two entities, unless the original calls these two by one name as well."""
    owners: dict[str, list[int]] = {}
    for i, entity in enumerate(row["vertexSet"]):
        for name in dict.fromkeys(_names(entity)):
            held = owners.setdefault(normalize(name).casefold(), [])
            for other in held:
                if other != i and not _namesakes(original, other, i):
                    yield "same-name", f"vertexSet[{i}]", f"another than entity {other}'s", name
            held.append(i)


def _namesakes(row: Row, one: int, other: int) -> bool:
    places = [
        {found.place for name in _names(row["vertexSet"][i]) if (found := demonym_of(name))}
        for i in (one, other)
    ]
    if places[0] & places[1] - {""}:
        return True  # "U.S." and "American", which upstream keeps apart
    folded = [
        {normalize(name).casefold() for name in _names(row["vertexSet"][i])} for i in (one, other)
    ]
    return bool(folded[0] & folded[1])


def _spoken(text: str) -> str:
    """A text as a reader meets it, however it is spaced, cased or punctuated."""
    return " ".join(re.findall(r"\w+|\0", text.casefold()))


def _has(text: str, name: str) -> bool:
    return name in text and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def _unannotated(row: Row) -> list[str]:
    """Sentences with a bar in place of each mention."""
    sents = [list(sent) for sent in row["sents"]]
    for entity in row["vertexSet"]:
        for mention in entity:
            for at in range(*mention["pos"]):
                sents[mention["sent_id"]][at] = "\0"
    return [" ".join(sent) for sent in sents]


def _names(entity: Sequence[Row]) -> list[str]:
    return [mention["name"] for mention in entity]


def _spans(entity: Sequence[Row]) -> Spans:
    return [(mention["sent_id"], *mention["pos"]) for mention in entity]


def _shape(row: Row) -> list[list[tuple[int, str, str]]]:
    return [
        [(mention["sent_id"], mention["type"], mention["index"]) for mention in entity]
        for entity in row["vertexSet"]
    ]


def _text(row: Row) -> str:
    return " ".join(token for sent in row["sents"] for token in sent)


def _facts(row: Row, names: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {
            "head": names[label["h"]],
            "relation": label["r"],
            "tail": names[label["t"]],
            "evidence": label["evidence"],
            "support": support,
        }
        for label, support in zip(row["labels"], row["support"], strict=True)
    ]


AUDIT = RedocredAudit
CODE_NAMES = RELATIONS
