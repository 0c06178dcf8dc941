"""Conditions that undo what a sentence tells: outcomes, moves, earlier names."""

from __future__ import annotations

import re

from irrealis.schemas.ifqa_style_checker.facts import Reader
from irrealis.schemas.ifqa_style_checker.grammar import CALLED, THING, Found, full, match_of
from irrealis.schemas.ifqa_style_checker.paper import Paper, Underivable

from irrealis.text.tokens import stands_in

FORMERLY = (
    r"(?:(?:formerly|originally|previously|initially) (?:known as|called|named|titled)"
    r"|[(;,] ?formerly) (?:[Tt]he )?"
)
AT_BIRTH = r"\b(?:born|née|né) "


def earlier_names(paper: Paper, cue: str) -> frozenset[str]:
    """The names behind a cue, unless it is said of what a predicate names."""
    return frozenset(
        match[1].strip(' "')
        for text in paper.sentences
        for match in re.finditer(
            cue
            + r'"?([A-ZÀ-Þ0-9](?:[^,.;()"]|(?<=\b[A-Z])\.)*?)"?'
            + r'(?= ?[,.;()"]| until | before | on | in )',
            text,
        )
        if not re.search(r"\b(?:is|was|are|were) .", text[: match.start()])
    )


class Telling(Reader):
    """What no relation says, but a sentence does."""

    def _outcome(self, condition: str, asked: str) -> Found:
        found = full(
            rf"{THING} had (?:lost the ([a-z-]+) instead of winning it|not won but lost the"
            rf" ([a-z-]+)|"
            rf"lost rather than won the ([a-z-]+)|not won the ([a-z-]+))",
            condition,
        )
        if not found or asked not in ("who would have won it", "who would the winner have been"):
            return None
        fact = self.told(found[1], "beat", None)
        word = next(group for group in found.groups()[1:] if group)
        if not any(stands_in(word, text) for text in self.paper.sentences):
            raise Underivable(f"no {word}")
        self._supposes("reverse", f"outcome: ⟦{found[1]}⟧", "won", "lost")
        return frozenset({fact[2]}), frozenset()

    def _moved(self, condition: str, asked: str) -> Found:
        found = match_of(
            rf"{THING} had (?:never|not) moved to {THING}|the move of {THING} to {THING} had"
            rf" never taken place",
            condition,
        )
        if not found or not full(
            rf"(?:where|with whom) would (?:{CALLED}) have (?:stayed|remained)", asked
        ):
            return None
        fact = self.told(found[0], "moved", None)
        goal = self.paper.names(found[1])
        if not any(
            match and any(stands_in(name, match[1]) for name in goal)
            for match in (re.search(r"\bfrom .*? to (.*)", text) for text in self.paper.sentences)
        ):
            raise Underivable("no move to there")
        self._supposes("remove", f"move: ⟦{found[0]}⟧", f"⟦{found[1]}⟧", "none")
        return frozenset({fact[2]}), frozenset()

    def _renamed(self, condition: str, asked: str) -> Found:
        if not full(
            rf"what would (?:{CALLED}) be called|by what name would (?:{CALLED}) be known", asked
        ):
            return None
        found = match_of(
            rf"{THING} had kept (?:its|their) earlier name|the name of {THING} had never been"
            rf" changed|"
            rf"{THING} had never been given a new name|{THING} had not been renamed",
            condition,
        )
        cue = FORMERLY
        if not found:
            found = match_of(
                rf"{THING} had kept the name (?:he|she) was born with|{THING} had never"
                rf" changed (?:his|her) name|"
                rf"{THING} had stuck to (?:his|her) name at birth",
                condition,
            )
            cue = AT_BIRTH
        if not found:
            return None
        self.told(found[0], "called before", None)
        names = earlier_names(self.paper, cue)
        if len(names) != 1:
            raise Underivable(f"{len(names)} earlier names")
        (name,) = names
        self._supposes("keep", f"name: ⟦{found[0]}⟧", f"⟦{found[0]}⟧", name)
        return frozenset(), names
