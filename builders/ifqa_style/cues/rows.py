"""What number something has in a row, and who came next."""

from __future__ import annotations

from dataclasses import dataclass

from irrealis.builders.ifqa_style.cues.sentences import UNSURE, Sentences
from irrealis.builders.ifqa_style.things import ORGANIZATION, PERSON, Thing

from irrealis.text.demonyms import place_form
from irrealis.text.numbers import ORDINALS


@dataclass(frozen=True, slots=True)
class Place:
    """`subject` is number `number` of a row of `noun`s, by rank or by `size`."""

    subject: int
    number: int
    noun: str
    size: str
    owner: int | None
    sent: int


@dataclass(frozen=True, slots=True)
class Turn:
    """`subject` was followed in office by `next`, or came to belong to `next`."""

    subject: int
    next: int
    verb: str
    sent: int


_IN_A_ROW = frozenset(
    [
        "album",
        "single",
        "season",
        "episode",
        "film",
        "novel",
        "book",
        "series",
        "edition",
        "game",
        "installment",
        "volume",
        "song",
        "opus",
        "symphony",
        "president",
        "governor",
        "mayor",
        "chancellor",
        "minister",
        "bishop",
        "king",
        "emperor",
    ]
)
_SIZED = frozenset(
    [
        "largest",
        "longest",
        "highest",
        "tallest",
        "oldest",
        "biggest",
        "deepest",
        "busiest",
        "smallest",
        "fastest",
    ]
)
_BEFORE_A_NOUN = frozenset({"studio", "full-length", "feature", "solo", "official", "and", "final"})
_TAKEN = frozenset({"acquired", "bought", "purchased", "absorbed"})
_FOLLOWED = frozenset({"succeeded", "replaced"})


class Rows(Sentences):
    """Reads ranks and turns."""

    def ranks(self) -> list[Place]:
        """What the first sentences say the hero is the so-manieth of."""
        hero = self.facts.thing(self.facts.hero) if self.facts.hero is not None else None
        if hero is None:
            return []
        found = [
            place
            for sent in range(min(3, len(self.facts.sentences)))
            if (place := self._rank(hero, sent))
        ]
        return found if len(found) == 1 else []

    def _rank(self, hero: Thing, sent: int) -> Place | None:
        tokens = self.facts.document.sents[sent]
        begin = self._predicate(hero, sent)
        if begin is None or UNSURE.search(" ".join(tokens)):
            return None
        at = begin + 2
        words = tokens[at].split("-") if at < len(tokens) else [""]
        if words[0] not in ORDINALS or words[0] == "first":
            return None
        found = _row_of([*words[1:], *tokens[at + 1 : at + 6]])
        if found is None:
            return None
        size, noun, link = found
        owner = self._row_owner(sent, tokens.index(noun, at) + 2)
        if owner is None or owner == hero.index or (size and link not in ("in", "of")):
            return None
        return Place(hero.index, ORDINALS.index(words[0]) + 1, noun, size, owner, sent)

    def _predicate(self, hero: Thing, sent: int) -> int | None:
        """Where "is the" stands behind the name that opens the sentence, or behind "It"."""
        tokens = self.facts.document.sents[sent]
        begin = next(
            (
                end
                for (other, start), (index, end) in self._starts.items()
                if other == sent and index == hero.index and start <= 1
            ),
            1 if tokens[:1] == ("It",) and hero.kind != PERSON else None,
        )
        if begin is None:
            return None
        while begin < len(tokens) and tokens[begin] in ('"', ","):
            begin += 1
        if tokens[begin : begin + 1] == ("(",) and ")" in tokens[begin:]:
            begin = tokens.index(")", begin) + 1
        is_ = tokens[begin : begin + 2] in (("is", "the"), ("was", "the"))
        return begin if is_ else None

    def _row_owner(self, sent: int, at: int) -> int | None:
        """The first thing named there whose row it is: "of the band X", but not "of X 's"."""
        tokens = self.facts.document.sents[sent]
        for start in range(at, min(at + 7, len(tokens))):
            if (sent, start) in self._starts:
                owner, end = self._starts[sent, start]
                adjective = place_form(" ".join(tokens[start:end])) in ("adjective", "people")
                owned = tokens[end : end + 1] in (("'s",), ("'",))
                if not adjective and not owned and self.facts.thing(owner) is not None:
                    return owner
        return None

    def turns(self) -> list[Turn]:
        """Who came after the subject in office, or whose it became; told from either end."""
        found = [
            turn
            for sent, tokens in enumerate(self.facts.document.sents)
            if not UNSURE.search(" ".join(tokens))
            for at in range(1, len(tokens) - 2)
            for turn in (self._turn_by(sent, at), self._turn_from(sent, at))
            if turn is not None
        ]
        subjects = [turn.subject for turn in found]
        return [turn for turn in found if subjects.count(turn.subject) == 1]

    def _turn_by(self, sent: int, at: int) -> Turn | None:
        """As in "X was succeeded by Y"."""
        tokens = self.facts.document.sents[sent]
        if tokens[at] not in _TAKEN | _FOLLOWED or tokens[at + 1] != "by":
            return None
        start = at + 2 + (tokens[at + 2] == "the")
        if (sent, start) not in self._starts:
            return None
        after, end = self._starts[sent, start]
        wanted = PERSON if tokens[at] in _FOLLOWED else ORGANIZATION
        other = self.facts.thing(after)
        if other is None or other.kind != wanted or tokens[end : end + 1] in (("'s",), ("and",)):
            return None
        subject = next(
            (
                thing
                for thing, stop in self._subjects(sent)
                if stop == at - 1 and tokens[stop] == "was" and thing.kind == wanted
            ),
            None,
        )
        if subject is None or subject.index == after:
            return None
        return Turn(subject.index, after, tokens[at], sent)

    def _turn_from(self, sent: int, at: int) -> Turn | None:
        """As in "Y succeeded X as mayor" and "In 1834 he succeeded X"."""
        tokens = self.facts.document.sents[sent]
        if tokens[at] not in _FOLLOWED or (sent, at + 1) not in self._starts:
            return None
        before, end = self._starts[sent, at + 1]
        first = self.facts.thing(before)
        ends = end >= len(tokens) or tokens[end] in ("as", ".", "in", ",", "on")
        listed = tokens[end : end + 1] == (",",) and (sent, end + 1) in self._starts
        if first is None or first.kind != PERSON or not ends or listed:
            return None
        stop = at - (tokens[at - 1] == "had")
        subject = next(
            (thing for thing, behind in self._subjects(sent) if behind == stop),
            self._he(sent, stop - 1),
        )
        if subject is None or subject.kind != PERSON or subject.index == before:
            return None
        return Turn(before, subject.index, tokens[at], sent)


def _row_of(words: list[str]) -> tuple[str, str, str] | None:
    """The size, the noun and the preposition of "largest city in", "studio album by"."""
    rest = words[1:] if words[:1] == ["-"] else words
    size = rest[0] if rest and rest[0] in _SIZED else ""
    rest = rest[1:] if size else rest
    skipped = 0
    while rest and rest[0] in _BEFORE_A_NOUN and skipped < 3:
        rest, skipped = rest[1:], skipped + 1
    if len(rest) < 2 or rest[1] not in ("by", "of", "from", "in"):
        return None
    noun = rest[0]
    fits = noun in _IN_A_ROW or (size and noun.isalpha() and noun.islower())
    return (size, noun, rest[1]) if fits else None
