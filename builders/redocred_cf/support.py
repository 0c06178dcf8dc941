"""How the text of a document supports each of its labels.

A label is *stated* where one of its evidence sentences says so: it names both ends, one of them
perhaps by a pronoun of which it is clear whom it means, in words of the relation (`sayings`). It is
*inferred* where a sentence that upstream does not cite says so, or where it follows from supported
labels by one of the rules below. Else it is *background*: knowledge of the world upheld it, which
may be false of the entity that took the place.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

from irrealis.builders.families.documents.reading import Document, Label
from irrealis.builders.redocred_cf.sayings import says

from irrealis.text.demonyms import adjectival, place_form

Support: TypeAlias = Literal["stated", "inferred", "background"]
_Triple: TypeAlias = tuple[int, str, int]

# Two properties of Wikidata that say the same from either end (its property P1696).
_INVERSE = {
    "P150": ("P131",),  # contains administrative division: only of what is located in it
    "P361": ("P527",),
    "P527": ("P361", "P463"),
    "P463": ("P527",),
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
_PERSONAL = {"he": "H", "she": "H", "his": "H 's", "her": "H 's"}
_NEUTER = {"it": "H", "its": "H 's"}
_REACH = 3  # sentences over which a pronoun may go back to a name
_LETTERS = {"PER": "P", "LOC": "L", "ORG": "O", "MISC": "M", "TIME": "D", "NUM": "N"}


def supports(document: Document) -> tuple[Support, ...]:
    """The support of each label, in their order."""
    triples = [(label.head, label.relation, label.tail) for label in document.labels]
    said = [set(_saying(document, label)) for label in document.labels]
    stated = {
        triple
        for triple, label, sents in zip(triples, document.labels, said, strict=True)
        if sents & set(label.evidence)
    }
    held = stated | {triple for triple, sents in zip(triples, said, strict=True) if sents}
    while True:
        more = {
            triple for triple in triples if triple not in held and _follows(triple, held, document)
        }
        if not more:
            break
        held |= more
    return tuple(
        "stated" if triple in stated else "inferred" if triple in held else "background"
        for triple in triples
    )


def _saying(document: Document, label: Label) -> Iterator[int]:
    """The sentences that say a label."""
    for sent in range(len(document.sents)):
        ends = [
            [m for m in document.entities[end].mentions if m.sent == sent]
            for end in (label.head, label.tail)
        ]
        if not any(ends):
            continue
        place = ends[0 if label.relation == "P150" else 1]
        adjective = any(_is_of_place(mention.name) for mention in place)
        head = document.entities[label.head].mentions[0].type
        for sentence in _written(document, sent, label, named=(bool(ends[0]), bool(ends[1]))):
            if says(sentence, label.relation, adjective=adjective, head=head):
                yield sent
                break


def _is_of_place(name: str) -> bool:
    return adjectival(name) or place_form(name) in ("person", "people")


def _written(
    document: Document, sent: int, label: Label, *, named: tuple[bool, bool]
) -> Iterator[str]:
    """The sentence with a letter for each mention, and again without what stands in brackets."""
    pronouns: dict[str, str] = {}
    if not all(named):
        end, letter = (label.head, "H") if not named[0] else (label.tail, "T")
        pronouns = {word: text.replace("H", letter) for word, text in _meant(document, sent, end)}
        if not pronouns:
            return
    words: list[str] = []
    last: int | None = None
    for at, token in enumerate(document.sents[sent]):
        i = document.mentioned.get((sent, at))
        low = token.lower()
        if i is not None:
            if i != last or (sent, at) in _first_tokens(document, i):
                words.append(_letter(document, i, label))
        elif low in pronouns:
            words.append(pronouns[low])
        elif low not in ('"', "''", "``", "“", "”"):
            words.append(low)
        last = i
    yield " ".join(words)
    bare = _without_brackets(words)
    if len(bare) < len(words):
        yield " ".join(bare)


def _letter(document: Document, i: int, label: Label) -> str:
    if i == label.head:
        return "H"
    # of a type of another scheme nothing is known, as of MISC
    return "T" if i == label.tail else _LETTERS.get(document.entities[i].mentions[0].type, "M")


def _first_tokens(document: Document, i: int) -> set[tuple[int, int]]:
    return {(mention.sent, mention.start) for mention in document.entities[i].mentions}


def _without_brackets(words: list[str]) -> list[str]:
    kept: list[str] = []
    depth = 0
    for word in words:
        depth += word == "("
        if not depth:
            kept.append(word)
        depth -= depth > 0 and word == ")"
    return kept


def _meant(document: Document, sent: int, i: int) -> list[tuple[str, str]]:
    """The pronouns of a sentence that surely stand for an entity, and how they are written."""
    entity = document.entities[i]
    before = [m.sent for m in entity.mentions if m.sent < sent]
    if not before or sent - max(before) > _REACH:
        return []
    tokens = [token.lower() for token in document.sents[sent]]
    if entity.type == "PER":
        others = [
            m
            for k, entity in enumerate(document.entities)
            if k != i and entity.mentions[0].type == "PER"
            for m in entity.mentions
        ]
        # no other person since, nor earlier in this sentence
        if any(max(before) <= m.sent < sent for m in others):
            return []
        pronoun = next((at for at, word in enumerate(tokens) if word in _PERSONAL), len(tokens))
        if any(m.sent == sent and m.start < pronoun for m in others):
            return []
        found = {word for word in tokens if word in _PERSONAL}
        if {"he", "his"} & found and {"she", "her"} & found:
            return []
        return [(word, _PERSONAL[word]) for word in sorted(found)]
    if tokens[0] not in _NEUTER:
        return []
    opens = any(m.sent == max(before) and m.start < 3 for m in entity.mentions)
    between = (document.sents[at][0].lower() in _NEUTER for at in range(max(before) + 1, sent))
    return [(tokens[0], _NEUTER[tokens[0]])] if opens and all(between) else []


def _follows(triple: _Triple, held: set[_Triple], document: Document) -> bool:
    """Whether a label follows from those that the text supports, by a rule."""
    head, relation, tail = triple
    if any((tail, inverse, head) in held for inverse in _INVERSE.get(relation, ())):
        return True
    if relation not in (_LOCATED, _COUNTRY) or document.entities[head].type != "LOC":
        return False
    if relation == _COUNTRY and (tail, "P150", head) in held:
        return False  # what contains a division need not be a country
    if relation == _LOCATED and (head, _COUNTRY, tail) in held:
        return True  # a place of a country lies in it
    # what lies in a place lies where that place lies
    return any(
        (between, relation, tail) in held
        for first, via, between in held
        if first == head and via == _LOCATED and between != tail
    )
