"""Pairs of words that differ by one concept, and contexts in which both fit.

After Park, Choe and Veitch, "The Linear Representation Hypothesis and the Geometry of Large
Language Models", ICML 2024, whose pairs come from the Bigger Analogy Test Set; ours are made anew.
Inflected forms are those of lemminflect (from the SPECIALIST Lexicon), words made by a prefix or
a suffix have to be in it, and names of countries in other languages are Babel's (from the CLDR).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from csv import DictReader
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple

from irrealis.builders.families.facts.chains import states
from irrealis.builders.families.swaps.tables import terms

from irrealis.errors import needs
from irrealis.text.articles import indefinite_article
from irrealis.text.demonyms import demonym_of

EVERY = 5  # every fifth word is for test, in all of its lists
# what a sentence may stand behind; the first is nothing
LEADS = (
    "", "I heard that ", "It turned out that ", "She wrote to us that ", "We all knew that ",
    "He told them that ",
)  # fmt: skip


class Word(NamedTuple):
    """A word of a list, and what follows it or goes with it."""

    word: str
    goes_with: str


class Concept(NamedTuple):
    """What changes between the two words: their forms, and the list that they are made of."""

    name: str
    before: str
    after: str
    words: str


class Item(NamedTuple):
    """A word in a context."""

    concept: Concept
    word: Word
    context: str

    @property
    def pair(self) -> tuple[str, str] | None:
        """Both words; None where a resource does not have one of them, or they are the same."""
        before = form_of(self.concept.before, self.word)
        after = form_of(self.concept.after, self.word)
        return (before, after) if before and after and before != after else None

    def text(self, word: str) -> str:
        """The sentence with a word in it; both words of a pair take one article."""
        article = indefinite_article(self.word.word) if "{a}" in self.context else ""
        filled = self.context.format(a=article, **{"with": self.word.goes_with})
        return filled.replace("__", word)


CONCEPTS = tuple(
    Concept(*row.split())
    for row in """
    verb-past base past verb
    verb-3sg base 3sg verb
    verb-ing base ing seen
    3sg-past 3sg past verb
    ing-participle ing participle feel
    adjective-comparative base comparative adjective
    adjective-superlative base superlative adjective
    comparative-superlative comparative superlative adjective
    noun-plural base plural noun
    adjective-un base un un
    adjective-in base in in
    adjective-adverb base adverb manner
    adjective-ness base ness state
    act-agent base agent act
    verb-ment base ment ment
    verb-ion base ion ion
    verb-able base able able
    verb-again base again again
    verb-undo base undo undo
    ful-less ful less ful
    country-capital base capital country
    country-people base people country
    country-language base language country
    male-female base female person
    small-large small large opposite
    lower-upper base upper sign
    cardinal-ordinal base ordinal number
    english-french english french country
    english-german english german country
    english-spanish english spanish country
    french-german french german country
    french-spanish french spanish country
    german-spanish german spanish country
    """.strip().splitlines()
)


def _rows(name: str) -> Iterator[Mapping[str, str]]:
    text = (files(__package__) / name).read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    yield from DictReader(lines, delimiter="\t")


@cache
def _words() -> Mapping[str, Sequence[Word]]:
    found: dict[str, list[Word]] = {}
    for row in _rows("words.tsv"):
        for name in row["list"].split():
            found.setdefault(name, []).append(Word(row["word"], row["with"]))
    return MappingProxyType({name: tuple(of) for name, of in found.items()})


@cache
def _places() -> Mapping[str, int]:
    """Where each word first stands in the lists."""
    words = dict.fromkeys(word.word for of in _words().values() for word in of)
    return MappingProxyType({word: place for place, word in enumerate(words)})


@cache
def items(part: str, concept: Concept) -> Sequence[Item]:
    """The words of a concept in all of its contexts; train and test share no word."""
    contexts = [
        row["context"] for row in _rows("contexts.tsv") if concept.name in row["concepts"].split()
    ]
    return tuple(
        Item(concept, word, _behind(lead, context))
        for word in _words()[concept.words]
        if (_places()[word.word] % EVERY == EVERY - 1) == (part == "test")
        for context in contexts
        for lead in LEADS
    )


def _behind(lead: str, context: str) -> str:
    return lead + context[0].lower() + context[1:] if lead else context


@cache
def form_of(form: str, word: Word) -> str | None:
    """A form of a word, or None if the resource for it has none."""
    return _FORMS[form](word)


def _inflected(tag: str) -> Callable[[Word], str | None]:
    def inflect(word: Word) -> str | None:
        with needs("concepts", "inflecting words"):
            from lemminflect import getInflection
        found = getInflection(word.word, tag, inflect_oov=False)
        return str(found[0]) if found else None

    return inflect


def _derived(kind: str, made: Callable[[str], str]) -> Callable[[Word], str | None]:
    def derive(word: Word) -> str | None:
        with needs("concepts", "looking words up"):
            from lemminflect import getAllLemmas
        found = made(word.word)
        return found if kind in getAllLemmas(found) else None

    return derive


def _stem(word: str) -> str:
    """What stands before -ing: runn, mov, wash."""
    return (_inflected("VBG")(Word(word, "")) or "").removesuffix("ing")


def _negated(word: str) -> str:
    before = {"l": "il", "r": "ir", "p": "im", "b": "im", "m": "im"}
    return before.get(word[0], "in") + word


def _adverb(word: str) -> str:
    return f"{word[:-1]}ily" if word.endswith("y") and word not in ("shy", "sly") else f"{word}ly"


def _able(word: str) -> str:
    return f"{word}able" if word.endswith(("ce", "ge")) else f"{_stem(word)}able"


def _with_i(word: str) -> str:
    """With the i that a y behind a consonant becomes before a suffix."""
    return re.sub(r"(?<=[^aeiou])y$", "i", word)


def _territory(language: str) -> Callable[[Word], str | None]:
    def name(word: Word) -> str | None:
        with needs("concepts", "names of countries in other languages"):
            from babel import Locale
        found = Locale(language).territories.get(word.goes_with)
        return str(found) if found else None

    return name


def _capital(word: Word) -> str | None:
    state = states().get(word.word)
    return state.capital if state else None


def _people(word: Word) -> str | None:
    known = demonym_of(word.word)
    person, people = (known.persons, known.people) if known else ((), ())
    # "a Swede, the Swedes" but not "the Japanese", which is the language too, nor "Irishmen"
    if not people or not person or people[0] == person[0] or people[0].endswith("men"):
        return None
    return people[0]


def _language(word: Word) -> str | None:
    state = states().get(word.word)
    return state.languages[0] if state and len(state.languages) == 1 else None


@cache
def _ordinal(word: str) -> str:
    with needs("build", "ordinal numbers"):
        import inflect
    return str(inflect.engine().ordinal(word))


@cache
def _females() -> Mapping[str, str]:
    return MappingProxyType(dict(terms()))


_FORMS: Mapping[str, Callable[[Word], str | None]] = MappingProxyType(
    {
        "base": lambda word: word.word,
        "past": _inflected("VBD"),
        "3sg": _inflected("VBZ"),
        "ing": _inflected("VBG"),
        "participle": _inflected("VBN"),
        "comparative": _inflected("JJR"),
        "superlative": _inflected("JJS"),
        "plural": _inflected("NNS"),
        "un": _derived("ADJ", lambda word: f"un{word}"),
        "in": _derived("ADJ", _negated),
        "adverb": _derived("ADV", _adverb),
        "ness": _derived("NOUN", lambda word: f"{_with_i(word)}ness"),
        "agent": _derived("NOUN", lambda word: f"{_stem(word)}er"),
        "ment": _derived("NOUN", lambda word: f"{word}ment"),
        "ion": _derived("NOUN", lambda word: f"{word.removesuffix('e')}ion"),
        "able": _derived("ADJ", _able),
        "again": _derived("VERB", lambda word: f"re{word}"),
        "undo": _derived("VERB", lambda word: f"un{word}"),
        "ful": _derived("ADJ", lambda word: f"{_with_i(word)}ful"),
        "less": _derived("ADJ", lambda word: f"{_with_i(word)}less"),
        "capital": _capital,
        "people": _people,
        "language": _language,
        "female": lambda word: _females().get(word.word),
        "small": lambda word: word.word.partition("|")[0],
        "large": lambda word: word.word.partition("|")[2],
        "upper": lambda word: word.word.upper(),
        "ordinal": lambda word: _ordinal(word.word),
        "english": _territory("en"),
        "french": _territory("fr"),
        "german": _territory("de"),
        "spanish": _territory("es"),
    }
)
