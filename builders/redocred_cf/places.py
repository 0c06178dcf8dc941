"""The tables of places: states with their years, their first-level divisions, and large cities."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from irrealis.builders.redocred_cf.tables import rows

from irrealis.text.demonyms import demonym_of

_CONTINENTS = frozenset(
    [
        "Africa",
        "Asia",
        "Europe",
        "North America",
        "South America",
        "Oceania",
        "Antarctica",
        "Australasia",
        "Eurasia",
        "Central America",
        "Latin America",
        "Americas",
        "the Americas",
    ]
)
# Names of several words that hold the name of another place without belonging to it.
APART = frozenset(
    [
        "New Mexico",
        "New England",
        "West Virginia",
        "New South Wales",
        "Papua New Guinea",
        "South Africa",
        "Northern Ireland",
        "North Korea",
        "South Korea",
        "South Sudan",
        "Equatorial Guinea",
        "Guinea-Bissau",
        "New Jersey",
        "New Hampshire",
        "British Columbia",
        "South Australia",
        "Western Australia",
        "American Samoa",
        "East Germany",
        "West Germany",
        "Nazi Germany",
        "North Vietnam",
        "South Vietnam",
        "Dominican Republic",
        "New York",
        "Baja California",
        "Kansas City",
        "Mexico City",
        "Indian Ocean",
        "English Channel",
        "Irish Sea",
        "Guatemala City",
        "Panama City",
        "Kuwait City",
        "New Caledonia",
        "Inner Mongolia",
        "North Macedonia",
        "Soviet Russia",
        "Lower Saxony",
        "Lower Austria",
        "Upper Austria",
        "New Orleans",
    ]
)


@dataclass(frozen=True, slots=True)
class State:
    """A sovereign state, with the years in which a text may call it a country by this name."""

    name: str
    since: int
    until: int | None

    def exists(self, first: int, last: int) -> bool:
        """Whether it existed all through these years."""
        return self.since <= first and (self.until is None or last <= self.until)


@cache
def _states() -> dict[str, State]:
    return {
        name: State(name, int(since), int(until) if until else None)
        for name, since, until in rows("states.tsv")
    }


@cache
def divisions() -> dict[str, str]:
    """First-level division -> its state."""
    return {name: state for state, names in rows("divisions.tsv") for name in names.split("|")}


@cache
def cities() -> dict[str, str]:
    """Large city -> ISO 3166 code of its state."""
    return dict(rows("cities.tsv"))


@cache
def _quarters() -> frozenset[str]:
    """Cities of the table that are parts or suburbs of larger ones."""
    return frozenset(name for (name,) in rows("quarters.tsv"))


@cache
def _codes() -> dict[str, str]:
    return dict(rows("codes.tsv"))


def holder_of(name: str) -> str:
    """The state in which a known division or city lies; "" of another place.

    >>> holder_of("Bavaria"), holder_of("Bydgoszcz"), holder_of("Odda")
    ('Germany', 'Poland', '')
    """
    return divisions().get(name) or _codes().get(cities().get(name, ""), "")


def states() -> tuple[State, ...]:
    """All states of the table."""
    return tuple(_states().values())


@cache
def small_states() -> frozenset[str]:
    """States that are too small to have what texts tell of large ones."""
    return frozenset(name for (names,) in rows("small.tsv") for name in names.split("|"))


@cache
def large_states() -> tuple[frozenset[str], ...]:
    """States that are as large as those of which most texts tell, in groups."""
    return tuple(frozenset(names.split("|")) for (names,) in rows("large.tsv"))


@cache
def regions() -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    """Parts of the world: the words that speak of each, and the states that lie in it."""
    return tuple(
        (frozenset(words.split("|")), frozenset(names.split("|")))
        for words, names in rows("regions.tsv")
    )


CONTINENTS = frozenset({"Africa", "Asia", "Europe", "North America", "South America"})


@cache
def continents() -> tuple[frozenset[str], ...]:
    """The states of each of the large parts of the world."""
    return tuple(states for words, states in regions() if not CONTINENTS.isdisjoint(words))


def state_of(name: str) -> State | None:
    """The state that a name or adjective is of, by any of its names."""
    row = demonym_of(name)
    return _states().get(row.place) if row is not None and row.place else None


@cache
def place_kinds(name: str) -> frozenset[str]:
    """The kinds of which the tables have a place of this name."""
    found = set()
    if name in _CONTINENTS:
        found.add("continent")
    row = demonym_of(name)
    state = state_of(name)
    if state is not None and row is not None and name in row.places:
        found.add("country" if state.until is None else "former country")
    if name in divisions():
        found.add("division")
    if name in cities():
        found.add("suburb" if name in _quarters() else "city")
    if "country" in found:  # Singapore, Jamaica; but Georgia is told by the relations
        found -= {"city", "suburb"}
    return frozenset(found)
