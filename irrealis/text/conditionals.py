"""The two halves of an English question about what did not happen, and the form of its condition.

A conditional question has an *antecedent*, the clause that "if" opens, and a *consequent*, what is
asked under it. As in SemEval-2020 task 5 (Yang et al., "Modelling Causal Reasoning in Language:
Detecting Counterfactuals", subtask 2) an antecedent's span holds its "if". Neither span holds the
comma between them, the question mark, or a frame in front such as "According to the theory,".

The halves are told apart by words: a comma that stands in no quotation and no parenthesis, with an
interrogative or an inverted auxiliary behind it and a finite verb before it. Only then is the
antecedent parsed, as a sentence of its own: a parser that is given the whole question often takes
"which team would have won" for a relative clause of the last noun before it.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from irrealis.text.parser import parser

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


class Span(NamedTuple):
    """Characters of a text, from `start` up to but not including `end`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters themselves."""
        return text[self.start : self.end]


class Form(StrEnum):
    """How the antecedent's finite verb is built."""

    PAST_PERFECT = "past_perfect"  # had won, had been built
    NEGATED_PAST_PERFECT = "negated_past_perfect"  # hadn't won, had never won, no one had won
    WAS_WERE = "was_were"  # was built, were still in use, was not built
    WERE_TO = "were_to"  # were to double
    DID_NOT = "did_not"  # did not exist
    SIMPLE_PAST = "simple_past"  # decided, had a mass of
    PRESENT = "present"  # is, wants, has been, isn't
    COULD_WOULD = "could_would"  # could, would, might, should, can, will


class Conditional(NamedTuple):
    """A question's halves, and the form of the first."""

    antecedent: Span
    consequent: Span
    form: Form


_MODAL = r"(?:would|could|might|should|must|will|can|may|shall)(?:n['’]t|\s+not)?"
_AUXILIARY = rf"(?:{_MODAL}|(?:do|does|did|is|are|was|were|has|have|had)(?:n['’]t)?)"
_WH = r"(?:what(?:ever)?|which(?:ever)?|who|whom|whose|when|where|why|how)"
_PREPOSITION = (
    r"(?:(?:up\s+)?(?:to|until|till)|in(?:to)?|on(?:to)?|at|by|from|for|of|with(?:in)?|under|after|"
    r"before|during|about|against|among|between|over|out\s+of|through|towards?|upon|since|as|around|"
    r"near|next\s+to|instead\s+of|because\s+of|due\s+to|besides|across|alongside|according\s+to)"
)
_IF = re.compile(r"\bif\b", re.IGNORECASE)
_COMMA = re.compile(r",(?P<quote>_?)\s+(?:then\s+)?")
# an interrogative phrase, and then the verb of its question before any other comma; a relative
# clause may have the same shape, but seldom with "would"
_SUPPOSED = re.compile(rf"(?:{_PREPOSITION}\s+)?{_WH}\b[^,?]*?\s{_MODAL}\b", re.IGNORECASE)
_ASKED = re.compile(rf"(?:{_PREPOSITION}\s+)?{_WH}\b[^,?]*?\s{_AUXILIARY}\b", re.IGNORECASE)
_LISTED = re.compile(rf"(?:{_PREPOSITION}\s+)?{_WH}\b[^?]*?\s{_MODAL}\b", re.IGNORECASE)
_ASKING = re.compile(rf"(?:{_PREPOSITION}\s+)?{_WH}\b|{_AUXILIARY}\s", re.IGNORECASE)
_STATED = re.compile(rf"[^,?]*\s{_MODAL}\b", re.IGNORECASE)
_UNMARKED = re.compile(rf"\s(?={_WH}\s(?:\w+\s){{0,3}}?{_MODAL}\s)", re.IGNORECASE)
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|\([^()]*\)|\[[^\[\]]*\]")
_FINITE = {"VBD", "VBZ", "VBP", "MD"}
_AUX = {"aux", "auxpass"}
_NONE = {"no", "nobody", "none", "nothing", "neither"}
_NEGATION = {"not", "n't", "n’t", "never", "nt"}


@lru_cache(maxsize=4096)
def read_conditional(question: str) -> Conditional | None:
    """The halves of a conditional question, and the form of its antecedent.

    >>> text = "If the river had not been dammed, which village would still stand?"
    >>> found = read_conditional(text)
    >>> found.antecedent.of(text), found.consequent.of(text)
    ('If the river had not been dammed', 'which village would still stand')
    >>> found.form.value
    'negated_past_perfect'

    Returns:
        None where there is no "if", or nothing that could be asked under it.
    """
    halves = read_halves(question)
    if halves is None:
        return None
    antecedent, consequent = halves
    return Conditional(antecedent, consequent, read_form(antecedent.of(question)))


def read_halves(question: str) -> tuple[Span, Span] | None:
    """Antecedent and consequent of a conditional question; None where it is no such question."""
    masked = hide(question)
    end = len(question.rstrip().rstrip("?").rstrip())
    for found in _IF.finditer(masked):
        start = found.start()
        if split := _split(masked, start, end):
            return Span(start, split[0]), Span(split[1], end)
        before = masked[:start].rstrip().rstrip(",")
        # what would stand, if ...? There, the commas before "if" are of a list
        if _ASKED.search(before) or _LISTED.match(before):
            frame = re.match(rf"{_PREPOSITION}\b(?!\s+{_WH})[^,?]*,\s+", masked, re.IGNORECASE)
            return Span(start, end), Span(frame.end() if frame else 0, len(before))
    return None


def _split(masked: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the antecedent that opens at `start` ends, and where its consequent begins."""
    commas = [
        (match.end("quote") if match["quote"] else match.start(), match.end())
        for match in _COMMA.finditer(masked, start, end)
    ]
    for opener in (_SUPPOSED, _ASKED, _ASKING, _STATED):
        found = [place for place in commas if opener.match(masked, place[1], end)]
        if len(found) > 1:  # before the right one, the condition has its verb
            found = [place for place in found if _has_verb(masked[start : place[0]])] or found
        if found:
            return found[0]
    bare = _UNMARKED.search(masked, start, end)
    return (bare.start(), bare.end()) if bare and _has_verb(masked[start : bare.start()]) else None


@lru_cache(maxsize=4096)
def _has_verb(text: str) -> bool:
    return any(token.tag_ in _FINITE for token in clause(text))


def hide(text: str) -> str:
    """The text with no word in its quotations and parentheses; every other character stays put.

    >>> hide('in "Mr. No (2)" (1962) not')
    'in ____________        not'
    """
    return _QUOTED.sub(_hidden, text)


def _hidden(match: re.Match[str]) -> str:
    """As many characters, none of them a word; a quotation's last comma may still end a clause."""
    if match[0][0] in "([":
        return " " * len(match[0])
    comma = match[0][-2:-1] == ","
    return "_" * (len(match[0]) - 1 - comma) + "," * comma + "_"


@lru_cache(maxsize=4096)
def clause(antecedent: str) -> Doc:
    """The antecedent as a sentence of its own, without its "if"; a quotation is a name in it."""
    text = re.sub(r"^\s*if\s+", "", hide(antecedent), flags=re.IGNORECASE)
    text = " ".join(re.sub(r"_+(?:,_)?", "Alpha", text).split())
    return parser()(f"{text[:1].upper()}{text[1:]}.")


def read_form(antecedent: str) -> Form:
    """The form of the finite verb of an antecedent, with or without its "if"."""
    sentence = clause(antecedent)
    verb = finite(sentence)
    if verb is None:  # a past that was taken for a participle
        past = any(token.tag_ == "VBN" for token in sentence)
        return Form.SIMPLE_PAST if past else Form.PRESENT
    word = verb.lower_
    after = [token for token in verb.doc[verb.i + 1 :] if token.pos_ != "ADV"]
    following = [token for token in after if token.lower_ not in _NEGATION][:1]
    negated = any(
        token.lower_ in _NEGATION
        for token in verb.doc[verb.i + 1 :]
        if token.head in (verb, verb.head)
    )
    if verb.tag_ == "MD":
        return Form.COULD_WOULD
    if word in ("had", "'d", "’d"):
        if verb.dep_ == "aux" or any(token.tag_ == "VBN" for token in following):
            none = any(token.lower_ in _NONE for token in _subject(verb))
            return Form.NEGATED_PAST_PERFECT if negated or none else Form.PAST_PERFECT
        return Form.SIMPLE_PAST
    if word in ("was", "were"):
        to = following and following[0].lower_ == "to"
        return Form.WERE_TO if to else Form.WAS_WERE
    if word == "did" and negated:
        return Form.DID_NOT
    return Form.SIMPLE_PAST if verb.tag_ == "VBD" else Form.PRESENT


def finite(sentence: Doc) -> Token | None:
    """The finite verb of a clause, which is an auxiliary where there is one."""
    # a modal cannot open a statement: Will and May are people there
    verbs = [
        token for token in sentence if token.tag_ in _FINITE and (token.i or token.tag_ != "MD")
    ]
    root = next((verb for verb in verbs if main_verb(verb).dep_ == "ROOT"), None)
    if root and (root.dep_ in _AUX or root.lemma_ in ("be", "have")):
        return root
    # a root without an auxiliary may be a participle or a noun ("the bill passed in May had been
    # signed"); the verb is then said to stand in some clause of it, which nothing introduces
    for verb in verbs:
        bare = not any(
            t.dep_ == "mark" or t.tag_ in ("WDT", "WP") for t in main_verb(verb).children
        )
        if verb.dep_ in _AUX and bare and (root is None or verb.i > root.i):
            return verb
    return root or next(iter(verbs), None)


def main_verb(verb: Token) -> Token:
    """The verb that an auxiliary goes with; any other verb itself."""
    return verb.head if verb.dep_ in _AUX else verb


def _subject(verb: Token) -> list[Token]:
    """What did it, or what there was, with the words that belong to it."""
    subjects = [
        token for token in main_verb(verb).children if token.dep_ in ("nsubj", "nsubjpass", "attr")
    ]
    return [*subjects, *(part for subject in subjects for part in subject.children)]
