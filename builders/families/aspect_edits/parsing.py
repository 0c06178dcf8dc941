"""A review as the rules read it: tokens with their parse, each at its place in the text.

Reviews are written in haste: "good.The", "GREAT FOOD", "&amp;", curly quotes. The parser gets a
legible copy; every token knows where it stands in the text as it is, which is never changed.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import numpy
from irrealis.builders.families.aspect_edits.lexicon import Domain, words

from irrealis.text.parser import parser

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

BATCH = 64  # texts that are parsed together: one by one they take more than twice as long

_QUOTES = str.maketrans("‘’‛“”´`–—", "'''\"\"''--")
_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-fA-F]{1,5}|[A-Za-z]{2,8});")
# a stop or comma that is glued to the next word: "good.The", "great,but", "food...service"
_GLUED = re.compile(
    r"(?<=[a-z)!])[.!?]+(?=[A-Z])|(?<=[A-Za-z]{3})[.!?]+(?=[a-z]{3})(?!\.(?:com|net|org)\b)"
    r"|(?<=[a-zA-Z])[,;:](?=[A-Za-z])|(?<=\w)(?:\.{2,}|-{2,}|…)(?=\w)|(?<=\w)&(?=\w\w)"
    r"|(?<=[a-z]{2})[,.;!?]*-(?= )|(?<=[a-z]{3})(?=[A-Z][a-z]{2})"
)
# dots and dashes after a word, and the stop after a letter by itself: "T E R R I B L E."
_GLUING = re.compile(r"(?<=\w)(?:\.{2,}|-{2,}|…)|(?<=\s\w)\.(?=\s|$)")
_CAPITALS = re.compile(r"\b[A-Z][A-Z']{3,}\b")
_END = re.compile(r"[.!?…]+[\"')]*$")
_TITLES = frozenset("dr. mr. mrs. ms. st. mt. ft. vs.".split())  # noqa: SIM905 a name follows
_BULLETS = frozenset("-+*•–~")
_ENDING = frozenset(".!?…\"')")


@dataclass(frozen=True, slots=True)
class Parse:
    """Tokens of one review, as parallel lists.

    `words` are lower-case, contractions written out ("n't" is "not"); `starts` and `ends` are
    characters of the review's own text; `heads` are numbers of tokens; `sentences` is the number of
    the sentence of each.
    """

    domain: Domain
    text: str
    words: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]
    tags: Sequence[str]
    deps: Sequence[str]
    heads: Sequence[int]
    sentences: Sequence[int]

    def __len__(self) -> int:
        return len(self.words)

    def surface(self, at: int) -> str:
        """A token as it is written in the review."""
        return self.text[self.starts[at] : self.ends[at]]


def legible(text: str) -> tuple[str, list[int]]:
    """A copy that a parser can read, and the place in `text` of each of its characters.

    The list has one element more than the copy: the length of the text.

    >>> legible("Nice &amp; warm.The END")[0]
    'Nice & warm. The END'
    """
    pieces: list[str] = []
    places: list[int] = []
    letters = [char for char in text if char.isalpha()]
    shouting = sum(map(str.isupper, letters)) > 0.6 * len(letters)
    folded = text.translate(_QUOTES)
    if shouting:
        lowered = folded.lower()
        folded = lowered if len(lowered) == len(folded) else folded
    else:
        folded = _CAPITALS.sub(lambda found: found[0].lower(), folded)
    cuts = [(m.start(), m.end(), _plain(m[0])) for m in _ENTITY.finditer(folded)]
    cuts += [(m.end(), m.end(), " ") for m in _GLUED.finditer(text)]
    cuts += [(m.start(), m.start(), " ") for m in _GLUING.finditer(folded)]
    at = 0
    for start, end, put in sorted(cuts):
        if start < at:
            continue
        pieces += [folded[at:start], put]
        places += [*range(at, start), *([start] * len(put))]
        at = end
    pieces.append(folded[at:])
    places += range(at, len(text) + 1)
    return "".join(pieces), places


def _plain(entity: str) -> str:
    character = html.unescape(entity).translate(_QUOTES)
    return character if len(character) == 1 and character.isprintable() else " "


def parse(texts: Iterable[str], *, domain: Domain) -> list[Parse]:
    """Parse reviews of a domain together."""
    nlp = parser()
    given = list(texts)
    copies = [legible(text) for text in given]
    docs = nlp.pipe(
        (_sentenced(nlp, copy) for copy, _ in copies),
        batch_size=BATCH,
        disable=["lemmatizer", "attribute_ruler"],
    )
    return [
        _parse(doc, text, places, domain)
        for doc, text, (_, places) in zip(docs, given, copies, strict=True)
    ]


def _sentenced(nlp: Language, copy: str) -> Doc:
    """The tokens; a sentence starts after a stop or at a line break, whatever the parser thinks."""
    doc = nlp.make_doc(copy)
    mixed = not copy.islower()  # notes without capitals: the parser knows best
    starts = numpy.zeros(len(doc), dtype="int64")  # 1: one starts here, -1: none, 0: not known
    stopped = broken = False
    last = ""
    for at, token in enumerate(doc):
        text = token.text
        if text.isspace():
            broken = broken or "\n" in text
            continue
        word, small = text.lower(), text[0].islower()
        item = broken and text in _BULLETS
        ends = text[-1] in _ENDING and _END.search(text) is not None and word not in _TITLES
        if at and (
            item
            or (stopped and (broken or not small) and not ends)
            or (
                broken
                and last not in words("goes on") | {","}
                and (word in words("begins") or text[0].isupper())
            )
        ):
            starts[at] = 1
        elif at and mixed and small and not stopped and not broken:
            starts[at] = -1
        stopped, broken, last = ends, False, word
    codes: Any = starts.astype("uint64")
    return doc.from_array(["SENT_START"], codes)


@lru_cache(4096)
def spelled(word: str, domain: Domain) -> str:
    """The word that a near miss is meant to be: one letter more, less or other, or two swapped.

    >>> from irrealis.builders.families.aspect_edits.lexicon import domain
    >>> spelled("atmoshpere", domain("restaurants")), spelled("waiter", domain("restaurants"))
    ('atmosphere', 'waiter')
    """
    if len(word) < 6 or word.endswith("ly") or not word.isalpha():
        return word
    if word in domain.words("misspelled") or word in domain.words("not misspelled"):
        return word
    for short in (word, *(word[:at] + word[at + 1 :] for at in range(len(word)))):
        for right in _near(domain).get(short, ()):
            if abs(len(right) - len(word)) <= 1 and right[0] == word[0]:
                return right
    return word


@cache
def _near(domain: Domain) -> dict[str, list[str]]:
    """What is often misspelled, by itself and without each of its letters."""
    near: dict[str, list[str]] = {}
    for right in domain.words("misspelled"):
        for short in {right, *(right[:at] + right[at + 1 :] for at in range(len(right)))}:
            near.setdefault(short, []).append(right)
    return {short: sorted(found) for short, found in near.items()}


_WORDS = {
    "n't": "not",
    "nt": "not",
    "n`t": "not",
    "ca": "can",
    "wo": "will",
    "'ve": "have",
    "&": "and",
    "tho": "though",
    "thru": "through",
    "altho": "although",
}


def _parse(doc: Doc, text: str, places: Sequence[int], domain: Domain) -> Parse:
    from spacy.attrs import (  # type: ignore[import-not-found]
        DEP,
        HEAD,
        IDX,
        LENGTH,
        LOWER,
        SENT_START,
        TAG,
    )  # fmt: skip

    strings = doc.vocab.strings
    names = doc.to_array([LOWER, TAG, DEP]).tolist()
    places_of = doc.to_array([IDX, LENGTH, HEAD, SENT_START]).astype("int64").tolist()
    said, starts, ends, tags, deps, heads, sentences = [], [], [], [], [], [], []
    sentence = -1
    for number, ((low, tag, dep), (idx, length, head, start)) in enumerate(
        zip(names, places_of, strict=True)
    ):
        sentence += start == 1 or number == 0
        lower = strings[low]
        said.append(_WORDS.get(lower) or spelled(lower, domain))
        starts.append(places[idx])
        last = places[idx + length - 1]
        # an entity is one character of the copy and several of the text
        ends.append(max(last + 1, places[idx + length]) if text[last] == "&" else last + 1)
        tags.append(strings[tag])
        deps.append(strings[dep])
        heads.append(number + head)
        sentences.append(sentence)
    return Parse(domain, text, said, starts, ends, tags, deps, heads, sentences)
