"""New clauses for what a review does not speak of: in its tense, person, register and case."""

from __future__ import annotations

import random
import re
from collections.abc import Collection, Sequence

from irrealis.builders.families.aspect_edits.lexicon import Domain
from irrealis.builders.families.aspect_edits.parsing import Parse

_CHOICE = re.compile(r"\[([^\]]*)\]")
_SLOT = re.compile(r"\{([^}]*)\}")
_OPENING = re.compile(r"(?:^|[.!?]\s+)([A-Za-z])")  # the first letter of a sentence
_TRIES = 20

_FORMS = {
    # slot: we, I; past, present
    "we": (("we", "I"),) * 2,
    "us": (("us", "me"),) * 2,
    "was": (("was", "was"), ("is", "is")),
    "were": (("were", "were"), ("are", "are")),
}


class Voice:
    """How a review speaks: of "I" or "we", in the past or the present, in notes, in which case."""

    def __init__(self, parse: Parse, *, notes: bool) -> None:
        words = parse.words
        first = sum(word in ("i", "my", "me") for word in words)
        us = sum(word in ("we", "our", "us") for word in words)
        past = sum(tag == "VBD" for tag in parse.tags)
        present = sum(tag in ("VBZ", "VBP") for tag in parse.tags)
        # nobody goes to a restaurant alone, but a computer is one person's
        self.alone = first > us or (not us and parse.domain.role("place") is None)
        self.present = present > past
        self.notes = notes
        letters = [char for char in parse.text if char.isalpha()]
        uppers = sum(map(str.isupper, letters))
        self.upper = bool(letters) and uppers > 0.6 * len(letters)
        self.lower = not uppers
        opens = _OPENING.findall(parse.text)
        # some write names alone with a capital
        self.small = bool(opens) and not any(map(str.isupper, opens))

    def said(self, clause: str, *, opens: bool) -> str:
        """A clause in the case of the review; `opens` if it begins a sentence."""
        if self.upper:
            return clause.upper()
        if self.lower:
            return clause.lower()
        if opens and self.small and not re.match(r"I\b", clause):
            return clause[:1].lower() + clause[1:]
        return clause[:1].upper() + clause[1:] if opens else clause


def clause(
    domain: Domain,
    aspect: str,
    goal: int,
    *,
    voice: Voice,
    phrase: bool,
    avoid: Collection[str],
    rng: random.Random,
) -> str:
    """A clause (or a phrase without a verb) that gives the aspect its polarity; not in `avoid`."""
    known = [
        template.text
        for template in domain.templates[aspect, "+" if goal > 0 else "-"]
        if template.phrase == phrase
    ]
    put = ""
    for _ in range(_TRIES):
        template = pick(known, rng)
        put = _CHOICE.sub(lambda found: pick(found[1].split("|"), rng), template)
        put = " ".join(_filled(put, voice).split())
        if put not in avoid:
            break
    return put


def _filled(template: str, voice: Voice) -> str:
    """The slots in the person and the tense of a review."""
    alone = voice.alone and "each other" not in template
    return _SLOT.sub(lambda found: _FORMS[found[1]][voice.present][alone], template)


def pick(among: Sequence[str], rng: random.Random) -> str:
    """One of these."""
    return among[int(rng.random() * len(among))]
