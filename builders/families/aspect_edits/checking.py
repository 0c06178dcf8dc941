"""Whether an edit did what it should: its text is read again, by the same reader and by another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from irrealis.builders.families.aspect_edits.lexicon import words as english
from irrealis.builders.families.aspect_edits.parsing import Parse
from irrealis.builders.families.aspect_edits.reading import Reading, felt
from irrealis.builders.families.aspect_edits.second import leaning
from irrealis.builders.families.aspect_edits.segments import (
    FINITE,
    OTHER,
    Judgment,
    Segment,
    Sentence,
)
from irrealis.builders.families.aspect_edits.subject import (
    SIGNS,
    NoEdit,
    Subject,
    verdicts_on,
)

_OF_THE_WHOLE = frozenset({"recommend", "recommended", "back", "return", "again"})
AGAINST = 1.0  # log-odds of a clause for the other side, from which it speaks against the goal
_OPENS_TELLING = 4  # words of a clause among which its writer is, who tells what they did
HINTED = 0.5  # log-odds of a clause that names nothing, from which it may speak of an aspect
FELT = 0.5  # VADER's verdict on a clause from which it is for or against something


def check(before: Subject, after: Subject, *, aspect: str, goal: str, put: int | None) -> None:
    """The edited text says the goal of the aspect, nothing against it, and is whole.

    Where a clause of the domain was put in, which says it, `after` is what stands beside, and `put`
    the character at which it stands.

    Raises:
        NoEdit: it does not; says which reader objects, or what is broken.
    """
    _reread(before, after, aspect=aspect, goal=goal, put=put)
    _not_beside(before, after, aspect, SIGNS.get(goal, 0), put)
    if goal in SIGNS:
        _not_implied(after, aspect, SIGNS[goal])
    if after is not before:
        _others_kept(before, after, aspect)
    _second(before, after, aspect=aspect, goal=goal)
    if after is not before:
        flawless(before, after)


def _reread(before: Subject, after: Subject, *, aspect: str, goal: str, put: int | None) -> None:
    sign = SIGNS.get(goal)
    heard = put is not None
    passed = put is None
    previous: Reading | None = None
    for reading in after.readings:
        at = after.parse.starts[reading.segment.start]
        says = reading.says.get(aspect, frozenset())
        hoped = reading.unread == "wish" and _is_of_site(reading, aspect)
        if sign is None:
            named = reading.names if before.labels[aspect] in SIGNS else reading.strong
            if says or (reading.unread and aspect in named) or hoped:
                raise NoEdit("left-over", f"it still says something of {aspect}", at=at)
        elif says - {sign}:
            raise NoEdit("contradiction", f"it still says otherwise of {aspect}", at=at)
        elif (
            reading.verdict == -sign and not reading.strong - {OTHER} and _hangs_on(before, aspect)
        ):
            raise NoEdit(
                "contradiction", "a verdict on the whole is left, which was for this", at=at
            )
        heard |= bool(says)
        # "too noisy to enjoy the meal" says nothing of the meal
        weak = reading.is_lexical and aspect not in reading.strong and aspect not in reading.says
        mine = reading.speaks_of(aspect) and not (weak and reading.segment.judged)
        mine = mine or hoped
        trusted = _is_put_in(before, _said(after.parse, reading.segment))
        if reading.unread and mine and sign is not None and not trusted:
            raise NoEdit("unread", f"a clause on {aspect} has a {reading.unread} unread", at=at)
        unheard = bool(reading.names) and all(
            before.labels[name] == "unknown" for name in reading.names
        )
        loose = reading.loose and not (reading.is_framed and _names_others(after, reading, aspect))
        loose = loose or (unheard and not reading.is_lexical and not mine)
        if loose and reading.unread and _may_speak(before, after, reading, aspect, sign or 0):
            raise NoEdit(
                "unread", f"a clause that names nothing has a {reading.unread} unread", at=at
            )
        follows = not passed and at > (put or 0)
        passed = passed or follows
        after_it = follows or (previous is not None and previous.speaks_of(aspect))
        goes_on = loose or reading.segment.kind == "verb"
        if follows and reading.segment.kind == "verb" and not reading.segment.judgments:
            raise NoEdit("unread", f"what follows on {aspect} has no subject of its own", at=at)
        if reading.unread and goes_on and after_it and before.labels[aspect] != "unknown":
            raise NoEdit("unread", f"what follows on {aspect} has a {reading.unread} unread", at=at)
        if not loose:
            previous = reading
    if sign is not None and not heard:
        raise NoEdit("not-said", f"a second reading does not find what is said of {aspect}")


def _not_beside(before: Subject, after: Subject, aspect: str, sign: int, put: int | None) -> None:
    """Nothing is against the goal that is said of the aspect by its place or its sense alone.

    That is an opinion of this aspect that was found to be of nothing ("forgot the bread"), or of a
    thing of this aspect in a word for another ("an elegant lunch"), and a verdict that goes on from
    a clause on the aspect ("Old and stuffy.", "This was the best.").

    Raises:
        NoEdit: something is; quotes it.
    """
    parse = after.parse
    judged_whole = sign != 0 and bool(verdicts_on(before, aspect))
    last: Reading | None = None
    heard = put is None  # or else the clause that was put in is what comes before
    for reading in after.readings:
        passed = put is not None and parse.starts[reading.segment.start] > put
        follows = (passed and not heard) or (
            last is not None
            and reading.segment.sentence - last.segment.sentence < 2
            and last.speaks_of(aspect)
            and not (last.strong | last.says.keys()) - {aspect}
        )
        for judgment in reading.segment.judgments:
            against = judgment.polarity == -sign if sign else judgment.polarity != 0
            by_thing = sign != 0 and _is_quality(parse, judgment, aspect)
            by_sense = (
                judgment.aspect is None
                and judgment.entry.aspect == aspect
                and _is_told(parse, judgment)
            )
            by_note = reading.segment.kind == "note" and _is_of_goods_in(
                parse, reading, judgment, aspect
            )
            general = sign != 0 and judgment.entry.aspect is None
            by_place = general and follows and _goes_on(parse, reading, judgment)
            by_whole = judged_whole and judgment.aspect == OTHER and _is_of_stay(parse, reading)
            by_name = (
                general and judgment.aspect is None and _is_of_unknown_goods(parse, reading, aspect)
            )
            if against and (by_sense or by_note or by_thing or by_place or by_whole or by_name):
                quoted = " ".join(parse.words[judgment.start : judgment.end])
                reason = "contradiction" if sign else "left-over"
                at = parse.starts[reading.segment.start]
                raise NoEdit(reason, f"{quoted!r} may be said of {aspect}", at=at)
        if not reading.loose:
            last = reading
            heard = heard or passed


def _is_quality(parse: Parse, judgment: Judgment, aspect: str) -> bool:
    """Whether an adjective stands beside a thing of an aspect: "a dull, elegant brunch".

    "A noisy room" says nothing of how it looks.
    """
    surroundings = parse.domain.surroundings
    if (
        judgment.of is None
        or judgment.of.aspect != aspect
        or judgment.aspect in (aspect, None, OTHER)
    ):
        return False
    if {judgment.aspect, aspect} <= surroundings:
        return False
    at = judgment.end - 1
    while parse.deps[at] == "conj" and parse.heads[at] < at:
        at = parse.heads[at]
    return parse.deps[at] == "amod" and judgment.of.start <= parse.heads[at] < judgment.of.end


def _is_told(parse: Parse, judgment: Judgment) -> bool:
    """Whether an opinion tells what somebody did, or is of one aspect whatever it stands beside."""
    is_verb = parse.tags[judgment.start] in ("VB", *FINITE)
    return is_verb or (judgment.entry.implies and judgment.of is None)


def _is_of_goods_in(parse: Parse, reading: Reading, judgment: Judgment, aspect: str) -> bool:
    """Whether a note judges what may be one more of the goods: "dry turkey, cold peas"."""
    if aspect != parse.domain.role("goods") or judgment.aspect is not None or reading.strong:
        return False
    return any(entry.aspect == aspect for entry in judgment.readings)


def _goes_on(parse: Parse, reading: Reading, judgment: Judgment) -> bool:
    """Whether a verdict goes on from the clause before: it has no subject, or a pronoun, or "it".

    What somebody will do or recommends is of the whole.
    """
    words = parse.words[reading.segment.start : reading.segment.end]
    sites = any(mention.strength == "site" for mention in reading.segment.mentions)
    if reading.strong or sites or not _OF_THE_WHOLE.isdisjoint(words):
        return False
    span = range(reading.segment.start, reading.segment.end)
    if reading.segment.kind in ("note", "adjective"):
        return reading.loose
    points = any(
        parse.words[at] in ("it", "this", "that", "which") and parse.deps[at] == "nsubj"
        for at in range(reading.segment.start, judgment.start)
    )
    return (points and judgment.aspect in (None, OTHER)) or any(
        parse.words[at] in ("it", "them") and parse.deps[at] in ("dobj", "pobj") for at in span
    )


def _is_of_stay(parse: Parse, reading: Reading) -> bool:
    """Whether a verdict is of the time that somebody had: "We had a great time"."""
    tokens = parse.words[reading.segment.start : reading.segment.end]
    return not reading.strong and not parse.domain.words("stay").isdisjoint(tokens)


def _is_of_unknown_goods(parse: Parse, reading: Reading, aspect: str) -> bool:
    """Whether something is judged by a name that is not known: "the gnocchis were the best"."""
    if aspect != parse.domain.role("goods") or reading.strong:
        return False
    return any(
        parse.deps[at] == "nsubj"
        and parse.tags[at] in ("NN", "NNS")
        and parse.words[parse.heads[at]] in english("linking")
        and parse.words[at] not in parse.domain.words("stay")
        and not any(mention.start <= at < mention.end for mention in reading.segment.mentions)
        for at in range(reading.segment.start, reading.segment.end)
    )


def _others_kept(before: Subject, after: Subject, aspect: str) -> None:
    """Each other aspect that was heard is spoken of still, and for it or against it as it was.

    Raises:
        NoEdit: one is not: it went along with what was left out, or reads otherwise now.
    """
    for name, label in before.labels.items():
        if name == aspect or label not in SIGNS:
            continue
        (spoken, was), (speaks, now) = _said_of(before, name), _said_of(after, name)
        sign = SIGNS[label]
        if spoken > speaks or (sign in was) > (sign in now) or (-sign in now) > (-sign in was):
            raise NoEdit("others-lost", f"it would no longer say of {name} what it says")


def _said_of(subject: Subject, aspect: str) -> tuple[bool, set[int]]:
    """Whether an aspect is spoken of, and whether for it, against it, or both."""
    clauses = [reading for reading in subject.readings if reading.speaks_of(aspect)]
    return bool(clauses), {sign for clause in clauses for sign in clause.says.get(aspect, ())}


def _not_implied(subject: Subject, aspect: str, sign: int) -> None:
    """Nothing is set against what only follows: no noise for who slept, no quiet for who shouts.

    Raises:
        NoEdit: the opposite follows from a word of the review.
    """
    text = f" {' '.join(subject.parse.words)} "
    for phrase in subject.parse.domain.listed(f"implies {aspect} {'-' if sign > 0 else '+'}"):
        if f" {phrase} " in text:
            raise NoEdit("implied", f"{phrase!r} says the opposite of {aspect}")


def _is_of_site(reading: Reading, aspect: str) -> bool:
    """Whether a verdict is of the place: "This might have been a great place in its day"."""
    sites = any(m.aspect == aspect and m.strength == "site" for m in reading.segment.mentions)
    return sites and reading.verdict != 0


def _names_others(after: Subject, reading: Reading, aspect: str) -> bool:
    """Whether another clause of the sentence names another aspect, and none names this one."""
    beside = [r for r in after.readings if r.segment.sentence == reading.segment.sentence]
    return any(r.strong for r in beside) and not any(r.speaks_of(aspect) for r in beside)


def _may_speak(
    before: Subject, after: Subject, reading: Reading, aspect: str, after_sign: int
) -> bool:
    """Whether a clause that names nothing, and was not read, may be of an aspect that was set.

    It may if it states nothing, or if it is heard to say what was said of the aspect before. That
    somebody will not come back may be for what is said of another aspect.
    """
    sign = SIGNS.get(str(before.labels[aspect]))
    if sign is None:
        return False
    tokens = after.parse.words[reading.segment.start : reading.segment.end]
    if aspect == after.parse.domain.role("sound"):  # that is never said without a word of it
        return not after.parse.domain.words(f"hints {aspect}").isdisjoint(tokens)
    if _intends(after.parse, reading.segment):
        return after_sign != 0 and not _is_said_of_others_too(before, aspect)
    # what somebody did: "Ok so we came here on a Monday"
    tells = reading.is_lexical and not {"i", "we", "my", "our"}.isdisjoint(tokens[:_OPENS_TELLING])
    alone = not tells and not _is_said_of_others_too(before, aspect)
    text = _said(after.parse, reading.segment)
    return alone or reading.is_framed or is_heard(text, sign, least=HINTED)


def _hangs_on(before: Subject, aspect: str) -> bool:
    """Whether a verdict on the whole can be for nothing but this aspect."""
    return before.labels[aspect] in SIGNS and not _is_said_of_others_too(before, aspect)


def _is_said_of_others_too(before: Subject, aspect: str) -> bool:
    """Whether another aspect is judged as this one was, so that a verdict may be for that one."""
    mine = before.labels[aspect]
    return any(label == mine for name, label in before.labels.items() if name != aspect)


def _intends(parse: Parse, segment: Segment) -> bool:
    """Whether a clause tells what its writer will do: "I doubt that we will eat there again"."""
    tokens = parse.words[segment.start : segment.end]
    back = not {"return", "returning", "back", "again", "recommend"}.isdisjoint(tokens)
    first = tokens[0] in ("i", "we", "my", "our") or tokens[0] in english("intending")
    return back and first


def _is_put_in(before: Subject, text: str) -> bool:
    """Whether a clause was put in by the rules, in words that are known to be read as meant."""
    low = text.casefold()
    return any(low.endswith(put.casefold()) or low in put.casefold() for put in before.used)


def _said(parse: Parse, segment: Segment) -> str:
    return parse.text[parse.starts[segment.start] : parse.ends[segment.end - 1]]


def _second(before: Subject, after: Subject, *, aspect: str, goal: str) -> None:
    """Readers that do not know the lexicon hear nothing against the goal in what is new.

    Where nothing was said of the aspect before, what is old is not heard again.
    """
    sign = SIGNS.get(goal)
    if sign is None:
        return  # they do not know what a clause speaks of
    old = {_said(before.parse, reading.segment) for reading in before.readings}
    silent = not any(reading.speaks_of(aspect) for reading in before.readings)
    inserted = silent or before.labels[aspect] == "unknown"
    new = []
    for one in after.readings:
        wording = _said(after.parse, one.segment)
        of_others = not one.loose and not one.speaks_of(aspect)
        verdict = one.loose and _is_said_of_others_too(before, aspect)
        if of_others or _is_put_in(before, wording) or (wording in old and (inserted or verdict)):
            continue
        if wording not in old:
            new.append(wording)
        if is_heard(wording, -sign, least=AGAINST):
            raise NoEdit("second-reader", "a second reader hears a clause against the goal")
    whole = ". ".join(new)
    if (leaning(whole) + 2 * felt(whole)) * sign < -FELT:
        raise NoEdit("second-reader", "a second reader does not hear the goal")


def is_heard(text: str, sign: int, *, least: float) -> bool:
    """Whether a clause is for (sign 1) or against something, to one reader and not to the other."""
    learned, listed = leaning(text) * sign, felt(text) * sign
    return (learned > least and listed >= 0) or (listed > FELT and learned >= 0)


# tags of words that something must follow, and words of these tags that may stand last
_OPEN = frozenset({"DT", "PRP$", "CC", "TO", "IN"})
_OPENS = frozenset({"that", "when", "while", "if", "since", "until", "where", "unless"})
_OPENER = 24  # characters of what may stand before a clause that was put in: "On the plus side, "
_PAIRS = {"both": "and", "neither": "nor", "either": "or"}
# the first word of a sentence that answers the one before
_ANSWERS = frozenset({"so", "but", "because", "and", "or", "then", "although", "which"})


def flawless(before: Subject, after: Subject) -> None:
    """Each sentence that is new stands by itself, as its parse has it.

    A flaw that the original has as often is none of the edit's.

    Raises:
        NoEdit: one does not; says how, and quotes it.
    """
    old = {_text(before, number) for number in range(len(before.sentences))}
    found: list[tuple[str, str]] = []
    for number in range(len(after.sentences)):
        text = _text(after, number)
        folded = text.casefold()
        if text not in old and not any(
            put.casefold() in folded and len(folded) < len(put) + _OPENER for put in before.used
        ):
            found += [(flaw, text) for flaw in _flaws(after, number)]
    if not found:
        return
    known = Counter(
        flaw for number in range(len(before.sentences)) for flaw in _flaws(before, number)
    )
    for flaw, text in found:
        known[flaw] -= 1
        if known[flaw] < 0:
            raise NoEdit("unsound", f"{flaw} in {text[:80]!r}")


def _text(subject: Subject, number: int) -> str:
    sentence = subject.sentences[number]
    return subject.parse.text[
        subject.parse.starts[sentence.start] : subject.parse.ends[sentence.end - 1]
    ]


def _flaws(subject: Subject, number: int) -> Iterator[str]:
    """What is broken in a sentence, as its parse has it."""
    parse, one = subject.parse, subject.sentences[number]
    judged = {at for s in one.segments for j in s.judgments for at in range(j.start, j.end)}
    words, tags = list(parse.words[one.start : one.body]), list(parse.tags[one.start : one.body])
    if tags[-1] in _OPEN and words[-1] not in english("may end"):
        yield "a last word that goes on"
    finite = sum(tag in FINITE for tag in tags)
    opens = any(
        word in _OPENS and tag in ("IN", "WRB")
        for word, tag in zip(words[:2], tags[:2], strict=True)
    )
    for at in range(1, len(tags) - 1):  # "tuna that know"
        of_several = words[at] in ("that", "who") and tags[at + 1] == "VBP"
        if of_several and tags[at - 1] == "NN":
            yield "a clause of several on one thing"
    if words[0] in _ANSWERS or (opens and finite < 2):
        yield "an opening that answers nothing"
    if not finite and len(words) > 3 and tags[0] in ("DT", "PRP", "PRP$") and tags[-1][:2] == "JJ":
        yield "no verb"
    if _is_open_list(tags):
        yield "a list without an end"
    if any(sentence in FINITE and then in FINITE for sentence, then in pairwise(tags)):
        yield "two verbs"
    if len(tags) > 1 and tags[-2:] == ["PRP", "JJ"]:
        yield "no verb"
    for first, second in _PAIRS.items():
        if first in words and second not in words and tags[-1] != "RB":
            ahead = tags[words.index(first) + 1 :][:4]
            if not {"NNS", "NNPS", "PRP", "CD"} & set(ahead) and words[-1] != first:
                yield f"{first} of one thing"
    if tags.count("JJ") > 2 and not {"CC", "."} & set(tags) and "," in words and tags[-1] == "JJ":
        yield "a list without an end"
    if words.count("but") > 1:
        yield "two contrasts"
    last = len(words) - 1 - words[::-1].index("but") if "but" in words else len(words)
    rest = range(last + 1, len(words))
    things = {"DT", "PRP$", "NN", "NNS", "NNP", "CC"}
    if rest and all(tags[at] in things and one.start + at not in judged for at in rest):
        yield "a thing of which nothing is said"
    yield from _misjoined(subject, one, judged)
    if one.body - one.start == 1 and tags[0] in ("IN", "CC", "DT", "MD"):
        yield "half a sentence"
    verb = parse.tags[one.body - 1]
    if (
        verb in ("VBZ", "VBD", "VBP", "MD")
        and parse.words[one.body - 1] in english("copulas")
        and one.body - one.start < 4
    ):
        yield "a verb that says nothing"


def _misjoined(subject: Subject, sentence: Sentence, judged: set[int]) -> Iterator[str]:
    """What is joined in a sentence to something of another kind."""
    parse = subject.parse
    span = range(sentence.start, sentence.body)
    for at in span:
        head = parse.heads[at]
        if at in judged:
            continue
        joined = parse.deps[at] == "conj" and parse.tags[at][:2] == "NN"
        more = any(parse.heads[then] == at and then > at for then in span)
        if joined and parse.tags[head][:2] == "JJ" and not more:
            yield "a thing joined to a quality"
        if parse.words[at] == "but" and parse.tags[at - 1][:2] == "NN":
            begin = max(
                [t for t in range(sentence.start, at) if parse.tags[t] in ("CC", ",")]
                or [sentence.start]
            )
            if not any(
                parse.tags[t][:2] in ("VB", "JJ", "MD") or t in judged for t in range(begin, at)
            ):
                yield "a contrast of things"
        if parse.tags[at] in ("VBD", "VBZ", "VBP") and parse.deps[at] in (
            "conj",
            "ccomp",
            "parataxis",
        ):
            own = any(
                parse.heads[t] == at
                and parse.deps[t].startswith(("nsubj", "expl", "mark", "advmod"))
                for t in span
            )
            joined = any(parse.tags[t] == "CC" for t in span)
            if not own and not joined and parse.words[at - 1] == ",":
                yield "verbs joined by a comma"


def _is_open_list(tags: Sequence[str]) -> bool:
    """Whether a sentence begins with a list that no "and" ends: "the room, the bed was"."""
    verb = next((at for at, tag in enumerate(tags) if tag in FINITE), 0)
    subject = tags[:verb]
    things = all(tag[:2] in ("NN", "DT", "JJ", "PR") or tag == "," for tag in subject)
    return things and subject.count(",") == 1 and subject[0] != "," and subject[-1] != ","
