"""The things of a document: what each is, what it is called in a question, and how it is spoken of.

DocRED knows six types. A question must know more: "in which country" wants a country, a song is
quoted, a band is not "he". What a thing is follows from its relations and its name, and where that
is not certain the thing has no kind and takes no part.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from irrealis.builders.families.documents.reading import Document, Entity
from irrealis.builders.redocred_cf.surfaces import FULL, NAME, SINGLE, form_of

from irrealis.text.articles import takes_the
from irrealis.text.demonyms import demonym_of, place_form
from irrealis.text.persons import genders
from irrealis.text.tokens import untokenized, word_set

PERSON, CHARACTER, PLACE, COUNTRY, CONTINENT = (
    "person",
    "character",
    "place",
    "country",
    "continent",
)
ORGANIZATION, WORK, PRODUCT, EVENT, DATE = "organization", "work", "product", "event", "date"
AWARD = "award"

# relations whose head is a work of art, of entertainment, or a text
_OF_WORKS = frozenset(
    {"P50", "P57", "P58", "P86", "P161", "P162", "P175", "P264", "P272", "P449", "P676"}
)
_OF_PRODUCTS = frozenset({"P176", "P178", "P400"})
_OF_EVENTS = frozenset({"P580", "P582", "P585", "P710"})
_WATER = re.compile(
    r"\b(?:river|lake|ocean|oceans|sea|bay|gulf|strait|canal|creek|stream|falls|lagoon|sound|fjord|"
    r"reservoir|channel|basin|pacific|atlantic|mediterranean|baltic|caribbean|arctic)\b",
    re.IGNORECASE,
)
_RELIEF = re.compile(
    r"\b(?:mount|mountains?|mt\.?|range|peak|glacier|valley|hills?|pass|islands?|isle|isles|"
    r"peninsula|coast|desert|forest|plateau|volcano|cape|beach|ridge|archipelago|atoll|street|road|"
    r"highway|avenue|route|drive|trail|parkway|freeway|railroad|railway|tramway|line|boulevard|bridge|airport|station|park)\b",
    re.IGNORECASE,
)
_HEIGHTS = r"\b(?:Mountains|Alps|Range|Peninsula|Desert|Plateau)$"
_BUILT = re.compile(
    r"\b(?:hall|theatre|theater|museum|castle|palace|camps?|stadium|arena|church|cathedral|hospital|"
    r"building|tower|cent(?:er|re)|school|university|college|library|house|hotel|prison|base|zoo|"
    r"gardens?|square|abbey|monastery|temple|shrine|arch|memorial|monument|cemetery)\b",
    re.IGNORECASE,
)
_THE_BEFORE_OF = word_set(
    """university ministry church bank house institute bureau school college academy museum
    library council board league society order kingdom republic duchy battle siege treaty
    parliament union department office court chamber faculty archdiocese diocese province city
    town village county borough state isle gulf bay strait sea district"""
)
_THE_BEFORE = word_set(
    """party navy army force forces government congress senate council committee commission
    union association federation society league agency authority department church corps
    orchestra guard ministry parliament museum institute foundation center centre empire
    alliance conference cup championship olympics games war band division regiment brigade
    fleet movement front brotherhood bureau dynasty administration times post organization
    organisation legislature earthquake campaign revolution uprising rebellion crisis strike
    incident massacre mutiny exhibition festival prize award medal
    championships finals trials awards"""
)
# what may follow a name that is a phrase of its own, and does not modify the next noun
_AFTER_A_NAME = word_set(
    """. , ; : ) ( and or but in of to was is were are has had have for from by with as at on
    that which who when where while after before since until 's during between into under over
    also became began did does made may might will would can could"""
)
# what stands right before a name that has no article
_BEFORE_A_NAME = word_set(
    """. , ; : ( and or but of in to is was by with from at on as for between against than
    joined called named became via than"""
)
_BAD = re.compile(r"[\"“”„«»\[\]{}<>|=*_#@\\/]|^[^\w(]|\s-|-\s|[,;:.]\s*$|\($")
# names that are words of every question: a band may be called the Who
_GRAMMAR = word_set(
    """who whom whose what which where when how why if had were would not never in to by from with
    of on the a an it its he him his she her they them their and or that there one"""
)
# the form of a company, which may stand for itself where a name was cut in two
_LEGAL = r"(?:Inc|Ltd|LLC|L\.?L\.?C|GmbH|AG|SNC|S\.?A|S\.?p\.?A|PLC|plc|Co|Corp|BV|NV|KG|SE|LP)\.?"
_AWARDS = r"^Prix\b|(?:Award|Prize|Medal|Star|Cross|Cup|Trophy|Order|Fellowship|Ribbon|Honor)s?\b"


@dataclass(frozen=True, slots=True)
class Thing:
    """An entity as questions speak of it.

    Attributes:
        name: what it is called, without article and quotation marks.
        aliases: other names that are names, not adjectives.
        article: whether "the" stands before the name.
        quoted: whether it stands in quotation marks, as works do.
        plural: whether the name takes a plural verb.
        gender: of a person, if the document or the name shows it.
        noun: the administrative noun of a place ("county"), if its name or the table has it.
    """

    index: int
    kind: str | None
    name: str
    aliases: tuple[str, ...]
    article: bool
    quoted: bool
    plural: bool
    gender: str | None
    noun: str | None
    sentences: frozenset[int]

    @property
    def text(self) -> str:
        """The name inside a sentence."""
        if self.quoted:
            return f'"{self.name}"'
        return f"the {self.name}" if self.article else self.name

    @property
    def answers(self) -> tuple[str, ...]:
        """What counts as this thing in an answer: its name, with its article, and its aliases."""
        named = [f"the {self.name}", self.name] if self.article else [self.name]
        return tuple(dict.fromkeys([*named, *self.aliases]))


@dataclass(frozen=True, slots=True)
class _Place:
    """A row of `places.tsv`, which says what its columns are."""

    kind: str
    within: frozenset[str]


@cache
def _places() -> dict[str, _Place]:
    text = (files("irrealis.builders.ifqa_style") / "places.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and line[0] != "#")
    return {name: _Place(kind, frozenset(within.split("|")) - {""}) for name, kind, within in rows}


def _kind_of_place(name: str) -> str | None:
    row = _places().get(name)
    return row.kind.removeprefix("former ") if row else None


def is_former(thing: Thing) -> bool:
    """Whether it is a state that is no more."""
    row = _places().get(thing.name)
    return row is not None and row.kind.startswith("former")


@cache
def _known() -> frozenset[str]:
    text = (files("irrealis.builders.ifqa_style") / "known_places.tsv").read_text("utf-8")
    lines = [line for line in text.splitlines() if line and line[0] != "#"]
    return frozenset(_plain(name.strip()) for line in lines for name in line.split(";"))


def _plain(name: str) -> str:
    """A name without accents, as "Izmir" for "İzmir", and "Hawaii" for "Hawai'i"."""
    letters = unicodedata.normalize("NFD", re.sub("['’ʻ]", "", name))
    return "".join(c for c in letters if not unicodedata.combining(c))


def is_known(thing: Thing) -> bool:
    """Whether many readers know where a place lies, without a passage."""
    names = {thing.name, *thing.aliases}
    if thing.noun:  # "Rio de Janeiro State"
        names |= {re.sub(rf"(?i) {thing.noun}$|^{thing.noun} of ", "", name) for name in names}
    plain = {_plain(name) for name in names}
    return bool(plain & _known()) or any(_kind_of_place(name) for name in names | plain)


def belongs_to_larger(thing: Thing) -> bool:
    """Whether it is, or was, a part of a larger state."""
    row = _places().get(thing.name)
    return row is not None and bool(row.within)


def is_watery(name: str) -> bool:
    """Whether a name is of waters or of heights, which may be in several countries."""
    return _WATER.search(name) is not None or bool(re.search(_HEIGHTS, name))


def overlap(thing: Thing, other: Thing) -> bool:
    """Whether both are states, and one is part of the other or has become it."""
    a, b = (
        {name, *(_places()[name].within if name in _places() else ())}
        for name in (thing.name, other.name)
    )
    return thing.kind == other.kind == COUNTRY and bool(a & b)


_NOUNS = (
    "county", "province", "district", "region", "prefecture", "department", "oblast", "governorate",
    "municipality", "parish", "canton", "voivodeship",
)  # fmt: skip


def _noun(name: str) -> str | None:
    kind = _kind_of_place(name)
    if kind in ("state", "province"):
        return kind
    words = name.lower().split()
    return next((noun for noun in _NOUNS if noun in (words[-1:] + words[:1])), None)


def things(document: Document) -> tuple[tuple[Thing | None, ...], tuple[int, ...]]:
    """For each entity its thing, None if it cannot be named; and the entity that stands for it.

    Upstream may keep "France" and "French" apart: entities that name one place are one thing, and
    stand for the one of them that comes first.
    """
    entities = document.entities
    stands_for = list(range(len(entities)))
    first: dict[str, int] = {}
    for i, entity in enumerate(entities):
        if entity.type in ("LOC", "ORG") and (place := _place(entity)):
            stands_for[i] = first.setdefault(place, i)
    people = [i for i, entity in enumerate(entities) if entity.type == "PER"]
    shown = dict(
        zip(
            people,
            genders(
                [list(sent) for sent in document.sents],
                [[(m.sent, m.start, m.end) for m in entities[i].mentions] for i in people],
                [list(entities[i].names) for i in people],
            ),
            strict=True,
        )
    )
    merged: dict[int, list[int]] = {}
    for i, j in enumerate(stands_for):
        merged.setdefault(j, []).append(i)
    found: list[Thing | None] = []
    for i in range(len(entities)):
        same = merged.get(i)
        gender = shown.get(i)
        found.append(
            _thing(document, [entities[j] for j in same], i, gender if gender != "unsure" else None)
            if same
            else None
        )
    taken = Counter(_bare(thing) for thing in found if thing)
    return (
        tuple(thing if thing and taken[_bare(thing)] == 1 else None for thing in found),
        tuple(stands_for),
    )


def _bare(thing: Thing) -> str:
    """A name as names are told apart: without its article, in lower case."""
    return re.sub(r"^the ", "", thing.name.casefold())


_MANY = (" Mountains", " Islands", " Alps", " Highlands", " Isles")


def _place(entity: Entity) -> str | None:
    """The place that an entity is by its names, adjectives or the name of its people."""
    rows = (demonym_of(re.sub(r"^[Tt]he ", "", name)) for name in entity.names)
    return next((row.place for row in rows if row and row.place), None)


def _country(entity: Entity) -> str | None:
    return next(filter(None, map(_country_of, entity.names)), None)


def _country_of(name: str) -> str | None:
    bare = re.sub(r"^[Tt]he ", "", name)
    row = demonym_of(bare)
    if row and row.place and _kind_of_place(row.place) == "country":
        return row.place
    return bare if _kind_of_place(bare) == "country" else None


def without_suffix(title: str) -> str:
    """A title as a name: without "(film)", and the digest of a copy with other names.

    >>> without_suffix("Ada Moll (skier) ### 0a1b2c3d")
    'Ada Moll'
    """
    return re.sub(r"\s*\(.*\)$", "", re.sub(r" ### [0-9a-f]+$", "", title))


def _alike(name: str, other: str) -> bool:
    """Whether two names share a word: a remake of another name is no other name."""
    one, two = (set(re.findall(r"\w{3,}", text.lower())) for text in (name, other))
    return bool(one & two)


def _is_a_country(name: str, names: Sequence[str]) -> bool:
    """Whether the name chosen is the country that one of the names is: "Birni, Chad" is a town."""
    if _country_of(name):
        return True
    places = {place for name in names if (place := _country_of(name))}
    words = set(re.findall(r"[A-Z]\w+", name))
    return name.isupper() or any(words & set(place.split()) for place in places)


def _thing(
    document: Document, same: Sequence[Entity], index: int, gender: str | None
) -> Thing | None:
    entity = same[0]
    kind = _kind(same) or _said_to_be(document, entity)
    if kind is None:
        return None
    names = list(dict.fromkeys(name for entity in same for name in entity.names))
    chosen = _chosen(names, kind, document.title)
    if chosen is None or (kind == COUNTRY and not _is_a_country(chosen, names)):
        return None
    bare = re.sub(r"^[Tt]he ", "", chosen) if kind not in (WORK, PERSON, PRODUCT) else chosen
    name = untokenized(bare)
    if _BAD.search(name) or len(name) > 60 or not re.search(r"\w\w", name):
        return None
    if name.casefold() in _GRAMMAR:
        return None
    if kind == WORK and re.fullmatch(r"[A-Z]{2,4}", name):
        return None  # the letters of a catalogue
    if kind == ORGANIZATION and re.fullmatch(_LEGAL, name):
        return None
    if kind == ORGANIZATION and name in ("Conservative", "Democrat", "Liberal", "Republican"):
        return None
    if kind == PERSON and re.search(r"[\d,]|\b[IVX]+\. ", name):
        return None
    names += [chosen] * (chosen not in names)
    mentions = [mention for entity in same for mention in entity.mentions]
    article = kind not in (WORK, PERSON, CHARACTER) and (
        chosen != bare or _takes_article(document, mentions, bare, kind)
    )
    aliases = [
        untokenized(re.sub(r"^[Tt]he ", "", name) if kind != WORK else name)
        for name in names
        if name != chosen
        and form_of(name, entity.type) in (NAME, FULL)
        and place_form(name) not in ("adjective", "person", "people")
        and '"' not in name
        and (kind != WORK or _alike(chosen, name))
    ]
    return Thing(
        index=index,
        kind=kind,
        name=name,
        aliases=tuple(dict.fromkeys(alias for alias in aliases if alias != name)),
        article=article,
        quoted=kind == WORK,
        plural=(kind == PLACE and name.endswith(_MANY))
        or (
            kind in (ORGANIZATION, EVENT)
            and (article or kind == EVENT)
            and re.search(r"[^s]s$", name) is not None
            and " of " not in name
        ),
        gender=gender if kind == PERSON else None,
        noun=_noun(bare) if kind == PLACE else None,
        sentences=frozenset(mention.sent for mention in mentions),
    )


def _kind(same: Sequence[Entity]) -> str | None:
    entity = same[0]
    roles = {role for entity in same for role in entity.roles}
    heads = {relation for role, relation in roles if role == "h"}
    tails = {relation for role, relation in roles if role == "t"}
    if entity.type is None:
        return None
    if entity.type in ("LOC", "ORG") and _country(entity):
        country = tails & {"P17", "P27", "P495"} or "P17" not in heads
        if country:
            return COUNTRY
        return PLACE if entity.type == "LOC" else None
    if entity.type == "PER":
        fiction = heads & {"P1441", "P170"} or tails & {"P674"}
        return CHARACTER if fiction else PERSON
    if entity.type == "LOC":
        name = re.sub(r"^[Tt]he ", "", entity.names[0])
        if _kind_of_place(name) == "continent":
            return CONTINENT
        return PLACE
    if entity.type == "ORG":
        return ORGANIZATION
    if entity.type == "MISC":
        if heads & _OF_EVENTS or tails & {"P607", "P1344"}:
            return None if heads & (_OF_WORKS | {"P170"}) else EVENT
        if heads & _OF_PRODUCTS:
            return PRODUCT
        if heads & _OF_WORKS or ("P577" in heads and tails & {"P800"}):
            return WORK
        if "P166" in tails:
            return AWARD
    return None


_WORKS = word_set(
    """film movie album song single novel book telenovela sitcom musical opera play poem soundtrack
    anthology miniseries EP documentary series episode programme show strip painting manga"""
)
_PAPERS = word_set("newspaper magazine journal broadsheet tabloid daily weekly periodical")
_HEAD = 60  # tokens behind a name in which a sentence says what it is


def _said_to_be(document: Document, entity: Entity) -> str | None:
    """A work or a paper, if what opens the document is said to be one: "X is a 1993 film"."""
    if entity.type != "MISC":
        return None
    for mention in entity.mentions:
        if mention.sent or mention.start > 1:
            continue
        words = " ".join(document.sents[0][mention.end : mention.end + _HEAD])
        match = re.match(r"(?:[\"'] )?(?:\([^)]*\) )?(?:is|was) an? (.+)", words)
        for word in match[1].split()[:12] if match else ():
            if word in _WORKS:
                return WORK
            if word in _PAPERS:
                return PRODUCT
            if word in (",", ".", "of", "by", "in", "from", "that", "and"):
                break
    return None


def is_settled(thing: Thing) -> bool:
    """Whether people are born, live and die in it, and one says "in" of it."""
    other = any(words.search(thing.name) for words in (_WATER, _RELIEF, _BUILT))
    return thing.kind == PLACE and not thing.article and not other


# bodies of which one does not ask in which country they are
_BODIES = word_set(
    """party navy army force forces government congress senate council committee commission
    union authority department church corps guard ministry parliament board police court
    movement front brotherhood league"""
)


def is_placed(thing: Thing) -> bool:
    """Whether one asks where it is."""
    words = set(thing.name.lower().split())
    if thing.kind == PLACE:
        return not any(char.isdigit() for char in thing.name) and not _WATER.search(thing.name)
    return thing.kind == ORGANIZATION and not words & _BODIES and not thing.name.isupper()


def _chosen(names: Sequence[str], kind: str, title: str) -> str | None:
    """The name that a question uses: the first that is one, of a person the first full one."""
    bare_title = without_suffix(title)
    if kind == PERSON:
        if of_title := _by_title(names, bare_title):
            return of_title
        proper = [n for n in names if form_of(n, "PER") in (FULL, SINGLE) and n[0].isupper()]
        full = [n for n in proper if " " in n and not n.lower().startswith(("mr", "mrs", "miss "))]
        exact = [n for n in full if untokenized(n) == bare_title]
        exact += [n for n in proper if untokenized(n) == bare_title]
        return next(iter([*exact, *full]), None)
    if kind in (COUNTRY, PLACE, CONTINENT):
        proper = [
            n for n in names if form_of(n, "LOC") == NAME and place_form(n) in (None, "place")
        ]
        spelled = [n for n in proper if not re.fullmatch(r"(?:[tT]he )?(?:[A-Z]\.? ?){1,5}", n)]
        if spelled:
            return next((n for n in spelled if untokenized(n) == bare_title), spelled[0])
        row = next(filter(None, (demonym_of(re.sub(r"^[Tt]he ", "", n)) for n in names)), None)
        if kind == COUNTRY and row and row.place and _kind_of_place(row.place) == "country":
            return row.place
        return None
    proper = [n for n in names if form_of(n, "ORG") == NAME or (kind == WORK and n[0].isupper())]
    exact = [n for n in proper if untokenized(n) == bare_title]
    return next(iter([*exact, *proper]), None)


def _by_title(names: Sequence[str], title: str) -> str | None:
    """The title, if it is a name of the person with a middle name left out: "John Thurman"."""
    words = title.split()
    for name in names:
        full = name.split()
        at = iter(full)
        if 1 < len(words) < len(full) and full[-1] == words[-1] and all(w in at for w in words):
            return title
    return None


def _takes_article(document: Document, mentions: Sequence[object], name: str, kind: str) -> bool:
    if kind == AWARD and re.search(_AWARDS, name):
        return True
    if name.partition(" of ")[0].lower() in _THE_BEFORE_OF:
        return True
    if kind in (COUNTRY, CONTINENT):
        return takes_the(name)
    if kind == ORGANIZATION and name.endswith(" Party"):
        return True
    shown = list(_shown(document, mentions, name))
    if shown and sum(shown) * 2 != len(shown):
        return sum(shown) * 2 > len(shown)
    if kind in (PLACE, PRODUCT):
        return takes_the(name)
    words = name.lower().split()
    if " of " in name:
        return words[name.lower().split(" of ")[0].count(" ")] in _THE_BEFORE_OF
    return words[-1] in _THE_BEFORE and len(words) > 1


def _shown(document: Document, mentions: Sequence[object], name: str) -> Iterator[bool]:
    """Whether "the" stands before the name, wherever it is a phrase of its own."""
    for mention in mentions:
        sent, start, end = mention.sent, mention.start, mention.end  # type: ignore[attr-defined]
        tokens = document.sents[sent]
        if " ".join(tokens[start:end]) != name:
            continue
        after = tokens[end] if end < len(tokens) else "."
        at = start - 1
        while at > 0 and tokens[at] in ('"', "``", "'"):
            at -= 1
        before = tokens[at] if at >= 0 else "."
        if before in ("the", "The"):
            if after.lower() in _AFTER_A_NAME:
                yield True
        elif after.lower() in _AFTER_A_NAME and before.lower() in _BEFORE_A_NAME:
            yield False
