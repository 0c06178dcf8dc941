"""Conditions without a cause: what a sentence says that somebody did because of it."""

from __future__ import annotations

import re

from irrealis.schemas.ifqa_style_checker.facts import Reader
from irrealis.schemas.ifqa_style_checker.grammar import Found, full
from irrealis.schemas.ifqa_style_checker.nouns import called_a
from irrealis.schemas.ifqa_style_checker.paper import Paper, Underivable

from irrealis.errors import needs
from irrealis.text.demonyms import demonym_of

BECAUSE = r"(?i:because of|due to|as a result of|owing to|thanks to|on account of)"


def effect(paper: Paper, thing: str, clause: str, cause: str | None) -> str | None:
    """The cause that a sentence gives for what it says of a thing; None if it says no such thing.

    Args:
        paper: the document.
        thing: what did it, or to which it was done.
        clause: with its verb in the past tense, and numbers in place of names.
        cause: if only this one counts, with numbers in place of names.
    """
    for text in paper.sentences:
        masked = paper.masked(text)
        for found in re.finditer(rf"\b{BECAUSE} ([^,.;]+)", masked):
            why = found[1]
            if cause is not None and why != cause:
                continue
            rest = masked[: found.start()] + masked[found.end() :]
            said = re.search(
                rf"([^,.;]*?) (?:though |also |then |later )?{re.escape(clause)}", rest
            )
            if said and _is_subject(paper, thing, said[1].strip()):
                plain = re.search(rf"\b{BECAUSE} ([^,.;]+)", text)
                return plain[1].strip() if plain else None
    return None


def _is_subject(paper: Paper, thing: str, words: str) -> bool:
    """Whether the words before a verb are a name, a pronoun or a noun of a thing."""
    if words.endswith(f"⟦{thing}⟧"):
        return len(words.split()) <= 3
    noun = re.fullmatch(r"(?i)the ([a-z]+)", words)
    if re.fullmatch(r"(?i)he|she|it", words) or (noun and noun[1] in called_a(paper, thing)):
        return paper.about(thing, 0)
    return False


def _pasts(participle: str) -> set[str]:
    """The past tenses of the verbs that a participle may be of: "went" for "gone"."""
    with needs("verbs", "reading forms of verbs"):
        from lemminflect import getAllLemmas, getInflection
    verbs = getAllLemmas(participle, upos="VERB").get("VERB", ())
    return {participle, *(past for verb in verbs for past in getInflection(verb, tag="VBD"))}


class Causing(Reader):
    """What would not have come about."""

    def _uncaused(self, condition: str, asked: str) -> Found:
        found = full(r"it had not been for (.+)", condition)
        match = full(r"(who|what|which ([a-z]+)) would not have (.+)", asked)
        facts = [fact for fact in self.certificate or () if fact[1] == "because of"]
        if not found or not match or len(facts) != 1:
            return None
        fact = facts[0]
        thing, done = fact[0], match[3]
        head, _, rest = done.partition(" ")
        if head == "been":
            pasts = [f"was {rest}", f"were {rest}"]
        else:
            pasts = [f"{past} {rest}" for past in _pasts(head)]
        if not any(effect(self.paper, thing, past, found[1]) for past in pasts):
            raise Underivable("no sentence says that it came about by that")
        if match[2] == "country":
            if not any(map(demonym_of, self.paper.names(thing))):
                raise Underivable(f"{thing} is no country")
        else:
            person = match[1] == "who"
            self._kind(frozenset({thing}), match[2] or (None if person else "thing"))
        self._use(fact)
        self._supposes("remove", f"cause: ⟦{thing}⟧", found[1], "none")
        return frozenset({thing}), frozenset()
