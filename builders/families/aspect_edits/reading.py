"""What each clause of a review says of which aspect, and whether it was read at all.

A clause was read if every word of it that could be for or against something is part of an opinion
that the lexicon knows, or is known to say nothing. A denial, a condition, a question, a comparison,
a wish or a figure that is no part of such an opinion leaves the clause unread: nothing that speaks
of an aspect in such words may be left standing when the aspect is set, nor may anything be put
beside it.

The words that tell feeling, whatever their part of speech, are those of VADER's lexicon (Hutto and
Gilbert 2014), which has nothing in common with the rules' own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from irrealis.builders.families.aspect_edits.lexicon import words
from irrealis.builders.families.aspect_edits.parsing import Parse
from irrealis.builders.families.aspect_edits.segments import (
    FINITE,
    OTHER,
    Judgment,
    Segment,
    Sentence,
    is_degree,
)

FELT = 1.3  # on VADER's scale from -4 to 4: less than that is said of anything
_FIGURE = re.compile(
    r"[\d.]+\s*(?:/|out of)\s*\d+|\d\s*stars?\b|\*{2,}|★|\b[A-F][+-](?!\w)|\b\d+%"
    r"|\b(?i:zero stars?|one star|(?:two|three|four|five) stars)\b"
)
_IRONY = re.compile(
    r"(?:\(not\)|\bnot!|/s\b|🙄|\byeah,? right\b"
    r"|,\s*(?:guys|folks|people|genius(?:es)?|buddy|pal)\s*[.!]|\bthanks for nothing\b"
    r"|\bas a bonus\b)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"\"[^\"]{2,40}\"|“[^”]{2,40}”")
# what may stand between a copula's "not" and what it denies
_BESIDE = frozenset(
    "very really that so all too particularly especially overly quite always a the".split()  # noqa: SIM905
)
_AS_EVER = (["usual"], ["always"], ["ever"], ["well"], ["expected"], ["a"])
_FRAMES = frozenset({"question", "condition", "irony"})
_LEXICAL = frozenset({"adjective", "adverb", "verb", "noun", "feeling", "simile"})


@dataclass(frozen=True, slots=True)
class Reading:
    """A clause: the signs of what it says of each aspect, its verdict on the whole, what it names.

    `strong` are the aspects that it names by a word of their own. `verdict` is the sign of an
    opinion of no aspect ("I loved it"), 0 if there is none. `unread` is empty, or says what was not
    understood. `loose` is a clause that says nothing of an aspect and names none, nor anything else
    that is judged, but by a pronoun.
    """

    segment: Segment
    says: dict[str, frozenset[int]]
    names: frozenset[str]
    strong: frozenset[str]
    verdict: int
    unread: str
    loose: bool

    def speaks_of(self, aspect: str) -> bool:
        """Whether it names an aspect or says something of it."""
        return aspect in self.says or aspect in self.names

    @property
    def is_framed(self) -> bool:
        """Whether its sentence states nothing: a question, a condition, irony."""
        return self.unread in _FRAMES

    @property
    def is_lexical(self) -> bool:
        """Whether it was unread for a word alone, so that another clause can stand for it."""
        return self.unread in _LEXICAL


def readings(parse: Parse, sentences: Sequence[Sentence]) -> list[Reading]:
    """A reading of each clause, in order."""
    return list(_readings(parse, sentences))


def _readings(parse: Parse, sentences: Sequence[Sentence]) -> Iterator[Reading]:
    for sentence in sentences:
        frame = _frame(parse, sentence)
        before: Segment | None = None
        for segment in sentence.segments:
            says: dict[str, set[int]] = {}
            verdict = 0
            for one in segment.judgments:
                if one.aspect is None and one.entry.aspect is None:
                    verdict = one.polarity
                for aspect in {one.aspect, *one.shared} - {None, OTHER}:
                    says.setdefault(str(aspect), set()).add(one.polarity)
            named = [judgment for judgment in segment.mentions if judgment.strength != "site"]
            names = {judgment.aspect for judgment in named} | segment.aspects
            # "a romantic evening" is an evening, and says something of the place
            beside = {
                str(entry.aspect)
                for judgment in segment.judgments
                if judgment.aspect == OTHER
                for entry in judgment.readings
                if entry.implies
            }
            names |= beside
            yield Reading(
                segment,
                {aspect: frozenset(signs) for aspect, signs in says.items()},
                frozenset(names - {OTHER}),
                frozenset(
                    {judgment.aspect for judgment in named if judgment.strength == "strong"}
                    | beside
                ),
                verdict,
                frame or unread(parse, segment, before) or ("scope" if beside else ""),
                not says and not beside and not _names(parse, segment),
            )
            before = segment


def _names(parse: Parse, segment: Segment) -> bool:
    """Whether anything is named that is judged in reviews, by another word than a pronoun."""
    return any(
        mention.strength != "site" and parse.words[mention.start] not in words("pronouns")
        for mention in segment.mentions
    )


def _frame(parse: Parse, sentence: Sentence) -> str:
    """What keeps a whole sentence from being a statement."""
    if "?" in "".join(parse.words[sentence.body : sentence.end]):
        return "question"
    asks = parse.words[sentence.start] in ("who", "why") and sentence.start + 1 < sentence.end
    if asks and parse.tags[sentence.start + 1] in FINITE:
        return "question"  # "who does that", "why was it wet"
    opens = parse.words[sentence.start : sentence.start + 2]
    if opens in (["gone", "are"], ["gone", "is"]):
        return "wish"  # it is so no more
    if opens in (["other", "than"], ["aside", "from"], ["apart", "from"]):
        return "exception"
    had = opens[:1] == ["had"] and parse.tags[sentence.start + 1 : sentence.start + 2] == ["PRP"]
    if (
        had
        or opens[0] in ("if", "unless")
        or any(
            parse.words[segment.start] in ("if", "unless")
            and parse.words[segment.start - 1 : segment.start] != ["especially"]
            for segment in sentence.segments
        )
    ):
        return "condition"
    wording = parse.text[parse.starts[sentence.start] : parse.ends[sentence.end - 1]]
    return _mark(wording) or ("irony" if _is_quoted(parse, sentence, wording) else "")


@lru_cache(4096)  # a sentence is read again beside each edit of another
def _mark(text: str) -> str:
    """What in a sentence is no statement, whatever its words are: a figure of merit, irony."""
    if _FIGURE.search(text):
        return "figure"
    return "irony" if _IRONY.search(text) else ""


def _is_quoted(parse: Parse, sentence: Sentence, text: str) -> bool:
    """Whether something is said in quotation marks that is no name of a thing: "fresh" fish."""
    first = parse.starts[sentence.start]
    for found in _QUOTED.finditer(text):
        start, end = first + found.start(), first + found.end()
        inside = [
            at for at in range(sentence.start, sentence.end) if start < parse.starts[at] < end
        ]
        named = any(m.start in inside for segment in sentence.segments for m in segment.mentions)
        judged = any(j.start in inside for segment in sentence.segments for j in segment.judgments)
        if judged or not named:
            return True
    return False


def unread(parse: Parse, segment: Segment, before: Segment | None = None) -> str:
    """Why a clause was not read, after another of its sentence; empty if it was."""
    held = {at for judgment in segment.judgments for at in range(judgment.start, judgment.end)}
    denials = {judgment.negation for judgment in segment.judgments} - {None}
    if why := _unread_opinion(parse, segment, before):
        return why
    domain = parse.domain
    named = {at for mention in segment.mentions for at in range(mention.start, mention.end)}
    for at in range(segment.start, segment.end):
        word, tag = parse.words[at], parse.tags[at]
        if at in held or at in denials:
            continue
        if word in words("denials") and not _is_harmless(parse, at):
            return "denial"
        if word == "too" and not words("amounts").isdisjoint(parse.words[at + 1 : at + 2]):
            return "excess"
        if word in words("conditions") and parse.words[at - 1 : at] != ["especially"]:
            return "condition"
        opens = at == segment.start and tag == "VBN"
        if word == "used" and parse.words[at + 1 : at + 2] == ["to"] and (tag == "VBD" or opens):
            return "wish"  # it is so no more
        if at == segment.start and _recommends(parse, segment):
            return "verb"  # "try the apple tart"
        if word == "rather" and parse.tags[at + 1 : at + 2] == ["VB"]:
            return "comparison"  # "I would rather eat at home"
        if word == "needs" and parse.words[at + 1 : at + 2] == ["to"]:
            return "wish"  # "The chef needs to do something": it is not so
        if word in words("wishes") and tag == "MD":
            ahead = parse.words[at + 1 : at + 5]
            if words("intentions").isdisjoint(ahead) or "have" in ahead or "like" in ahead[:1]:
                return "wish"
        if word == "like" and tag == "IN" and _is_simile(parse, segment, at):
            return "simile"
        if word == "than" or (tag in ("JJR", "RBR", "JJS", "RBS") and _compares(parse, at)):
            return "comparison"
        if word in ("on", "at") and parse.words[at + 1 : at + 2] in (["us"], ["me"]):
            return "verb"  # what was done to them
        if word in words("irony") and tag == "UH":
            return "irony"
        if tag == "RB" and word.endswith("ly") and is_degree(parse, at) and at + 1 in held:
            continue  # how much of it
        if parse.deps[at] == "attr" and at in named and _is_made_of(parse, segment, at):
            return "noun"
        if at in named or word in domain.words("neutral"):
            continue
        if abs(feeling(word)) >= FELT and word not in words("no feeling"):
            return "feeling"
        if tag == "JJ" and not _is_known_adjective(parse, at):
            return "adjective"
        if tag == "RB" and word.endswith("ly") and word not in words("neutral adverbs"):
            return "adverb"
        if (
            tag[:2] == "VB"
            and word not in words("plain verbs")
            and parse.deps[at] not in ("amod", "compound")
        ):
            return "verb"
        if tag in ("NN", "NNS") and parse.deps[at] == "attr" and word not in words("plain nouns"):
            return "noun"
    return ""


def _unread_opinion(parse: Parse, segment: Segment, before: Segment | None) -> str:
    """Why an opinion of a clause was not read: it is denied, or compared with another."""
    if any(not _is_plain_denial(parse, judgment) for judgment in segment.judgments):
        return "denial"
    if segment.kind == "part" and parse.words[segment.start] == "not" and segment.judgments:
        return "denial"  # "good, not great"
    if before is not None and _is_denied_along(parse, segment, before):
        return "denial"
    for one in segment.judgments:
        if one.entry.phrase in ("better", "worse") and one.negation is None:
            return "comparison"  # than it was, or than another
        if parse.words[max(0, one.start - 1)] in ("most", "least", "more", "less"):
            return "comparison"
        after = parse.words[one.end : one.end + 2]
        mirrored = after[1:2] and after[1] in words("copulas")  # "was great, as was the cake"
        if after[:1] == ["than"] or (
            after[:1] == ["as"] and after[1:] not in _AS_EVER and not mirrored
        ):
            return "comparison"
    return ""


def _is_denied_along(parse: Parse, segment: Segment, before: Segment) -> bool:
    """Whether it is denied with the clause before: "Do not go for the food or a quiet dinner"."""
    link = parse.words[segment.connector : segment.start]
    denied = not words("denials").isdisjoint(parse.words[before.start : before.end])
    return denied and ("nor" in link or ("or" in link and bool(segment.judgments)))


def _is_made_of(parse: Parse, segment: Segment, at: int) -> bool:
    """Whether a thing is said to be another: "Breakfast was a sad croissant in a bag"."""
    subject = any(
        mention.end <= parse.heads[at] and parse.deps[mention.end - 1] == "nsubj"
        for mention in segment.mentions
    )
    more = any(parse.heads[then] == at and then > at for then in range(at + 1, segment.end))
    return subject and more


def _recommends(parse: Parse, segment: Segment) -> bool:
    """Whether a reader is told to have one of the goods: "get the lamb", "do try the rolls"."""
    goods = any(
        mention.aspect == parse.domain.role("goods") and mention.strength == "strong"
        for mention in segment.mentions
    )
    at = segment.start + (parse.words[segment.start] == "do")
    advises = parse.tags[at : at + 1] == ["VB"] and parse.words[at] in words("recommending")
    return goods and advises


def _is_simile(parse: Parse, segment: Segment, at: int) -> bool:
    """Whether "like" says how it is: "tasted like chalk", and not "places like this"."""
    before = at - 1
    while before > segment.start and parse.tags[before] == "RB":
        before -= 1
    return parse.tags[before][:2] == "VB" or parse.words[before] == "more"


def _compares(parse: Parse, at: int) -> bool:
    word = parse.words[at]
    if word in words("no comparison") or parse.words[max(0, at - 1) : at] == ["at"]:
        return False  # "at best", "at least"
    return word.endswith(("er", "est")) or word in ("worse", "less", "worst", "least", "most")


def _is_known_adjective(parse: Parse, at: int) -> bool:
    word = parse.words[at]
    return (
        word in words("neutral adjectives")
        or not word.isalpha()
        or (
            parse.surface(at)[:1].isupper()
            and at > 0
            and parse.sentences[at] == parse.sentences[at - 1]
        )
    )


def _is_plain_denial(parse: Parse, judgment: Judgment) -> bool:
    """Whether an opinion is not denied, or by a "not" after a copula alone: "was not very good".

    Of "not a single", "never had a bad", "not only" the scope is another, and so is the opposite.
    """
    at = judgment.negation
    if at is None:
        return True
    if parse.words[at] not in ("not", "never") or not at:
        return False
    between = parse.words[at + 1 : judgment.start]
    linked = parse.words[at - 1] in words("linking") or parse.words[at - 1] in (
        "been",
        "be",
        "did",
        "do",
    )
    noted = (
        parse.tags[at - 1][:2] == "NN" and parse.tags[judgment.start] == "JJ"
    )  # "Food not great"
    return (linked or noted) and all(word in _BESIDE for word in between)


def _is_harmless(parse: Parse, at: int) -> bool:
    """A word that denies nothing where it stands: "a few", "far too", "at least", "instead"."""
    word = parse.words[at]
    before, after = parse.words[max(0, at - 1) : at], parse.words[at + 1 : at + 2]
    if word in ("few", "little"):
        return before in (["a"], ["the"], ["these"], ["last"], ["past"], ["every"], ["our"], ["my"])
    if word == "far":
        return after not in (["from"], ["too"])
    return word == "at" or (word == "least" and before == ["at"]) or (word == "instead")


@lru_cache(4096)  # a clause is heard beside each of its edits
def felt(text: str) -> float:
    """VADER's verdict on a text, from -1 to 1."""
    return float(_analyzer().polarity_scores(text)["compound"])


def feeling(word: str) -> float:
    """How a word feels by itself, from -4 to 4; 0 if VADER does not know it."""
    return _felt().get(word, 0.0)


@cache
def _felt() -> Mapping[str, float]:
    lexicon: dict[str, float] = _analyzer().lexicon
    return lexicon


@cache
def _analyzer() -> Any:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    return SentimentIntensityAnalyzer()
