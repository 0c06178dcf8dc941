"""One sentence, edited in each way that has a name: Polyjuice's codes (Wu et al., ACL 2021).

Each function gives the changes of one code, or says why there are none. They go by a dependency
parse and small tables of words, and are made for sentences of one clause: a code is kept for what
it names, so that what could be taken for two of them is not made.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from irrealis.text.articles import indefinite_article

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

CODES = (
    "negation",
    "quantifier",
    "lexical",
    "insert",
    "delete",
    "resemantic",
    "shuffle",
    "restructure",
)
SHORTEST, LONGEST = 4, 30  # tokens
_AUX = frozenset({"aux", "auxpass"})
_BE = frozenset("is are was were 's 're 'm am".split())  # noqa: SIM905
_WHOLE = re.compile(r"[A-Z0-9][^<>\n\"“”()*/;:]*[.!]?")
_CLAUSES = frozenset({"advcl", "ccomp", "csubj", "parataxis", "conj", "relcl", "mark", "expl"})
_NOUNS = frozenset({"NN", "NNS"})
_SIMPLE = frozenset({"nsubj", "dobj", "aux", "prep", "npadvmod", "punct"})
_SELVES = frozenset({"himself", "herself", "themselves", "itself", "yourself", "myself"})
_BOUND = frozenset(
    "his her their its my our your each every no all some many few most another other".split()  # noqa: SIM905
)
# adjectives, by one of each group, that have no such opposite of a thing, and of a person
_OF_WHOM = {
    False: frozenset({"old"}),
    True: frozenset({"red", "black", "large", "wet", "empty", "cheap", "wooden"}),
}
_CLEFT = 1 / 3  # of the restructured sentences


class NoEdit(Exception):
    """A code that cannot be had of a sentence; `reason` is short and can be counted."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason, self.detail = reason, detail


@dataclass(frozen=True, slots=True)
class Change:
    """Characters `start` to `end` become `after`."""

    start: int
    end: int
    after: str


@cache
def _table() -> Mapping[str, Sequence[Sequence[str]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for line in (files(__package__) / "words.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            name, *_, cells = line.split("\t")
            found.setdefault(name, []).append(tuple(word.strip() for word in cells.split(",")))
    return found


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(word for group in _table()[name] for word in group)


def pick(among: Sequence[str], rng: random.Random) -> str:
    """One of these.

    Raises:
        NoEdit: there is none.
    """
    if not among:
        raise NoEdit("no-other-word", "no other word fits")
    return among[int(rng.random() * len(among))]


def refusal(doc: Doc) -> str | None:
    """Why a text is no sentence that is edited; None if it is one."""
    tokens = [token for token in doc if not token.is_space]
    if not SHORTEST <= len(tokens) <= LONGEST:
        return f"{len(tokens)} tokens"
    if not _WHOLE.fullmatch(doc.text):
        return "it has marks that are no sentence's, or does not begin with a capital"
    if len(list(doc.sents)) != 1:
        return "it is more than one sentence"
    if doc.text.isupper():
        return "it is all in capitals"
    return None


def changes(doc: Doc, code: str, *, rng: random.Random) -> list[Change]:
    """The changes of a code.

    Raises:
        NoEdit: it cannot be had of this sentence.
    """
    made = list(_CODES[code](doc, rng))
    if not made:
        raise NoEdit("nothing-to-edit", f"nothing in it can be edited by {code}")
    return made


def _root(doc: Doc) -> Token:
    root = next(token for token in doc if token.head.i == token.i)
    if root.tag_ not in ("VBD", "VBZ", "VBP", "VBG", "VBN", "VB"):
        raise NoEdit("no-verb", "its head is no verb")
    return root


def _one_clause(doc: Doc) -> Token:
    root = _root(doc)
    if any(token.dep_ in _CLAUSES and token.head.i == root.i for token in doc):
        raise NoEdit("several-clauses", "it is more than one clause")
    return root


def _lower(doc: Doc) -> frozenset[str]:
    return frozenset(token.lower_ for token in doc)


def _negation(doc: Doc, rng: random.Random) -> Iterator[Change]:  # noqa: ARG001
    """ "is sleeping" is "is not sleeping", "slept" is "did not sleep", and "is not" is "is"."""
    root = _one_clause(doc)
    if sum(token.tag_ in ("VBD", "VBZ", "VBP", "MD") for token in doc) > 1:
        raise NoEdit("several-clauses", "which of its verbs is denied is not clear")
    negations = [token for token in doc if token.dep_ == "neg"]
    aux = [token for token in root.children if token.dep_ in _AUX and token.i < root.i]
    if negations:
        (first, *more) = negations
        others = _lower(doc) & _words("scoped") - {"not"}
        if more or others or first.lower_ not in ("not", "n't") or first.head.i != root.i:
            raise NoEdit("scope", "what is denied is not clear")
        before = doc[first.i - 1]
        if before.lower_ in ("do", "does", "did", "ca", "wo", "sha"):
            raise NoEdit("support", "without the denial the verb has another form")
        yield Change(before.idx + len(before), first.idx + len(first), "")
        return
    if scoped := sorted(_lower(doc) & _words("scoped")):
        raise NoEdit("scope", f"what is denied beside {scoped[0]!r} is not clear")
    if doc[0].i == root.i:
        raise NoEdit("no-subject", "it is a command or a note")
    if not any(token.dep_ in ("nsubj", "nsubjpass") for token in root.children):
        raise NoEdit("no-subject", "it has no subject of its own")
    if aux or root.lower_ in _BE:
        at = aux[0] if aux else root
        if at.tag_ in ("TO", "VBG") or at.lower_ in ("'s", "'d", "'ve"):
            raise NoEdit("support", "its first verb is not clear")
        yield Change(at.idx + len(at), at.idx + len(at), " not")
        return
    support = {"VBD": "did", "VBZ": "does", "VBP": "do"}.get(root.tag_)
    if support is None:
        raise NoEdit("support", "its verb has no tense of its own")
    form = _plain(root)
    if form is None:
        raise NoEdit("support", "the plain form of its verb is not certain")
    yield Change(root.idx, root.idx + len(root), f"{support} not {form}")


def _plain(verb: Token) -> str | None:
    """The plain form of a verb, if spelling and lemmatizer agree on it."""
    word, lemma = verb.lower_, verb.lemma_.lower()
    if verb.tag_ == "VBP":
        return word if word == lemma else None
    if verb.tag_ == "VBZ":
        if word == "has":
            return "have"
        if word.endswith("ies") and len(word) < 5:
            return word[:-1]  # lies, dies, ties
        cut = re.sub(r"(?<=ch|sh|ss|zz)es$|(?<=[xo])es$|s$", "", re.sub(r"ies$", "ys", word))
        return cut if cut != word else None
    for name in ("acts", "makes"):
        for past, _, _, plain in _table()[name]:
            if past == word:
                return plain
    regular = {f"{lemma}ed", f"{lemma}d" if lemma.endswith("e") else "", f"{lemma}{lemma[-1]}ed"}
    regular.add(f"{lemma[:-1]}ied" if lemma.endswith("y") else "")
    return lemma if word in regular else None


def _quantifier(doc: Doc, rng: random.Random) -> Iterator[Change]:
    """Another number or quantifier: "two dogs" are "five dogs", "some boys" are "no boys"."""
    if any(token.dep_ == "neg" for token in doc):
        raise NoEdit("scope", "a quantifier beside a denial has two scopes")
    if _lower(doc) & {"one", "other", "others", "another", "both", "each"}:
        raise NoEdit("counted", "they are counted elsewhere in it too")
    numbers = _table()["numbers"][0]
    places: list[tuple[Token, list[str]]] = []
    for token in doc:
        word, noun = token.lower_, token.head
        if noun.tag_ not in _NOUNS or noun.lower_ in _words("units") or noun.i < token.i:
            continue
        if token.dep_ == "nummod" and noun.i - token.i <= 3 and noun.tag_ == "NNS":
            beside = {doc[token.i - 1].lower_ if token.i else "", doc[token.i + 1].lower_}
            if beside & {"of", "or", "and", "to", "about", "-", "than", "the", "these", "those"}:
                continue
            if word in numbers:
                places.append((token, [option for option in numbers if option != word]))
            elif word.isdigit() and 2 <= int(word) <= 90:
                places.append((token, [str(int(word) + step) for step in (1, 2, 3, 5)]))
        elif token.dep_ in ("det", "amod") and word in _words("many") and noun.tag_ == "NNS":
            if word == "all" and doc[token.i + 1].i != noun.i:
                continue  # "all black clothes"
            if doc[token.i + 1].lower_ in ("the", "of", "these", "those", "his", "her", "their"):
                continue
            before = doc[token.i - 1].lower_ if token.i else ""
            if before in ("a", "the", "so", "too", "not", "very", "at"):
                continue
            subject = noun.dep_ in ("nsubj", "nsubjpass")
            kinds = _table()["many"][0]
            fitting = kinds if subject else ("some", "many", "several", "no", "few")
            places.append((token, [option for option in fitting if option != word]))
        elif token.dep_ == "det" and word in _words("one") and noun.tag_ == "NN":
            if word == "no":
                continue  # "no one dog" and "no water" have none but "some"
            places.append((token, [option for option in _table()["one"][0] if option == "no"]))
    if not places:
        return
    token, options = places[int(rng.random() * len(places))]
    yield Change(token.idx, token.idx + len(token), _cased(pick(options, rng), token.text))


def _lexical(doc: Doc, rng: random.Random) -> Iterator[Change]:
    """Another word of the same part of speech, which cannot be true of the same thing."""
    parts = {"noun": ("NN", "NNS"), "adjective": ("JJ",), "verb": ("VBG", "VBD")}
    found: list[tuple[Token, list[str]]] = []
    for part, group in _groups():
        for token in doc:
            if token.lower_ not in group or token.tag_ not in parts[part]:
                continue
            if token.dep_ == "compound" or any(
                child.dep_ == "compound" for child in token.children
            ):
                continue
            if any("-" in doc[at].text for at in (token.i - 1, token.i + 1) if 0 <= at < len(doc)):
                continue
            # a bridge is old and not young; what somebody's skin is called is no color like others
            person = token.head.lower_ in _words("persons")
            if part == "adjective" and not _OF_WHOM[person].isdisjoint(group):
                continue
            others = [word for word in group if word not in _lower(doc)]
            if others:
                found.append((token, others))
    if not found:
        return
    token, others = found[int(rng.random() * len(found))]
    if sum(each.lower_ == token.lower_ for each in doc) > 1:
        raise NoEdit("twice", f"{token.text!r} is in it twice")
    yield from _put(doc, token.i, token.i + 1, pick(others, rng))


@cache
def _groups() -> Sequence[tuple[str, Sequence[str]]]:
    lines = (files(__package__) / "words.tsv").read_text("utf-8").splitlines()
    cells = [line.split("\t") for line in lines if line.startswith("like\t")]
    return [(part, tuple(word.strip() for word in words.split(","))) for _, part, words in cells]


def _insert(doc: Doc, rng: random.Random) -> Iterator[Change]:
    """When it was, at the end."""
    root = _one_clause(doc)
    body = _end(doc)
    if _is_timed(doc):
        raise NoEdit("timed", "it says when already")
    if any(token.dep_ in ("acl", "relcl", "xcomp", "pcomp") for token in doc):
        raise NoEdit("several-clauses", "what is put in could be part of another clause")
    tenses = [
        token.tag_ for token in (root, *root.children) if token.tag_ in ("VBD", "VBZ", "VBP", "MD")
    ]
    if not tenses or "MD" in tenses or doc[0].i == root.i:
        raise NoEdit("no-tense", "its tense is not certain")
    ongoing = root.tag_ == "VBG" and "VBD" not in tenses
    if "VBD" not in tenses and not ongoing:
        raise NoEdit("no-tense", "it is always so")
    when = pick(_table()["now" if ongoing else "past"][0], rng)
    at = doc[body - 1].idx + len(doc[body - 1])
    yield Change(at, at, f" {when}")


def _delete(doc: Doc, rng: random.Random) -> Iterator[Change]:
    """Without an adjective, without which a thing is still such a thing."""
    if any(token.dep_ == "neg" for token in doc) or _lower(doc) & _words("many"):
        raise NoEdit("scope", "beside a denial or a quantifier less is not less")
    found: list[tuple[int, int]] = []
    for token in doc:
        if token.dep_ != "amod" or token.tag_ != "JJ" or token.lower_ in _words("intensional"):
            continue
        after = doc[token.i + 1] if token.i + 1 < len(doc) else None
        before = doc[token.i - 1].lower_ if token.i else ""
        if after is None or after.tag_ not in _NOUNS or after.i > token.head.i:
            continue
        if before in (",", "and", "or", "-", "very", "so", "too", "most", "more", "such"):
            continue
        if (
            token.i + 1 != token.head.i
            or not before
            or before not in ("a", "an", "the", "his", "her", "its", "their")
        ):
            continue
        if any(child.i < token.i for child in token.children):
            continue
        found.append((token.i, token.i + 1))
    if not found:
        return
    start, end = found[int(rng.random() * len(found))]
    yield from _put(doc, start, end, "")


def _resemantic(doc: Doc, rng: random.Random) -> Iterator[Change]:
    """Another place at the end, for what may happen anywhere."""
    root = _one_clause(doc)
    last = [token for token in root.children if token.dep_ == "prep" and token.i > root.i]
    if root.lower_ not in _words("anywhere"):
        raise NoEdit("no-place", "it may not happen anywhere")
    if len(last) != 1 or root.lower_ in _BE or any(token.dep_ == "neg" for token in doc):
        raise NoEdit("no-place", "no place is told by itself")
    (prep,) = last
    span = list(prep.subtree)
    place = doc[span[0].i : span[-1].i + 1].text.lower()
    if span[-1].i != _end(doc) - 1 or place not in _known_places():
        raise NoEdit("no-place", "no place is told at its end that is known to be one")
    nouns = {token.lower_ for token in doc if token.tag_ in _NOUNS}
    first = span[0].lower_
    options = [
        option
        for option in _table()["places"][0]
        if option.split()[0] != first and option.split()[-1] not in nouns
    ]
    yield Change(span[0].idx, span[-1].idx + len(span[-1]), pick(options, rng))


@cache
def _known_places() -> frozenset[str]:
    """Places of the table, and those that can be made of its kinds of places and rooms."""
    made = set(_table()["places"][0])
    for part, group in _groups():
        if part == "noun" and {"beach", "kitchen", "river"} & set(group):
            made |= {
                f"{prep} {art} {room}"
                for room in group
                for prep in ("in", "at", "on", "near")
                for art in ("the", "a", "an")
            }
    return frozenset(made)


def _shuffle(doc: Doc, rng: random.Random) -> Iterator[Change]:
    """Who did it and to whom it was done change places, or two things what they are like."""
    try:
        subject, verb, thing = _agents(doc, "acts")
    except NoEdit:
        yield from _swapped_adjectives(doc, rng)
        return
    aux = _progressive(verb)
    if (aux or verb).tag_ != "VBD" and subject.tag_ != thing.tag_:
        raise NoEdit("number", "the verb would have another form")
    if aux and subject.tag_ != thing.tag_:
        raise NoEdit("number", "the verb would have another form")
    doer, done = _phrase(subject), _phrase(thing)
    first, second = doc[doer[0] : doer[1]], doc[done[0] : done[1]]
    if first.text.lower() == second.text.lower():
        raise NoEdit("same", "both are the same words")
    yield Change(first.start_char, first.end_char, _opened(second.text))
    yield Change(second.start_char, second.end_char, first.text[:1].lower() + first.text[1:])


def _swapped_adjectives(doc: Doc, rng: random.Random) -> Iterator[Change]:
    """ "a red hat and a blue coat" is "a blue hat and a red coat"."""
    pairs: list[tuple[Token, Token]] = []
    for part, group in _groups():
        adjectives = [
            first
            for first in doc
            if part == "adjective"
            and first.lower_ in group
            and first.dep_ == "amod"
            and first.head.i == first.i + 1
            and first.head.tag_ in _NOUNS
            and first.i
            and doc[first.i - 1].lower_ not in (",", "and", "or", "-")
            and first.head.lower_ not in _words("persons")
        ]
        pairs += [
            (first, second) for first in adjectives for second in adjectives if first.i < second.i
        ]
    pairs = [
        (first, second)
        for first, second in pairs
        if first.lower_ != second.lower_ and first.head.lower_ != second.head.lower_
    ]
    if not pairs:
        raise NoEdit("nothing-to-edit", "no two things in it can change places")
    first, second = pairs[int(rng.random() * len(pairs))]
    yield from _put(doc, first.i, first.i + 1, second.lower_)
    yield from _put(doc, second.i, second.i + 1, first.lower_)


def _restructure(doc: Doc, rng: random.Random) -> Iterator[Change]:
    """In the passive, or with who did it before: the same in another form."""
    subject, verb, thing = _agents(doc, "acts", "makes")
    participle = next(
        group[1] for name in ("acts", "makes") for group in _table()[name] if _is_of(verb, group)
    )
    doer, done = _phrase(subject), _phrase(thing)
    first, second = doc[doer[0] : doer[1]], doc[done[0] : done[1]]
    low = first.text[:1].lower() + first.text[1:]
    aux = _progressive(verb)
    past = verb.tag_ == "VBD" or (aux is not None and aux.tag_ == "VBD")
    # "watched by people with a band" would say who has the band
    followed = any(token.dep_ == "prep" and token.i > thing.i for token in doc)
    if (followed or rng.random() < _CLEFT) and subject.lower_ in _words("persons"):
        yield Change(first.start_char, first.end_char, f"It {'was' if past else 'is'} {low} who")
        return
    several = thing.tag_ == "NNS"
    be = ("were" if several else "was") if past else ("are" if several else "is")
    being = " being" if aux is not None else ""
    passive = f"{_opened(second.text)} {be}{being} {participle} by {low}"
    yield Change(first.start_char, second.end_char, passive)


def _progressive(verb: Token) -> Token | None:
    """The "is" of "is pushing"."""
    return next((token for token in verb.children if token.dep_ == "aux"), None)


def _is_of(verb: Token, group: Sequence[str]) -> bool:
    past, _, single, several = group
    form = {"VBD": past, "VBZ": single, "VBP": several}.get(verb.tag_)
    if form is not None:
        return verb.lower_ == form
    stem = several.removesuffix("e")
    return verb.lower_ in (f"{stem}ing", f"{several}ing", f"{several}{several[-1]}ing")


def _agents(doc: Doc, *tables: str) -> tuple[Token, Token, Token]:
    """Subject, verb and object of a sentence that is nothing but these, and a place or a time.

    Raises:
        NoEdit: it is not of that form.
    """
    root = _one_clause(doc)
    aux = [token for token in root.children if token.dep_ in _AUX]
    ongoing = root.tag_ == "VBG" and len(aux) == 1 and aux[0].lower_ in _BE
    if (aux or root.tag_ not in ("VBD", "VBZ", "VBP")) and not ongoing:
        raise NoEdit("no-verb", "its verb is not of a simple form")
    subjects = [token for token in root.children if token.dep_ == "nsubj" and token.i < root.i]
    things = [token for token in root.children if token.dep_ == "dobj" and token.i > root.i]
    known = any(_is_of(root, group) for name in tables for group in _table()[name])
    if not known or len(subjects) != 1 or len(things) != 1:
        raise NoEdit("no-two-sides", "nobody does one of the known things to somebody")
    if beside := {token.dep_ for token in root.children} - _SIMPLE:
        raise NoEdit("no-two-sides", f"there is more beside the verb: {min(beside)}")
    subject, thing = subjects[0], things[0]
    if subject.lower_ not in _words("persons") or subject.tag_ not in _NOUNS:
        raise NoEdit("no-two-sides", "its subject is nobody who does such things")
    if tables == ("acts",) and thing.lower_ not in _words("persons"):
        raise NoEdit("no-two-sides", "its object could not do the same")
    if thing.tag_ not in _NOUNS or not _SELVES.isdisjoint(_lower(doc)):
        raise NoEdit("no-two-sides", "its object is no thing of its own")
    doer, done = _phrase(subject), _phrase(thing)
    phrases = [*doc[doer[0] : doer[1]], *doc[done[0] : done[1]]]
    if not _BOUND.isdisjoint(each.lower_ for each in phrases):
        raise NoEdit("bound", "whose or which it is depends on where it stands")
    if doer[1] != (aux[0].i if aux else root.i) or done[0] != root.i + 1:
        raise NoEdit("no-two-sides", "something stands beside the verb")
    return subject, root, thing


def _phrase(head: Token) -> tuple[int, int]:
    """A noun with what stands before it.

    Raises:
        NoEdit: more hangs on it.
    """
    tokens = list(head.subtree)
    simple = {"det", "amod", "nummod", "compound"}
    if (
        any(token.dep_ not in simple for token in tokens if token.i != head.i)
        or tokens[-1].i != head.i
    ):
        raise NoEdit("no-simple-noun", "a phrase in it is not a simple one")
    return tokens[0].i, head.i + 1


def _end(doc: Doc) -> int:
    """The token behind the last word."""
    end = len(doc)
    while end and (doc[end - 1].is_punct or doc[end - 1].is_space):
        end -= 1
    return end


def _is_timed(doc: Doc) -> bool:
    times = {phrase.split()[-1] for name in ("past", "now") for phrase in _table()[name][0]}
    times |= _words("units") | {"ago", "last", "tomorrow", "now", "when", "then", "night", "during"}
    times |= {
        "before",
        "after",
        "while",
        "once",
        "morning",
        "evening",
        "afternoon",
        "winter",
        "spring",
    }
    return bool(times & _lower(doc))


def _put(doc: Doc, start: int, end: int, words: str) -> Iterator[Change]:
    """Other words for tokens `start` to `end`, behind the right article."""
    following = words or (doc[end].text if end < len(doc) else "")
    first = doc[start]
    last = doc[end - 1]
    till = last.idx + len(last) if words else doc[end].idx
    before = doc[start - 1] if start else None
    put = _cased(words, first.text) if words else ""
    if before is not None and before.lower_ in ("a", "an"):
        article = _cased(indefinite_article(following.split()[0].lower()), before.text)
        if article != before.text:
            yield Change(before.idx, till, f"{article} {put}" if put else f"{article} ")
            return
    yield Change(first.idx, till, put)


def _cased(word: str, like: str) -> str:
    return _opened(word) if like[:1].isupper() else word


def _opened(word: str) -> str:
    return word[:1].upper() + word[1:]


_CODES: Mapping[str, Callable[[Doc, random.Random], Iterator[Change]]] = {
    "negation": _negation,
    "quantifier": _quantifier,
    "lexical": _lexical,
    "insert": _insert,
    "delete": _delete,
    "resemantic": _resemantic,
    "shuffle": _shuffle,
    "restructure": _restructure,
}
