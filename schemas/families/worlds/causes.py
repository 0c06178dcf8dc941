"""Reads CounterBench's English word by word: a grammar of its own, by recursive descent.

    story    = "We know that" clause ("," ["and"] (clause | effects))* "." ["We observed" terms]
    clause   = term (("and" term)* | ("or" term)*) ["together"] ("causes" | "cause") effects
    effects  = term (("," ["and"] | "and") term)*, up to where the next clause begins

An effect that is caused not to happen is turned into an equation by counting: it holds where enough
of the opposites of its causes do.
"""

from __future__ import annotations

from collections.abc import Sequence

from irrealis.schemas.families.worlds.reading import Asked, Equation, UnreadableError

_MARKS = str.maketrans({mark: f" {mark} " for mark in ",.?"})
Literal = tuple[str, bool]


class _Words:
    """The words of a text that are still to be read."""

    def __init__(self, text: str) -> None:
        self.left = text.translate(_MARKS).split()

    def take(self, *words: str) -> bool:
        """Read these words if they come next."""
        if tuple(self.left[: len(words)]) != words:
            return False
        del self.left[: len(words)]
        return True

    def expect(self, *words: str) -> None:
        if not self.take(*words):
            raise UnreadableError(f"expected {' '.join(words)!r}, found {self._next()!r}")

    def term(self) -> Literal:
        holds = not self.take("not")
        if not self.left or not self.left[0].isalpha() or not self.left[0].istitle():
            raise UnreadableError(f"expected an event, found {self._next()!r}")
        return self.left.pop(0), holds

    def terms(self, joint: str) -> list[Literal]:
        found = [self.term()]
        while self.take(joint):
            found.append(self.term())
        return found

    def clause_ahead(self) -> bool:
        """Whether a verb comes before the next comma or full stop."""
        for word in self.left:
            if word in (",", "."):
                return False
            if word in ("cause", "causes"):
                return True
        return False

    def _next(self) -> str:
        return " ".join(self.left[:4]) or "the end"


def read_info(text: str) -> tuple[list[Equation], list[Literal]]:
    """The equations of `given_info`, and what was observed.

    Raises:
        UnreadableError: words that the grammar does not cover.
    """
    words = _Words(text)
    words.expect("We", "know", "that")
    equations: list[Equation] = []
    causes: list[Literal] = []
    alternatives = False
    while not words.take("."):
        if equations:
            words.expect(",")
            words.take("and")
        if words.clause_ahead():
            causes, alternatives = _condition(words)
        elif not equations:
            raise UnreadableError(f"no clause: {text}")
        effects = words.terms("and")
        equations += [_equation(event, causes, alternatives, happens=h) for event, h in effects]
    observed: list[Literal] = []
    if words.take("We", "observed"):
        observed = words.terms("and")
        words.take(".")
    if words.left:
        raise UnreadableError(f"more words than the grammar covers: {' '.join(words.left)}")
    return equations, observed


def read_question(text: str) -> Asked:
    """What a counterfactual question asks.

    Raises:
        UnreadableError: words that the grammar does not cover.
    """
    words = _Words(text)
    change: list[Literal]
    if words.take("Assume"):
        change = [words.term()]
        words.expect(",", "and", "based", "on", "this", "assumption", ",", "further", "suppose")
        change.append(words.term())
        words.expect(".", "Would")
        target, _ = words.term()
        words.expect("occur", "?")
    else:
        words.expect("Would")
        target, _ = words.term()
        words.expect("occur", "if")
        change = words.terms("and")
        if words.take("instead", "of"):
            name, holds = words.term()
            if change != [(name, not holds)]:
                raise UnreadableError("what it is instead of is not its opposite")
        words.expect("?")
    if words.left:
        raise UnreadableError(f"more words than the grammar covers: {' '.join(words.left)}")
    return Asked(target, tuple(change), (), None)


def named(equations: Sequence[Equation]) -> list[str]:
    """The events in the order in which the equations name them."""
    every = ([*(name for name, _ in e.terms), e.event] for e in equations)
    return list(dict.fromkeys(name for names in every for name in names))


def _condition(words: _Words) -> tuple[list[Literal], bool]:
    first = words.term()
    alternatives = words.left[:1] == ["or"]
    causes = [first]
    while words.take("or" if alternatives else "and"):
        causes.append(words.term())
    words.take("together")
    if not (words.take("causes") or words.take("cause")):
        raise UnreadableError(f"expected causes, found {' '.join(words.left[:4])!r}")
    return causes, alternatives


def _equation(event: str, causes: list[Literal], alternatives: bool, *, happens: bool) -> Equation:
    count = len(causes)
    least = 1 if alternatives else count
    if not happens:  # it holds unless `least` causes do: more than count - least opposites
        causes, least = [(name, not holds) for name, holds in causes], count - least + 1
    spelling = "is" if count == 1 else "or" if least == 1 else "and"
    return Equation(event, tuple(causes), least, count, spelling)
