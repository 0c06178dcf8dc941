"""The audit's own look for replacements that do not fit what the text goes on saying."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from irrealis.check import Found, Row
from irrealis.text.demonyms import demonym_of, place_form
from irrealis.text.persons import name_gender


def _names(text: str) -> frozenset[str]:
    """Names from a text in which a hyphen stands for the space in a name."""
    return frozenset(name.replace("-", " ") for name in text.split())


_CONTINENTS = frozenset(
    ["Africa", "Asia", "Europe", "Oceania", "North America", "South America", "Antarctica"]
)
_FORMS = re.compile(
    r"(?:EP|LP|CD|DVD|MP3)s?|(?:The )?Greatest Hits(?: .*)?|(?:List|Outline|Timeline) of .+"
)
# States that are divided into states, and states that have room for none.
_WITH_STATES = _names(
    "Australia Austria Brazil Germany India Malaysia Mexico Myanmar Nigeria Sudan Venezuela "
    "United-States West-Germany South-Sudan"
)
_LARGE = _names(
    "Argentina Australia Brazil Canada China France Germany India Indonesia Iran Italy Japan "
    "Mexico Nigeria Pakistan Poland Russia Spain Turkey Ukraine United-States United-Kingdom "
    "Soviet-Union South-Africa"
)
_TINY = _names(
    "Andorra Bahrain Barbados Grenada Liechtenstein Luxembourg Maldives Malta Monaco Nauru Palau "
    "Seychelles Singapore Tonga Tuvalu San-Marino Antigua-and-Barbuda"
)
# Where a tongue is spoken that the text names: one that is spoken in few states.
_SPOKEN = {
    "Spanish": "Argentina Bolivia Chile Colombia Cuba Ecuador Guatemala Honduras Mexico Nicaragua "
    "Panama Paraguay Peru Spain Uruguay Venezuela",
    "Portuguese": "Angola Brazil Mozambique Portugal",
    "German": "Austria Germany Liechtenstein Luxembourg Switzerland",
    "Dutch": "Belgium Netherlands Suriname",
    "Swedish": "Finland Sweden",
}  # fmt: skip
_STATES_OF_TONGUES = {
    "Canada": "English French", "Switzerland": "German French Italian", "Belgium": "Flemish French",
}  # fmt: skip
_LIMIT = re.compile(r"\b(?:borders|bordered|bordering|borders on|neighbouring|neighboring)\b")
_NAMED = re.compile(r"^(?:He|She|It|They) (?:is|was|were|are) named (?:after|for)\b")
_LITTLE = frozenset({"of", "the", "and", "for", "in", "de", "la", "du", "on", "at"})


def fit_faults(original: Row, row: Row, changed: Sequence[int]) -> Found:
    """What was replaced by a thing that does not fit, or is given away by a part of a word.

    Args:
        original, row: a document, and its counterfactual.
        changed: entities that are called otherwise.
    """
    fresh = {
        word.casefold()
        for i in changed
        for m in row["vertexSet"][i]
        for word in re.findall(r"[^\W\d_]+", m["name"])
    }
    lower = {token for sent in original["sents"] for token in sent if token.islower()}
    tokens = _Tokens(row, fresh, lower)
    states: dict[int, tuple[str, str]] = {}
    for i in changed:
        old, new = original["vertexSet"][i], row["vertexSet"][i]
        where = f"vertexSet[{i}]"
        for one, other in zip(old, new, strict=True):
            if one["name"] != other["name"]:
                yield from _of_one(row, one, other, where)
        yield from _in_words(tokens, old, new, where)
        yield from _called(original, row, i, changed, where)
        if {m["type"] for m in old} == {"LOC"}:
            pair = _state(old), _state(new)
            if all(pair) and pair[0] != pair[1]:
                states[i] = pair
                yield from _of_a_state(row, new, pair, where)
    yield from _beside_others(original, row, states)
    for label in original["labels"]:
        if label["r"] == "P36" and label["h"] in states and label["t"] not in changed:
            names = original["vertexSet"][label["t"]][0]["name"]
            yield "capital-left", f"vertexSet[{label['t']}]", "another capital", names


def _state(names: Sequence[Row]) -> str:
    return next((found.place for m in names if (found := demonym_of(m["name"]))), "")


def _of_one(row: Row, old: Row, new: Row, where: str) -> Found:
    """What the old name says of the thing, and the words around the new one."""
    tokens = row["sents"][new["sent_id"]]
    start, end = new["pos"]
    before, behind = tokens[max(0, start - 2) : start], tokens[end : end + 2]
    bare = re.sub(r"^the ", "", old["name"])
    if new["type"] == "LOC" and bare in _CONTINENTS:
        yield "other-continent", where, f"{bare}, of which all of it is", new["name"]
    listed = new["name"].split(" ")[:2] == old["name"].split(" ")[:2]  # "List of" what is replaced
    if new["type"] in ("MISC", "ORG") and _FORMS.fullmatch(bare) and not listed:
        yield "form-replaced", where, old["name"], new["name"]
    if new["type"] in ("MISC", "ORG"):
        words, fresh = old["name"].split(" "), new["name"].split(" ")
        for at, (one, other) in enumerate(zip(words, fresh, strict=False)):
            following = words[at + 1 : at + 2], fresh[at + 1 : at + 2]
            is_given = name_gender(one) is not None and place_form(one) is None
            if one == other and is_given and following[0] != following[1] and len(words) > 2:
                yield "founder-left", where, f"no {one}", new["name"]
    if (
        new["type"] == "LOC"
        and place_form(old["name"]) is None
        and behind[:1] in (["-"], ["–"])
        and behind[1:]
        and behind[1][0].isupper()
        and place_form(behind[1]) is None
        and (new["sent_id"], end + 1) not in _mentioned(row)
    ):
        yield "half-left", where, f"all of {old['name']} - {behind[1]}", new["name"]
    found = demonym_of(old["name"])
    if (
        found is not None
        and len(before) == 2
        and before[1] in ("-", "–")
        and before[0] in _STATES_OF_TONGUES.get(found.place, "").split()
    ):
        yield "tongues-mixed", where, f"{before[0]} - {old['name']}", f"{before[0]} - {new['name']}"


def _mentioned(row: Row) -> set[tuple[int, int]]:
    return {
        (m["sent_id"], at) for entity in row["vertexSet"] for m in entity for at in range(*m["pos"])
    }


def _of_a_state(row: Row, new: Sequence[Row], pair: tuple[str, str], where: str) -> Found:
    """What a text says of a state that the new one has not."""
    was, now = pair
    if was in _LARGE and now in _TINY:
        yield "too-small", where, f"a state like {was}", now
    for mention in new:
        behind = row["sents"][mention["sent_id"]][mention["pos"][1] :][:3]
        of = len(behind) > 2 and behind[0] in ("state", "states") and behind[1] == "of"
        if of and behind[2][0].isupper() and was in _WITH_STATES and now not in _WITH_STATES:
            yield (
                "no-states",
                where,
                "a state that has states",
                " ".join([mention["name"], *behind]),
            )
    text = " ".join(token for sent in row["sents"] for token in sent)
    for tongue, spoken in _SPOKEN.items():
        says = f"in {tongue} " in text or f"{tongue} language" in text
        if says and was in spoken.split() and now not in spoken.split() and len(now.split()) == 1:
            yield "tongue-left", where, f"a state where {tongue} is spoken", now


def _beside_others(original: Row, row: Row, states: Mapping[int, tuple[str, str]]) -> Found:
    """States that border on one another, and others than they were."""
    for sent, tokens in enumerate(row["sents"]):
        if not states or not _LIMIT.search(" ".join(tokens)):
            continue
        named = {
            i: found.place
            for i, entity in enumerate(original["vertexSet"])
            for m in entity
            if m["sent_id"] == sent and m["type"] == "LOC"
            and (found := demonym_of(m["name"])) is not None and found.persons
        }  # fmt: skip
        for i in sorted(named.keys() & states.keys()):
            others = {place for place in named.values() if place != states[i][0]} & _LARGE
            if others and states[i][0] in _LARGE:
                yield (
                    "border-moved",
                    f"vertexSet[{i}]",
                    f"{states[i][0]}, beside {sorted(others)}",
                    (states[i][1]),
                )


class _Tokens:
    """The tokens of a counterfactual that may hold a part of an old name, found once for all names.

    Args:
        row: the counterfactual.
        fresh: words of the new names; what one of them is cannot be a part of an old one.
        lower: words that the original has in lower case.
    """

    def __init__(self, row: Row, fresh: set[str], lower: set[str]) -> None:
        self.fresh, self.lower = fresh, lower
        self.others: list[tuple[str, str]] = []  # with a character that is no letter
        self.titled: list[tuple[str, str]] = []  # words that may be two drawn together
        for tokens in row["sents"]:
            for token in tokens:
                low = token.casefold()
                if low in fresh or (low in lower and low.isalpha()):
                    continue
                if not token.isalpha():
                    self.others.append((token, low))
                elif len(token) > 5 and token.istitle():
                    self.titled.append((token, low))


def _in_words(tokens: _Tokens, old: Sequence[Row], new: Sequence[Row], where: str) -> Found:
    """Addresses and words drawn together that hold a part of the old name."""
    kept = {word.casefold() for m in new for word in re.findall(r"[^\W\d_]+", m["name"])}
    names = {m["name"] for m in old} - {m["name"] for m in new}
    kind = {m["type"] for m in old}
    gone = set()
    for name in names:
        words = re.findall(r"[^\W\d_]{6,}", name)
        gone |= {w.casefold() for w in (words[-1:] if kind == {"PER"} else words)}
    gone -= kept | tokens.lower | tokens.fresh
    gone = {word for word in gone if place_form(word.capitalize()) is None}
    for token, low in tokens.others if gone else ():
        if any(word in low and word != low for word in gone):
            yield "compound-left", where, f"no part of {old[0]['name']}", token
    pairs = [
        (one.casefold(), other.casefold())
        for name in names
        if kind <= {"ORG", "MISC", "LOC"}
        for words in [[w for w in name.split(" ") if w.lower() not in _LITTLE and w.isalpha()]]
        for one, other in pairwise(words)
    ]
    for token, low in tokens.titled if pairs else ():
        for one, other in pairs:
            if any(
                one.startswith(low[:at]) and other.startswith(low[at:])
                for at in (3, 4)
                if at < len(low) - 2
            ):
                yield "compound-left", where, f"no part of {old[0]['name']}", token


def _called(original: Row, row: Row, i: int, changed: Sequence[int], where: str) -> Found:
    """A person who keeps the given name; one of whose name the next sentence tells the origin."""
    old, new = original["vertexSet"][i], row["vertexSet"][i]
    if {m["type"] for m in old} == {"PER"}:
        family = {m["name"].split(" ")[-1] for j in changed if j != i for m in row["vertexSet"][j]}
        for one, other in zip(old, new, strict=True):
            words, fresh = one["name"].split(" "), other["name"].split(" ")
            both = len(words) > 1 and len(fresh) > 1 and len(words[0]) > 2
            if both and words[0] == fresh[0] and words != fresh and fresh[-1] not in family:
                yield "given-left", where, f"another given name than {words[0]}", other["name"]
    title = re.sub(r" \(.*", "", original["title"])
    if title in {m["name"] for m in old}:
        for tokens in row["sents"][1:]:
            if _NAMED.match(" ".join(tokens)):
                yield "gloss-left", where, "no origin of the old name", " ".join(tokens[:6])
    places = {m["name"]: demonym_of(m["name"]) for m in old if m["type"] == "LOC"}
    held = {name for name, found in places.items() if found is not None and found.persons}
    if held and len({m["name"] for m in new}) == 1:
        for name in sorted(places.keys() - held):
            if " - " in name or (
                not re.search(r"[.]|^[A-Z]+$", name)
                and name[:3] not in {one[:3] for one in held}
                and not set(name.split(" ")) & {w for one in held for w in one.split(" ")}
            ):
                yield (
                    "two-places",
                    where,
                    f"one place for {name} and {sorted(held)[0]}",
                    (new[0]["name"]),
                )
