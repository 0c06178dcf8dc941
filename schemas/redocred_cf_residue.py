"""The audit's own look for what still tells of an entity that was replaced."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from irrealis.check import Found, Row
from irrealis.text.demonyms import demonym_of, place_form

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
    "Saudi Arabia": "Saudi Saudis",
}
_PLACE_ENDING = re.compile(r"^[A-Z][a-z]+(?:borough|bury|combe|thorpe|minster|wick|haven|stead)$")
_OPEN = ("(", "[")
_QUOTES = ('"', "''", "``", "“", "”", "'", "’")


def residue_faults(original: Row, row: Row, changed: Sequence[int]) -> Found:
    """What is left of replaced entities: words of a state, derived words, glosses, scripts.

    Args:
        original, row: a document, and its counterfactual.
        changed: entities that are called otherwise.
    """
    words = {w for sent in row["sents"] for token in sent for w in re.findall(r"[^\W\d_]+", token)}
    fresh = {
        w for i in changed for m in row["vertexSet"][i] for w in re.findall(r"[^\W\d_]+", m["name"])
    }
    for i in changed:
        old, new = original["vertexSet"][i], row["vertexSet"][i]
        where = f"vertexSet[{i}]"
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
