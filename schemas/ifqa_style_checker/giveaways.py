"""Whether the names in a question give its answer away, so that nobody needs the passage."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from itertools import product

from irrealis.schemas.ifqa_style_checker.grammar import THING, UNITS
from irrealis.schemas.ifqa_style_checker.paper import Paper, Underivable
from irrealis.schemas.ifqa_style_checker.pronouns import is_person

from irrealis.text.demonyms import demonym_of

# words that many names have: what sort of thing it is, where it lies in another, how large it is
_OF_MANY = re.compile(
    r"(?:north|south|east|west|central|upper|lower|great|grand|little|saint|santa|new|royal|first"
    r"|second|third|world|national|united)(?:ern|er)?|states?|islands?|rivers?|lakes?|mountains?"
    r"|mount|city|town|village|township|borough|university|college|school|academy|institute|museum"
    r"|library|hospital|station|airport|company|corporation|group|records|music|party|league|club"
    r"|football|association|society|council|committee|international|prix|award|prize|medal|cup"
    r"|championships?|war|battle|republic|kingdom|empire|church|cathedral|street|road|bridge|park"
    r"|house|hall|tower|cent(?:er|re)|fort|port|band|choir|orchestra|with|from|that|this|they|your"
    r"|what|when|where|which"
)
_CHOICE = re.compile(r"⟦\d+⟧ or ⟦\d+⟧(?:$| would)|\bwhich of ⟦")


def not_given_away(paper: Paper, question: str, things: Collection[str]) -> None:
    """See that no name in a question has a word of the answer, or is made of it.

    Args:
        paper: the document.
        question: with numbers in place of names, without its question mark.
        things: the answer. One that the question offers as a choice may stand in it.

    Raises:
        Underivable: a name gives it away, or the answer itself stands in the question.
    """
    named = frozenset(re.findall(THING, question))
    for thing in sorted(things):
        if thing in named:
            if not _CHOICE.search(question):
                raise Underivable(f"{thing} stands in the question")
            continue
        for other in sorted(named - {*things}):
            if is_person(paper, thing) and is_person(paper, other):
                continue  # kin, or namesakes
            for name, answer in product(sorted(paper.names(other)), sorted(paper.names(thing))):
                if _tells(name, answer):
                    raise Underivable(f'"{name}" gives away "{answer}"')


@cache
def _tells(name: str, answer: str) -> bool:
    """Whether a word of a name is one of the answer, begins like it, or is what its people are."""
    for word in re.findall(r"\w+", name):
        row = demonym_of(word)
        if row is not None and re.sub(r"^[Tt]he ", "", answer) in row.places:
            return True
        for one in re.findall(r"\w+", answer):
            a, b = sorted((word.casefold(), one.casefold()), key=len)
            if len(a) < 4 or not a.isalpha() or a in UNITS or _OF_MANY.fullmatch(a):
                continue
            shared = next((i for i in range(len(a)) if a[i] != b[i]), len(a))
            if a == b or (shared >= 5 and shared >= len(b) * 2 / 3):
                return True
    return False
