"""Which questions a document allows: a condition, what is asked under it, and both answers.

Each maker of a family yields cases whose answers follow from stated facts alone, already in words.
A case names the facts that its counterfactual answer rests on; those that only the factual twin
rests on are kept apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice

from irrealis.builders.ifqa_style.cases.abroad import Emigrating
from irrealis.builders.ifqa_style.cases.base import GROUPS, SINGLE, Answer, Case, shuffled
from irrealis.builders.ifqa_style.cases.careers import Ending
from irrealis.builders.ifqa_style.cases.causes import Causing
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


# the families of each maker of cases
_FAMILIES: Mapping[str, tuple[str, ...]] = {
    "_replaced": tuple(f"{group} replaced" for group in GROUPS),
    "_described": tuple(f"{group} described" for group in GROUPS),
    "_exchanged": tuple(f"{group} exchanged" for group in GROUPS),
    "_lost": (
        *(f"{group} lost" for group in (*GROUPS, *SINGLE)),
        *(f"{group} lost, described" for group in _DESCRIBED),
    ),
    "_further": tuple(f"{group} lost, further" for group in _ASKED_FURTHER),
    "_one_of": tuple(f"{group} of several" for group in _CHOSEN),
    "_several": tuple(
        f"{group} of several{way}"
        for group in ("country", "nationality")
        for way in ("", ", described")
    ),
    **{
        maker: (name, f"{name}, described")
        for maker, name in (
            ("_freed", "owner left"),
            ("_body_left", "body left"),
            ("_unit_left", "unit left"),
            ("_country_left", "country left"),
            ("_abroad", "life abroad"),
            ("_citizen", "citizenship lost"),
            ("_agent", "agent lost"),
            ("_union", "union undone"),
            ("_died_young", "died young"),
        )
    },
    "_marked": ("anniversary marked",),
    "_home": ("life at home",),
    "_grave": ("grave in place",),
    "_credit": ("credit lost",),
    "_member": ("member lost",),
    "_meant_member": ("member lost, described",),
    "_members": ("membership lost",),
    "_sites": ("site lost",),
    "_abroad_body": ("body abroad",),
    "_origin": ("origin of a work",),
    "_dried": ("river dried",),
    "_banks": ("shore emptied",),
    "_other_unit": ("life in another unit",),
    "_elsewhere_too": ("town lost, further",),
    "_league_further": ("league lost, further",),
    "_whose": ("whose work",),
    "_childless": ("kin lost, further",),
    "_no_sequel": ("no sequel",),
    "_closed": ("closed early",),
    "_alone": ("left alone",),
    "_only_child": ("only child",),
    "_source": ("source lost",),
    "_row": ("place in a row",),
    "_largest": ("largest gone",),
    "_turn": ("stayed on",),
    "_seceded": ("region seceded",),
    "_region_lost": ("region lost",),
    "_region_of": ("region of several",),
    "_region_moved": ("region moved",),
    "_region_shared": ("region shared",),
    "_neighbor": ("neighbor changed",),
    "_sequel": ("sequel lost",),
    "_cut_short": ("career cut short",),
    "_left_out": ("one left out",),
    "_caused": ("cause removed",),
    "_outcome": ("outcome reversed",),
    "_stayed": ("not moved",),
    "_renamed": ("name kept",),
    "_birth_name": ("birth name kept",),
    "_birthday": ("birthday reached",),
    "_same_year": ("born in another's year",),
    "_order": ("order changed",),
    "_same_country": ("same country",),
}


class Enumerator(
    Replacing, Choosing, Placing, Ranking, Telling, Dating, Ending, Emigrating, Crediting, Staying,
    Belonging, Chaining, Causing,
):  # fmt: skip
    """The cases of a document, family by family, in random order and a bounded number of each."""

    @property
    def families(self) -> dict[str, Callable[[str], Iterator[Case | None]]]:
        """Every family by name, with what makes its cases."""
        return {
            family: getattr(self, maker)
            for maker, families in _FAMILIES.items()
            for family in families
        }

    def cases(self, family: str) -> list[Case]:
        """The cases of a family, at most a few dozen."""
        made = self.families[family](family)
        return list(islice((case for case in made if case is not None), MOST))
