"""The audit's own look for entities that no other one could stand for, and were replaced anyway."""

from __future__ import annotations

import re
from collections.abc import Sequence

from irrealis.check import Found, Row
from irrealis.text.demonyms import demonym_of, place_form

_OLD_YEAR = re.compile(
    r"\bAD \d{1,3}\b|\b\d{1,3} AD\b|\b\d+(?:st|nd|rd|th)?(?: century)? BCE?\b|\bin ancient [A-Z]"
)
_SEA = re.compile(r"^(?:the |The )?.+ (?:Sea|Ocean|Gulf)$")
_WORLD = re.compile(r"\b(North|South|Central|Latin) Americ(?:a|an|ans)\b")
_STYLE = frozenset(
    ["fado", "jazz", "blues", "samba", "tango", "flamenco", "bolero", "polka", "opera", "ballet"]
)
_BRAND = re.compile(r"[A-Z][a-z]+(?:olux|onix|otec|idex|istra|ionis|amex|uvia|eron|elis)")
_BODY = re.compile(r"\b(?:Party|F\. ?C\.|FC|Football Club|Rugby Club|Cricket Club)$")
_WORD = re.compile(
    r"^(?:is|was) an? (?:\w+ ){0,2}(?:word|name|term|phrase)(?: \w+)? (?:meaning|for|derived)\b"
)
_IN_A_ROW = frozenset(
    ["series", "books", "novels", "films", "trilogy", "franchise", "stories", "comics", "albums"]
)
_NO_ARTICLE = frozenset(["in", "of", "from", "for", "by", "with", "to", "on"])
# States that one text tells of as one country of two names.
_SAME = (
    {"Russia", "Soviet Union"}, {"Germany", "West Germany"}, {"Germany", "East Germany"},
    {"Germany", "Nazi Germany"}, {"Turkey", "Ottoman Empire"}, {"Iran", "Persia"},
    {"Serbia", "Yugoslavia"}, {"Czech Republic", "Czechoslovakia"},
    {"Slovakia", "Czechoslovakia"}, {"Germany", "Prussia"},
)  # fmt: skip


def stays_faults(original: Row, row: Row, changed: Sequence[int]) -> Found:
    """What was replaced although the text holds it fast.

    Args:
        original, row: a document, and its counterfactual.
        changed: entities that are called otherwise.
    """
    fresh = {word for i in changed for m in row["vertexSet"][i] for word in m["name"].split(" ")}
    capitals = {
        token for sent in row["sents"] for token in sent if token[:1].isupper() and token.isalpha()
    } - fresh
    states: dict[int, tuple[str, str]] = {}
    for i in changed:
        old, new = original["vertexSet"][i], row["vertexSet"][i]
        where = f"vertexSet[{i}]"
        if {m["type"] for m in old} == {"LOC"}:
            before, after = demonym_of(old[0]["name"]), demonym_of(new[0]["name"])
            if before is not None and after is not None and before.place != after.place:
                states[i] = before.place, after.place
                yield from _in_names(row, before.adjectives, where)
        for one, other in zip(old, new, strict=True):
            if one["name"] != other["name"]:
                yield from _of_one(row, one, other, i in states, where)
        if {m["type"] for m in old} == {"PER"}:
            yield from _people(old, new, capitals, where)
    for i, (was, now) in states.items():
        for j, (another, became) in states.items():
            if i < j and now != became and {was, another} in _SAME:
                expected = f"one country for {was} and {another}"
                yield "two-countries", f"vertexSet[{j}]", expected, f"{now}, {became}"


def _in_names(row: Row, adjectives: Sequence[str], where: str) -> Found:
    """The adjective of a state that is gone, in the name of an organization or a work."""
    for entity in row["vertexSet"]:
        for mention in entity:
            words = mention["name"].split(" ")
            if mention["type"] not in ("ORG", "MISC") or len(words) < 2:
                continue
            for at, word in enumerate(words):
                if word in adjectives and not (at and _WORLD.search(f"{words[at - 1]} {word}")):
                    yield "kindred-left", where, f"no {word}", mention["name"]


def _of_one(row: Row, old: Row, new: Row, state: bool, where: str) -> Found:
    tokens = row["sents"][new["sent_id"]]
    start, end = new["pos"]
    behind = " ".join(tokens[end : end + 12])
    if (state or new["type"] == "PER") and _OLD_YEAR.search(" ".join(tokens)):
        yield "era", where, "one of an ancient age", new["name"]
    if new["type"] == "LOC" and _SEA.match(old["name"]):
        yield "other-sea", where, f"{old['name']}, at which all of it lies", new["name"]
    world = _WORLD.search(old["name"])
    if world and not _WORLD.search(new["name"]):
        yield "continent-cut", where, f"a name with {world[0]}", new["name"]
    if new["type"] == "PER" and _STYLE & set(old["name"].casefold().split(" ")[1:]):
        yield "no-person", where, "a kind of music", new["name"]
    if new["type"] == "ORG" and _BODY.search(new["name"]) and _BRAND.search(new["name"]):
        yield "like-a-brand", where, "a party's or a club's name", new["name"]
    if _WORD.match(behind):
        yield "gloss-left", where, "no meaning of the old name", f"{new['name']} {behind}"
    noun = new["name"].split(" ")[-1]
    if " " in new["name"] and new["type"] == "LOC" and noun not in old["name"].split(" "):
        said = re.match(
            rf"(?:\( [^()]* \) )?(?:is|was) an? (?:\w+ )?{re.escape(noun.lower())}\b", behind
        )
        if said or f"{new['name']} ({noun.lower()})" in row["title"]:
            yield "noun-twice", where, f"a name without {noun}", f"{new['name']} {behind}"
    if (
        old["name"].startswith("The ")
        and not new["name"].casefold().startswith("the ")
        and tokens[end : end + 1]
        and tokens[end] in _IN_A_ROW
        and start
        and tokens[start - 1] in _NO_ARTICLE
    ):
        yield "article-lost", where, f"the {new['name']}", f"{tokens[start - 1]} {new['name']}"


def _people(old: Sequence[Row], new: Sequence[Row], capitals: set[str], where: str) -> Found:
    """A surname with two letters exchanged that is left; two given names that stay."""
    lasts = {m["name"].split(" ")[-1] for m in old} - {m["name"].split(" ")[-1] for m in new}
    for last in sorted(last for last in lasts if len(last) > 5):
        for word in sorted(capitals):
            exchanged = word != last and len(word) == len(last) and sorted(word) == sorted(last)
            if exchanged and place_form(word) is None:
                yield "derived-left", where, f"no word like {last}", word
    for one, other in zip(old, new, strict=True):
        was, now = one["name"].split(" "), other["name"].split(" ")
        given = [word for word in was[:-1] if len(word.strip(".")) > 2 and word[0].isupper()]
        if len(given) > 1 and was[:-1] == now[:-1] and was[-1] != now[-1]:
            yield "given-left", where, f"other given names than {' '.join(given)}", other["name"]
