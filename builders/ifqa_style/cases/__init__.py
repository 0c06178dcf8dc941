"""Which questions a document allows: a condition, what is asked under it, and both answers.

Each maker of a family yields cases whose answers follow from stated facts alone, already in words.
A case names the facts that its counterfactual answer rests on; those that only the factual twin
rests on are kept apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from irrealis.builders.ifqa_style.cases.base import GROUPS, Answer, Case, shuffled
from irrealis.builders.ifqa_style.cases.dates import Dating
from irrealis.builders.ifqa_style.cases.gone import Losing
from irrealis.builders.ifqa_style.cases.places import Placing
from irrealis.builders.ifqa_style.cases.replaced import Replacing
from irrealis.builders.ifqa_style.cases.rows import Ranking
from irrealis.builders.ifqa_style.cases.told import Telling

__all__ = ["Answer", "Case", "Enumerator", "shuffled"]


MOST = 30  # cases of a family that are looked at


class Enumerator(Replacing, Losing, Placing, Ranking, Telling, Dating):
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
        return found | {
            "capital lost": self._lost,
            "award lost": self._lost,
            "series lost": self._lost,
            "water lost": self._lost,
            "namesake lost": self._source,
            "place in a row": self._row,
            "largest gone": self._largest,
            "stayed on": self._turn,
            "union undone": self._union,
            "region seceded": self._seceded,
            "agent lost": self._agent,
            "region lost": self._region_lost,
            "region moved": self._region_moved,
            "region shared": self._region_shared,
            "neighbor changed": self._neighbor,
            "sequel lost": self._sequel,
            "one left out": self._left_out,
            "outcome reversed": self._outcome,
            "not moved": self._stayed,
            "name kept": self._renamed,
            "birth name kept": self._birth_name,
            "birthday reached": self._birthday,
            "born in another's year": self._same_year,
            "order changed": self._order,
            "same country": self._same_country,
        }

    def cases(self, family: str) -> list[Case]:
        """The cases of a family, at most a few dozen."""
        made = self.families[family](family)
        return list(islice((one for one in made if one is not None), MOST))
