"""Careers that end early: what came out after that would not have been made."""

from __future__ import annotations

from collections.abc import Iterator

from irrealis.builders.ifqa_style.cases.base import Answer, Case, Maker, shuffled
from irrealis.builders.ifqa_style.facts import Date, Fact
from irrealis.builders.ifqa_style.kinds import class_noun, plural
from irrealis.builders.ifqa_style.things import PERSON
from irrealis.builders.ifqa_style.wording import Speaker, Unsayable

# what somebody gave up, and the word for a work that it left unmade
_CALLINGS = {
    "P175": ("music", "recorded"),
    "P57": ("directing", "directed"),
    "P50": ("writing", "written"),
}
_AT_WORK = 2  # years that a work may have been in the making


class Ending(Maker):
    """Somebody stops in a certain year."""

    def _cut_short(self, family: str) -> Iterator[Case | None]:
        for relation in _CALLINGS:
            makers = sorted({int(fact.value) for fact in self.facts.stated(relation)})  # type: ignore[arg-type]
            for maker in shuffled(makers, self.rng):
                dated = self._dated_works(relation, maker)
                for year in sorted({date for _, date, _ in dated or ()}):
                    yield self._ended(family, relation, maker, year - _AT_WORK, dated or [])

    def _dated_works(
        self, relation: str, maker: int
    ) -> list[tuple[int, int, tuple[Fact, Fact]]] | None:
        """Every work of a maker with its year and its facts; None if one is not dated."""
        works = sorted(
            subject
            for (subject, known), values in self.facts.labelled.items()
            if known == relation and maker in values
        )
        found = []
        for work in works:
            made = next(
                (
                    fact
                    for fact in self.facts.stated(relation)
                    if fact.subject == work and fact.value == maker
                ),
                None,
            )
            out = self.facts.one(work, "P577")
            if made is None or out is None or not isinstance(out.value, Date):
                return None
            found.append((work, out.value.year, (made, out)))
        return found

    def _ended(
        self,
        family: str,
        relation: str,
        maker: int,
        year: int,
        works: list[tuple[int, int, tuple[Fact, Fact]]],
    ) -> Case | None:
        calling, made = _CALLINGS[relation]
        late = [one for one in works if one[1] > year]
        thing = self.facts.thing(maker)
        nouns = {class_noun(self.facts, work) for work, _, _ in works}
        born, died = self._years(maker)
        between = any(year < date < year + _AT_WORK for _, date, _ in works)
        if thing is None or len(late) > 3 or len(nouns) != 1 or None in nouns or between:
            return None
        if year < born + 14 or died <= year or any(self._anyhow(maker, one) for one, _, _ in late):
            return None
        noun = str(nouns.pop())
        many = len(late) > 1
        ends = [f"given up {calling}"] if thing.kind == PERSON else ["broken up", "disbanded"]
        frame = self.pick(["if {m} had {e} in {y}", "had {m} {e} in {y}"])
        try:
            condition = Speaker(self.facts).say(frame, m=maker, e=self.pick(ends), y=str(year))
        except Unsayable:
            return None
        ask = f"which {plural(noun) if many else noun} would never have been {made}"
        found = self._twin(relation, late[0][0])
        if found is None:
            return None
        twin, own = found
        return Case(
            family,
            condition,
            ask,
            twin,
            Answer(tuple(work for work, _, _ in late)),
            Answer(own),
            tuple(fact for _, _, known in works for fact in known),
            (),
            "names" if many else "name",
            (f"career: {self._name(maker)}", "end", "later", str(year)),
            (maker, "career"),
        )
