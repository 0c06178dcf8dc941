"""Which questions a document allows: a condition, what is asked under it, and both answers.

Each maker of a family yields cases whose answers follow from stated facts alone, already in words.
A case names the facts that its counterfactual answer rests on; those that only the factual twin
rests on are kept apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from irrealis.builders.ifqa_style.cases.abroad import Emigrating
from irrealis.builders.ifqa_style.cases.base import GROUPS, Answer, Case, shuffled
from irrealis.builders.ifqa_style.cases.careers import Ending
from irrealis.builders.ifqa_style.cases.chained import Chaining
from irrealis.builders.ifqa_style.cases.credits import Crediting
from irrealis.builders.ifqa_style.cases.dates import Dating
from irrealis.builders.ifqa_style.cases.members import Belonging
from irrealis.builders.ifqa_style.cases.places import Placing
from irrealis.builders.ifqa_style.cases.replaced import Replacing
from irrealis.builders.ifqa_style.cases.rows import Ranking
from irrealis.builders.ifqa_style.cases.several import Choosing
from irrealis.builders.ifqa_style.cases.stayed import Staying
from irrealis.builders.ifqa_style.cases.told import Telling

__all__ = ["Answer", "Case", "Enumerator", "shuffled"]


MOST = 30  # cases of a family that are looked at

_CHOSEN = (
    "maker", "house", "origin", "seat", "school or team", "provenance", "award", "league",
)  # fmt: skip
_ASKED_FURTHER = (
    "origin", "school or team", "nationality", "award", "war", "event",
)  # fmt: skip
_DESCRIBED = (
    "origin", "maker", "house", "school or team", "seat", "nationality", "country", "provenance"
)  # fmt: skip


class Enumerator(
    Replacing, Choosing, Placing, Ranking, Telling, Dating, Ending, Emigrating, Crediting, Staying,
    Belonging, Chaining,
):  # fmt: skip
    """The cases of a document, family by family, in random order and a bounded number of each."""

    @property
    def families(self) -> dict[str, Callable[[str], Iterator[Case | None]]]:
        """Every family by name, with what makes its cases."""
        found: dict[str, Callable[[str], Iterator[Case | None]]] = {}
        for group in GROUPS:
            found[f"{group} replaced"] = self._replaced
            found[f"{group} described"] = self._described
            found[f"{group} exchanged"] = self._exchanged
            found[f"{group} lost"] = self._lost
        for group in _CHOSEN:
            found[f"{group} of several"] = self._one_of
        return found | {
            "capital lost": self._lost,
            "award lost": self._lost,
            "series lost": self._lost,
            "water lost": self._lost,
            "nationality lost": self._lost,
            "country lost": self._lost,
            "war lost": self._lost,
            "event lost": self._lost,
            "league lost": self._lost,
            "story lost": self._lost,
            "album lost": self._lost,
            "cast lost": self._lost,
            "provenance lost": self._lost,
            "anniversary marked": self._marked,
            "life at home": self._home,
            "grave in place": self._grave,
            "owner left": self._freed,
            "owner left, described": self._freed,
            "body left": self._body_left,
            "body left, described": self._body_left,
            "credit lost": self._credit,
            "member lost": self._member,
            "member lost, described": self._meant_member,
            "membership lost": self._members,
            "citizenship lost": self._citizen,
            "origin of a work": self._origin,
            "river dried": self._dried,
            "shore emptied": self._banks,
            "life in another unit": self._other_unit,
            "town lost, further": self._elsewhere_too,
            "league lost, further": self._league_further,
            "whose work": self._whose,
            "kin lost, further": self._childless,
            "no sequel": self._no_sequel,
            "unit left": self._unit_left,
            "unit left, described": self._unit_left,
            "country left": self._country_left,
            "country left, described": self._country_left,
            "life abroad": self._abroad,
            "life abroad, described": self._abroad,
            "closed early": self._closed,
            "left alone": self._alone,
            "only child": self._only_child,
            **{f"{group} lost, described": self._lost for group in _DESCRIBED},
            **{f"{group} lost, further": self._further for group in _ASKED_FURTHER},
            "namesake lost": self._source,
            "place in a row": self._row,
            "largest gone": self._largest,
            "agent lost, described": self._agent,
            "union undone, described": self._union,
            "died young, described": self._died_young,
            "stayed on": self._turn,
            "union undone": self._union,
            "region seceded": self._seceded,
            "agent lost": self._agent,
            "region lost": self._region_lost,
            "region of several": self._region_of,
            "region moved": self._region_moved,
            "region shared": self._region_shared,
            "neighbor changed": self._neighbor,
            "sequel lost": self._sequel,
            "country of several": self._several,
            "country of several, described": self._several,
            "nationality of several": self._several,
            "nationality of several, described": self._several,
            "career cut short": self._cut_short,
            "one left out": self._left_out,
            "outcome reversed": self._outcome,
            "not moved": self._stayed,
            "name kept": self._renamed,
            "birth name kept": self._birth_name,
            "birthday reached": self._birthday,
            "died young": self._died_young,
            "born in another's year": self._same_year,
            "order changed": self._order,
            "same country": self._same_country,
        }

    def cases(self, family: str) -> list[Case]:
        """The cases of a family, at most a few dozen."""
        made = self.families[family](family)
        return list(islice((one for one in made if one is not None), MOST))
