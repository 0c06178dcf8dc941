"""Names that nobody has, made by rule: a model can have heard nothing of what they name.

A name is made on the pattern of the old one: the common noun that says what the thing is stays
("Eastman Dental Hospital" -> "Thornwick Hospital"), and what is proper to it is made of an English
place root and ending. Persons keep the gender and take a given name of the lexicon; a work without
a noun in its name takes an adjective and a noun. Names that the pool knows are passed over.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from irrealis.builders.redocred_cf.documents import Entity, fold
from irrealis.builders.redocred_cf.kinds import CHARACTER, PERSON, Kind, name_noun
from irrealis.builders.redocred_cf.places import cities
from irrealis.builders.redocred_cf.pool import Donor, shape_of
from irrealis.builders.redocred_cf.realize import new_names, with_initials
from irrealis.builders.redocred_cf.surfaces import FULL, INITIALS, NAME, SINGLE, WORD

from irrealis.text.persons import given_names
from irrealis.text.tokens import word_set

SOURCE = "invented"

# Elements of English place and family names (Ekwall, The Concise Oxford Dictionary of English
# Place-Names, explains them); as they are joined here they name nothing that is known.
_ROOTS = (
    "Ald",
    "Ash",
    "Barn",
    "Bex",
    "Birk",
    "Bram",
    "Brock",
    "Cald",
    "Carn",
    "Chel",
    "Cran",
    "Dal",
    "Drax",
    "Dun",
    "Eld",
    "Elm",
    "Fald",
    "Farn",
    "Fen",
    "Gar",
    "Gil",
    "Glen",
    "Hal",
    "Harg",
    "Hask",
    "Hex",
    "Holm",
    "Ivel",
    "Kel",
    "Kest",
    "Lam",
    "Lang",
    "Lind",
    "Mal",
    "Marl",
    "Mor",
    "Nes",
    "Nor",
    "Oth",
    "Pem",
    "Pend",
    "Quar",
    "Rad",
    "Rav",
    "Rend",
    "Roth",
    "Sel",
    "Skel",
    "Stan",
    "Tarn",
    "Thorn",
    "Thrax",
    "Tal",
    "Ulf",
    "Val",
    "Wald",
    "Wex",
    "Whal",
    "Wyn",
    "Yar",
    "Yel",
)
_PERSONS = "brook croft dale den ford gate lake ley man more row shaw son stead ton well wick wood"
_PLACES = (
    "borough bridge bury combe dale ford ham haven holt ley mere minster port stead thorpe wick"
)
_FIRST = (
    "Amber",
    "Autumn",
    "Bitter",
    "Broken",
    "Burning",
    "Copper",
    "Crimson",
    "Distant",
    "Empty",
    "Fading",
    "Falling",
    "Faraway",
    "Final",
    "Frozen",
    "Gentle",
    "Golden",
    "Hidden",
    "Hollow",
    "Ivory",
    "Lonely",
    "Midnight",
    "Paper",
    "Quiet",
    "Restless",
    "Scarlet",
    "Second",
    "Silent",
    "Silver",
    "Sleeping",
    "Slow",
    "Summer",
    "Tender",
    "Velvet",
    "Wandering",
    "Winter",
    "Wooden",
)
_LAST = (
    "Anchor",
    "Avenue",
    "Bells",
    "Bridges",
    "Candle",
    "Carousel",
    "Corridor",
    "Crossing",
    "Fields",
    "Garden",
    "Harbor",
    "Horizon",
    "Lantern",
    "Letters",
    "Lighthouse",
    "Meadow",
    "Mirror",
    "Morning",
    "Orchard",
    "Parade",
    "Passage",
    "Promise",
    "Rivers",
    "Rooms",
    "Seasons",
    "Shadow",
    "Shoreline",
    "Signal",
    "Stairway",
    "Station",
    "Stories",
    "Thunder",
    "Tides",
    "Tower",
    "Voices",
    "Window",
)
_TITLED = word_set("song album film series episode book comic play painting game ep franchise")
_ROOTED = word_set(
    "untold console carmaker company label band newspaper publisher broadcaster studio town "
    "airline bank"
)
_PATTERNS = {"label": "{} Records", "studio": "{} Pictures"}
_REGNAL = re.compile(r"[A-Z]\w+(?= (?:[IVX]+\b|of [A-Z]))")
_MASCOTS = (
    "Falcons",
    "Badgers",
    "Comets",
    "Herons",
    "Mariners",
    "Otters",
    "Ravens",
    "Stags",
    "Wolves",
    "Lynxes",
)
_SIDES = (
    "United",
    "Rovers",
    "Athletic",
    "Wanderers",
    "Town",
    "City",
    "Albion",
)


def can_invent(kind: Kind, entity: Entity, surfaces: Mapping[str, str]) -> bool:
    """Whether there is a rule for a thing of this kind and with names like these."""
    if WORD in surfaces.values():
        return entity.type != "PER"
    if kind.name in (PERSON, CHARACTER):
        shape = shape_of(entity)
        return shape in ("", "single") or all(map(_REGNAL.match, entity.names))
    if kind.name in _TITLED:
        return True
    if kind.name in _ROOTED:
        return True
    if kind.name in ("club", "team"):
        return bool(kind.sport)
    return bool(kind.noun) and entity.type in ("LOC", "ORG") and kind.name not in _REAL


# Kinds of which every one is known, and of which a reader would miss an invented one.
_REAL = word_set("country division continent sea planet religion army navy airforce parliament")


def invent(
    entity: Entity,
    kind: Kind,
    surfaces: Mapping[str, str],
    *,
    gender: str | None,
    rng: random.Random,
    known: Callable[[str], bool],
) -> Donor | None:
    """A donor that does not exist: names for these surfaces.

    Args:
        entity, kind: what is to be replaced.
        surfaces: surface -> form.
        gender: "female", "male" or None.
        rng: only its `random()` is used.
        known: whether the pool has a name, folded; none that it has is made.
    """
    for _ in range(20):
        names = _names(entity, kind, surfaces, gender, rng)
        if names is not None and not any(known(fold(name)) for name in names.values()):
            return Donor(
                SOURCE, max(names.values(), key=len), {}, {}, entity.type == "LOC", None, names
            )
    return None


def _names(
    entity: Entity,
    kind: Kind,
    surfaces: Mapping[str, str],
    gender: str | None,
    rng: random.Random,
) -> dict[str, str] | None:
    if kind.name in (PERSON, CHARACTER):
        if kind.name == CHARACTER and shape_of(entity) == "single":
            name = _one(_given(gender), rng)  # a character is called by a given name
            return dict.fromkeys(surfaces, name)
        family = _root(rng, _PERSONS)
        given = _one(_given(gender), rng)
        if all(map(_REGNAL.match, entity.names)):
            return {name: _REGNAL.sub(given, name, count=1) for name in surfaces}
        donor = Donor(
            SOURCE,
            f"{given} {family}",
            {f"{given} {family}": FULL},
            {SINGLE: family},
            False,
            None,
            {},
        )
        return new_names(surfaces, donor)
    shared = next((surface for surface, form in surfaces.items() if form == WORD), None)
    if shared is not None:
        root = _root(rng, _PLACES)
        if set(surfaces.values()) - {NAME, INITIALS, WORD}:
            return None
        made = {
            surface: re.sub(rf"\b{re.escape(shared)}\b", root, surface)
            for surface, form in surfaces.items()
            if form != INITIALS
        }
        return with_initials(surfaces, made)
    if set(surfaces.values()) - {NAME, INITIALS}:
        return None
    titled = kind.name in _TITLED
    root = f"{_one(_FIRST, rng)} {_one(_LAST, rng)}" if titled else _root(rng, _PLACES)
    made = {}
    mascot = ""
    for surface, form in sorted(surfaces.items(), key=lambda item: (-len(item[0]), item[0])):
        if form == INITIALS:
            continue
        noun = None if titled else name_noun(surface, str(entity.type))
        the = "the " if surface.startswith("the ") else "The " if surface.startswith("The ") else ""
        if noun is None:
            if kind.name in ("club", "team"):
                many = kind.sport in ("baseball", "basketball", "ice hockey", "american football")
                mascot = mascot or _one(_MASCOTS if many else _SIDES, rng)
                fuller = next((one for one in surfaces if one.endswith(f" {surface}")), None)
                plain = mascot if fuller and many else root if made else f"{root} {mascot}"
            else:
                plain = _PATTERNS.get(kind.name, "{}").format(root) if not made else root
            # "The Kinks" is no pattern for a name of one word
            made[surface] = ("the " if the == "the " and not titled else "") + plain
            continue
        words = surface.split(" ")
        low = [word.lower() for word in words]
        size = noun[0].count(" ") + 1
        head = next(
            (at for at in range(len(low)) if low[at : at + size] == noun[0].split(" ")), None
        )
        if head is None:
            return None
        term = " ".join(words[head : head + size])
        following = low[head + size] if head + size < len(low) else ""
        if following == "of":
            made[surface] = f"{the}{term} of {root}"
        elif head == 0 or (head == 1 and the):
            made[surface] = f"{the}{term} {root}"
        else:
            made[surface] = f"{the}{root} {term}"
    return with_initials(surfaces, made)


@cache
def _given(gender: str | None) -> tuple[str, ...]:
    names = given_names()
    return tuple(
        sorted(
            name
            for name, known in names.items()
            if known == (gender or "male") and name.isascii() and 4 <= len(name) <= 9
        )
    )


def _root(rng: random.Random, endings: str) -> str:
    while True:
        root, end = _one(_ROOTS, rng), _one(endings.split(), rng)
        if root[-1] != end[0] and root + end not in cities():
            return root + end


def _one(items: Sequence[str], rng: random.Random) -> str:
    return items[int(rng.random() * len(items))]
