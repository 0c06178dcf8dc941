"""What kind of thing an entity is, so that only a thing of the same kind takes its place.

A kind is read off, in this order: the common noun in the name ("Ganges River"), what the document
says ("Ulm is a city", "the poet's novel Ulm"), the tables of places, and the relations that only
one kind has (the tail of *record label*). Where they give nothing, the kind is unknown, and such an
entity is neither replaced nor a donor. Nouns and their kinds are in `kinds.tsv`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from irrealis.builders.families.documents.reading import Document, Entity, Mention
from irrealis.builders.redocred_cf.places import cities, divisions, place_kinds, state_of
from irrealis.builders.redocred_cf.tables import common_words, rows

from irrealis.text.demonyms import demonym_of, place_form
from irrealis.text.persons import given_names, name_gender
from irrealis.text.tokens import word_set

UNKNOWN = ""
PERSON, CHARACTER, DATE, NUMBER = "person", "character", "date", "number"

# Relations of which one end can only be of one kind: (role, relation) -> type -> kind.
_BY_ROLE: dict[tuple[str, str], dict[str, str]] = {
    ("t", "P264"): {"ORG": "label"},
    ("t", "P102"): {"ORG": "party"},
    ("t", "P449"): {"ORG": "broadcaster"},
    ("t", "P123"): {"ORG": "publisher"},
    ("t", "P364"): {"MISC": "language"},
    ("t", "P1412"): {"MISC": "language"},
    ("t", "P37"): {"MISC": "language"},
    ("t", "P172"): {"MISC": "people"},
    ("t", "P30"): {"LOC": "continent"},
    ("t", "P403"): {"LOC": "river"},
    ("t", "P166"): {"MISC": "award"},
    ("t", "P400"): {"MISC": "console"},
    ("t", "P54"): {"ORG": "club"},
    ("h", "P118"): {"ORG": "club"},
    ("h", "P264"): {"ORG": "band"},
    ("t", "P175"): {"ORG": "band"},
    ("t", "P176"): {"ORG": "company"},
    ("t", "P178"): {"ORG": "company"},
}
# Kinds that stand for one another although their nouns differ, each with its reason.
_ALIKE: dict[str, str] = {
    # whether a text says club or team depends on the sport, and the sport must agree anyway
    "team": "club",
    # a text says "record" of both
    "ep": "album",
}
# Adjectives that are the name of a language too.
TONGUES = word_set(
    "Afrikaans Albanian Amharic Arabic Armenian Azerbaijani Basque Belarusian Bengali Bosnian "
    "Breton "
    "Bulgarian Burmese Catalan Chinese Croatian Czech Danish Dutch English Estonian Finnish French "
    "Galician Georgian German Greek Gujarati Hebrew Hindi Hungarian Icelandic Indonesian Irish "
    "Italian Japanese Kazakh Khmer Korean Kurdish Kyrgyz Lao Latin Latvian Lithuanian Macedonian "
    "Malay Malayalam Maltese Marathi Mongolian Nepali Norwegian Pashto Persian Polish Portuguese "
    "Punjabi Romanian Russian Sanskrit Scots Serbian Sinhala Slovak Slovene Slovenian Somali "
    "Spanish "
    "Swahili Swedish Tagalog Tajik Tamil Telugu Thai Tibetan Turkish Turkmen Ukrainian Urdu Uzbek "
    "Vietnamese Welsh Yiddish Zulu"
)
# Nouns that a text also says of things that are not of the kind.
_VAGUE = word_set(
    "area region point office post body board house center centre court order group movement line "
    "title season division unit record collection story service fund trust show program programme "
    "platform conference front tune hit drama record house press ground complex track reserve "
    "point "
    "channel drive union range basin chain capital position character community department"
)
_STOPS = frozenset(
    [
        "of",
        "in",
        "that",
        "which",
        "who",
        "whose",
        "whom",
        "where",
        "when",
        "by",
        "from",
        "for",
        "with",
        "on",
        "at",
        "to",
        "and",
        "or",
        "but",
        "as",
        "than",
        "located",
        "situated",
        "based",
        "founded",
        "known",
        "released",
        "created",
        "directed",
        "written",
        "produced",
        "formed",
        "established",
        "published",
        "developed",
        "named",
        "called",
        "made",
        "set",
        "featuring",
        "starring",
        "recorded",
        "owned",
        "operated",
        "built",
        "designed",
        "consisting",
        "under",
        "near",
        "between",
        "during",
        "since",
        "after",
        "before",
        "about",
        ",",
        ".",
        ";",
        ":",
        "(",
        ")",
        "-",
        "–",
        "—",
        "''",
        '"',
        "``",
    ]
)
_BE = frozenset({"is", "was", "are", "were", "became", "remains"})
_DETERMINERS = frozenset({"a", "an", "the", "one", "another"})
_SPORTS: dict[str, frozenset[str]] = {
    "association football": word_set(
        "footballer footballers soccer striker midfielder goalkeeper fifa uefa"
    ),
    "american football": word_set("quarterback nfl linebacker touchdown touchdowns afl"),
    "basketball": word_set("basketball nba"),
    "baseball": word_set("baseball pitcher mlb shortstop innings outfielder"),
    "ice hockey": word_set("hockey nhl"),
    "cricket": word_set("cricket cricketer batsman bowler wicket"),
    "rugby": word_set("rugby"),
    "racing": word_set("racing formula motorsport nascar"),
    "cycling": word_set("cyclist cycling"),
    "tennis": word_set("tennis"),
    "wrestling": word_set("wrestling wrestler wwe"),
    "volleyball": word_set("volleyball"),
}
SPORTING = frozenset({"club", "team", "league", "national team", "tournament", "stadium"})


@dataclass(frozen=True, slots=True)
class Kind:
    """What an entity is.

    Attributes:
        name: the kind, or `UNKNOWN`.
        noun: the common noun in the entity's name that says so, or "".
        source: what it was read off: name, text, table, relation, type.
        sport: of a thing of sports, which one, if the document shows it.
        said: the common noun by which the text calls it, or "".
    """

    name: str
    noun: str = ""
    source: str = ""
    sport: str = ""
    said: str = ""

    @property
    def group(self) -> str:
        """The kinds that stand for one another go by one name."""
        return _ALIKE.get(self.name, self.name)


def kind_of(document: Document, entity: Entity, *, sport: str) -> Kind:
    """The kind of an entity of a document, of which `sport` is what `sport_of` says."""
    kind = entity.type
    if kind == "PER":
        if _is_no_person(document, entity):
            return Kind(UNKNOWN)
        fictional = {("h", "P1441"), ("t", "P674"), ("h", "P170")} & entity.roles
        return Kind(CHARACTER if fictional else PERSON, source="type")
    if kind in ("TIME", "NUM"):
        return Kind(DATE if kind == "TIME" else NUMBER, source="type")
    if kind is None or any(map(_FORMS.fullmatch, entity.names)) or _is_listed(document, entity):
        return Kind(UNKNOWN)
    found = _place(document, entity) if kind == "LOC" else _thing(document, entity, kind)
    if found.name in ("city", "town") and _lies_in_a_city(document, entity):
        found = replace(found, name="suburb")
    if found.name == UNKNOWN and all(pattern_of(name) for name in entity.names):
        found = Kind(UNTOLD)  # what it is stays as unsaid as it was: "Ulm Media", "Odda Media"
    found = replace(found, said=_said(document, entity, kind)[1])
    if found.name in SPORTING and sport:
        return replace(found, sport=sport)
    return found


# What a record is sold as, and titles that say what kind of thing it is: no names of their own.
_FORMS = re.compile(
    r"(?:[EL]P|CD|DVD|VHS|MP3|Blu - ray)s?|(?:The )?(?:Greatest Hits|Best of)(?: .+)?|"
    r"(?:List|Outline|Index|Timeline|Glossary)s? of .+",
    re.IGNORECASE,
)


def _is_listed(document: Document, entity: Entity) -> bool:
    """Whether it is one of several common nouns: "blues , folk and Americana acts"."""
    for mention in entity.mentions:
        tokens = document.sents[mention.sent]
        before = tokens[max(0, mention.start - 2) : mention.start]
        after = tokens[mention.end] if mention.end < len(tokens) else ""
        if (
            mention.type in ("LOC", "ORG", "MISC")
            and mention.end - mention.start == 1
            and before[-1:] in (("and",), ("or",), (",",))
            and before[0].isalpha()
            and before[0].islower()
            and before[0] in common_words()
            and after in common_words()
            and after.endswith("s")
            and demonym_of(mention.name) is None
        ):
            return True
    return False


# Kinds of music and dance, which a text may name after a place: "Coimbra Fado".
_GENRES = word_set(
    "fado jazz blues rock samba tango flamenco bolero rumba salsa reggae calypso ska polka waltz "
    "mazurka gospel folk opera punk metal pop soul funk disco techno hip-hop rap swing bebop "
    "ragtime bluegrass merengue cumbia klezmer qawwali raga ballet music song songs dance dances"
)


# Roles in which no person stands, and those in which one hardly ever does.
_OF_GROUPS = frozenset(("t", relation) for relation in ("P463", "P54", "P69", "P264", "P449")) | {
    ("h", relation) for relation in ("P527", "P571", "P576", "P112", "P740", "P355", "P1056")
}
_OF_BODIES = frozenset({("t", "P137"), ("t", "P749"), ("t", "P108"), ("h", "P159"), ("h", "P749")})
# What a text calls several persons, and companies.
_GROUPS = word_set(
    "band bands duo trio quartet quintet group company corporation firm conglomerate troupe "
    "ensemble orchestra choir collective team club organization organisation retailer chain label "
    "dynasty brand supergroup family clan tribe foundation"
)


def _is_no_person(document: Document, entity: Entity) -> bool:
    """Whether what upstream calls a person may be a music, a group, or be called by a place."""
    if any(
        word.lower() in _GENRES for name in entity.names for word in name.split(" ")[1:] if word
    ):
        return True
    if _OF_GROUPS & entity.roles or any(name.startswith("The ") for name in entity.names):
        return True
    if any(_is_group(document, mention) for mention in entity.mentions):
        return True
    firsts = {name.split(" ")[0] for name in entity.names if " " in name}
    if _OF_BODIES & entity.roles and firsts.isdisjoint(given_names()):
        return True  # a company that runs a line
    return any(
        other.type == "LOC" and not firsts.isdisjoint(other.names)
        for other in document.entities
        if other is not entity
    ) and all(name_gender(first) is None for first in firsts)


def _is_group(document: Document, mention: Mention) -> bool:
    """Whether a mention is said to be a group: "X is a band", "the band X", "X are"."""
    if any(noun.split(" ")[-1] in _GROUPS for noun, _ in _nouns_beside(document, mention)):
        return True
    tokens = document.sents[mention.sent]
    many = tokens[mention.end : mention.end + 1] in (("are",), ("were",), ("have",))
    return many and not {"and", "or", ",", "with"} & set(tokens[: mention.start])


# "HMS Ulm", of whoever's navy or line.
SHIP = re.compile(
    r"(HMS|HMAS|HMCS|HMNZS|HMAT|HMT|USS|USNS|USCGC|USAT|SS|RMS|MS|MV|MY|SMS|ORP|INS|TSS|PS)"
    r" [A-Z][^\W\d_]+(?: [A-Z][^\W\d_]+)?"
)


def _thing(document: Document, entity: Entity, kind: str) -> Kind:
    if any(name in _GENERAL or _TAXON.fullmatch(name) for name in entity.names):
        return Kind(UNKNOWN)
    ship = next(filter(None, map(SHIP.fullmatch, entity.names)), None)
    if kind == "MISC" and ship and all(name in ship[0] for name in entity.names):
        return Kind("ship", ship[1].lower(), "name")
    named = [found for name in entity.names if (found := name_noun(name, kind))]
    said, _ = _said(document, entity, kind)
    by_role = next(
        (table[kind] for role in sorted(entity.roles) if kind in (table := _BY_ROLE.get(role, {}))),
        UNKNOWN,
    )
    if said == "band":
        return Kind(said, "", "text")  # whatever the words of its name would be elsewhere
    if named:
        noun, own = Counter(named).most_common(1)[0][0]
        if said and said != own and _ALIKE.get(said, said) != _ALIKE.get(own, own):
            if {said, own} <= _MADE:
                return Kind(said, "", "text")  # "Song of Freedom" may be a film
            # "Chicago Tribune Company": the name and the text do not agree
            return Kind(said, noun, "text") if noun in _VAGUE else Kind(UNKNOWN)
        if noun in _VAGUE and not said:
            return Kind(UNKNOWN)
        return Kind(own, noun, "name")
    if said:
        return Kind(said, "", "text")
    if kind == "MISC" and ("h", "P175") in entity.roles:
        if ("h", "P527") in entity.roles:
            return Kind("album", "", "relation")  # what is performed and has parts
        if ("h", "P361") in entity.roles:
            return Kind("song", "", "relation")  # and what is a part of it
    if kind == "MISC" and {("h", "P57"), ("h", "P161")} <= entity.roles:
        return Kind("film", "", "relation")
    if kind == "MISC" and any(name in TONGUES for name in entity.names):
        return Kind("language", "", "table") if by_role == "language" else Kind(UNKNOWN)
    if kind == "MISC" and _IN_WORKS & entity.roles:
        return Kind(UNKNOWN)  # a character
    if not by_role and kind == "MISC" and _CREATED & entity.roles:
        return Kind(WORK, "", "relation")
    if any(map(_CONCEPT.fullmatch, entity.names)):
        return Kind(UNKNOWN)
    proper = _TWO_PROPER if kind == "ORG" else _PROPER
    if not by_role and all(
        proper.fullmatch(name) and place_form(name) is None and not _is_told(name)
        for name in entity.names
    ):
        return Kind(UNTOLD) if ("t", "P140") not in entity.roles else Kind(UNKNOWN)
    return Kind(by_role, "", "relation")


_IN_WORKS = frozenset({("h", "P1441"), ("t", "P674")})
_MADE = word_set("song album ep film series episode book comic play painting game franchise")
# A work of which the text does not say whether it is a film, a song or a book.
WORK = "work"
_CREATED = frozenset(
    ("h", relation)
    for relation in word_set(
        "P175 P50 P57 P161 P86 P162 P58 P676 P264 P577 P136 P674 P179 P110 P400"
    )
) | {("t", "P800"), ("t", "P1441")}
# A thing that is called by a proper name alone, and of which the text does not say what it is:
# no entity of another document can be known to be alike, but an invented name fits.
UNTOLD = "untold"
_GENERAL = word_set(
    "Allied Allies Axis Atlantic Pacific Arctic Mediterranean Baltic Adriatic Aegean Caribbean "
    "Congress Parliament Senate Government State Union Internet Web Games Army Navy "
    # parties, each of which a reader knows by its state
    "Liberal Liberals Conservative Conservatives Labour Democrat Democrats Democratic Republican "
    "Republicans Green Greens Socialist Socialists Communist Communists Progressive Progressives "
    "Whig Whigs Tory Tories Unionist Unionists Reform Federalist Federalists Nationalist "
    "Nationalists"
)
# What is believed or studied, and who does: a reader knows what each of them is.
_CONCEPT = re.compile(r"[A-Z]\w+(?:isms?|ists?|ity|ics|logy|ians?|ish|ic)")
# Taxa: a family of plants is none of birds.
_TAXON = re.compile(r"[A-Z][a-z]+(?:aceae|idae|inae|iales|iformes|oideae?|opsida|mycota)")
_PROPER = re.compile(r"(?:[Tt]he )?[A-Z][^\W\d_]*[a-z][^\W\d_]*(?:,? (?:Inc|Ltd|Co|Corp)\.?)?")


# A maker may have the names of two others: "Orland - Berg", "Orland Berg".
_TWO_PROPER = re.compile(
    rf"{_PROPER.pattern}|[A-Z][^\W\d_]*[a-z][^\W\d_]*(?: -)? [A-Z][^\W\d_]*[a-z][^\W\d_]*"
)


def _is_told(name: str) -> bool:
    """Whether one of two words or more is known: a common word, a place, a given name."""
    words = [word for word in name.split(" ") if word != "-"]
    return len(words) > 1 and any(
        word.lower() in words_of_all()
        or place_form(word) is not None
        or name_gender(word) is not None
        or place_kinds(word)
        for word in words
    )


def pattern_of(name: str) -> tuple[int, int] | None:
    """The words of a name that are proper to it, if it has one run of them among common ones.

    >>> pattern_of("Ulmer Media"), pattern_of("First National Bank")
    ((0, 1), None)
    """
    words = name.split(" ")
    if len(words) < 2 or any(not re.fullmatch(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", w) for w in words):
        return None
    proper = [
        at
        for at, word in enumerate(words)
        if word.lower() not in words_of_all() and (at or word.casefold() not in NOUNS_ELSEWHERE)
    ]
    if not proper or len(proper) == len(words) or proper[-1] - proper[0] >= len(proper):
        return None
    run = words[proper[0] : proper[-1] + 1]
    # what is behind says what it is, or what is before does: "Ulmer Media", "Bank of Ulm"
    tail = words[-1].lower() if proper[-1] + 1 < len(words) else ""
    before = words[proper[0] - 1].casefold() if proper[0] else ""
    if not (tail in _any_noun() | _TAILS if tail else before in NOUNS_ELSEWHERE | {"of"}):
        return None
    known = any(
        demonym_of(word) is not None or word in cities() or word in divisions() for word in run
    )
    of_state = demonym_of(" ".join(run)) is not None or place_kinds(" ".join(run))
    if known or of_state or any(word.isupper() or word.islower() for word in run):
        return None
    return proper[0], proper[-1] + 1


_TAILS = word_set(
    "media networks network television entertainment systems works holdings international arts "
    "services technologies interactive institute centre center arch waterfall falls springs woods "
    "caves earthquake routes tower records trust fund partners laboratories games"
)


@cache
def words_of_all() -> frozenset[str]:
    """Words, in lower case, that are no name's own."""
    return common_words() | _any_noun() | word_set("of in at by to on for the a an")


@cache
def words_of_nouns() -> frozenset[str]:
    """Words that say what a thing is, or that many names have, in lower case."""
    nouns = {word for noun in _any_noun() for word in noun.split(" ")}
    return frozenset(nouns | {word.lower() for word in _GENERAL}) | word_set(
        "national international american royal the and for first second third world general"
    )


def _lies_in_a_city(document: Document, entity: Entity) -> bool:
    """Whether the labels put a place in a city, of which it is a quarter then."""
    return any(
        label.relation == "P131" and _is_city(document, document.entities[label.tail])
        for label in document.labels
        if document.entities[label.head] is entity
    )


def _is_city(document: Document, entity: Entity) -> bool:
    """Whether the tables or the text say that it is a city, and the tables nothing else."""
    tables = {kind for name in entity.names for kind in place_kinds(name)}
    return tables == {"city"} or (not tables and _said(document, entity, "LOC")[1] == "city")


_PARTS_OF_A_STATE = frozenset({"England", "Scotland", "Wales", "Northern Ireland"})


def _place(document: Document, entity: Entity) -> Kind:
    roles = entity.roles
    if any(name in _PARTS_OF_A_STATE for name in entity.names):
        return Kind(UNKNOWN)  # nothing else is a country and part of one
    state = next((found for name in entity.names if (found := state_of(name))), None)
    owning = {("t", "P17"), ("t", "P27"), ("t", "P495")} & roles
    said, _ = _said(document, entity, "LOC")
    tables = {kind for name in entity.names for kind in place_kinds(name)}
    if state is not None and (owning or (said in ("", "country") and tables == {"country"})):
        return Kind("country" if state.until is None else "former country", "", "table")
    tables.discard("country")
    tables.discard("former country")
    named = [pair for name in entity.names if (pair := name_noun(name, "LOC"))]
    if named:
        noun, own = Counter(named).most_common(1)[0][0]
        if own == "city":
            own = "city" if noun == "city" else "town"
        if said and said != own and not {said, own} <= {"city", "town", "suburb", "county"}:
            return Kind(UNKNOWN)
        return Kind(own, noun, "name")
    if said == "city":
        large = "city" in tables or ("t", "P36") in roles
        return Kind("city" if large else "town", "", "text")
    if said and said != "region":
        return Kind(said, "", "text")
    if owning:
        return Kind(UNKNOWN)  # a country that the table does not have
    if len(tables) == 1:
        return Kind(tables.pop(), "", "table")
    if "division" in tables:  # New York: told by what it holds, or not at all
        if ("t", "P150") in roles or ("h", "P150") in roles:
            return Kind("division", "", "relation")
        return _untold_place(entity)
    by_role = next(
        (table["LOC"] for role in sorted(roles) if "LOC" in (table := _BY_ROLE.get(role, {}))),
        UNKNOWN,
    )
    if by_role == "continent":
        return Kind(UNKNOWN)  # a part of one: "Eastern Africa" stands for no continent
    if not by_role and ("h", "P150") in roles:
        return _untold_place(entity)  # a county or the like, and not known by which word
    elsewhere = any(map(_is_foreign, entity.names)) or _stands_open(document, entity)
    if elsewhere and not by_role:
        return Kind(UNKNOWN)  # a square or a canyon, for all that the text says
    if not by_role and ({("t", "P19"), ("t", "P20")} & roles or _lies_in(document, entity)):
        by_role = "town"  # people are born in settlements, and "Ulm, Bavaria" is one
    if not by_role:
        return _untold_place(entity)
    return Kind(by_role, "", "relation")


def _untold_place(entity: Entity) -> Kind:
    """Of a place whose name says as little of what it is as an invented one would."""
    proper = _LYING & entity.roles and all(map(_is_proper, entity.names))
    known = any(demonym_of(name) for name in entity.names)
    return Kind(UNTOLD if proper and not known else UNKNOWN)


_LYING = frozenset(("h", relation) for relation in ("P131", "P17", "P706")) | {
    ("t", relation) for relation in ("P131", "P276", "P159", "P551", "P740", "P150")
}


def _is_proper(name: str) -> bool:
    """Whether a place is called by words that are only its own: Ulm, San Ignacio."""
    words = re.split(r" - | ", name)
    return len(words) < 3 and all(
        _PROPER.fullmatch(word)
        and word.lower() not in words_of_all()
        and word.lower() not in _COMPASS
        and demonym_of(word) is None
        for word in words
    )


# Common nouns of other tongues for what is no settlement.
NOUNS_ELSEWHERE = word_set(
    "piazza plaza place praça rue via calle avenida avenue platz strasse straße gasse weg allee "
    "rua campo largo corso boulevard ulitsa ploshchad monte mont mons monti cerro sierra pic pico "
    "punta cabo cap rio río rivière rivier lago laguna lac loch val valle vallée barranca cañón "
    "cañon quebrada isla île ilha isola wadi jebel jabal djebel tell cueva grotte cova parque parc "
    "jardin jardín jardim bois forêt selva bosque playa praia plage puerta porta porte torre tour "
    "palazzo château schloss villa real sporting deportivo atlético universität universidad "
    "università université gmbh teatro théâtre museo musée prix"
)


def _is_foreign(name: str) -> bool:
    return any(word.casefold() in NOUNS_ELSEWHERE for word in name.split(" "))


_OPEN = word_set("on onto along across over under beneath atop crossing")


def _stands_open(document: Document, entity: Entity) -> bool:
    """Whether somebody is on it, along it or under it, as nobody is of a town."""
    return any(
        mention.start > 0 and document.sents[mention.sent][mention.start - 1].casefold() in _OPEN
        for mention in entity.mentions
    )


_COMPASS = word_set(
    "north south east west northern southern eastern western central upper lower new old great"
)


def _lies_in(document: Document, entity: Entity) -> bool:
    """Whether a mention stands before a comma and the name of a division or a country."""
    for mention in entity.mentions:
        tokens = document.sents[mention.sent]
        holder = document.mentioned.get((mention.sent, mention.end + 1))
        if holder is not None and tokens[mention.end] == ",":
            names = document.entities[holder].names
            before = tokens[mention.start - 1].lower() if mention.start else ""
            if before in ("in", "from", "of", "at", "to", "near") and any(
                place_kinds(name) & {"country", "division"} for name in names
            ):
                return True
    return False


@cache
def _nouns() -> dict[str, dict[str, str]]:
    """For each type, noun -> kind; the first line of the table that has a noun decides."""
    found: dict[str, dict[str, str]] = {}
    for kind, name, nouns in rows("kinds.tsv"):
        for noun in nouns.split("|"):
            found.setdefault(kind, {}).setdefault(noun, name)
    return found


_FIRST = re.compile(
    r"(?:The )?(Lake|Mount|River|Lac|Loch|Fort|Cape|Camp|Isle|Port|Battle|Siege|Treaty|Gulf|Bay|"
    r"Church|Bank|University|Museum|House|Kingdom|Republic|Province|County|City|Ministry|"
    r"Department|Strait|Straits|Order|Academy|Institute|Journal|College|Duchy|Diocese|Archdiocese|"
    r"District|State|Empire|Sea|Hotel|Villa|Palazzo|Château|FC|AC|AS|SC|CD|CF|AFC|Real|Sporting)"
    r"(?: (of|and|the))? "
)
_PREFIX_KINDS = {
    "lac": "lake", "fort": "building", "port": "town", "palazzo": "building",
    "château": "building", "fc": "club", "ac": "club", "as": "club", "sc": "club", "cd": "club",
    "cf": "club", "afc": "club", "real": "club", "sporting": "club", "straits": "sea",
    "isle": "island",
}  # fmt: skip
_BARE_FIRST = word_set(
    "lake mount river lac loch fort cape camp port hotel villa palazzo château fc ac as sc cd cf "
    "afc real sporting isle"
)


@lru_cache(maxsize=100_000)
def name_noun(name: str, kind: str) -> tuple[str, str] | None:
    """The common noun in a name that says what the thing is, and the kind that it says.

    >>> name_noun("Ganges River", "LOC"), name_noun("University of Ulm", "ORG")
    (('river', 'river'), ('university', 'university'))
    """
    nouns = _nouns().get(kind, {})
    # a comma adds a place, and what stands in brackets tells namesakes apart
    name = re.split(r" [,(] ", name)[0]
    words = name.split(" ")
    if len(words) < 2:
        return None
    if _CHAMBER.search(name):
        return "parliament", "parliament"
    first = _FIRST.match(f"{name} ")
    if first:
        noun = first[1].lower()
        if (first[2] == "of" or noun in _BARE_FIRST) and (noun in _PREFIX_KINDS or noun in nouns):
            found = _PREFIX_KINDS.get(noun) or nouns[noun]
            if _type_has(kind, found):
                return noun, found
    head = name.split(" of ")[0].split(" for ")[0].split(" in ")[0].split(" at ")[0].split(" ")
    for size in (3, 2, 1):
        if len(head) >= size and (len(head) > size or len(words) > len(head)):
            noun = " ".join(head[-size:]).lower()
            if noun in nouns and head[-1][:1].isupper():
                return noun, nouns[noun]
    return None


_CHAMBER = re.compile(
    r"\b(?:House|Chamber) of (?:Commons|Lords|Representatives|Assembly|Delegates|Deputies|Peers|"
    r"Councill?ors|Keys|Burgesses|Senators|the People)\b"
)


@cache
def _kinds_of_type(kind: str) -> frozenset[str]:
    return frozenset(_nouns().get(kind, {}).values()) | {"town"}


def _type_has(kind: str, found: str) -> bool:
    return found in _kinds_of_type(kind)


def _said(document: Document, entity: Entity, kind: str) -> tuple[str, str]:
    """The kind that the document gives the entity in so many words, and the noun by which it does.

    Empty if there is none, or several.
    """
    found: Counter[str] = Counter()
    by: dict[str, str] = {}
    for mention in entity.mentions:
        for noun, weight in _nouns_beside(document, mention):
            name = _nouns()[kind].get(noun)
            if name is not None and not (weight < 3 and noun in _VAGUE):
                found[name] += weight
                by.setdefault(name, noun)
    title = re.search(r"\(([^()]+)\)$", document.title)
    if title is not None and kind == "MISC":  # "Ulm (film)"
        bare = document.title[: title.start()].strip().casefold()
        noun = re.sub(r"^(?:\d{4}|\w+) (?=film|album|song|novel|series|game)", "", title[1].lower())
        if bare in {name.casefold() for name in entity.names} and noun in _nouns()[kind]:
            found[_nouns()[kind][noun]] += 5
            by.setdefault(_nouns()[kind][noun], noun)
    if not found:
        return "", ""
    (best, weight), *rest = found.most_common()
    return (best, by[best]) if not rest or weight >= 2 * rest[0][1] else ("", "")


def _nouns_beside(document: Document, mention: Mention) -> Iterator[tuple[str, int]]:
    """Nouns that are said of a mention, with how sure it is that they are."""
    tokens = document.sents[mention.sent]
    at = mention.end
    if at < len(tokens) and tokens[at] in ("''", '"', "”"):
        at += 1
    if at < len(tokens) and tokens[at] == "(":  # X ( ... ) is a
        depth, end = 0, at
        while end < min(len(tokens), at + 40):
            depth += (tokens[end] == "(") - (tokens[end] == ")")
            end += 1
            if depth == 0:
                break
        if depth == 0:
            at = end
    if at + 1 < len(tokens):
        head = tokens[mention.start - 1].lower() if mention.start else ""
        # "the mayor of Ulm is a poet" says nothing of Ulm
        alone = head not in ("of", "in", "from", "by", "and", "for", "at", "to", "with", "on")
        if tokens[at] in _BE and tokens[at + 1].lower() in _DETERMINERS and alone:
            yield from ((noun, 4) for noun in _head(tokens, at + 2, mention, document))
        elif tokens[at] == "," and tokens[at + 1].lower() in _DETERMINERS:
            yield from ((noun, 3) for noun in _head(tokens, at + 2, mention, document))
    at = mention.start - 1
    if at >= 0 and tokens[at] in ("``", '"', "“"):
        at -= 1
    if at >= 1 and tokens[at] == ",":  # the Maoist organization , X
        before = [token.lower() for token in tokens[max(0, at - 5) : at]]
        at -= bool(_DETERMINERS & set(before))
    for size in (3, 2, 1):  # the river X, the American rock band X, their debut album X
        if at - size + 1 >= 0:
            words = tokens[at - size + 1 : at + 1]
            if all(word.islower() or "." in word for word in words):
                yield " ".join(words).lower(), 2
    if at >= 1 and tokens[at].lower() == "of" and mention.start:
        for size in (2, 1):  # the city of X
            if at - size >= 1 and tokens[at - size - 0 - 1 + 1 - 1].lower() in ("the", "a"):
                yield " ".join(tokens[at - size : at]).lower(), 2


def _head(tokens: Sequence[str], start: int, mention: Mention, document: Document) -> Iterator[str]:
    """The head of the noun phrase that starts here, with the words before it, longest first."""
    end = start
    while end < len(tokens) and end < start + 12 and tokens[end].lower() not in _STOPS:
        end += 1
    if end < len(tokens) and end > start:
        if tokens[start].lower() == "of" or (tokens[start - 1].lower() == "one"):
            return
        if end < len(tokens) and tokens[end] in ("-", "–") and end + 1 < len(tokens):
            return
        if (mention.sent, end - 1) in document.mentioned:
            return
        for size in (3, 2, 1):
            if end - size >= start:
                noun = " ".join(tokens[end - size : end]).lower()
                yield noun
                if noun in _any_noun():
                    return


@cache
def _any_noun() -> frozenset[str]:
    return frozenset(noun for table in _nouns().values() for noun in table)


def sport_of(document: Document) -> str:
    """The one sport that a document speaks of; "" if none or several."""
    words = Counter(token.lower() for sent in document.sents for token in sent)
    found = {
        sport: count
        for sport, marks in _SPORTS.items()
        if (count := sum(words[mark] for mark in marks))
    }
    if not found:
        return ""
    best = max(found, key=lambda sport: (found[sport], sport))
    return best if 2 * found[best] > sum(found.values()) else ""
