"""Who won against whom, and who moved from where to where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from irrealis.builders.ifqa_style.cues.sentences import UNSURE, Sentences
from irrealis.builders.ifqa_style.things import COUNTRY, ORGANIZATION, PERSON, PLACE


@dataclass(frozen=True, slots=True)
class Contest:
    """`winner` beat `loser` in a contest that the sentence calls by this word."""

    winner: int
    loser: int
    word: str
    sent: int


@dataclass(frozen=True, slots=True)
class Move:
    """`subject` moved from one place or body to another."""

    subject: int
    origin: int
    goal: int
    sent: int


_BEAT = frozenset({"defeated", "beat", "overcame", "outpolled", "defeating", "beating"})
_LOST = (
    ("lost", "to"),
    ("losing", "to"),
    ("was", "defeated", "by"),
    ("was", "beaten", "by"),
    ("were", "defeated", "by"),
    ("were", "beaten", "by"),
)
_CONTESTS = (
    "final",
    "semifinal",
    "semi-final",
    "quarterfinal",
    "election",
    "match",
    "game",
    "fight",
    "battle",
    "playoff",
    "championship",
    "series",
    "bout",
    "duel",
)
_MOVED = frozenset({"moved", "relocated", "emigrated", "immigrated", "transferred", "migrated"})
_HEDGES = re.compile(
    r"\b(?:would|might|may|not|never|twice|again|also|almost|nearly|two|three|allegedly|claimed|"
    r"planned|if|unless)\b|n't",
)


class Outcomes(Sentences):
    """Reads contests and moves."""

    def contests(self) -> list[Contest]:
        """Contests of two; none of a pair that met more than once."""
        found = [
            contest for sent in range(len(self.facts.sentences)) for contest in self._contests(sent)
        ]
        pairs = [frozenset({contest.winner, contest.loser}) for contest in found]
        winners = [contest.winner for contest in found]
        return [
            contest
            for contest, pair in zip(found, pairs, strict=True)
            if pairs.count(pair) == 1 and winners.count(contest.winner) == 1
        ]

    def _contests(self, sent: int) -> Iterator[Contest]:
        tokens = self.facts.document.sents[sent]
        words = [word for word in _CONTESTS if word in tokens]
        if len(words) != 1 or _HEDGES.search(" ".join(tokens)) or tokens.count(words[0]) != 1:
            return
        for subject, at in self._subjects(sent):
            lost = next((len(cue) for cue in _LOST if tuple(tokens[at : at + len(cue)]) == cue), 0)
            if not lost and tokens[at : at + 1] and tokens[at] not in _BEAT:
                continue
            other = self._next(sent, at + (lost or 1), {PERSON, ORGANIZATION})
            if other and other[0] != subject.index and other[0] != self._owner(sent, other[1]):
                pair = (other[0], subject.index) if lost else (subject.index, other[0])
                yield Contest(*pair, words[0], sent)
                return

    def moves(self) -> list[Move]:
        """Moves from one named place or body to another; of each subject at most one."""
        found = [one for sent in range(len(self.facts.sentences)) if (one := self._move(sent))]
        subjects = [move.subject for move in found]
        return [move for move in found if subjects.count(move.subject) == 1]

    def _move(self, sent: int) -> Move | None:
        tokens = self.facts.document.sents[sent]
        if UNSURE.search(" ".join(tokens)):
            return None
        for subject, at in self._subjects(sent):
            if tokens[at : at + 1] == ("was",):
                at += 1
            if tokens[at : at + 1] == () or tokens[at] not in _MOVED:
                continue
            try:
                origin_at = tokens.index("from", at, at + 3) + 1
            except ValueError:
                return None
            kinds = {PLACE, COUNTRY, ORGANIZATION}
            origin = self._next(sent, origin_at, kinds)
            if origin is None:
                return None
            end = origin[1]
            if tokens[end : end + 1] == (",",) and (sent, end + 1) in self._starts:  # "A , County"
                end = self._starts[sent, end + 1][1]
                end += tokens[end : end + 1] == (",",)
            if tokens[end : end + 1] != ("to",):
                return None
            goal = self._next(sent, end + 1, kinds)
            if goal is None:
                return None
            a, b = self.facts.thing(origin[0]), self.facts.thing(goal[0])
            same = (
                a is not None
                and b is not None
                and (a.kind == ORGANIZATION) == (b.kind == ORGANIZATION)
            )
            if not same or self.facts.nested(origin[0], goal[0]):
                return None
            return Move(subject.index, origin[0], goal[0], sent)
        return None
