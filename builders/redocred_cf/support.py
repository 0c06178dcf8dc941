"""How the text of a document supports each of its labels.

A label is *stated* where it has evidence sentences that name both ends, one of them perhaps by a
pronoun. It is *inferred* where it follows from supported labels by one of the rules below, or is
said by an apposition ("Ulm , Bavaria"). Else it is *background*: knowledge of the world upheld it,
which may be false of the entity that took the place.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

from irrealis.builders.redocred_cf.documents import Document

from irrealis.text.tokens import word_set

Support: TypeAlias = Literal["stated", "inferred", "background"]
_Triple: TypeAlias = tuple[int, str, int]

# Two properties of Wikidata that say the same from either end (its property P1696).
_INVERSE = {
    "P150": ("P131",),  # contains administrative division: only of what is located in it
    "P361": ("P527",),
    "P527": ("P361",),
    "P3373": ("P3373",),
    "P26": ("P26",),
    "P155": ("P156",),
    "P156": ("P155",),
    "P749": ("P355",),
    "P355": ("P749",),
    "P22": ("P40",),
    "P25": ("P40",),
    "P40": ("P22", "P25"),
    "P1344": ("P710",),
    "P710": ("P1344",),
    "P36": ("P1376",),
    "P1376": ("P36",),
    "P1365": ("P1366",),
    "P1366": ("P1365",),
    "P674": ("P1441",),
    "P1441": ("P674",),
}
_LOCATED, _COUNTRY = "P131", "P17"
_PRONOUNS = word_set("he she him her his hers himself herself")
_THINGS = word_set("it its itself they their them")


def supports(document: Document) -> tuple[Support, ...]:
    """The support of each label, in their order."""
    triples = [(one.head, one.relation, one.tail) for one in document.labels]
    stated = {
        triple
        for triple, label in zip(triples, document.labels, strict=True)
        if label.evidence and _names_both(document, label.head, label.tail, label.evidence)
    }
    held = stated | set(_appositions(document, triples))
    while True:
        more = {one for one in triples if one not in held and _follows(one, held)}
        if not more:
            break
        held |= more
    return tuple(
        "stated" if one in stated else "inferred" if one in held else "background"
        for one in triples
    )


def _names_both(document: Document, head: int, tail: int, evidence: tuple[int, ...]) -> bool:
    named = [
        any(mention.sent in evidence for mention in document.entities[i].mentions)
        for i in (head, tail)
    ]
    if all(named):
        return True
    if not any(named):
        return False
    absent = tail if named[0] else head
    entity = document.entities[absent]
    words = {token.lower() for sent in evidence for token in document.sents[sent]}
    if entity.type == "PER":
        return bool(words & _PRONOUNS) and any(m.sent < max(evidence) for m in entity.mentions)
    # what a document opens with is what "it" goes back to
    opens = any(mention.sent == 0 and mention.start < 3 for mention in entity.mentions)
    return opens and bool(words & _THINGS)


def _appositions(document: Document, triples: list[_Triple]) -> Iterator[_Triple]:
    """Labels of place that a comma says: "Ulm , Bavaria"."""
    beside = {
        (document.mentioned[sent, at - 1], document.mentioned[sent, at + 1])
        for sent, tokens in enumerate(document.sents)
        for at, word in enumerate(tokens)
        if word == ","
        and (sent, at - 1) in document.mentioned
        and (sent, at + 1) in document.mentioned
    }
    for head, relation, tail in triples:
        if relation in (_LOCATED, _COUNTRY) and (head, tail) in beside:
            yield head, relation, tail


def _follows(triple: _Triple, held: set[_Triple]) -> bool:
    """Whether a label follows from those that the text supports, by a rule."""
    head, relation, tail = triple
    if any((tail, inverse, head) in held for inverse in _INVERSE.get(relation, ())):
        return True
    if relation in (_LOCATED, _COUNTRY):
        if relation == _COUNTRY and (tail, "P150", head) in held:
            return False  # what contains a division need not be a country
        other = _COUNTRY if relation == _LOCATED else None
        if other is not None and (head, other, tail) in held:
            return True  # what is of a country lies in it
        # what lies in a place lies where that place lies
        return any(
            (between, relation, tail) in held
            for first, via, between in held
            if first == head and via == _LOCATED and between != tail
        )
    return False
