"""Families of rows and lists: number, what comes next, who is left."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from irrealis.builders.ifqa_style.cases.base import (
    CREATED,
    NONE,
    Answer,
    Case,
    Maker,
    absent,
    shuffled,
)
from irrealis.builders.ifqa_style.facts import Fact
from irrealis.builders.ifqa_style.kinds import kind_word, plural
from irrealis.builders.ifqa_style.things import ORGANIZATION, PERSON
from irrealis.builders.ifqa_style.wording import Speaker, Unsayable

from irrealis.text.numbers import ORDINALS

_MADE = frozenset(
    [
        "album",
        "single",
        "season",
        "episode",
        "film",
        "novel",
        "book",
        "edition",
        "game",
        "volume",
        "symphony",
    ]
)

_AND_MORE = re.compile(
    r"\b(?:others?|including|includes?|such as|several|various|among|additional|et al|etc"
    r"|as well as|co-\w+|assist\w*|cameo)\b|\.\.\.|…",
    re.IGNORECASE,
)
# what is taken away of the lists of these relations
_LISTED = {"P54": "team", "P69": "school", "P161": "cast"}


class Ranking(Maker):
    """Rows and lists, of which one is taken away."""

    def _row(self, family: str) -> Iterator[Case | None]:
        """One of those before it in a row was never made; its number."""
        for rank in self.reader.ranks():
            if rank.size or rank.noun not in _MADE or rank.owner is None:
                continue
            thing, owner = self.facts.thing(rank.subject), self.facts.thing(rank.owner)
            assert thing  # noqa: S101 it can be named
            assert owner  # noqa: S101 it can be named
            if owner.kind not in (PERSON, ORGANIZATION):
                continue  # "the third album by the Ocala , Florida , group"
            nouns = plural(rank.noun)
            condition = self.pick(
                [
                    f"if one of the earlier {nouns} of {owner.text} had never been made",
                    f"had one {rank.noun} of {owner.text} before {thing.text} never been made",
                    f"if the very first {rank.noun} of {owner.text} did not count",
                ]
            )
            it = "it" if thing.text in condition else thing.text
            number = rank.number - 1
            consequent = f"what number would {it} be among those {nouns}"
            if rank.number == 2:
                continue
            yield Case(
                family,
                condition,
                consequent,
                f"what number is {thing.text} among the {nouns} of {owner.text}",
                Answer(texts=(ORDINALS[number - 1], f"{number}", *ordinal_forms(number))),
                Answer(texts=(ORDINALS[number], f"{number + 1}", *ordinal_forms(number + 1))),
                (Fact(rank.subject, f"number of {rank.noun}", rank.owner, (rank.sent,)),),
                NONE,
                "number",
                (f"number: {thing.text}", "remove", "one before it", "none"),
                (rank.subject, "row"),
            )

    def _largest(self, family: str) -> Iterator[Case | None]:
        """The largest is gone, and the second largest takes its place."""
        for rank in self.reader.ranks():
            if not rank.size or rank.number != 2 or rank.owner is None:
                continue
            owner = self._name(rank.owner)
            condition = self.pick(
                [
                    f"if the {rank.size} {rank.noun} in {owner} did not exist",
                    f"had the {rank.size} {rank.noun} in {owner} never existed",
                ]
            )
            yield Case(
                family,
                condition,
                f"which {rank.noun} would take its place as the {rank.size}",
                f"which {rank.noun} is the second {rank.size} in {owner}",
                Answer((rank.subject,)),
                Answer((rank.subject,)),
                (Fact(rank.subject, f"second {rank.size} {rank.noun}", rank.owner, (rank.sent,)),),
                NONE,
                "name",
                absent(f"the {rank.size} {rank.noun}"),
                (rank.subject, "size"),
            )

    def _turn(self, family: str) -> Iterator[Case | None]:
        for turn in self.reader.turns():
            a, b = self.facts.thing(turn.subject), self.facts.thing(turn.next)
            assert a  # noqa: S101 it can be named
            assert b  # noqa: S101 it can be named
            if turn.verb in ("succeeded", "replaced"):
                condition = self.pick(
                    [
                        f"if {a.text} had stayed on and never been {turn.verb}",
                        f"had {a.text} never been {turn.verb} by anybody",
                    ]
                )
                consequent = "who would have had to wait for the post"
            else:
                condition = self.pick(
                    [
                        f"if {a.text} had stayed independent",
                        f"had {a.text} never been sold",
                        f"if {a.text} had not been {turn.verb} by anybody",
                    ]
                )
                consequent = self.pick(
                    ["who would have had to do without it", "who would never have owned it"]
                )
            did = {
                "succeeded": "succeed",
                "replaced": "replace",
                "acquired": "acquire",
                "bought": "buy",
                "purchased": "purchase",
                "absorbed": "absorb",
            }[turn.verb]
            whom = "whom" if a.kind == PERSON else "what"
            twin = f"{whom} did {b.text} {did}"
            yield Case(
                family,
                condition,
                consequent,
                twin,
                Answer((turn.next,)),
                Answer((turn.subject,)),
                (Fact(turn.subject, f"{turn.verb} by", turn.next, (turn.sent,)),),
                NONE,
                "name",
                (f"{turn.verb}: {a.text}", "remove", b.text, "none"),
                (turn.subject, turn.verb),
            )

    def _sequel(self, family: str) -> Iterator[Case | None]:
        """A follows B follows C: without B, A follows C."""
        for later in self.of("P155"):
            middle, last = int(later.value), later.subject  # type: ignore[arg-type]
            earlier = self.facts.one(middle, "P155")
            if earlier is None:
                continue
            first = int(earlier.value)  # type: ignore[arg-type]
            kinds = {self.facts.thing(index).kind for index in (first, middle, last)}  # type: ignore[union-attr]
            followers = [
                subject
                for (subject, known), values in self.facts.labelled.items()
                if known == "P155" and values & {first, middle}
            ]
            if len(kinds) > 1 or len(followers) != 2 or PERSON in kinds:
                continue
            forward = self.rng.random() < 0.5
            anchor, answer = (first, last) if forward else (last, first)
            speaker = Speaker(self.facts)
            condition = speaker.say(
                self.pick(
                    [
                        "if {m} had never been made",
                        "had {m} never come about",
                        "if there had never been {m}",
                        "if {m} did not exist",
                    ]
                ),
                m=middle,
            )
            word = kind_word(self.facts, answer) or "one"
            way = (
                ("come right after", "came right after")
                if forward
                else ("come right before", "came right before")
            )
            ends = speaker.name(anchor)
            consequent = f"which {word} would have {way[0]} {ends}"
            twin = f"which {word} {way[1]} {ends}"
            yield Case(
                family,
                condition,
                consequent,
                twin,
                Answer((answer,)),
                Answer((middle,)),
                (later, earlier),
                NONE,
                "name",
                absent(self._name(middle)),
                (anchor, "P155", forward),
                self.rng.random() < 0.2,
            )

    def _left_out(self, family: str) -> Iterator[Case | None]:
        """Of several values one is taken away; what is left."""
        for relation in (
            *(one for one in CREATED if one != "P175"),
            "P161",
            "P69",
            "P54",
            "P166",
            "P176",
        ):
            subjects = sorted({s for (s, known) in self.facts.labelled if known == relation})
            for subject in shuffled(subjects, self.rng):
                sure, rest = self._values(subject, relation)
                every = [
                    fact
                    for fact in self.facts.stated(relation)
                    if fact.subject == subject and fact.value in sure
                ]
                if not 2 <= len(every) <= 4 or len({fact.sentences for fact in every}) > 2:
                    continue
                if (rest and relation not in ("P54", "P69")) or self._goes_on(relation, every):
                    continue
                values = [int(fact.value) for fact in every]  # type: ignore[arg-type]
                things = [self.facts.thing(value) for value in values]
                if len({thing.kind for thing in things if thing}) != 1:
                    continue
                if any(self.facts.nested(a, b) for a in values for b in values if a != b):
                    continue
                gone = self.pick(values)
                left = tuple(value for value in values if value != gone)
                yield self._without(family, relation, subject, gone, left, tuple(every))

    def _goes_on(self, relation: str, every: Sequence[Fact]) -> bool:
        """Whether a list of values may be longer than the labels have it."""
        sentences = {sent for fact in every for sent in fact.sentences}
        if any(_AND_MORE.search(self.facts.sentences[sent]) for sent in sentences):
            return True
        wanted = "ORG" if relation in ("P54", "P69", "P176") else "PER"
        known = {fact.value for fact in every} | {every[0].subject}
        return any(
            entity.type == wanted
            and self.facts.same[index] not in known
            and sentences & {mention.sent for mention in entity.mentions}
            for index, entity in enumerate(self.facts.document.entities)
        )

    def _without(
        self,
        family: str,
        relation: str,
        subject: int,
        gone: int,
        left: tuple[int, ...],
        every: tuple[Fact, ...],
    ) -> Case | None:
        many = len(left) > 1
        role = self.words.get(relation, {}).get("role", "")
        aside = self._aside(self._values(subject, relation)[1])
        if aside is None:
            return None
        try:
            said = self._said_without(relation, subject, gone, aside, many=many)
        except Unsayable:
            return None
        if said is None:
            return None
        condition, consequent, twin = said
        return Case(
            family,
            condition,
            consequent,
            twin,
            Answer(left),
            Answer((gone, *left)),
            tuple(fact for fact in every if fact.value != gone),
            tuple(fact for fact in every if fact.value == gone),
            "names" if many else "name",
            (
                f"{_LISTED.get(relation) or role}: {self._name(subject)}",
                "remove",
                self._name(gone),
                "none",
            ),
            (subject, relation),
        )

    def _said_without(
        self, relation: str, subject: int, gone: int, aside: str, *, many: bool
    ) -> tuple[str, str, str] | None:
        """A condition that takes one away, what is asked of the others, and the factual question.

        Raises:
            Unsayable: it does not read well.
        """
        speaker = Speaker(self.facts)
        role = self.words.get(relation, {}).get("role", "")
        if relation in ("P54", "P69"):
            verb = "played for" if relation == "P54" else "attended"
            what = "team" if relation == "P54" else "school"
            condition = speaker.say(
                self.pick([f"if {{s}} had never {verb} {{v}}", f"had {{s}} never {verb} {{v}}"]),
                s=subject,
                v=gone,
            )
            has = "played for" if relation == "P54" else "attended"
            did = "play for" if relation == "P54" else "attend"
            whats = f"{what}s" if many else what
            who = speaker.say("{s}", s=subject)
            consequent = f"which {whats}{aside} would {who} still have {has}"
            twin = f"which {what}s{aside} did {self._name(subject)} {did}"
        elif relation == "P161":
            condition = speaker.say(
                self.pick(
                    [
                        "if {v} had turned down a part in {s}",
                        "if {v} had not been in the cast of {s}",
                        "had {v} never been cast in {s}",
                    ]
                ),
                s=subject,
                v=gone,
            )
            consequent = self.pick(
                [
                    "who would still have been in the cast",
                    "who would have been left of the cast",
                ]
            )
            twin = f"who was in the cast of {self._name(subject)}"
        elif relation in self.words and relation != "P166":
            condition = speaker.say(
                self.pick(
                    [
                        f"if {{v}} had not been one of the {role}s of {{s}}",
                        f"had {{v}} not been among the {role}s of {{s}}",
                        f"if {{v}} had never joined the {role}s of {{s}}",
                    ]
                ),
                s=subject,
                v=gone,
            )
            roles = f"{role}s" if many else f"only {role}"
            consequent = f"who would {speaker.role(subject, roles)} have been"
            twin = f"who were the {role}s of {self._name(subject)}"
        else:
            return None
        return condition, consequent, twin


def ordinal_forms(number: int) -> tuple[str, ...]:
    """A rank in figures, with and without its article."""
    ending = "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}", f"the {number}{ending}"
