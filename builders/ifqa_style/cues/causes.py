"""What came about because of something: "X moved to Y because of the war"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from irrealis.builders.ifqa_style.cues.sentences import UNSURE, Sentences
from irrealis.builders.ifqa_style.kinds import class_noun
from irrealis.builders.ifqa_style.things import PERSON

from irrealis.text.tokens import running_text, word_set


@dataclass(frozen=True, slots=True)
class Effect:
    """`subject` did something because of `cause`, in the words of a sentence.

    `did` is the clause behind the subject ("moved to Y"), `done` what follows "would not have"
    ("moved to Y", "been moved to Y").
    """

    subject: int
    did: str
    done: str
    cause: str
    sent: int


_CUES = (
    ("because", "of"), ("due", "to"), ("as", "a", "result", "of"), ("owing", "to"),
    ("thanks", "to"), ("on", "account", "of"),
)  # fmt: skip
# past tense -> participle, where they differ
_PARTICIPLES = {
    "became": "become",
    "began": "begun",
    "broke": "broken",
    "came": "come",
    "chose": "chosen",
    "fell": "fallen",
    "gave": "given",
    "grew": "grown",
    "rose": "risen",
    "took": "taken",
    "went": "gone",
    "withdrew": "withdrawn",
    **{verb: verb for verb in ("left", "lost", "won", "made", "sold", "built", "held", "spent")},
}
_PASSIVE = word_set("given taken chosen driven broken drawn known withdrawn made left lost held")
# a cause in these words is one of which the sentence says more, or that another sentence names
_UNCLEAR = re.compile(
    r"\b(?:his|her|its|their|him|them|it|he|she|they|this|these|that|those|such|which|who|being|not"
    r"|and|or|part|was|were|had)\b",
    re.IGNORECASE,
)
# a clause that goes on with another one
_GOES_ON = re.compile(
    r"\b(?:and|but|which|who|that|while|when|where|although|though|so|only|partly|also|mainly|part)\b"
    r"|[;:()\"]"
)
_OPENERS = frozenset({"In", "On", "At", "During", "After", "Since"})
_TITLES = word_set(
    "president king queen emperor singer actor actress writer senator governor mayor"
)
_LONGEST_CAUSE, _LONGEST_CLAUSE = 14, 20  # tokens


class Causes(Sentences):
    """Reads causes and effects."""

    def effects(self) -> list[Effect]:
        """What sentences say that somebody or something did because of something."""
        return [
            effect for sent in range(len(self.facts.sentences)) for effect in self._effects(sent)
        ]

    def _effects(self, sent: int) -> Iterator[Effect]:
        tokens = self.facts.document.sents[sent]
        low = tuple(token.lower() for token in tokens)
        cues = [(i, cue) for i in range(len(low)) for cue in _CUES if low[i : i + len(cue)] == cue]
        if len(cues) != 1 or UNSURE.search(" ".join(low)):
            return
        at, cue = cues[0]
        begin = at + len(cue)
        end = next((i for i in range(begin, len(low)) if low[i] in (",", ".", ";")), len(low))
        cause = running_text(tokens[begin:end])
        if not 1 <= end - begin <= _LONGEST_CAUSE or _UNCLEAR.search(cause) or "(" in cause:
            return
        opens = at == 0 or (tokens[at - 1] == "," and tokens[0] in _OPENERS)
        if opens and tokens[end : end + 1] == (",",):
            yield from self._clause(sent, end + 1, len(tokens), cause)
        elif at:
            yield from self._clause(sent, 0, at, cause)

    def _clause(self, sent: int, begin: int, end: int, cause: str) -> Iterator[Effect]:
        """The effect, where a clause between two tokens begins with its subject."""
        tokens = self.facts.document.sents[sent]
        if begin == 0 and tokens[0] in _OPENERS and "," in tokens[: min(end, 14)]:
            begin = tokens.index(",") + 1  # "In 1990 , X moved"
        stop = next((i for i in range(begin, end) if tokens[i] == "." or self._parts(sent, i)), end)
        subject = self._subject_at(sent, begin)
        if subject is None:
            return
        index, at = subject
        at += tokens[at : at + 1] in (("though",), ("also",), ("then",), ("later",))
        words = [*tokens[at:stop]]
        while words and words[-1] in (",", "largely", "mostly", "chiefly"):
            words.pop()
        did = running_text(words)
        if not 2 <= len(words) <= _LONGEST_CLAUSE or _GOES_ON.search(did):
            return
        if any(self.facts.same[one] == index and start > begin for (s, start), (one, _) in
               self._starts.items() if s == sent and start < stop):  # fmt: skip
            return
        verb, *rest = did.split(" ")
        if verb in ("was", "were") and rest and (rest[0].endswith("ed") or rest[0] in _PASSIVE):
            yield Effect(index, did, f"been {' '.join(rest)}", cause, sent)
        elif verb in _PARTICIPLES or re.fullmatch(r"[a-z]{2,}ed", verb):
            done = " ".join([_PARTICIPLES.get(verb, verb), *rest])
            yield Effect(index, did, done, cause, sent)

    def _parts(self, sent: int, at: int) -> bool:
        """Whether a comma there ends a clause: not the one of a date or of "A , B County ,"."""
        tokens = self.facts.document.sents[sent]
        if tokens[at] != "," or at + 1 >= len(tokens):
            return False
        return not (tokens[at + 1].isdigit() or (sent, at + 1) in self._starts)

    def _subject_at(self, sent: int, begin: int) -> tuple[int, int] | None:
        """The thing that a clause begins with, and the token behind it."""
        tokens = self.facts.document.sents[sent]
        start = begin + (tokens[begin : begin + 1] in (("the",), ("The",)))
        start += start < len(tokens) and tokens[start].lower() in _TITLES
        if (sent, start) in self._starts and self._is_noun(sent, start):
            index, end = self._starts[sent, start]
            return (index, end) if self.facts.thing(index) else None
        hero = self.facts.thing(self.facts.hero) if self.facts.hero is not None else None
        if hero is None or begin >= len(tokens):
            return None
        pronoun = {"male": "he", "female": "she", None: "it"}[hero.gender]
        if tokens[begin].lower() == pronoun and (hero.kind == PERSON) == (pronoun != "it"):
            return hero.index, begin + 1
        noun = class_noun(self.facts, hero.index)
        called = start > begin and tokens[start : start + 1] == (noun,)
        return (hero.index, start + 1) if called and noun else None
