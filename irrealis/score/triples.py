"""Relations between entities of documents, predicted in the format of DocRED."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from irrealis.contract import canonical
from irrealis.errors import IrrealisError
from irrealis.score.formulas import TripleConsistency, Triples
from irrealis.score.predictions import Predictions
from irrealis.score.result import Figures, Score
from irrealis.store import Folder

_DOCUMENT = ("title", "labels", "vertexSet", "original_doc_id", "is_counterfactual")


@dataclass(slots=True)
class _Document:
    split: str
    original: str  # original_doc_id
    counterfactual: bool
    names: tuple[bytes, ...]  # of its entities, as digests
    gold: set[tuple[int, int, str]]
    said: set[tuple[int, int, str]] = field(default_factory=set)


def score_triples(folder: Folder, source: Predictions, splits: Sequence[str]) -> Score:
    """Score triples by the labels of native_mix; they are named alike on both sides of a pair."""
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
        head, tail = (
            source.index(line, record, name, len(document.names)) for name in ("h_idx", "t_idx")
        )
        relation = source.text(line, record, "r")
        triple = (head, tail, relations.setdefault(relation, relation))
        twice += triple in document.said
        document.said.add(triple)
    figures: dict[str, Figures] = {}
    for split in splits:
        here = {title: one for title, one in documents.items() if one.split == split}
        figures[split] = _triple_figures(here)
    notes = [
        "DocRED's F1 that ignores facts of the training set is not given: after a replacement a "
        "fact is no longer one of the world, and the original's list of facts says nothing of it."
    ]
    if twice:
        notes.append(f"{twice} triples are given more than once; each counts once, as in DocRED.")
    return Score("triples", {"": figures}, tuple(notes))


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
            documents[row["title"]] = _Document(
                split,
                row["original_doc_id"],
                row["is_counterfactual"],
                tuple(
                    _digest([mention["name"] for mention in entity]) for entity in row["vertexSet"]
                ),
                {
                    (label["h"], label["t"], relations.setdefault(label["r"], label["r"]))
                    for label in row["labels"]
                },
            )
    return documents


def _triple_figures(documents: Mapping[str, _Document]) -> Figures:
    sides = Triples(), Triples()
    every, affected = TripleConsistency(), TripleConsistency()
    originals = {one.original: one for one in documents.values() if not one.counterfactual}
    paired: set[str] = set()
    pairs = 0
    for document in documents.values():
        if not document.counterfactual:
            continue
        sides[1].see(document.said, document.gold)
        original = originals.get(document.original)
        if original is None:
            continue
        pairs += 1
        paired.add(document.original)
        right = [one.said & one.gold for one in (original, document)]
        every.see(right[0], right[1])
        replaced = {
            number
            for number, names in enumerate(zip(original.names, document.names, strict=False))
            if names[0] != names[1]
        }
        touched = {one for one in right[0] if one[0] in replaced or one[1] in replaced}
        affected.see(touched, right[1])
    for name in paired:
        sides[0].see(originals[name].said, originals[name].gold)
    return {
        "pairs": pairs,
        "documents_without_prediction": sum(not one.said for one in documents.values()),
        **{f"{name}_original": value for name, value in sides[0].figures().items()},
        **{f"{name}_counterfactual": value for name, value in sides[1].figures().items()},
        "consistency": every.share(),
        "consistency_affected": affected.share(),
    }


def _digest(value: object) -> bytes:
    return hashlib.sha256(canonical(value)).digest()[:16]
