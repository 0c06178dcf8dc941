"""What an antecedent does to the world of its passage: the six kinds of IfQA's questions.

The kinds follow from the antecedent's own words, the most telling first; the deciding words are the
*cue*. Passages are not asked: what is put positively counts as hypothetical, unless the question
shows that it is meant as a fact (`not_counterfactual`). People who label by hand go by the comments
of `Kind`, and do read the passage. The word lists are written for this project.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from irrealis.text.conditionals import Conditional, Form, Span, clause, finite, hide, main_verb

if TYPE_CHECKING:
    from spacy.tokens import Token


class Kind(StrEnum):
    """Kinds of antecedents; of two that fit, the first in this order."""

    # what is said is a fact of the passage, a definition, or a case that may well occur
    NOT_COUNTERFACTUAL = "not_counterfactual"
    # a number, a date or a time is another: a year earlier, twice as many, on the same day as
    SHIFTED = "shifted_quantity"
    # a change of name, form, place, owner, plan or date did not take place: what was, still is
    UNDONE = "change_undone"
    # a contest, an election, a trial or an attempt ended the other way
    REVERSED = "outcome_reversed"
    # something did not happen, or did not exist
    NEGATED = "negated_event"
    # something else happened
    OTHER = "other"


class Cued(NamedTuple):
    """A kind, and the characters of the question that decided it."""

    kind: Kind
    cue: Span


_WORDS = (
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    r"sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    r"hundred"
)
_TAIL = (
    r"(?:[\s-](?:one|two|three|four|five|six|seven|eight|nine|hundred|thousand|million|billion))*"
)
_COUNTED = rf"(?:\d[\d,.]*|{_WORDS}|several|another){_TAIL}"
_NUMBER = rf"(?:\d[\d,.]*|an?|{_WORDS}|several|another|half){_TAIL}"
_UNIT = (
    r"(?:second|minute|hour|day|week|month|year|decade|century|centurie|season|term|grade|issue|"
    r"degree|meter|metre|kilometer|mile|foot|feet|inche?|kilogram|pound|ton|percent|%|point|place|"
    r"rank|level|generation|ft|km|m)s?"
)
_MORE = (
    r"(?:earlier|later|sooner|longer|shorter|higher|lower|taller|older|younger|slower|faster|larger|"
    r"smaller|wider|deeper|heavier|lighter|less|more|fewer|cheaper|prior|before|after|ahead|beyond|"
    r"premature|apart)"
)
_TIME = r"(?:day|date|week|month|year|decade|time|season)"
_SHIFTS = [  # the first that is found is the cue
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # a year earlier, two spots higher, 100 million less, one-year delay, 5% higher
        rf"\b{_NUMBER}(?:\s+\w+){{0,3}}?\s*[\s-]?{_UNIT}\s+{_MORE}\b",
        rf"\b{_NUMBER}(?:\s+(?!had|was|were|been)\w+){{1,2}}\s+(?:earlier|later|higher|lower|less)"
        r"(?=\s+(?:than|in|by|on|for)\b|\s*,|\s*$)",
        r"\b\d[\d,.]*(?:\s*%|\s+percent)\s+(?:\w+er|more|less)\b",
        r"\b\w+-(?:day|week|month|year|decade)\s+(?:delay|extension|postponement)\b",
        rf"\b{_NUMBER}\s+(?:more\s+)?{_UNIT}\s+(?:than|from)\b",
        # two more, an additional ten, by a year, reduced to 10
        rf"\b{_COUNTED}\s+(?:more|less|fewer|additional|extra|further|other)\b(?!\s+as\b)",
        rf"\b(?:an?\s+)?(?:additional|extra|further)\s+(?:\d[\d,.]*|{_NUMBER})\b",
        r"\ban(?:other)?\s+(?:additional|extra)\b",
        rf"\bby\s+(?!another\s+(?!{_UNIT}\b|\d))(?:(?:only|just|about|over|at\s+least)\s+)?{_NUMBER}(?=\s|$|%)"
        r"(?!\s+(?:man|woman|\w+er)\b)",
        r"\b(?:reduced|increased|lowered|raised|cut|limited)\s+to\s+(?:only\s+)?\$?\d[\d,.]*",
        # twice as many, doubled; not a double album
        r"\b(?:doubl|tripl|quadrupl|halv|trebl)(?:ed|ing)\b",
        r"\b(?:double|triple|quadruple|halve)\b(?=\s+(?:the|its|their|his|her|that|in|for)\b|\s*,|\s*$)",
        r"\b(?:twice|thrice|half)\s+(?:as|the|its|their|his|her|of|that)\b",
        r"\b\w+\s+times\s+(?:as|the|its|their|more|larger|higher)\b",
        r"\b(?:earlier|later|sooner|longer|shorter|higher|lower|slower|faster)\s+than\b",
        # on the same day as, in 1981 instead of 1986, until six years later
        rf"\b(?:on|in|at|during|within|for)\s+the\s+(?:very\s+)?(?:same|previous|following|next|"
        rf"preceding)\s+(?:exact\s+)?{_TIME}\b|\bsimultaneously\b",
        r"\bthe\s+same\s+(?:number|amount|size|length|age|height|year|date|day)\b|\bas\s+many\b",
        r"\b(?:instead\s+of|rather\s+than)\s+(?:on\s+|in\s+|at\s+)?(?:the\s+)?(?:\w+\s+)?"
        r"(?:\d[\d,.]*|first|second|third|fourth|fifth)",
        r"\buntil\s+(?:\w+\s+){0,2}(?:years?|months?|weeks?|days?)\s+later\b",
        r"(?<!from\s\d{4}\s)\buntil\s+(?:\w+\s+)?\d{4}\b",
        r"\bonly\s+(?:had\s+|reached\s+|been\s+)?(?:\d[\d,.]*|one|two|three|four|five|six|seven|"
        r"eight|nine|ten|half)\b",
        # for exactly ten days, lasted (for) ten days
        rf"\bfor\s+(?:exactly|precisely|just)\s+{_COUNTED}(?=\s|$)",
        rf"\blast(?:ed)?\s+(?:for\s+)?(?:exactly\s+|about\s+)?{_COUNTED}\s*-?\s*{_UNIT}\b",
        # a measure that is set to a figure
        r"\b(?:mass|capacity|population|weight|height|speed|count|number|total|price|size|length|"
        r"area|gravity|radius|diameter|budget|distance)\b[^,]*\b(?:of|was|were|been|at|to)\s+"
        r"(?:only\s+|about\s+)?\$?\d[\d,.]*(?:\s+(?:thousand|million|billion))?",
    )
]
_AS_BEFORE = re.compile(
    r"\b(?:original|originally|initial|initially|earlier\s+plans?|first\s+choice|previous|previously|"
    r"former|as\s+(?:was\s+)?(?:first\s+)?(?:planned|scheduled|intended|expected|proposed)|"
    r"(?:to|with|on)\s+(?:the|its|their|his|her)\s+plans?|as\s+(?:it\s+)?(?:was|were|had\s+been)\s+"
    r"(?:the\s+case\s+)?(?:before|until))\b|\bon\s+(?:schedule|time)\b|\bstill\b",
    re.IGNORECASE,
)
_PLANNED = re.compile(  # what was kept from being carried out, or gone beyond
    r"\b(?:original|initial|first|earlier)\s+(?:\w+\s+)?(?:plans?|schedule|agreement|intention|"
    r"proposal|deal|budget)\b",
    re.IGNORECASE,
)
# nobody in particular, in a past that is no more than polite: such a case may well occur
_ANYBODY = re.compile(
    r"\s*if\s+(?:we|you|i|someone|somebody|anyone|an?\s+(?:person|individual)|one\s+(?:were|was|had|wanted|could|\w+ed))\b",
    re.IGNORECASE,
)
_ANYTHING = re.compile(
    r"\s*if\s+(?:any|an?)\s+(?!additional|extra|further|second|third)\w+", re.IGNORECASE
)
_MODAL = re.compile(
    r"\b(?:would|could|might|should|may|wouldn['’]t|couldn['’]t|mightn['’]t)\b", re.IGNORECASE
)


def _words(lemmas: str) -> frozenset[str]:
    return frozenset(lemmas.split())


# what keeps things as they were, and what goes back to how they were meant to be
_STAY = _words(
    """
    retain keep maintain remain stay continue preserve adhere stick persist
    """
)
_FOLLOW = _words(
    """
    follow uphold conserve honor fulfill proceed
    """
)
# verbs and nouns for another name, form, place, owner, size, plan or date of the same thing
_CHANGE = _words(
    """
    change alter modify revise replace rename retitle rebrand redesign rework rewrite reclassify
    reassign redirect reform restructure reorganize reformat repackage recast relocate move
    transfer transition switch shift convert transform evolve turn swap substitute exchange
    upgrade downgrade update expand extend enlarge reduce shorten increase decrease lower raise
    cut trim split merge separate divide unify combine amalgamate postpone delay reschedule push
    defer privatize nationalize sell annex shrink grow narrow broaden renumber redraw reinter
    rebuild remodel renovate restore redevelop repurpose revamp overhaul edit censor correct
    diversify rescind reverse revert abbreviate redub dub supersede supplant streamline demote
    promote
    """
)
_CHANGES = _words(
    """
    change alteration modification revision replacement renaming redesign reclassification
    relocation move transfer transition switch shift conversion transformation upgrade expansion
    extension reduction increase split merger separation delay postponement rescheduling
    overhaul renovation reform rebrand rebranding restructuring reorganization privatization
    retcon retconning makeover
    """
)
# verbs and nouns for how a contest, an election, a trial or an attempt ended
_OUTCOME = _words(
    """
    win lose defeat beat triumph elect reelect succeed fail qualify outperform prevail overcome
    conquer crown surpass outscore draw tie acquit convict clinch eliminate
    """
)
_OUTCOMES = _words(
    """
    victorious victory triumphant successful unsuccessful success failure defeat loss win winner
    champion title championship triumph runner-up
    """
)
_CHOSEN = re.compile(
    r"\b(?:selected|chosen|cast|picked|accepted|given|won|successful|passed)\b[^,]*\baudition\w*|"
    r"\bsuccessfully\b|\bpassed\s+(?:the|his|her|their|its)\b|\bdisqualified\b",
    re.IGNORECASE,
)
# what moves a date, if it is granted
_GRANTED = re.compile(r"\b(?:\w+-\w+\s+)?(?:extension|postponement)\b", re.IGNORECASE)
_WON = re.compile(
    r"\b(?:emerged?|declared|crowned|proclaimed)\s+(?:as\s+)?(?:the\s+)?(?:overall\s+)?"
    r"(?:victorious|victors?|winners?|champions?)\b|\bthe\s+outcome\b[^,]*\breversed\b|"
    r"\b(?:won|lost|win|lose)\s+(?:in\s+|at\s+)?(?:the|their|its|his|her)\s+[^,]*\b(?:finals?|match|"
    r"games?|elections?|cup|championships?|trophy|series|title|race|war|battle|league|playoffs?|"
    r"case|lawsuit|medal)\b",
    re.IGNORECASE,
)
# what is lost, or won, without a contest
_HAD = _words(
    """
    right liberty freedom independence life job sight eyesight vision hearing voice power interest
    faith money fortune leg arm eye hand finger control memory citizenship license status way track
    hope access support funding home husband wife father mother son daughter parent child brother
    sister ability property weight consciousness contact patience temper identity privilege
    protection connection copyright territory land
    """
)
_POSTS = _words("position post office role throne presidency governorship chair job")
# a date that is set: what began, came out or ended on it; to the parser "premiered" is of "premier"
_DATED = _words(
    """
    release publish found establish open build begin start end bear die launch hold premiere air
    premier
    happen occur complete finish create form close sign introduce conclude commence debut take
    """
)
_SET = re.compile(
    r"\b(?:on|in|by)\s+(?:(?:early|mid|late|the\s+year)[\s-]+)?(?:\d{1,2}(?:st|nd|rd|th)?\s+)?"
    r"(?:(?:january|february|march|april|may|june|july|august|september|october|november|december)"
    r"(?:\s+\d{1,2}(?:st|nd|rd|th)?)?,?\s*)?(?:1[0-9]|20)\d\d$|"
    r"\bon\s+(?:january|february|march|april|may|june|july|august|september|october|november|"
    r"december)\s+\d{1,2}(?:st|nd|rd|th)?$",
    re.IGNORECASE,
)
_NO = re.compile(
    r"\b(?:not|never|no|nobody|none|neither|nothing|absent|lacked|refused|declined|refrained|"
    r"avoided|abstained|(?:was|were|been)\s+without|(?:decided|opted|voted|chosen)\s+against)\b"
    r"|n['’]t\b",
    re.IGNORECASE,
)
# verbs whose object or complement says what happened, and those whose subject does
_HANDS_ON = _words(
    """
    undergo undergone make experience face suffer cause encounter see have be bring require need
    undertake receive go result produce create lead decide choose force manage agree plan want
    try attempt opt begin start cease stop let allow persuade convince secure claim achieve
    score take earn
    """
)
_HAPPEN = _words(
    """
    occur happen take interfere exist arise cause affect prevent impact hinder hit strike come
    ensue
    """
)
_NEGATED = {Form.NEGATED_PAST_PERFECT, Form.DID_NOT}


def read_kind(question: str, conditional: Conditional) -> Cued:
    """The kind of a question's antecedent, and its cue."""
    return next(_cued(question, conditional))


def _cued(question: str, conditional: Conditional) -> Iterator[Cued]:
    """Kinds that the words speak for, the most telling first; the last always does."""
    span, form = conditional.antecedent, conditional.form
    text = hide(span.of(question))
    doc = clause(span.of(question))
    verb = finite(doc) or doc[0]
    predicate = list(_predicate(verb))
    no = _NO.search(text)
    denied = form in _NEGATED or no is not None
    real = not _MODAL.search(hide(conditional.consequent.of(question)))  # what is, is asked

    def at(kind: Kind, found: re.Match[str] | Token) -> Cued:
        if isinstance(found, re.Match):
            return Cued(kind, Span(span.start + found.start(), span.start + found.end()))
        return Cued(kind, _place(found, text, span))

    if form is Form.PRESENT:
        yield at(Kind.NOT_COUNTERFACTUAL, verb)
    if verb.lower_ in ("can", "ca", "can't", "may"):
        yield at(Kind.NOT_COUNTERFACTUAL, verb)
    if found := _ANYBODY.match(text):
        yield at(Kind.NOT_COUNTERFACTUAL, found)
    if form not in (Form.PAST_PERFECT, Form.NEGATED_PAST_PERFECT, Form.WERE_TO):
        if found := _ANYTHING.match(text):
            yield at(Kind.NOT_COUNTERFACTUAL, found)
        if real and not denied:
            yield at(Kind.NOT_COUNTERFACTUAL, verb)
    # "did not extend" tells of what a thing is like, "had not extended" of a change
    changed = denied and form not in (Form.DID_NOT, Form.COULD_WOULD)
    for token in predicate:
        if changed and (token.lemma_ in _CHANGES or (token.lemma_ in _CHANGE and _acts(token))):
            yield at(Kind.UNDONE, token)
    if denied and (found := _GRANTED.search(text)):
        yield at(Kind.UNDONE, found)
    for pattern in _SHIFTS:
        if found := pattern.search(text):
            yield at(Kind.SHIFTED, found)
    for token in predicate:
        if not denied and token.lemma_ in _STAY:
            yield at(Kind.UNDONE, token)
    if found := _CHOSEN.search(text):
        yield at(Kind.REVERSED, found)
    for token in predicate:
        if token.lemma_ in (_OUTCOME if _acts(token) else _OUTCOMES) and not _is_had(token):
            yield at(Kind.REVERSED, token)
    if found := _WON.search(text):
        yield at(Kind.REVERSED, found)
    for token in predicate:
        if not denied and token.lemma_ in _FOLLOW:
            yield at(Kind.UNDONE, token)
    if found := (_PLANNED if denied else _AS_BEFORE).search(text):
        yield at(Kind.UNDONE, found)
    if no:
        yield at(Kind.NEGATED, no)
    if real:
        yield at(Kind.NOT_COUNTERFACTUAL, verb)
    dated = main_verb(verb).lemma_ in _DATED and _SET.search(text.rstrip())
    if dated and not denied:
        yield at(Kind.SHIFTED, dated)
    yield at(Kind.OTHER, main_verb(verb))


def _is_had(token: Token) -> bool:
    """Whether what is lost or won is nothing that one contends for: a right, a life, a tower."""
    if token.lemma_ == "succeed":  # somebody in office
        posts = [
            part.lower_ == "as" or any(token.lemma_ in _POSTS for token in part.children)
            for part in token.children
            if part.dep_ == "prep"
        ]
        return any(posts) or any(part.dep_ == "dobj" for part in token.children)
    if token.lemma_ not in ("lose", "win"):
        return False
    over = [part for part in token.children if part.dep_ in ("dobj", "nsubjpass")]
    return any(part.lemma_.lower() in _HAD for part in over) or (
        token.lemma_ == "lose" and any(part.dep_ == "nsubjpass" for part in over)
    )


def _acts(token: Token) -> bool:
    return token.pos_ in ("VERB", "AUX")


def _predicate(verb: Token) -> Iterator[Token]:
    """The words that say what happened: the main verb, verbs it hands on to, and their nouns."""
    queue = [main_verb(verb)]
    for token in queue:  # which grows
        yield token
        queue += [part for part in token.children if _tells(part, token)]


def _tells(part: Token, token: Token) -> bool:
    if part.dep_ in ("acomp", "attr", "oprd", "xcomp", "conj"):
        return part.i > token.i
    if part.dep_ in ("ccomp", "dobj"):
        return token.lemma_ in _HANDS_ON
    if part.dep_ in ("nsubj", "nsubjpass"):
        return token.lemma_ in _HAPPEN
    if part.dep_ == "pobj":
        return token.dep_ == "prep"
    return part.dep_ == "prep" and token.lemma_ == "emerge"


def _place(token: Token, text: str, span: Span) -> Span:
    """Where a word of the parsed clause stands in the question."""
    before = sum(other.lower_ == token.lower_ for other in token.doc[: token.i])
    word = re.compile(rf"(?<!\w){re.escape(token.text)}(?!\w)", re.IGNORECASE)
    places = list(word.finditer(text))
    if not places:  # a word that the parser made of something else
        return Span(span.start, span.start + len("if"))
    match = places[min(before, len(places) - 1)]
    return Span(span.start + match.start(), span.start + match.end())
