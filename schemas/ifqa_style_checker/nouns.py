"""What the passage calls a thing, and whether a noun may ask for it."""

from __future__ import annotations

import re

from irrealis.schemas.ifqa_style_checker.paper import Paper

# the types of the annotation that a thing of this noun may have
_NOUNS = {
    ("LOC",): """village town city municipality county province district region state river lake
        island mountain commune suburb parish township hamlet settlement department prefecture
        neighborhood neighbourhood country""",
    ("ORG",): """band group company airline label party choir orchestra agency duo trio team club
        brand foundation union""",
    ("MISC",): """film movie album song single novel book episode opera musical poem telenovela
        sitcom miniseries documentary painting symphony soundtrack anthology play event""",
    ("LOC", "ORG", "MISC"): """building bridge castle church university college school museum
        network station league newspaper magazine studio bank series game show car aircraft phone
        console engine software locomotive ship rifle""",
}
_TYPES = {word: frozenset(types) for types, words in _NOUNS.items() for word in words.split()}
# nouns for all works of a sort, and what the passage may call one of them
WORKS = {
    "production": frozenset(
        [
            "film",
            "movie",
            "series",
            "episode",
            "telenovela",
            "sitcom",
            "miniseries",
            "documentary",
            "show",
            "play",
            "musical",
            "opera",
        ]
    ),
    "recording": frozenset(["album", "song", "single", "soundtrack"]),
    "piece": frozenset(
        ["song", "film", "album", "opera", "musical", "symphony", "soundtrack", "play"]
    ),
}
_ANY = "|".join(sorted(_TYPES, key=len, reverse=True))


def singulars(noun: str) -> frozenset[str]:
    """What a noun may be the plural of, itself included."""
    forms = {noun, re.sub(r"ies$", "y", noun), re.sub(r"s$", "", noun), re.sub(r"es$", "", noun)}
    return frozenset(forms & _TYPES.keys()) or frozenset({noun})


def called_a(paper: Paper, thing: str) -> frozenset[str]:
    """The nouns that the passage has for a thing, beside its name or behind "is a"."""
    found = set()
    for name in paper.names(thing):
        last = name.split()[-1].lower()
        if last in _TYPES and _TYPES[last] != {"MISC"}:
            found.add(last)
        bare = re.escape(re.sub(r"^[Tt]he ", "", name))
        for text in paper.sentences:
            found |= {
                match[1].lower()
                for match in re.finditer(rf"(?i:\b({_ANY}))(?: of)?,? [\"']?{bare}(?!\w)", text)
            }
            match = re.search(
                rf"(?<!\w){bare}[\"']?(?: \([^)]*\))? (?:is|was|are|were) (?:an?|the) ([^.,;]+)",
                text,
            )
            if match:
                phrase = re.split(r"\b(?:of|in|by|from|that|which|for|on|with)\b", match[1])[0]
                found |= set(re.findall(rf"\b({_ANY})\b", phrase.lower()))
    return frozenset(found)


def another_kind(paper: Paper, thing: str, noun: str | None) -> bool:
    """Whether a thing is surely no person (no noun), or nothing of this noun."""
    types = {mention["type"] for mention in paper.row["vertexSet"][int(thing)]}
    if noun is None:
        return "PER" not in types
    if (works := WORKS.get(noun.removesuffix("s"))) is not None:
        said = called_a(paper, thing)
        return types != {"MISC"} or (bool(said) and not said & works)
    may = frozenset[str]().union(*(_TYPES.get(one, types) for one in singulars(noun)))
    called = called_a(paper, thing)
    return not types & may or (bool(called) and not called & singulars(noun))
