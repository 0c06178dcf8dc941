"""The audit's own look for what still tells of an entity that was replaced."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from irrealis.check import Found, Row
from irrealis.text.demonyms import demonym_of, place_form
from irrealis.text.persons import given_names, name_gender
from irrealis.text.tokens import word_set

# Words that no text has without speaking of this state, though they are none of its names.
_TELLING = {
    "South Korea": "Korean Koreans Korea Hangul",
    "North Korea": "Korean Koreans Korea Hangul",
    "Germany": "Bundesliga Bundestag Reichstag Wehrmacht Luftwaffe Kriegsmarine Prussian",
    "Sweden": "Riksdag Allsvenskan",
    "Norway": "Storting Tippeligaen Eliteserien",
    "Denmark": "Folketing",
    "Poland": "Sejm Ekstraklasa",
    "Israel": "Knesset Hebrew",
    "Netherlands": "Eredivisie Holland",
    "Iran": "Persian Farsi Majlis",
    "India": "Hindi Bollywood Sabha",
    "Pakistan": "Urdu",
    "Philippines": "Tagalog",
    "Thailand": "Siamese Siam",
    "Turkey": "Ottoman",
    "Greece": "Hellenic",
    "Hungary": "Magyar Magyars",
    "Ethiopia": "Amharic",
    "Russia": "Soviet Soviets USSR Duma",
    "Soviet Union": "Russian Russians Bolshevik Bolsheviks",
    "United Kingdom": "English England Scottish Scotland Welsh Wales RAF HMS",
    "United States": "Confederate Confederates Confederacy Yankee",
    "Saudi Arabia": "Saudi Saudis",
    "Tunisia": "Tunis",
    "Italy": "Italienne Italiens Italiana Italiano",
}
# First parts of compounds such as "Franco - Prussian".
_COMPOUNDED = {
    "France": "franco", "China": "sino", "United Kingdom": "anglo", "Russia": "russo",
    "Italy": "italo", "Spain": "hispano", "Austria": "austro", "Greece": "greco graeco",
    "Serbia": "serbo", "Turkey": "turko turco", "Portugal": "luso", "India": "indo",
    "Finland": "finno", "Denmark": "dano", "Sweden": "swedo", "Poland": "polono",
    "Belgium": "belgo", "Iran": "perso", "Germany": "germano",
}  # fmt: skip
_OF_FORCES = {
    "United States": re.compile(r"US(?:A|N|MC|CG|S|AF|AAF|AR|NR|DA|GS)"),
    "United Kingdom": re.compile(r"HMS|RAF|RN|NHS|UK[A-Z]{1,3}"),
    "Canada": re.compile(r"HMCS|RCAF|RCN|RCMP|CBC"),
    "Australia": re.compile(r"HMAS|RAAF|RAN"),
    "Soviet Union": re.compile(r"USSR|CPSU|KGB|NKVD"),
    "Germany": re.compile(r"DDR|GDR|FRG|BRD|DFB|CDU|SPD|NSDAP|ZDF"),
    "Turkey": re.compile(r"TFF|TRT|AKP|PKK"),
    "Netherlands": re.compile(r"KNVB|VVD"),
    "Italy": re.compile(r"RAI|FIGC"),
    "Spain": re.compile(r"RFEF|PSOE"),
    "Norway": re.compile(r"NRK"),
    "Sweden": re.compile(r"SVT"),
    "Japan": re.compile(r"NHK|JAXA"),
    "India": re.compile(r"BJP|BCCI|ISRO"),
    "France": re.compile(r"SNCF|CNRS"),
}
# Small words of a tongue, which stand in no English sentence but in names and titles.
_TONGUES = (
    ("Germany Austria Switzerland", "und für mit dem"),
    ("France Belgium Haiti Senegal", "des du aux"),
    ("Spain Mexico Argentina Chile Peru Colombia Cuba Venezuela Uruguay", "del los las"),
    ("Italy", "della dei degli delle"),
    ("Portugal Brazil Angola Mozambique", "dos das"),
    ("Sweden Norway Denmark", "och og"),
)
# States of a continent that are the only ones of their name, for texts that name the continent.
_CONTINENTS = {
    "Africa African Africans": (
        "Algeria Angola Botswana Burundi Cameroon Chad Egypt Ethiopia Gabon Gambia Ghana Kenya "
        "Lesotho Liberia Libya Malawi Mali Mauritania Morocco Mozambique Namibia Niger Nigeria "
        "Rwanda Senegal Somalia Sudan Tanzania Togo Tunisia Uganda Zambia Zimbabwe"
    ),
    "Europe European Europeans": (
        "Albania Austria Belgium Bulgaria Croatia Denmark Estonia Finland France Germany Greece "
        "Hungary Iceland Ireland Italy Latvia Lithuania Luxembourg Malta Moldova Netherlands "
        "Norway Poland Portugal Romania Serbia Slovakia Slovenia Spain Sweden Switzerland Ukraine"
    ),
    "Asia Asian Asians": (
        "Afghanistan Bangladesh Bhutan Cambodia China India Indonesia Iran Iraq Japan Jordan "
        "Kuwait Laos Lebanon Malaysia Mongolia Myanmar Nepal Oman Pakistan Philippines Qatar Syria "
        "Taiwan Thailand Vietnam Yemen"
    ),
}  # fmt: skip
# States that no sentence about an earlier year can be about.
_YOUNG = {
    "Israel": 1948, "Pakistan": 1947, "Bangladesh": 1971, "Slovenia": 1991, "Croatia": 1991,
    "Slovakia": 1993, "Kazakhstan": 1991, "Uzbekistan": 1991, "Namibia": 1990, "Zambia": 1964,
    "Botswana": 1966, "Kenya": 1963, "Malawi": 1964, "Jamaica": 1962, "Uganda": 1962,
    "Tanzania": 1961, "Eritrea": 1993, "Kosovo": 2008, "Moldova": 1991, "Tajikistan": 1991,
    "Barbados": 1966, "Kuwait": 1899, "Qatar": 1916, "Mauritania": 1960, "Gabon": 1960,
}  # fmt: skip
# Cities by the names that a text may use side by side.
_NAMES_OF_CITIES = (
    "Bucharest București Bucureşti", "Warsaw Warszawa", "Munich München", "Cologne Köln",
    "Vienna Wien", "Prague Praha", "Milan Milano", "Florence Firenze", "Turin Torino",
    "Lisbon Lisboa", "Moscow Moskva", "Istanbul Constantinople", "Gothenburg Göteborg",
    "Antwerp Antwerpen", "Mumbai Bombay", "Kolkata Calcutta", "Belgrade Beograd",
)  # fmt: skip
# Words of titles that the sentence beside them has anyway.
_COMMON_TITLES = word_set(
    "about after again another before books chronicles episode every first great greatest little "
    "movie music never night nothing other season series something songs state states story their "
    "there these those volume where which while without world years album national public always "
    "everything someone chapter within stories under"
)
_LITTLE = {"of", "the", "and", "for", "in", "de", "la", "du", "des", "der", "von", "on", "at", "&"}
_PLACE_ENDING = re.compile(r"^[A-Z][a-z]+(?:borough|bury|combe|thorpe|minster|wick|haven|stead)$")
_OPEN = ("(", "[")
_QUOTES = ('"', "''", "``", "“", "”", "'", "’")


def residue_faults(original: Row, row: Row, changed: Sequence[int]) -> Found:
    """What is left of replaced entities: words of a state, derived words, glosses, scripts.

    Args:
        original, row: a document, and its counterfactual.
        changed: entities that are called otherwise.
    """
    words = set(re.findall(r"[^\W\d_]+", " ".join(map(" ".join, row["sents"]))))
    fresh = {
        w for i in changed for m in row["vertexSet"][i] for w in re.findall(r"[^\W\d_]+", m["name"])
    }
    running = _running([token for sent in row["sents"] for token in sent])
    short = {
        token: letters
        for sent in row["sents"]
        for token in sent
        if not token.islower() and len(letters := token.replace(".", "").replace("&", "")) > 1
    }
    loose = _loose(row)
    for i in changed:
        old, new = original["vertexSet"][i], row["vertexSet"][i]
        where = f"vertexSet[{i}]"
        yield from _states(row, old, new, words, loose, where)
        yield from _plural(old, loose, where)
        yield from _told(row, old, new, where)
        yield from _shortened(old, new, short, where)
        yield from _in_a_row(old, new, running, where)
        yield from _people(row, old, new, where)
        yield from _cut_off(row, i, where)
        yield from _family(row, i, old, running, where)
        yield from _in_title(row, old, new, where)
        for before, after in zip(old, new, strict=True):
            yield from _stopped(original, row, before, after, where)
        for word in sorted(_of_the_state(old) & (words - fresh)):
            yield "kindred-left", where, f"no {word}", word
        for word in _derived(old, words - fresh):
            yield "derived-left", where, f"no word from {old[0]['name']}", word
        for before, after in zip(old, new, strict=True):
            if before["name"] != after["name"]:
                yield from _beside(row, before, after, where)
        for name in {m["name"] for m in old} - {m["name"] for m in new}:
            if re.fullmatch(r"[A-Z]{2,3}", name):
                for k, other in enumerate(row["vertexSet"]):
                    for mention in other if k != i else ():
                        if name in mention["name"].split(" "):
                            yield "short-left", f"vertexSet[{k}]", f"no {name}", mention["name"]


def _loose(row: Row) -> set[str]:
    """The tokens that stand in no name of a person, and those in lower case in no name at all."""
    people = {
        (m["sent_id"], at)
        for entity in row["vertexSet"]
        for m in entity
        if m["type"] == "PER"
        for at in range(*m["pos"])
    }
    return {
        token
        for sent, tokens in enumerate(row["sents"])
        for at, token in enumerate(tokens)
        if (sent, at) not in people
    }


def _states(
    row: Row,
    old: Sequence[Row],
    new: Sequence[Row],
    words: set[str],
    loose: set[str],
    where: str,
) -> Found:
    """Of states: the other tongue, the other continent, the years before it was founded.

    Of cities: another of their names.
    """
    if {m["type"] for m in old} != {"LOC"}:
        return
    before, after = (
        {found.place for m in names if (found := demonym_of(m["name"]))} for names in (old, new)
    )
    for spoken, particles in _TONGUES:
        if before & set(spoken.split()) and not after & set(spoken.split()):
            for word in sorted(loose & set(particles.split())):
                yield "tongue-left", where, "no words of the old tongue", word
    for says, lie in _CONTINENTS.items():
        elsewhere = {
            s for continent in _CONTINENTS.values() if continent != lie for s in continent.split()
        }
        here = set(lie.split())
        if before & here and after & elsewhere and words & set(says.split()):
            yield "region-left", where, f"a state of {says.split()[0]}", sorted(after)
    for one, other in zip(old, new, strict=True):
        found, was = demonym_of(other["name"]), demonym_of(one["name"])
        if found is None or found.place not in _YOUNG or one["name"] == other["name"]:
            continue
        years = [int(t) for t in row["sents"][other["sent_id"]] if re.fullmatch(r"1[5-9]\d\d", t)]
        since = _YOUNG[found.place]
        if years and min(years) < since and (was is None or was.place not in _YOUNG):
            yield "era", where, f"a state that existed in {min(years)}", other["name"]
    gone = {m["name"] for m in old} - {m["name"] for m in new}
    for names in _NAMES_OF_CITIES:
        if gone & set(names.split()):
            for word in sorted(words & set(names.split())):
                yield "kindred-left", where, f"no {word}", word


def _plural(old: Sequence[Row], loose: set[str], where: str) -> Found:
    """A person's name with an s, which may be a genitive that lacks its apostrophe."""
    names = {w for m in old if m["type"] == "PER" for w in m["name"].split(" ") if len(w) > 3}
    for word in sorted(loose & {f"{name}s" for name in names if name.istitle()}):
        if place_form(word) is None and name_gender(word) is None:
            yield "derived-left", where, f"no {word[:-1]}", word


def _told(row: Row, old: Sequence[Row], new: Sequence[Row], where: str) -> Found:
    """A word of a title that is gone, in small letters in a sentence with the new title."""
    kept = {word.casefold() for m in new for word in m["name"].split(" ")}
    for one, other in zip(old, new, strict=True):
        if one["type"] != "MISC" or one["name"] == other["name"]:
            continue
        gone = {
            word.casefold()
            for word in one["name"].split(" ")[:-1]
            if len(word) > 4 and word[0].isupper() and word.isalpha() and not place_form(word)
        } - kept
        for token in row["sents"][other["sent_id"]]:
            if token in gone and token not in _COMMON_TITLES:
                yield "title-told", where, "nothing about the old title", token


def _shortened(
    old: Sequence[Row], new: Sequence[Row], short: Mapping[str, str], where: str
) -> Found:
    """Initials of an old name, and abbreviations that begin with those of a state.

    Args:
        old, new: mentions of an entity before and after.
        short: tokens of the document, with their letters.
        where: the entity.
    """
    fresh = {part for m in new for part in m["name"].split(" ")}
    states = {row.place for m in old if m["type"] == "LOC" and (row := demonym_of(m["name"]))}
    ways = set()
    for name in {m["name"] for m in old} - {m["name"] for m in new}:
        words = [w for w in re.split(r"[ \-–]+", name) if w[:1].isalpha()]
        large = [w for w in words if w.lower() not in _LITTLE]
        if len(large) > 1 and place_form(name) is None:
            ways |= {"".join(w[0] for w in some).upper() for some in (words, large)}
    if not ways and not states & (_OF_FORCES.keys() | _COMPOUNDED.keys()):
        return
    for token in sorted(short.keys() - fresh):
        letters = short[token]
        if letters in ways and letters.isupper():
            yield "initials-left", where, f"no initials of {old[0]['name']}", token
        for state in states:
            if state in _OF_FORCES and _OF_FORCES[state].fullmatch(letters):
                yield "initials-left", where, f"no abbreviation of {state}", token
            first = re.split(r"[-–]", token)[0].lower() if state in _COMPOUNDED else ""
            if first and first in _COMPOUNDED[state].split() and token[:1].isupper():
                yield "kindred-left", where, f"no {first}", token


def _running(tokens: Sequence[str]) -> str:
    """Words in small letters with single spaces, "and" for its short forms."""
    words = re.findall(r"[^\W_]+|&", " ".join(tokens).casefold())
    return f" {' '.join('and' if word in ('&', 'n') else word for word in words)} "


def _in_a_row(old: Sequence[Row], new: Sequence[Row], running: str, where: str) -> Found:
    """The words of an old name of a work or an organization, however they are written."""
    gone = {m["name"] for m in old if m["type"] in ("ORG", "MISC")} - {m["name"] for m in new}
    for name in sorted(gone):
        words = _running([name])
        if words.count(" ") > 2 and place_form(name) is None and words in running:
            yield "words-left", where, f"no {name}", words.strip()


def _in_title(row: Row, old: Sequence[Row], new: Sequence[Row], where: str) -> Found:
    """What stands before a colon of an old name, in the title that stays."""
    title = _running([row["title"].rpartition(" ### ")[0] or row["title"]])
    for name in sorted({m["name"] for m in old} - {m["name"] for m in new}):
        first = _running([re.split(r" [:(] ", name)[0]])
        if (
            " : " in name
            and first in title
            and not any(first in _running([m["name"]]) for m in new)
        ):
            yield "words-left", where, f"no {name}", first.strip()


def _people(row: Row, old: Sequence[Row], new: Sequence[Row], where: str) -> Found:
    """Persons of whom one became two, or who keep another part of their name."""
    if {m["type"] for m in new} != {"PER"}:
        return
    lasts = [
        {m["name"].split(" ")[-1] for m in names if re.fullmatch(r"[^\W\d_]+ [^\W\d_]+", m["name"])}
        for names in (old, new)
    ]
    if len(lasts[1]) > max(1, len(lasts[0])):
        yield "two-people", where, "one surname", sorted(lasts[1])
    given = {m["name"].split(" ")[0] for m in old if " " in m["name"]}
    for m in new:
        tokens, start = row["sents"][m["sent_id"]], m["pos"][0]
        before = tokens[start - 1] if start > 1 else ""
        mentioned = any(
            one["sent_id"] == m["sent_id"] and start in (one["pos"][1],)
            for entity in row["vertexSet"]
            for one in entity
        )
        if " " not in m["name"] and not mentioned and _is_nickname(before, given):
            yield "nickname-left", where, f"no {before}", f"{before} {m['name']}"


def _cut_off(row: Row, i: int, where: str) -> Found:
    """Initials, or the name of somebody else, right before the name of a person."""
    types = {
        (m["sent_id"], at): m["type"]
        for entity in row["vertexSet"]
        for m in entity
        for at in range(*m["pos"])
    }
    for m in row["vertexSet"][i]:
        sent, at = m["sent_id"], m["pos"][0] - 1
        beside = at >= 0 and types.get((sent, at)) == "PER"
        if at < 0 and sent:  # a sentence may have been ended behind the initials
            sent, at = sent - 1, len(row["sents"][sent - 1]) - 1
        if m["type"] != "PER" or at < 0 or types.get((sent, at), "PER") != "PER":
            continue
        before = row["sents"][sent][at]
        if re.fullmatch(r"(?:[A-Z]\.-?)+", before):
            yield "initials-left", where, f"a name without {before}", f"{before} {m['name']}"
        elif beside:
            yield "half-left", where, f"a name without {before}", f"{before} {m['name']}"


def _family(row: Row, i: int, old: Sequence[Row], running: str, where: str) -> Found:
    """The first word of a person's name, no given name, that others or their house still have."""
    new = row["vertexSet"][i]
    fresh = {word for m in new for word in m["name"].split(" ")}
    firsts = {m["name"].split(" ")[0] for m in old if m["type"] == "PER" and " " in m["name"]}
    others = {
        word
        for k, entity in enumerate(row["vertexSet"])
        for m in entity
        if k != i and m["type"] == "PER"
        for word in m["name"].split(" ")
    }
    for first in sorted(firsts - fresh):
        if not first.istitle() or first in given_names() or first.casefold() in _RANKS:
            continue
        low = first.casefold()
        houses = (f" house of {low} ", f" {low} dynasty ", f" {low} clan ", f" clan of {low} ")
        if first in others or any(house in running for house in houses):
            yield "relatives-parted", where, f"one family, as {first}", new[0]["name"]


_RANKS = word_set(
    "prince princess king queen emperor empress sir lord lady pope saint captain colonel general "
    "count countess duke duchess baron dr mr mrs ms father sister brother president st the"
)


def _is_nickname(word: str, given: set[str]) -> bool:
    known = word[:1].isupper() and word.isalpha() and name_gender(word) is not None
    return known and any(word[:3] == name[:3] for name in given)


def _stopped(original: Row, row: Row, before: Row, after: Row, where: str) -> Found:
    """A sentence that ended with the dot of an abbreviation, and now ends without one."""
    gone = original["sents"][before["sent_id"]][before["pos"][1] :]
    left = row["sents"][after["sent_id"]][after["pos"][1] :]
    ended = before["name"].endswith(".") and not gone and before["pos"][1] > 5
    if ended and not left and not after["name"].endswith((".", "!", "?")):
        yield "stop-lost", where, f"{after['name']} .", after["name"]


def _of_the_state(old: Sequence[Row]) -> set[str]:
    rows = [demonym_of(m["name"]) for m in old if m["type"] == "LOC"]
    return {word for row in rows if row for word in _TELLING.get(row.place, "").split()}


def _derived(old: Sequence[Row], words: set[str]) -> Iterator[str]:
    """Longer words that begin with the last word of a person, or with a name of one word."""
    stems = {m["name"].split(" ")[-1] for m in old if m["type"] == "PER"}
    stems |= {m["name"] for m in old if m["type"] in ("ORG", "MISC") and m["name"].isalpha()}
    names = {w for m in old for w in re.findall(r"[^\W\d_]+", m["name"])}
    for stem in sorted(stem for stem in stems if len(stem) > 4 and stem[0].isupper()):
        for word in sorted(words - names):
            if (
                word.startswith(stem)
                and len(word) > len(stem) + 1
                and place_form(word) is None
                and word.casefold() not in words
            ):
                yield word


def _beside(row: Row, before: Row, after: Row, where: str) -> Found:
    tokens = row["sents"][after["sent_id"]]
    behind = [*tokens[after["pos"][1] : after["pos"][1] + 6], ""]
    if place_form(before["name"]) == "adjective":
        foreign = [t for t in behind[:4] if any(c.isalpha() and ord(c) > 0x24F for c in t)]
        if foreign:
            yield "script-left", where, "no words of the old language", foreign[0]
    elif after["type"] == "MISC":
        while behind[0] in _QUOTES:
            behind.pop(0)
        if behind[0] in _OPEN and behind[1:2] and behind[1] in _QUOTES:
            yield "gloss-left", where, "no meaning of the old name", " ".join(behind[:4])
        if behind[0] in _OPEN and behind[1:2] and behind[1].casefold() in ("meaning", "literally"):
            yield "gloss-left", where, "no meaning of the old name", " ".join(behind[:4])
    if (
        after["type"] in ("ORG", "MISC")
        and _PLACE_ENDING.match(after["name"])
        and not any(
            after["name"] == m["name"]
            for entity in row["vertexSet"]
            for m in entity
            if m["type"] == "LOC"
        )
    ):
        yield "like-a-place", where, "a name that fits a thing", after["name"]
