"""Earlier names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from irrealis.builders.ifqa_style.cues.sentences import Sentences
from irrealis.builders.ifqa_style.things import COUNTRY, PERSON

from irrealis.text.tokens import untokenized


@dataclass(frozen=True, slots=True)
class Renaming:
    """`subject` bore the name `before`."""

    subject: int
    before: str
    sent: int


_MONTHS = frozenset(
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ]
)
_BARE = ("formerly",)  # words that the name follows at once
_FORMER = frozenset({"formerly", "originally", "previously", "initially"})
_VERBS = frozenset({"is", "was", "are", "were"})
_NAME_ENDS = frozenset({")", "(", ",", ".", ";", '"', "until", "before"})


class Names(Sentences):
    """Reads what something was called before."""

    def renaming(self) -> Renaming | None:
        """An earlier name of what the document is about, in its first sentences."""
        hero = self.facts.thing(self.facts.hero) if self.facts.hero is not None else None
        if hero is None or hero.kind in (PERSON, COUNTRY):
            return None
        found = [
            one for sent in range(min(4, len(self.facts.sentences))) for one in self._named(sent)
        ]
        names = {name.casefold() for name, _ in found}
        if len(names) != 1 or hero.name.casefold() in names:
            return None
        return Renaming(hero.index, *found[0])

    def birth_name(self) -> Renaming | None:
        """The name that the hero, a person, was born with, as "(born X Y; ...)" has it."""
        hero = self.facts.thing(self.facts.hero) if self.facts.hero is not None else None
        if hero is None or hero.kind != PERSON:
            return None
        tokens = self.facts.document.sents[0]
        for at in range(1, min(14, len(tokens) - 2)):
            if tokens[at] not in ("born", "né", "née") or tokens[at - 1] not in ("(", ","):
                continue
            end = at + 1
            while end < len(tokens) and re.fullmatch(r"[A-ZÀ-Þ][\w.'’-]*", tokens[end]):
                end += 1
            words = tokens[at + 1 : end]
            if (
                len(words) < 2
                or words[0] in _MONTHS
                or tokens[end] not in (",", ";", ")", "on", "in")
            ):
                return None
            name = untokenized(" ".join(words))
            known = {word.casefold() for word in hero.name.split()}
            if known <= {word.casefold() for word in words} or hero.name in name:
                return None
            return Renaming(hero.index, name, 0)
        return None

    def _named(self, sent: int) -> Iterator[tuple[str, int]]:
        """Names behind "formerly known as", behind the subject or at the start of a predicate."""
        tokens = self.facts.document.sents[sent]
        for at, token in enumerate(tokens):
            before = tokens[at - 1] if at else "."
            if token not in _FORMER or before not in (",", "(", ";", "(;", "was", "and", "It"):
                continue
            if not {before} & {"was", "It"} and _VERBS & set(tokens[:at]):
                continue  # said of something that the predicate names
            begin, bare = at + 1, False
            if tokens[begin : begin + 2] == ("known", "as"):
                begin += 2
            elif tokens[begin : begin + 1] in (("called",), ("named",), ("titled",)):
                begin += 1
            elif token in _BARE and before in (",", "(", ";", "(;"):
                bare = True
            else:
                continue
            if sent and tokens[0] not in ("It", "The", "Originally"):
                continue
            begin += tokens[begin : begin + 1] in (("the",), ("The",), ('"',))
            end = begin
            while end < len(tokens) and (
                re.match(r"[A-ZÀ-Þ0-9]", tokens[end])
                or (
                    tokens[end] in ("of", "de", "-", "&", "'s", "the", "for")
                    and end > begin
                    and end + 1 < len(tokens)
                    and re.match(r"[A-ZÀ-Þ]", tokens[end + 1])
                )
            ):
                end += 1
            if not begin < end < len(tokens) or tokens[end] not in _NAME_ENDS:
                continue
            # behind a bare "formerly" a mention may be another thing: "formerly the Star line"
            other = self._starts.get((sent, begin), (self.facts.hero, 0))[0] != self.facts.hero
            if not other or (not bare and before != "and"):
                yield untokenized(" ".join(tokens[begin:end])), sent
