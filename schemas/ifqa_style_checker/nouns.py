"""What the passage calls a thing, and whether a noun may ask for it.

There is no list of nouns here: a noun is what stands where English puts one, right before a name
("the film X"), or as the head of what follows "X is a". What a noun may be said of is read off the
same passage, from the types of the things that it calls so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from irrealis.schemas.ifqa_style_checker.paper import Paper

# nouns for all works of a sort, and what the passage may call one of them
WORKS = {
    "production": r"(?:tele|mini|docu|melo)?(?:film|movie|series|show|novela|documentary|drama)|"
    r"episode|sitcom|play|musical|opera|pilot|comedy|soap",
    "recording": r"(?:mini-?)?(?:album|song|single|soundtrack|record|mixtape|ep)",
    "piece": r"(?:tele|mini|docu)?(?:film|movie|song|album|opera|musical|symphony|soundtrack|play)",
}
# words that end the noun phrase behind "is a"
_PARTED = re.compile(
    r"[,.;:(\"]| (?:of|in|by|from|that|which|who|whose|for|on|with|at|to|or|as|set|made|based"
    r"|located|situated|written|directed|produced|recorded|released|published|founded|featuring"
    r"|starring|performed|built|near|where|between|[a-z]+ing|[a-z]{3,}ed)\b"
)
_NO_NOUN = re.compile(
    r"(?:the|an?|of|in|by|for|on|with|at|to|and|or|as|from|is|was|are|were|be|his|her|its|their|like"
    r"|first|second|third|last|[a-z]{3,}th|called|named|titled|entitled|than|but|not|who|which|that|where|when|also|near|into|after"
    r"|before|under|over|via|until|since|between|within|through|during|while|including|[a-z]+ly"
    r"|[a-z]+ing|[a-z]{3,}ed)"
)


def singulars(noun: str) -> frozenset[str]:
    """What a noun may be the plural of, itself included."""
    forms = {noun, re.sub(r"ies$", "y", noun), re.sub(r"s$", "", noun)}
    return frozenset(forms | {re.sub(r"(?<=[sxhz])es$", "", noun)})


def is_plural(noun: str) -> bool:
    """Whether a noun of works is a plural."""
    return noun.endswith("s") and not noun.endswith("series")


def called_a(paper: Paper, thing: str) -> frozenset[str]:
    """The nouns that the passage has for a thing, beside its name or behind "is a"."""
    return frozenset(_said_to_be(paper, thing)) | frozenset(_beside(paper, thing))


def said_to_be(paper: Paper, thing: str) -> frozenset[str]:
    """What stands behind "X is a", without what stands in parentheses."""
    return frozenset(
        match[1]
        for name in paper.names(thing)
        for text in paper.sentences
        if (
            match := re.search(
                rf"(?<!\w){re.escape(name)} (?:is|was) an? ([^;]+)",
                re.sub(r" ?\([^()]*\)", "", text),
            )
        )
    )


def _said_to_be(paper: Paper, thing: str) -> Iterator[str]:
    """The nouns that surely say what a thing is: behind "is a", and at the end of its name."""
    work = {m["type"] for m in paper.row["vertexSet"][int(thing)]} == {"MISC"}
    for name in paper.names(thing):
        last = name.split()[-1]
        if not work and " " in name and last[:1].isupper() and last.isalpha():
            yield last.lower()  # "Warren County"; a title says nothing of its work
        bare = re.escape(re.sub(r"^[Tt]he ", "", name))
        for text in paper.sentences:
            match = re.search(
                rf"(?<!\w){bare}[\"']?(?: \([^)]*\))? (?:is|was|are|were) (?:an?|the) (.+)", text
            )
            if match:
                plain = re.sub(r" \([^)]*\)", "", match[1])
                head = _PARTED.split(f"{plain} ", maxsplit=1)[0]
                # "a rhythm and blues single", "a town and municipality"
                for phrase in map(str.split, head.split(" and ")):
                    yield from (word.lower() for word in phrase[-1:])
                    # "a film series": each noun of the compound says what it is
                    yield from (word for word in phrase[:-1] if word.islower())


def _beside(paper: Paper, thing: str) -> Iterator[str]:
    """The words right before a name, of which not all are nouns: "the film X", "the new X"."""
    for name in paper.names(thing):
        bare = re.escape(re.sub(r"^[Tt]he ", "", name))
        for text in paper.sentences:
            for match in re.finditer(
                rf"(?<![\w-])([A-Za-z]+) (?:of )?(?:the )?[\"']?{bare}(?!\w)", text
            ):
                word = match[1].lower()
                if (match[1] == word or not match.start()) and not _NO_NOUN.fullmatch(word):
                    yield word


def _surely(paper: Paper, thing: str) -> Iterator[str]:
    """Those of the words before a name that no other noun follows anywhere in the passage."""
    text = " ".join(paper.sentences).lower()
    for word in set(_beside(paper, thing)):
        if all(
            _NO_NOUN.fullmatch(after)
            for after in re.findall(rf"\b{word} ([a-z]+)", text)
            if f" {after} " not in _named(paper)
        ):
            yield word


def _named(paper: Paper) -> str:
    """The words of all names, in small letters."""
    return f" {' '.join(name for names in paper.called for name in names)} ".lower()


def another_kind(paper: Paper, thing: str, noun: str | None) -> bool:
    """Whether a thing is surely no person (no noun), or nothing of this noun."""
    types = {mention["type"] for mention in paper.row["vertexSet"][int(thing)]}
    if noun is None:
        return "PER" not in types
    beside = frozenset(_beside(paper, thing))
    called = frozenset(_said_to_be(paper, thing)) | frozenset(_surely(paper, thing))
    if (works := WORKS.get(noun.removesuffix("s"))) is not None:
        known = {w for w in called | beside if re.fullmatch("|".join(WORKS.values()), w)}
        return types != {"MISC"} or (
            bool(known) and not any(re.fullmatch(works, word) for word in known)
        )
    forms = singulars(noun)
    if (called | beside) & forms:
        return False
    like = [
        {mention["type"] for mention in paper.row["vertexSet"][i]}
        for i in sorted(set(paper.same))
        if called_a(paper, str(i)) & forms
    ]
    return bool(called) or (bool(like) and not any(types & one for one in like))
