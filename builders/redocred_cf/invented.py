"""Names that nobody has, made by rule: a model can have heard nothing of what they name.

A name is made on the pattern of the old one: the common words that say what the thing is stay
("Eastman Dental Hospital" -> "Thornwick Dental Hospital"), and what is proper to it is made anew:
of an English place root and ending for a place or what is called after one, of syllables that mean
nothing for a company or a thing. Persons keep the gender and take a given name of the lexicon;
works and bands take an adjective and a noun. Places and persons of a state where another tongue is
spoken have names made of its elements. Names that the pool knows are passed over.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from irrealis.builders.families.documents.reading import Entity, fold
from irrealis.builders.redocred_cf.kinds import (
    CHARACTER,
    NOUNS_ELSEWHERE,
    PERSON,
    SHIP,
    UNTOLD,
    WORK,
    Kind,
    name_noun,
    pattern_of,
    words_of_all,
)
from irrealis.builders.redocred_cf.places import cities, place_kinds
from irrealis.builders.redocred_cf.pool import Donor, shape_of
from irrealis.builders.redocred_cf.realize import is_plural, new_names, with_initials
from irrealis.builders.redocred_cf.surfaces import (
    ADJECTIVE,
    FULL,
    INITIALS,
    NAME,
    SINGLE,
    WORD,
    surname,
)
from irrealis.builders.redocred_cf.tables import rows

from irrealis.text.demonyms import place_form
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
    "Stav",
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
# no endings of towns alone: a firm may be called by the surname of its founder
_PERSONS = "brook croft dale den ford gate lake ley man more row shaw son field ton well worth wood"
_PLACES = (
    "borough bridge bury combe dale ford ham haven holt ley mere minster port stead thorpe wick"
)
_TOWNS = "bridge dale ford ham holt ley port"
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
    "Stories",
    "Thunder",
    "Tides",
    "Tower",
    "Voices",
    "Window",
)
_TITLED = word_set("song album film series episode book comic play painting game ep franchise work")
_BANDS = (
    "Anchor", "Arrow", "Beacon", "Candle", "Comrade", "Engine", "Feather", "Gardener",
    "Lantern", "Mirror", "Orchard", "Pilot", "Rival", "Sailor", "Shadow", "Signal",
    "Stranger", "Tide", "Traveler", "Weaver",
)  # fmt: skip
# Syllables of which makers of brands are fond, and which name nothing as they are joined here.
_HEADS = (
    "Ast", "Bel", "Cor", "Dax", "Ely", "Fen", "Gal", "Hel", "Int", "Jor", "Kel", "Lum", "Mer",
    "Nov", "Ost", "Pel", "Quor", "Ral", "Syn", "Tav", "Uni", "Vel", "Wex", "Xan", "Yar", "Zen",
)  # fmt: skip
_TAILS = (
    "adon", "amex", "andra", "aris", "atrix", "avio", "eco", "edia", "elis", "enta", "eron", "idex",
    "inova", "ionis", "istra", "olux", "omar", "onix", "otec", "uvia",
)  # fmt: skip
# Given names of women and of men, for whom the text does not say which they are.
_UNISEX = (
    "Addison", "Alexis", "Ariel", "Aubrey", "Avery", "Cameron", "Casey", "Charlie",
    "Dakota", "Dana", "Devin", "Dominique", "Emery", "Finley", "Frankie", "Harley",
    "Jackie", "Jamie", "Jessie", "Jody", "Kelly", "Kerry", "Kim", "Lee",
    "Leslie", "Marion", "Morgan", "Pat", "Peyton", "Quinn", "Reese", "Riley",
    "Robin", "Rowan", "Sage", "Shannon", "Sidney", "Skyler", "Stacy", "Tracy",
)  # fmt: skip
EITHER = "either"
# Given names at home in many countries; the lexicon of genders has them as well.
_MEN = (
    "Adrian Albert Alfred Andrew Anton Arnold Arthur August Barnaby Benedict Bernard Bertram "
    "Boris Bruno Calvin Carl Cedric Clement Clifford Conrad Cornelius Curtis Damian Daniel "
    "Desmond Dominic Donald Dorian Duncan Edgar Edmund Edwin Elliot Emil Ernest Eugene "
    "Felix Ferdinand Fergus Floyd Frederick Gabriel Gareth Geoffrey Gerald Gilbert "
    "Godfrey Gordon Graham Gregory Gustav Harold Harvey Hector Henry Herbert Herman Hugo "
    "Humphrey Ignatius Isaac Ivan Jasper Jerome Joel Jonas Julian Julius Justin Karl Keith "
    "Kenneth Lambert Leonard Leopold Lionel Louis Lucas Magnus Malcolm Marcel Marcus "
    "Martin Matthias Maurice Maxwell Miles Mortimer Nathan Neville Nicholas Nigel Norman Oliver "
    "Oscar Oswald Otto Patrick Percy Philip Quentin Ralph Raymond Reginald Richard Robert "
    "Roderick Roland Roman Rudolf Rupert Samson Sebastian Sigmund Silas Simon Stanley Stefan "
    "Stephen Sylvester Terence Theodore Tobias Ulrich Valentin Vernon Victor Vincent Virgil "
    "Wallace Walter Warren Werner Wilfred Winston "
)
_WOMEN = (
    "Abigail Adela Agatha Agnes Alexandra Alma Amanda Amelia Anastasia Angela Annabel Antonia "
    "Barbara Beatrice Bernadette Bertha Bianca Bridget Camilla Carla Caroline Cassandra "
    "Catherine Cecilia Charlotte Claire Clara Claudia Constance Cordelia Cornelia Cynthia "
    "Daphne Deborah Diana Dorothy Edith Eleanor Elena Elizabeth Elsa Emily Emma Esther Eugenia "
    "Eunice Eva Felicia Fiona Flora Florence Frances Freda Gabriela Georgina Gertrude "
    "Gillian Gloria Greta Gwendolyn Harriet Hazel Helen Helena Henrietta Hilda Ida Ingrid Irene "
    "Irma Isabel Ivy Jacqueline Janet Jessica Joanna Josephine Judith Julia Juliana "
    "Katharina Laura Lavinia Leonora Lillian Linda Lorna Louisa Lucinda Lucy Lydia Magdalena "
    "Marcella Margaret Maria Marianne Marina Martha Matilda Maud Melanie Mildred "
    "Minerva Miranda Miriam Monica Muriel Nadia Natalie Nora Octavia Olga Olivia Ophelia Pamela "
    "Patricia Paula Pauline Penelope Philippa Phyllis Rachel Rebecca Regina Rosalind Rosemary "
    "Ruth Sabina Sandra Selma Sophia Stella Susanna Sylvia Teresa Theodora Ursula Valerie Vera "
    "Veronica Victoria Viola Virginia Wilhelmina Winifred Yvonne Zelda "
)
_ENSEMBLES = word_set("band orchestra quartet quintet trio ensemble choir")
_COINED = word_set(
    "console carmaker company gamecompany publisher software airline bank broadcaster phone car"
)
# Endings of realms, to which "ia" is added: Caldovia, Fenwaria.
_REALMS = "ov av or and est ard"
_STATES = frozenset({"country", "former country"})
DIVISIONS = frozenset({"division", "city"})
_ROOTED = word_set("town suburb newspaper")
# Endings of what is no settlement, where its name does not say what it is.
_ENDINGS = {
    "division": "land mark shire", "county": "shire land", "valley": "dale combe den",
    "lake": "mere water", "river": "bourne water beck", "island": "holm ey",
    "mountain": "fell pike", "archipelago": "holms", "park": "wood chase", "street": "gate row",
    "building": "hall house",
}  # fmt: skip
# Parts of a landscape and of a settlement, which may be called by a root alone: "the isle of Ulm".
_LANDSCAPE = word_set("island archipelago river lake mountain valley county park street building")
# What parties are called by: "Civic Renewal Party".
_AIMS = (
    "Civic", "Common", "Constitutional", "Fair", "Free", "General", "Modern", "New", "Open",
    "Popular", "Progressive", "Radical", "Reform", "Social", "United",
)  # fmt: skip
_CAUSES = (
    "Accord", "Action", "Alternative", "Choice", "Concord", "Dignity", "Equality", "Future",
    "Initiative", "Justice", "Progress", "Renewal", "Solidarity", "Voice", "Welfare",
)  # fmt: skip
_PATTERNS = {
    "label": "{} Records", "studio": "{} Pictures", "airline": "{} Airlines",
    "bank": "{} Bank", "newspaper": "{} Courier",
}  # fmt: skip
_REGNAL = re.compile(r"[A-Z]\w+(?= (?:[IVX]+\b|of [A-Z]))")
_MASCOTS = (
    "Falcons", "Badgers", "Comets", "Herons", "Mariners", "Otters", "Ravens", "Stags", "Wolves",
    "Lynxes",
)  # fmt: skip
_SIDES = ("United", "Rovers", "Athletic", "Wanderers", "Town", "City", "Albion")
# Kinds of which every one is known, and of which a reader would miss an invented one.
_REAL = word_set(
    "country continent sea planet religion army navy airforce parliament war election "
    "olympics language people dynasty"
)


def can_invent(
    kind: Kind,
    entity: Entity,
    surfaces: Mapping[str, str],
    articles: Collection[bool] = (),
    *,
    states: bool = False,
) -> bool:
    """Whether there is a rule for a thing of this kind and with names like these.

    Args:
        kind, entity: what is to be replaced.
        surfaces: surface -> form.
        articles: whether "the" stands before some of its names, and before some it does not.
        states: whether states, their divisions and cities are made by rule, too.
    """
    if states and kind.name in _STATES:
        return set(surfaces.values()) <= {NAME, ADJECTIVE, "person", "people"}
    if entity.type == "LOC" and any(map(_is_foreign, surfaces)):
        return False  # neither "Rio Elmbury" nor "Elmbury" is a river
    if kind.name in DIVISIONS:
        return set(surfaces.values()) == {NAME} and True not in articles
    if WORD in surfaces.values():
        return entity.type != "PER"
    if _is_acronym(entity, surfaces):
        return kind.name not in _REAL
    if kind.name in (PERSON, CHARACTER):
        if any(re.fullmatch(r"(?:[A-Z]\.? ?)+", name) for name in entity.names):
            return False  # initials are no name
        shape = shape_of(entity)
        return shape in ("", "single") or _is_ruler(entity)
    if kind.name in _TITLED or kind.name == WORK:
        # "BWV" is a catalogue, and "Commentary" says what a book is
        return not any(_ACRONYM.fullmatch(name) for name in surfaces) and not (
            kind.name == WORK and any(name.lower() in words_of_all() for name in surfaces)
        )
    if kind.name in ("club", "team"):
        return bool(kind.sport) or all(map(_BARE_CLUB.fullmatch, surfaces))
    if kind.name == "ship" and any(map(SHIP.fullmatch, surfaces)):
        return set(surfaces.values()) == {NAME}
    if kind.name in _REAL or entity.type not in ("LOC", "ORG", "MISC"):
        return False
    if kind.name == UNTOLD and entity.type == "MISC":
        return False  # it may be a war as well as a tongue
    plain = [name for name in surfaces if not _pattern(name, str(entity.type))]
    if plain and True in articles and kind.name != "band":
        return False  # "the Rendwick": a name of one word that is made by rule stands bare
    if kind.name in (UNTOLD, "band", *_ROOTED, *_COINED, *_PATTERNS, *_LANDSCAPE):
        return all(_alike(surface, other) for surface in surfaces for other in surfaces)
    return not plain and entity.type in ("LOC", "ORG", "MISC")


# A club by the name of its town: "Ulm", "SK Ulm".
_BARE_CLUB = re.compile(r"(?:[A-Z]{2,3} )?[A-Z][^\W\d_]*[a-z]")
_ACRONYM = re.compile(r"[A-Z]{2,5}")
# Letters of initials that nobody can read as a word.
_LETTERS = "BCDFGHKLMNPRSTVW"


def _is_acronym(entity: Entity, surfaces: Mapping[str, str]) -> bool:
    """Whether an organization is called by initials alone, of which the text does not say more."""
    return (
        entity.type == "ORG"
        and len(surfaces) == 1
        and all(re.fullmatch(r"[A-Z]{3,6}", surface) for surface in surfaces)
    )


def _is_ruler(entity: Entity) -> bool:
    """Whether a person is called by a given name and a number or a realm, or by that name alone."""
    given = {found[0] for name in entity.names if (found := _REGNAL.match(name))}
    return len(given) == 1 and all(_REGNAL.match(n) or n in given for n in entity.names)


def _pattern(name: str, type_: str) -> bool:
    return _on_pattern(name, type_, "Root") is not None


def _alike(one: str, other: str) -> bool:
    """Whether two names have a word in common, so that one root can serve for both."""
    words = [
        {word for word in re.findall(r"\w+", name) if word[0].isupper()} for name in (one, other)
    ]
    return not all(words) or bool(words[0] & words[1]) or one.isupper() or other.isupper()


@dataclass(frozen=True, slots=True)
class _Tongue:
    """What names of places and persons are made of where a tongue is spoken.

    `towns` and `families` are beginnings and endings; there may be none of families.
    """

    towns: tuple[Sequence[str], Sequence[str]]
    families: tuple[Sequence[str], Sequence[str]]
    men: Sequence[str]
    women: Sequence[str]


@cache
def _tongues() -> dict[str, _Tongue]:
    """State -> its tongue; states that are not there have English names, or too many tongues."""
    found: dict[str, _Tongue] = {}
    for _, states, *lists in rows("tongues_of_names.tsv"):
        heads, tails, families, endings, men, women = map(str.split, lists)
        tongue = _Tongue((heads, tails), (families, endings), men, women)
        found |= dict.fromkeys(states.split("|"), tongue)
    return found


class _Draw:
    """Draws the parts of names, of a tongue where it is known, and else of English.

    Args:
        rng: only its `random()` is used.
        state: where what is named is, or "".
    """

    def __init__(self, rng: random.Random, state: str) -> None:
        self._rng, self._tongue = rng, _tongues().get(state)

    def one(self, items: Sequence[str]) -> str:
        return items[int(self._rng.random() * len(items))]

    def place(self, endings: str) -> str:
        """A place; of an English one, with one of these endings."""
        if self._tongue is not None:
            return self._joined(*self._tongue.towns)
        return self._joined(_ROOTS, endings.split())

    def realm(self) -> str:
        return self._joined(_ROOTS, _REALMS.split()) + "ia"

    def given(self, gender: str | None) -> str:
        """The given name of a man, of a woman, or of `EITHER`, which is an English one."""
        own = self._own(gender)
        if own is None:
            return self.one(_given(gender))
        return self.one(own.women if gender == "female" else own.men)

    def family(self, gender: str | None) -> str:
        own = self._own(gender)
        heads, tails = own.families if own is not None else (_ROOTS, _PERSONS.split())
        return self._joined(heads, tails)

    def _own(self, gender: str | None) -> _Tongue | None:
        """The tongue, if it has names of persons: nobody is called Quinn Kowalczyk."""
        tongue = self._tongue
        return tongue if tongue is not None and tongue.men and gender != EITHER else None

    def _joined(self, heads: Sequence[str], tails: Sequence[str]) -> str:
        while True:
            head, tail = self.one(heads), self.one(tails)
            name = head + tail
            known = name in cities() or (self._tongue is not None and _is_known(name))
            if head[-1] != tail[0] and not known:
                return name


def _is_known(name: str) -> bool:
    return bool(place_kinds(name)) or place_form(name) is not None or name in given_names()


def invent(
    entity: Entity,
    kind: Kind,
    surfaces: Mapping[str, str],
    *,
    gender: str | None,
    rng: random.Random,
    known: Callable[[str], bool],
    state: str = "",
) -> Donor | None:
    """A donor that does not exist: names for these surfaces.

    Args:
        entity, kind: what is to be replaced.
        surfaces: surface -> form.
        gender: "female", "male", `EITHER` for a name of both, or None.
        rng: only its `random()` is used.
        known: whether the pool has a name, folded; none that it has is made.
        state: whose names it is to be like, as the table of states calls it; "" for English ones.
    """
    draw = _Draw(rng, state)
    for _ in range(20 if kind.name in _STATES else 0):
        name = draw.realm()
        if not known(fold(name)) and place_form(name) is None:
            forms = {ADJECTIVE: f"{name}n", "person": f"{name}n", "people": f"{name}ns"}
            return Donor(SOURCE, name, {name: NAME}, forms, True, None)
    for _ in range(20):
        names = _names(entity, kind, surfaces, gender, draw)
        if names is None:
            continue
        main = max(names.values(), key=len)
        # who follows this person is called by a part of the same name
        person = entity.type == "PER" and " " in main
        parts = [main.split(" ")[0]] if person else []
        if not any(known(fold(name)) for name in (*names.values(), *parts)):
            full, single = ({main: FULL}, {SINGLE: surname(main)}) if person else ({}, {})
            return Donor(SOURCE, main, full, single, entity.type == "LOC", None, names)
    return None


def _names(
    entity: Entity,
    kind: Kind,
    surfaces: Mapping[str, str],
    gender: str | None,
    draw: _Draw,
) -> dict[str, str] | None:
    """What each surface becomes; None if no name can be made on the pattern of these."""
    if kind.name in (PERSON, CHARACTER):
        return _person(entity, kind, surfaces, gender, draw)
    if _is_acronym(entity, surfaces):
        return {surface: _initials(surface, draw) for surface in surfaces}
    if set(surfaces.values()) - {NAME, INITIALS, WORD}:
        return None
    shared = next((surface for surface, form in surfaces.items() if form == WORD), None)
    if shared is None and kind.name in DIVISIONS:
        root = draw.place(_ENDINGS.get(kind.name, _PLACES))
        return {name: _on_pattern(name, str(entity.type), root) or root for name in surfaces}
    names = [surface for surface, form in surfaces.items() if form != INITIALS]
    made = (
        _by_a_word(names, shared, entity, draw)
        if shared is not None
        else _of_the_kind(sorted(names, key=lambda name: (-len(name), name)), entity, kind, draw)
    )
    return None if made is None else with_initials(surfaces, made)


def _by_a_word(names: Sequence[str], shared: str, entity: Entity, draw: _Draw) -> dict[str, str]:
    """The names with another root for the word that several names of the document share."""
    root = draw.place(_PLACES if entity.type == "LOC" else _TOWNS)
    return {name: re.sub(rf"\b{re.escape(shared)}\b", root, name) for name in names}


def _of_the_kind(
    names: Sequence[str], entity: Entity, kind: Kind, draw: _Draw
) -> dict[str, str] | None:
    """Names as things of the kind have them; the fullest comes first."""
    if kind.name in _TITLED or kind.name == WORK:
        return _titles(names, draw)
    if kind.name == "ship" and any(map(SHIP.fullmatch, names)):
        root = draw.place(_TOWNS)
        return {
            name: f"{found[1]} {root}" if (found := SHIP.fullmatch(name)) else root
            for name in names
        }
    if kind.name in ("club", "team") and all(map(_BARE_CLUB.fullmatch, names)):
        root = draw.place(_TOWNS)
        return {name: " ".join([*name.split(" ")[:-1], root]) for name in names}
    if kind.name in ("club", "team") and not all(_pattern(n, str(entity.type)) for n in names):
        return _club(names, kind, draw)
    if kind.name == "band" and not all(
        pattern_of(name) and name.split(" ")[-1].lower() in _ENSEMBLES for name in names
    ):
        return _band(names, draw)
    return _rooted(names, entity, kind, draw)


def _titles(names: Sequence[str], draw: _Draw) -> dict[str, str]:
    """Titles of works; one in another tongue stays another title."""
    made: dict[str, str] = {}
    for name in names:
        like = next((made[one] for one in made if _alike(one, name)), None)
        made[name] = like or f"{_the(name)}{draw.one(_FIRST)} {draw.one(_LAST)}"
    return made


def _band(names: Sequence[str], draw: _Draw) -> dict[str, str]:
    first = draw.one(_FIRST)
    # "is" stands behind the name of one thing, "are" behind that of many
    last = draw.one(_BANDS) + ("s" if is_plural(names[0]) else "")
    return {
        name: f"{_the(name)}{first} {last}" if at == 0 or " " in name else f"{_the(name)}{last}"
        for at, name in enumerate(names)
    }


def _rooted(names: Sequence[str], entity: Entity, kind: Kind, draw: _Draw) -> dict[str, str] | None:
    """The names with one root for what is proper to them; None if that cannot be told."""
    if kind.name == "party":
        root = f"{draw.one(_AIMS)} {draw.one(_CAUSES)}"
    elif _is_coined(entity, kind):
        root = _coined(draw)
    elif entity.type != "LOC":
        root = draw.place(_TOWNS)  # what is called after a town alone must not read as one
    else:
        # "the Ulm River": the root alone names what the noun behind it says
        plain = not all(_pattern(name, str(entity.type)) for name in names)
        root = draw.place(_ENDINGS.get(kind.name, _PLACES) if plain else _PLACES)
    made = {}
    for at, name in enumerate(names):
        new = _on_pattern(name, str(entity.type), root)
        if (
            new is None
            and " " in name
            and kind.name not in (UNTOLD, *_ROOTED, *_COINED, *_PATTERNS, *_LANDSCAPE)
        ):
            return None
        made[name] = new or _the(name) + (
            root if at else _PATTERNS.get(kind.name, "{}").format(root)
        )
    return made


def _initials(old: str, draw: _Draw) -> str:
    """As many letters, which can be read as a word if the old ones can: "UNESCO", "BBC"."""
    spoken = len(old) > 3 and not _VOWELS.isdisjoint(old[1:])
    return "".join(
        draw.one("AEIOU") if spoken and at % 2 else draw.one(_LETTERS) for at in range(len(old))
    )


_VOWELS = frozenset("AEIOU")


def _person(
    entity: Entity, kind: Kind, surfaces: Mapping[str, str], gender: str | None, draw: _Draw
) -> dict[str, str] | None:
    if shape_of(entity) == "single" and (
        kind.name == CHARACTER or all(name in given_names() for name in entity.names)
    ):
        return dict.fromkeys(surfaces, draw.given(gender))  # called by a given name
    family, given = draw.family(gender), draw.given(gender)
    if _is_ruler(entity):
        return {
            name: _REGNAL.sub(given, name, count=1) if _REGNAL.match(name) else given
            for name in surfaces
        }
    full = f"{given} {family}"
    donor = Donor(SOURCE, full, {full: FULL}, {SINGLE: family}, False, None, {})
    return new_names(surfaces, donor)


def _club(names: Sequence[str], kind: Kind, draw: _Draw) -> dict[str, str]:
    """A place and a mascot, or a place and a side: "Odda Otters", "Otters"."""
    root = draw.place(_TOWNS)
    many = kind.sport in ("baseball", "basketball", "ice hockey", "american football")
    mascot = draw.one(_MASCOTS if many else _SIDES)
    made: dict[str, str] = {}
    for name in names:
        fuller = next((one for one in names if one.endswith(f" {name}")), None)
        plain = mascot if fuller and many else root if made else f"{root} {mascot}"
        made[name] = _the(name) + plain
    return made


def _is_coined(entity: Entity, kind: Kind) -> bool:
    """Whether a thing is called by a word of its own rather than after a place."""
    if entity.type == "LOC" or kind.name in (*_ROOTED, "club", "team"):
        return False
    return kind.name in (UNTOLD, "label", "studio", "unit", *_COINED)


def _on_pattern(name: str, type_: str, root: str) -> str | None:
    """The name with its proper words replaced by the root; None if that cannot be told."""
    bare = name[4:] if _the(name) else name
    run = pattern_of(bare)
    words = bare.split(" ")
    if _is_foreign(bare):
        return None  # "Rio Elmbury" is of no tongue
    if run is not None:
        return _the(name) + " ".join([*words[: run[0]], root, *words[run[1] :]])
    noun = name_noun(bare, type_)
    known = all(word.lower() in words_of_all() for word in words)
    if noun is None or (known and (type_ != "LOC" or " of " in bare)):
        return None  # "House of Commons": none of its words is only its own
    low = [word.lower() for word in words]
    size = noun[0].count(" ") + 1
    at = next((n for n in range(len(low)) if low[n : n + size] == noun[0].split(" ")), None)
    if at is None:
        return None
    term = " ".join(words[at : at + size])
    if low[at + size : at + size + 1] == ["of"]:
        own = [word for word in words[at + size + 1 :] if word[0].isupper()]
        if own and own[0].lower() in words_of_all():
            return None  # "Odda College of Art": that it is of art is not proper to it
        return f"{_the(name)}{term} of {root}"
    return _the(name) + (f"{term} {root}" if at == 0 else f"{root} {term}")


def _is_foreign(name: str) -> bool:
    """Whether a word of a name says in another tongue what the thing is."""
    return any(word.casefold() in NOUNS_ELSEWHERE for word in name.split(" "))


def _the(name: str) -> str:
    return name[:4] if name[:4] in ("the ", "The ") else ""


@cache
def _given(gender: str | None) -> tuple[str, ...]:
    if gender == EITHER:
        return _UNISEX
    return tuple((_WOMEN if gender == "female" else _MEN).split())


def _coined(draw: _Draw) -> str:
    return draw.one(_HEADS) + draw.one(_TAILS)
