"""Whom the pronouns of a question may mean, by what the passage says of its persons."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection

from irrealis.schemas.ifqa_style_checker.paper import Paper, Underivable

_SAYS = {
    **dict.fromkeys(("he", "him", "his", "himself"), "male"),
    **dict.fromkeys(("she", "her", "hers", "herself"), "female"),
}
_ENOUGH = 2  # pronouns; "Otto Raab shared her studio" says nothing of him
_CLEAR = 4  # times as often as the other one a pronoun stands where it tells a gender


def is_person(paper: Paper, thing: str) -> bool:
    """Whether all mentions of a thing are of a person."""
    return {mention["type"] for mention in paper.row["vertexSet"][int(thing)]} == {"PER"}


def gender(paper: Paper, thing: str) -> str | None:
    """What the passage calls a person: "male", "female", or None where it does not say.

    Counted are the pronouns behind its name, until another person is named.
    A father is male and a mother is female.
    """
    kin = {relation for relation in ("P22", "P25") if paper.subjects(relation, thing)}
    if len(kin) == 1:
        return "male" if kin == {"P22"} else "female"
    persons = [str(i) for i in sorted(set(paper.same)) if is_person(paper, str(i))]
    counted: Counter[str] = Counter()
    at_hand = False
    for sent, text in enumerate(paper.sentences):
        named = [person for person in persons if paper.mentioned(person, sent)]
        if named:
            at_hand = named == [thing]
            ends = [text.find(name) + len(name) for name in paper.names(thing) if name in text]
            text = text[min(ends, default=0) :]
        if at_hand:
            counted.update(_SAYS[w] for w in re.findall(r"[a-z]+", text.lower()) if w in _SAYS)
    if not counted and paper.mentioned(thing, 0):  # whom the passage is about, perhaps
        words = re.findall(r"[a-z]+", " ".join(paper.sentences).lower())
        counted.update(said := [_SAYS[word] for word in words if word in _SAYS])
        if len(set(said)) > 1:
            return None
    told = counted.most_common(2)
    if not told or told[0][1] < _ENOUGH or (len(told) > 1 and told[0][1] < _CLEAR * told[1][1]):
        return None
    return told[0][0]


def agree(paper: Paper, text: str, things: Collection[str]) -> None:
    """See that each "he" and "she" of a question can be one of the persons that it is about.

    Args:
        paper: the document.
        text: the question, with numbers in place of names.
        things: what the question and its facts name.

    Raises:
        Underivable: nobody among them can be meant, or "he" and "she" are one person.
    """
    said = {_SAYS[word] for word in re.findall(r"[a-z]+", text.lower()) if word in _SAYS}
    if not said:
        return
    persons = {thing for thing in things if is_person(paper, thing)}
    if len(said) > len(persons):
        raise Underivable("more pronouns than persons")
    genders = {gender(paper, person) for person in persons}
    for one in said:
        if genders and not genders & {one, None}:
            raise Underivable(f"nobody who is {one}")


def means(paper: Paper, word: str, thing: str, others: Collection[str]) -> None:
    """See that a pronoun, a noun or a surname can mean a thing.

    Args:
        paper: the document.
        word: what the question says: "he", "its", "the film", "Olsen's", "⟦3⟧".
        thing: what it should mean.
        others: what else the question names.

    Raises:
        Underivable: it cannot, or it rather means another.
    """
    word = word.removesuffix("'s")
    person = is_person(paper, thing)
    if word.startswith("⟦"):
        fits = word == f"⟦{thing}⟧"
    elif word in ("it", "its"):
        fits = not person
    elif word in _SAYS:
        rivals = {gender(paper, one) for one in others if one != thing and is_person(paper, one)}
        fits = person and (gender(paper, thing) or _SAYS[word]) == _SAYS[word]
        fits = fits and not (gender(paper, thing) is None and _SAYS[word] in rivals)
    elif word in ("they", "them", "their"):
        fits = not person
    elif word[:1].isupper():
        fits = person and any(word == name.split()[-1] for name in paper.names(thing))
    else:
        fits = not person
    if not fits:
        raise Underivable(f'"{word}" for {sorted(paper.names(thing))[:1]}')
