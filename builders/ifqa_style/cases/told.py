"""Families of what plain sentences tell: outcomes, moves, earlier names."""

from __future__ import annotations

from collections.abc import Iterator

from irrealis.builders.ifqa_style.cases.base import NONE, Answer, Case, Maker
from irrealis.builders.ifqa_style.facts import Fact
from irrealis.builders.ifqa_style.kinds import kind_word
from irrealis.builders.ifqa_style.things import ORGANIZATION
from irrealis.builders.ifqa_style.wording import Speaker, Unsayable, listed


class Telling(Maker):
    """What no relation says, but a sentence does."""

    def _outcome(self, family: str) -> Iterator[Case | None]:
        for contest in self.reader.contests():
            a, b = contest.winner, contest.loser
            if self.facts.thing(a).kind != self.facts.thing(b).kind:  # type: ignore[union-attr]
                continue
            word = contest.word
            speaker = Speaker(self.facts)
            condition = speaker.say(
                self.pick(
                    [
                        f"if {{w}} had lost the {word} instead of winning it",
                        f"if {{w}} had not won but lost the {word}",
                        f"had {{w}} lost rather than won the {word}",
                        f"if {{w}} hadn't won the {word}",
                    ]
                ),
                w=a,
            )
            fact = Fact(a, "beat", b, (contest.sent,))
            yield Case(
                family,
                condition,
                self.pick(["who would have won it", "who would the winner have been"]),
                f"who won the {word}, {listed(sorted([self._name(a), self._name(b)]), by='or')}",
                Answer((b,)),
                Answer((a,)),
                (fact,),
                NONE,
                "name",
                (f"outcome: {self._name(a)}", "reverse", "won", "lost"),
                (word,),
            )

    def _stayed(self, family: str) -> Iterator[Case | None]:
        for move in self.reader.moves():
            speaker = Speaker(self.facts)
            body = self.facts.thing(move.goal).kind == ORGANIZATION  # type: ignore[union-attr]
            frames = [
                "if {s} had never moved to {g}",
                "had {s} not moved to {g}",
                "if {s} hadn't moved to {g}",
                "if the move of {s} to {g} had never taken place",
            ]
            try:
                condition = speaker.say(self.pick(frames), s=move.subject, g=move.goal)
                what = "with whom" if body else "where"
                who = speaker.say("{s}", s=move.subject)
                verb = self.pick(["stayed", "remained"])
            except Unsayable:
                continue
            yield Case(
                family,
                condition,
                f"{what} would {who} have {verb}",
                f"{'to whom' if body else 'where'} did {self._name(move.subject)} move from "
                f"{self._name(move.origin)}",
                Answer((move.origin,)),
                Answer((move.goal,)),
                (Fact(move.subject, "moved", move.origin, (move.sent,)),),
                NONE,
                "name",
                (f"move: {self._name(move.subject)}", "remove", self._name(move.goal), "none"),
                (move.subject, "moved"),
            )

    def _birth_name(self, family: str) -> Iterator[Case | None]:
        found = self.reader.birth_name()
        thing = self.facts.thing(found.subject) if found else None
        if found is None or thing is None or thing.gender is None:
            return
        his = "his" if thing.gender == "male" else "her"
        he = "he" if thing.gender == "male" else "she"
        condition = self.pick(
            [
                f"if {thing.text} had kept the name {he} was born with",
                f"had {thing.text} never changed {his} name",
                f"if {thing.text} had stuck to {his} name at birth",
            ]
        )
        consequent = self.pick([f"what would {he} be called", f"by what name would {he} be known"])
        yield Case(
            family,
            condition,
            consequent,
            f"by what name is {found.before} better known",
            Answer(texts=(found.before,)),
            Answer((found.subject,)),
            (Fact(found.subject, "called before", -1, (found.sent,)),),
            NONE,
            "name",
            (f"name: {thing.text}", "keep", thing.text, found.before),
            (found.subject, "name"),
        )

    def _renamed(self, family: str) -> Iterator[Case | None]:
        found = self.reader.renaming()
        if found is None:
            return
        subject = found.subject
        speaker = Speaker(self.facts)
        try:
            condition = speaker.say(
                self.pick(
                    [
                        "if {s} had kept {o} earlier name",
                        "if the name of {s} had never been changed",
                        "had {s} never been given a new name",
                        "if {s} had not been renamed",
                    ]
                ),
                s=subject,
                o="their" if speaker.thing(subject).plural else "its",
            )
            consequent = speaker.say(
                self.pick(["what would {s} be called", "by what name would {s} be known"]),
                s=subject,
            )
        except Unsayable:
            return
        name = found.before
        noun = kind_word(self.facts, subject) or "place"
        yield Case(
            family,
            condition,
            consequent,
            f"what is the {noun} once called {name} known as now",
            Answer(texts=(name,)),
            Answer((subject,)),
            (Fact(subject, "called before", -1, (found.sent,)),),
            NONE,
            "name",
            (f"name: {self._name(subject)}", "keep", self._name(subject), name),
            (subject, "name"),
        )
