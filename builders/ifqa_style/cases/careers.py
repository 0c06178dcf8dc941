"""Careers that end early: what came out after that would not have been made."""

from __future__ import annotations

from collections.abc import Iterator

from irrealis.builders.ifqa_style.cases.base import Answer, Case, shuffled
from irrealis.builders.ifqa_style.cases.gone import Losing
from irrealis.builders.ifqa_style.facts import Date, Fact
from irrealis.builders.ifqa_style.kinds import class_noun, plural
from irrealis.builders.ifqa_style.things import PERSON, Thing

# what somebody gave up, and the word for a work that it left unmade
_CALLINGS = {
    "P175": ("music", "recorded"),
    "P57": ("directing", "directed"),
    "P50": ("writing", "written"),
}
_AT_WORK = 2  # years that a work may have been in the making
_UNMADE = 3  # works that a question may ask for
_GROWN = 14  # years


class Ending(Losing):
    """Somebody stops in a certain year."""

    def _cut_short(self, family: str) -> Iterator[Case | None]:
        for relation in _CALLINGS:
            makers = sorted({int(fact.value) for fact in self.facts.stated(relation)})  # type: ignore[arg-type]
            for maker in shuffled(makers, self.rng):
                dated, rest = self._dated_works(relation, maker)
                for year in sorted({date for _, date, _ in dated}):
                    yield self._ended(family, relation, maker, year - _AT_WORK, dated, rest)

    def _dated_works(
        self, relation: str, maker: int
    ) -> tuple[list[tuple[int, int, tuple[Fact, Fact]]], list[int]]:
        """The works of a maker that have a year, with it and their facts; then the others."""
        works = sorted(
            subject
            for (subject, known), values in self.facts.labelled.items()
            if known == relation and maker in values
        )
        made = {fact.subject: fact for fact in self.facts.stated(relation) if fact.value == maker}
        found = []
        for work in works:
            out = self.facts.one(work, "P577")
            if work in made and out is not None and isinstance(out.value, Date):
                found.append((work, out.value.year, (made[work], out)))
        dated = {work for work, _, _ in found}
        return found, [work for work in works if work not in dated]

    def _ended(
        self,
        family: str,
        relation: str,
        maker: int,
        year: int,
        works: list[tuple[int, int, tuple[Fact, Fact]]],
        rest: list[int],
    ) -> Case | None:
        calling, made = _CALLINGS[relation]
        late = [work for work, date, _ in works if date > year]
        nouns = {class_noun(self.facts, work) for work in late}
        noun = nouns.pop()
        rest = [work for work in rest if class_noun(self.facts, work) in (noun, None)]
        thing, aside = self.facts.thing(maker), self._aside(rest)
        between = any(year < date < year + _AT_WORK for _, date, _ in works)
        found = self._twin(relation, late[0])
        if thing is None or aside is None or found is None or len(late) > _UNMADE or between:
            return None
        if noun is None or nouns or any(self._anyhow(maker, index) for index in late):
            return None
        if any(self.facts.labelled[work, relation] != {maker} for work in late):
            return None  # others recorded it, too
        if self._open(relation, maker, noun, {*rest, *(work for work, _, _ in works)}):
            return None
        if not self._at_work(maker, year):
            return None
        many, (twin, own) = len(late) > 1, found
        ask = f"which {plural(noun) if many else noun}{aside} would never have been {made}"
        if thing.gender is not None and made != "written":
            he = "he" if thing.gender == "male" else "she"
            ask = f"which {plural(noun) if many else noun}{aside} would {he} never have {made}"
        used = [known for work, _, known in works if class_noun(self.facts, work) == noun]
        return Case(
            family,
            self._stopped(thing, calling, year),
            ask,
            twin,
            Answer(tuple(late)),
            Answer(own),
            tuple(fact for known in used for fact in known),
            (),
            "names" if many else "name",
            (f"career: {self._name(maker)}", "end", "later", str(year)),
            (maker, "career"),
        )

    def _at_work(self, maker: int, year: int) -> bool:
        """Whether somebody was grown up, and alive, in a year."""
        born, died = self._years(maker)
        return born + _GROWN <= year < died

    def _stopped(self, thing: Thing, calling: str, year: int) -> str:
        """The condition: somebody gives up, or dies; a band breaks up."""
        ends = (
            [f"given up {calling}", "died"] if thing.kind == PERSON else ["broken up", "disbanded"]
        )
        frame = self.pick(["if {m} had {e} in {y}", "had {m} {e} in {y}"])
        return frame.format(m=thing.text, e=self.pick(ends), y=year)
