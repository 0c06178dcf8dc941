"""Relations between entities of documents, predicted in the format of DocRED or by name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from irrealis.contract import canonical, normalize
from irrealis.errors import IrrealisError
from irrealis.score.counting import Counted
from irrealis.score.formulas import TripleConsistency, Triples
from irrealis.score.predictions import Line, Predictions
from irrealis.score.result import SIDES, Figures, Found, Score
from irrealis.store import Folder

_DOCUMENT = ("title", "labels", "vertexSet", "original_doc_id", "is_counterfactual")
_NAMED = ("head", "relation", "tail")
_BACKGROUND = "background"  # a label that the text does not uphold

Triple = tuple[int, int, str]
Fact = tuple[str, str, str]


@dataclass(slots=True)
class _Document:
    split: str
    original: str  # original_doc_id
    counterfactual: bool
    names: tuple[bytes, ...]  # of its entities, as digests
    called: dict[str, int]  # folded name -> the first entity of that name
    gold: dict[Triple, frozenset[int]]  # with its evidence sentences
    background: frozenset[Triple]
    sents: tuple[frozenset[int], ...]  # the sentences that each entity stands in
    predicted: dict[Triple, frozenset[int] | None] = field(default_factory=dict)
    unknown: set[Fact] = field(default_factory=set)  # predicted of names that it does not have

    def within(self, triple: Triple) -> bool:
        """Whether one sentence has both ends."""
        return bool(self.sents[triple[0]] & self.sents[triple[1]])


@dataclass(frozen=True, slots=True)
class _Family:
    """An original and its counterfactuals, which are drawn together."""

    id: str
    original: _Document | None
    counterfactuals: list[_Document]
    facets: tuple[str, ...] = ()


def score_triples(
    folder: Folder, source: Predictions, splits: Sequence[str]
) -> tuple[Score, Found]:
    """Score triples by the labels of native_mix; they are named alike on both sides of a pair.

    Besides the score, it gives the documents by family, for intervals and comparisons.

    Besides all labels, those that the text supports, those within and across sentences, and each
    relation are scored, as far as the rows tell them apart.
    """
    documents = _read_documents(folder, splits)
    twice = 0
    relations: dict[str, str] = {}
    for line, record in source.records():
        title = source.text(line, record, "title")
        document = documents.get(title)
        if document is None:
            raise source.error(
                line, "no such document", row=title, field="title",
                expected=f"the title of a row of native_mix of {', '.join(splits)}", found=title,
            )  # fmt: skip
        twice += _take(source, line, record, document, relations)
    known = _facts(folder, splits)
    parts: dict[str, dict[str, Figures]] = {"": {}}
    for split in splits:
        here = {title: document for title, document in documents.items() if document.split == split}
        for part, figures in _parts(here, known if split != "train" else frozenset()).items():
            parts.setdefault(part, {})[split] = figures
    notes = [
        "DocRED's F1 that ignores facts of the training set is given for originals alone, where "
        "the data has a split train: after a replacement a fact is no longer one of the world, "
        "and the training set says nothing of it."
    ]
    if twice:
        notes.append(f"{twice} triples are given more than once; each counts once, as in DocRED.")
    units: dict[str, Sequence[_Family]] = {split: _families(documents, split) for split in splits}
    return Score("triples", parts, tuple(notes)), Found("triples", "families", {"": units}, _count)


def _families(documents: Mapping[str, _Document], split: str) -> list[_Family]:
    here = [document for document in documents.values() if document.split == split]
    originals = {document.original: document for document in here if not document.counterfactual}
    found: dict[str, _Family] = {}
    for document in here:
        if document.counterfactual:
            new = _Family(document.original, originals.get(document.original), [])
            found.setdefault(document.original, new).counterfactuals.append(document)
    return list(found.values())


def _count(families: Sequence[_Family]) -> Counted:
    """The figures of all triples that are ratios of sums over documents."""
    found = Counted(len(families))
    for at, family in enumerate(families):
        originals = [family.original] if family.original else []
        for side, documents in zip(SIDES, (originals, family.counterfactuals), strict=True):
            for document in documents:
                predicted, gold = (
                    len(document.predicted) + len(document.unknown),
                    len(document.gold),
                )
                right = len(document.predicted.keys() & document.gold.keys())
                found.add(f"precision_{side}", at, right, predicted)
                found.add(f"recall_{side}", at, right, gold)
                found.add(f"f1_{side}", at, 2 * right, predicted + gold)
        for original, other in product(originals, family.counterfactuals):
            before, after = (side.predicted.keys() & side.gold.keys() for side in (original, other))
            replaced = _replaced(original, other)
            affected = {triple for triple in before if replaced & set(triple[:2])}
            found.add("consistency", at, len(before & after), len(before))
            found.add("consistency_affected", at, len(affected & after), len(affected))
    return found


def _take(
    source: Predictions,
    line: Line,
    record: Mapping[str, Any],
    document: _Document,
    relations: dict[str, str],
) -> bool:
    """Note what a record says; True if that was predicted before."""
    if "h_idx" not in record and "head" in record:
        head, relation, tail = (source.text(line, record, name) for name in _NAMED)
        ends = document.called.get(_fold(head)), document.called.get(_fold(tail))
        if ends[0] is None or ends[1] is None:
            fact = (_fold(head), relation, _fold(tail))
            before = fact in document.unknown
            document.unknown.add(fact)
            return before
        triple = (ends[0], ends[1], relations.setdefault(relation, relation))
    else:
        count = len(document.names)
        first, second = (source.index(line, record, name, count) for name in ("h_idx", "t_idx"))
        relation = source.text(line, record, "r")
        triple = (first, second, relations.setdefault(relation, relation))
    evidence = record.get("evidence")
    if evidence is not None and not (
        isinstance(evidence, list)
        and all(isinstance(number, int) and not isinstance(number, bool) for number in evidence)
    ):
        raise source.error(
            line,
            "evidence is no list of sentences",
            field="evidence",
            expected="a list of whole numbers",
            found=evidence,
        )
    before = triple in document.predicted
    if not before:
        document.predicted[triple] = None if evidence is None else frozenset(evidence)
    return before


def _read_documents(folder: Folder, splits: Sequence[str]) -> dict[str, _Document]:
    documents: dict[str, _Document] = {}
    relations: dict[str, str] = {}
    for split in splits:
        if split not in folder.files.get("native_mix", {}):
            raise IrrealisError(
                "predictions of triples are scored against native_mix, which is not there",
                dataset=folder.dataset,
                split=split,
            )
        for row in folder.rows("native_mix", split):
            if lacking := [name for name in _DOCUMENT if name not in row]:
                raise IrrealisError(
                    "native_mix does not hold documents in DocRED's format",
                    dataset=folder.dataset,
                    split=split,
                    field=", ".join(lacking),
                    expected=", ".join(_DOCUMENT),
                    found=", ".join(row),
                )
            if row["title"] in documents:
                raise IrrealisError(
                    "two documents of one title",
                    dataset=folder.dataset,
                    split=split,
                    row=row["title"],
                    hint="score one split at a time with --split",
                )
            documents[row["title"]] = _document(row, split, relations)
    return documents


def _document(row: Mapping[str, Any], split: str, relations: dict[str, str]) -> _Document:
    called: dict[str, int] = {}
    for number, entity in enumerate(row["vertexSet"]):
        for mention in entity:
            called.setdefault(_fold(mention["name"]), number)
    triples = [
        (label["h"], label["t"], relations.setdefault(label["r"], label["r"]))
        for label in row["labels"]
    ]
    support = row.get("support") or [""] * len(triples)
    return _Document(
        split,
        row["original_doc_id"],
        row["is_counterfactual"],
        tuple(_digest([mention["name"] for mention in entity]) for entity in row["vertexSet"]),
        called,
        {
            triple: frozenset(label.get("evidence") or ())
            for triple, label in zip(triples, row["labels"], strict=True)
        },
        frozenset(
            triple for triple, how in zip(triples, support, strict=True) if how == _BACKGROUND
        ),
        tuple(
            frozenset(mention.get("sent_id", -1) for mention in entity)
            for entity in row["vertexSet"]
        ),
    )


def _facts(folder: Folder, splits: Sequence[str]) -> frozenset[Fact]:
    """What the originals of the training set say, by name; nothing if there is no such split."""
    if "train" not in folder.files.get("native_mix", {}) or set(splits) == {"train"}:
        return frozenset()
    return frozenset(
        (_fold(head["name"]), label["r"], _fold(tail["name"]))
        for row in folder.rows("native_mix", "train")
        if not row["is_counterfactual"]
        for label in row["labels"]
        for head in row["vertexSet"][label["h"]]
        for tail in row["vertexSet"][label["t"]]
    )


def _parts(documents: Mapping[str, _Document], known: frozenset[Fact]) -> dict[str, Figures]:
    """Figures of all triples, and of those of each part that the documents have."""
    originals = {
        document.original: document
        for document in documents.values()
        if not document.counterfactual
    }
    pairs = [
        (originals[document.original], document)
        for document in documents.values()
        if document.counterfactual and document.original in originals
    ]
    edited = {original.original for original, _ in pairs}
    sides = {
        "original": [originals[name] for name in sorted(edited)],
        "counterfactual": [document for document in documents.values() if document.counterfactual],
    }
    parts = {"": _whole(documents, pairs, sides, known)}
    if any(document.background for document in documents.values()):
        parts["supported by the text"] = _supported(sides, pairs)
    if any(-1 not in sents for document in documents.values() for sents in document.sents):
        for name, wanted in (("within a sentence", True), ("across sentences", False)):
            parts[name] = _sides({side: _reach(found, wanted) for side, found in sides.items()})
    if any(
        given is not None
        for document in documents.values()
        for given in document.predicted.values()
    ):
        parts["evidence"] = _sides(
            {
                side: [
                    (_sentences(document.predicted), _sentences(document.gold))
                    for document in found
                ]
                for side, found in sides.items()
            }
        )
    relations = sorted({triple[2] for found in sides.values() for d in found for triple in d.gold})
    if len(relations) > 1:
        parts["F1 by relation"] = {
            f"{relation}_{side}": _f1_of(found, relation)
            for relation in relations
            for side, found in sides.items()
        }
    return parts


def _reach(documents: Iterable[_Document], within: bool) -> list[tuple[list[Triple], list[Triple]]]:
    """Predicted and gold triples of each document that hold in one sentence, or in none alone."""
    return [
        (
            [triple for triple in document.predicted if document.within(triple) is within],
            [triple for triple in document.gold if document.within(triple) is within],
        )
        for document in documents
    ]


def _whole(
    documents: Mapping[str, _Document],
    pairs: Sequence[tuple[_Document, _Document]],
    sides: Mapping[str, Sequence[_Document]],
    known: frozenset[Fact],
) -> Figures:
    every, affected, always = TripleConsistency(), TripleConsistency(), TripleConsistency()
    kept: dict[str, set[Triple]] = {}
    old = recalled = 0
    for original, document in pairs:
        right = [set(side.predicted) & set(side.gold) for side in (original, document)]
        every.see(right[0], right[1])
        replaced = _replaced(original, document)
        affected.see({triple for triple in right[0] if replaced & set(triple[:2])}, right[1])
        kept.setdefault(original.original, set(right[0])).intersection_update(right[1])
        gone = original.called.keys() - document.called.keys()
        facts = {fact for fact in document.unknown if {fact[0], fact[2]} & gone}
        touched = [triple for triple in document.gold if replaced & set(triple[:2])]
        old += len(touched)
        recalled += sum(_is_told(triple, original, document, facts) for triple in touched)
    for name, left in kept.items():
        original = next(candidate for candidate in sides["original"] if candidate.original == name)
        always.see(set(original.predicted) & set(original.gold), left)
    figures: Figures = {
        "pairs": len(pairs),
        "documents_without_prediction": sum(
            not document.predicted and not document.unknown for document in documents.values()
        ),
        **_sides(
            {
                side: [
                    ([*document.predicted, *document.unknown], document.gold) for document in found
                ]
                for side, found in sides.items()
            }
        ),
        "consistency": every.share(),
        "consistency_affected": affected.share(),
        "consistency_all_variants": always.share(),
    }
    if known:
        figures["ign_f1_original"] = _ignoring(sides["original"], known)
    if any(document.unknown for document in documents.values()):
        figures["names_not_in_the_document"] = sum(len(d.unknown) for d in documents.values())
        figures["old_fact_recalled"] = recalled / old if old else None
    return figures


def _is_told(
    triple: Triple, original: _Document, document: _Document, facts: Iterable[Fact]
) -> bool:
    """Whether the old fact is among these, under names of the original."""
    head, tail, relation = triple
    return any(
        fact[1] == relation
        and head in (original.called.get(fact[0]), document.called.get(fact[0]))
        and tail in (original.called.get(fact[2]), document.called.get(fact[2]))
        for fact in facts
    )


def _supported(
    sides: Mapping[str, Sequence[_Document]], pairs: Sequence[tuple[_Document, _Document]]
) -> Figures:
    """Labels that the text upholds; whoever says one of the others is neither right nor wrong."""
    affected = TripleConsistency()
    for original, document in pairs:
        replaced = _replaced(original, document)
        right = [
            (side.predicted.keys() & side.gold.keys()) - side.background
            for side in (original, document)
        ]
        affected.see({triple for triple in right[0] if replaced & set(triple[:2])}, right[1])
    return {
        **_sides(
            {
                side: [
                    (
                        [*(document.predicted.keys() - document.background), *document.unknown],
                        document.gold.keys() - document.background,
                    )
                    for document in found
                ]
                for side, found in sides.items()
            }
        ),
        "consistency_affected": affected.share(),
    }


def _sides(
    of: Mapping[str, Sequence[tuple[Iterable[object], Iterable[object]]]],
) -> Figures:
    figures: Figures = {}
    for side, found in of.items():
        counts = Triples()
        for predicted, gold in found:
            counts.see(list(predicted), set(gold))
        figures |= {f"{name}_{side}": value for name, value in counts.figures().items()}
    return figures


def _sentences(triples: Mapping[Triple, frozenset[int] | None]) -> list[tuple[Triple, int]]:
    """Evidence as DocRED counts it: a sentence of a triple."""
    return [(triple, sent) for triple, sents in triples.items() for sent in sents or ()]


def _f1_of(documents: Sequence[_Document], relation: str) -> float | None:
    counts = Triples()
    for document in documents:
        counts.see(
            [triple for triple in document.predicted if triple[2] == relation],
            {triple for triple in document.gold if triple[2] == relation},
        )
    return counts.figures()["f1"]


def _ignoring(documents: Sequence[_Document], known: frozenset[Fact]) -> float | None:
    """DocRED's second F1: what is right and stands in the training set counts in recall alone."""
    right = predicted = gold = seen = 0
    for document in documents:
        names: dict[int, list[str]] = {}
        for name, number in document.called.items():
            names.setdefault(number, []).append(name)
        hits = document.predicted.keys() & document.gold.keys()
        right, gold = right + len(hits), gold + len(document.gold)
        predicted += len(document.predicted) + len(document.unknown)
        seen += sum(
            any((h, r, t) in known for h in names[head] for t in names[tail])
            for head, tail, r in hits
        )
    precision = (right - seen) / (predicted - seen) if predicted > seen else 0.0
    recall = right / gold if gold else 0.0
    return 2 * precision * recall / (precision + recall) if precision + recall else None


def _replaced(original: _Document, document: _Document) -> set[int]:
    """Entities that are called otherwise."""
    return {
        number
        for number, names in enumerate(zip(original.names, document.names, strict=False))
        if names[0] != names[1]
    }


def _fold(name: str) -> str:
    return normalize(name).casefold()


def _digest(value: object) -> bytes:
    return hashlib.sha256(canonical(value)).digest()[:16]
