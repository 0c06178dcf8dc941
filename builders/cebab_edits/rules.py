"""The rules: setting what a review says of one aspect, and nothing else.

What an aspect is to be set to says how: a positive or negative opinion is substituted, or put in
where there is none; for `unknown` what speaks of the aspect is taken out. A rule sees the review,
its labels and random numbers; no judge has a say.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from irrealis.builders.cebab_edits.changes import Change, capitalized, cased
from irrealis.builders.cebab_edits.insertion import Voice, clause, pick
from irrealis.builders.cebab_edits.parsing import Parse
from irrealis.builders.cebab_edits.segments import (
    FINITE,
    OTHER,
    Judgment,
    Segment,
    Sentence,
    analyze,
    is_strong,
)

SIGNS = {"Positive": 1, "Negative": -1}

_CONCESSIVE = frozenset(
    {"although", "though", "even", "while", "whereas", "despite", "besides", "with"}
)
_CONTRAST = frozenset({"but", "yet"})
_OPENERS = frozenset({"but", "and", "however", "also", "yet", "though", "additionally", "plus"})
_SOFTENERS = (
    ("a", "little"), ("a", "bit"), ("a", "tad"), ("a", "touch"), ("kind", "of"), ("sort", "of"),
    ("just",), ("only",), ("merely",), ("rather",), ("somewhat",), ("slightly",), ("kinda",),
    ("way", "too"), ("far", "too"), ("too",), ("overly",), ("simply",), ("fairly",), ("barely",),
    ("unfortunately",), ("sadly",), ("disappointingly",), ("at", "best"), ("mostly",),
)  # fmt: skip
_PRAISERS = (("perfectly",), ("reasonably",), ("surprisingly",), ("thankfully",), ("luckily",))
_TAILS = (("at", "all"), ("at", "best"), ("either",), ("though",))
_NEUTRAL_VERBS = frozenset(
    "had ordered order got get went go came come split shared tried ate dined have has is was are "
    "were sat arrived decided wanted stopped visited met chose did be been going celebrated booked "
    "brought took asked made".split()
)
_AGAINST = {
    -1: ("Unfortunately, ", "However, ", "Sadly, "),
    1: ("At least ", "On the plus side, ", "Luckily, "),
}
_MAX_JOINED = 22  # tokens of a sentence that may take one more clause


class NoEdit(Exception):
    """No safe edit is known; `reason` is short and can be counted."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason, self.detail = reason, detail


@dataclass(frozen=True, slots=True)
class Plan:
    """Changes that set an aspect, and the name of the rule that made them."""

    rule: str
    changes: Sequence[Change]


@dataclass
class Subject:
    """A review that was read: its parse, what it speaks of, its labels, and what was put in.

    `labels` has the known label of each aspect, None where nobody agreed on one; `used` are the
    clauses that edits of this review have put in so far.
    """

    parse: Parse
    labels: Mapping[str, str | None]
    rating: int | None = None
    used: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Read it once, for all of its edits."""
        self.sentences = analyze(self.parse)
        verbless = [
            all(segment.kind in ("note", "adjective", "noun") for segment in sentence.segments)
            for sentence in self.sentences
        ]
        self.voice = Voice(self.parse, notes=sum(verbless) * 2 > len(verbless))

    def segments(self) -> Iterator[Segment]:
        """All segments, in order."""
        for sentence in self.sentences:
            yield from sentence.segments

    def protected(self, aspect: str) -> set[str]:
        """The other aspects on which it may be heard."""
        return {one for one, said in self.labels.items() if one != aspect and said != "unknown"}


def plan(review: Subject, aspect: str, goal: str, *, rng: random.Random) -> Plan:
    """How to set an aspect to a goal other than its label.

    Raises:
        NoEdit: no safe way is known.
    """
    if not review.sentences:
        raise NoEdit("no-words", "there is nothing to read")
    if goal == "unknown":
        return Plan("delete", _removal(review, aspect))
    sign = SIGNS[goal]
    if review.labels[aspect] == "unknown":
        return Plan("insert", _addition(review, aspect, sign, rng=rng))
    return _flip(review, aspect, sign, rng=rng)


# ---------------------------------------------------------------- taking out


def _removal(review: Subject, aspect: str) -> list[Change]:
    doomed, partial = _doomed(review, aspect)
    if not doomed and not partial:
        doomed = {id(segment) for segment in _implied(review, aspect)}
        if not doomed:
            raise NoEdit("aspect-not-found", f"no clause speaks of {aspect} alone")
    try:
        return [*_without(review, doomed, review.protected(aspect)), *partial]
    except NoEdit as error:
        if error.reason != "nothing-left" or aspect != "food":
            raise
        return _told_plainly(review, doomed)


_STAY = frozenset({"experience", "time", "evening", "night", "afternoon", "visit"})
_CALM = frozenset(
    "relaxed relaxing chilled calm serene tranquil peaceful private conversation lively crowded busy".split()
)


def _implied(review: Subject, aspect: str) -> list[Segment]:
    """Clauses that speak of an aspect which none names.

    A restaurant that is praised as such is praised for its food, and "a lovely place" for how it is.
    """
    found: list[Segment] = []
    near = {"ambiance": "noise", "noise": "ambiance"}.get(aspect)
    open_to = near is not None and review.labels[near] not in SIGNS
    for segment in review.segments():
        words = review.parse.words[segment.start : segment.end]
        if open_to and segment.aspects() == {near}:
            # how loud it is makes the mood of a room, and a relaxed room is a quiet one
            if aspect == "ambiance" or not _CALM.isdisjoint(words):
                found.append(segment)
            continue
        if segment.aspects() or any(one.aspect == OTHER for one in segment.judgments):
            continue
        if aspect == "ambiance":
            sites = [one.of for one in segment.judgments if one.of and one.of.strength == "site"]
            named = any(one.strength == "site" for one in segment.mentions) and segment.judgments
            if sites or named:
                found.append(segment)
        elif aspect == "food" and segment.judgments:
            found.append(segment)
    if not found and aspect in ("ambiance", "service"):
        for segment in review.segments():
            judged = not segment.aspects() and any(one.aspect == OTHER for one in segment.judgments)
            if judged and not _STAY.isdisjoint(review.parse.words[segment.start : segment.end]):
                found.append(segment)
    return found


def _doomed(review: Subject, aspect: str) -> tuple[set[int], list[Change]]:
    """Segments that speak of the aspect alone, and what must go in those that are shared."""
    protected = review.protected(aspect)
    doomed: set[int] = set()
    partial: list[Change] = []
    before: Segment | None = None
    for segment in review.segments():
        judged = segment.judged()
        mirror = segment.mirrors(review.parse)
        if (
            mirror
            and aspect not in segment.aspects()
            and before is not None
            and id(before) in doomed
        ):
            raise NoEdit("ellipsis", "what must stay says only that it is the same, or is not")
        if aspect in judged or (aspect in segment.aspects() and not judged & protected):
            if aspect not in judged and not mirror and _is_neutral(review.parse, segment):
                if segment.inherited == aspect and before is not None and id(before) in doomed:
                    doomed.add(id(segment))
            elif judged & protected:
                partial += _share_removed(review, segment, aspect)
            else:
                doomed.add(id(segment))
        before = segment
    return doomed, partial


def _told_plainly(review: Subject, doomed: set[int]) -> list[Change]:
    """Where all of a review is of the food: what was eaten, and no word of how it was.

    "The paella was excellent! Great wine list." becomes "We had the paella!"
    """
    parse, voice = review.parse, review.voice
    for sentence in review.sentences:
        for segment in sentence.segments:
            dish = next((one for one in segment.mentions if one.aspect == "food"), None)
            if dish is None or dish.strength != "strong" or segment.kind not in ("clause", "note"):
                continue
            if parse.words[dish.start] in _TOO_GENERAL:
                continue
            start = next(
                (one.end for one in segment.judgments if one.end <= dish.start), segment.start
            )
            spare = [one for one in segment.judgments if one.start < dish.end and one.end > start]
            if spare or any(parse.tags[at] in FINITE for at in range(start, dish.end)):
                continue
            name = " ".join(parse.text[parse.starts[start] : parse.ends[dish.end - 1]].split())
            if parse.tags[start] not in ("DT", "PRP$"):
                name = f"the {name[:1].lower() + name[1:]}"
            elif not voice.upper:
                name = name[:1].lower() + name[1:]
            said = voice.said(f"{'I' if voice.alone else 'we'} had {name}", opens=True)
            first, last = review.sentences[0], review.sentences[-1]
            stop = parse.text[parse.ends[last.body - 1] : parse.ends[last.end - 1]]
            return [Change(parse.starts[first.start], parse.ends[last.end - 1], said + stop)]
    raise NoEdit("nothing-left", "all of the review speaks of the aspect")


_TOO_GENERAL = frozenset(
    "food foods taste tastes flavor flavors cuisine portions portion quality chef kitchen cooking meals "
    "presentation fare wine specials".split()
)


def _is_neutral(parse: Parse, segment: Segment) -> bool:
    """Whether it only tells what happened: "We ordered the fish"."""
    if any(one.aspect != OTHER for one in segment.judgments):
        return False
    span = range(segment.start, segment.end)
    verbs = [at for at in span if parse.tags[at].startswith("VB") or parse.tags[at] == "MD"]
    if any(parse.tags[at] == "MD" or parse.words[at] not in _NEUTRAL_VERBS for at in verbs):
        return False
    copula = [at for at in verbs if parse.words[at] in ("is", "was", "are", "were", "be")]
    if copula and segment.mentions and segment.mentions[0].start < copula[0]:
        return False  # something is said of it, in words that are not known
    return segment.kind in ("clause", "verb", "sub", "prep") and not any(
        parse.words[at] in ("not", "never", "no") for at in span
    )


def _without(review: Subject, doomed: set[int], protected: set[str]) -> list[Change]:
    """Changes that leave out these segments, and mend what is left of their sentences."""
    changes: list[Change] = []
    sentences = review.sentences
    gone: list[bool] = []
    for sentence in sentences:
        lost = _with_dependents(review, sentence, doomed, protected)
        gone.append(len(lost) == len(sentence.segments))
        if lost and not gone[-1]:
            changes += _thinned(review, sentence, lost)
    parse = review.parse
    if all(gone):
        raise NoEdit("nothing-left", "all of the review speaks of the aspect")
    for number, sentence in enumerate(sentences):
        if number and gone[number - 1] and not gone[number]:
            start = parse.starts[sentence.start]
            if not any(change.start == start for change in changes):
                earlier = [s for s, lost in zip(sentences[:number], gone, strict=False) if not lost]
                changes += _reopened(review, sentence, earlier)
    for number, sentence in enumerate(sentences):
        if not gone[number]:
            continue
        start, end = parse.starts[sentence.start], parse.ends[sentence.end - 1]
        if all(gone[number:]):  # nothing follows, so the space before it goes
            start = parse.ends[sentences[number - 1].end - 1]
            changes.append(Change(start, end, ""))
            continue
        end = parse.starts[sentences[number + 1].start]
        opens = all(gone[: number + 1]) and not gone[number + 1]
        first, left = parse.text[parse.starts[sentences[0].start]], parse.text[end]
        if (
            opens
            and first.isupper()
            and left.islower()
            and not any(c.start == end for c in changes)
        ):
            changes.append(Change(start, end + 1, left.upper()))
        else:
            changes.append(Change(start, end, ""))
    return changes


def _with_dependents(
    review: Subject, sentence: Sentence, doomed: set[int], protected: set[str]
) -> list[Segment]:
    """The segments of a sentence that go, with those that cannot stand without them."""
    lost = [segment for segment in sentence.segments if id(segment) in doomed]
    if not lost:
        return []
    changed = True
    while changed:
        changed = False
        for number, segment in enumerate(sentence.segments):
            if segment in lost:
                continue
            main = _main_of(review.parse, sentence, number)
            if main is None or main not in lost:
                continue
            first = review.parse.words[segment.start]
            if segment.kind in ("sub", "prep") and first in _CONCESSIVE and segment.judgments:
                continue  # it can stand alone, without its subordinator
            if segment.kind == "verb" and (segment.judgments or segment.aspects()):
                continue  # it takes the subject over
            if segment.kind in ("noun", "adjective", "sub", "prep", "part"):
                if segment.judged() & protected:
                    raise NoEdit("dependent-clause", "what must stay depends on what must go")
                lost.append(segment)
                changed = True
    return [segment for segment in sentence.segments if segment in lost]


def _main_of(parse: Parse, sentence: Sentence, number: int) -> Segment | None:
    """The segment that one depends on."""
    segments = sentence.segments
    one = segments[number]
    if one.kind in ("clause", "note"):
        return None
    link = parse.words[one.connector : one.start]
    if one.kind in ("noun", "adjective", "verb") and any(is_strong(word) for word in link):
        return None
    for at in range(number - 1, -1, -1):
        if segments[at].kind not in ("sub", "prep"):
            return segments[at]
    if segments[number].kind == "verb":
        return None
    return next((s for s in segments[number + 1 :] if s.kind in ("clause", "note", "verb")), None)


def _thinned(review: Subject, sentence: Sentence, lost: list[Segment]) -> list[Change]:
    parse = review.parse
    changes: list[Change] = []
    kept = [segment for segment in sentence.segments if segment not in lost]
    for number, segment in enumerate(sentence.segments):
        if segment in lost:
            continue
        before = sentence.segments[:number]
        earlier = [s for s in before if s not in lost]
        if not before or before[-1] not in lost:
            continue
        if not earlier:
            start, content = parse.starts[sentence.start], segment.start
            if segment.kind in ("sub", "prep") and _main_of(parse, sentence, number) in (
                *lost,
                None,
            ):
                content = _past_subordinator(parse, segment)
            if segment.kind == "verb":
                start = _after_subject(parse, before[0])
                changes.append(Change(start, parse.starts[content], ""))
                continue
            changes.append(_reopening(parse, start, content))
            continue
        previous = earlier[-1]
        if segment.kind == "verb" and previous.kind not in ("clause", "verb"):
            raise NoEdit("dependent-clause", "a clause would lose its subject")
        if segment.kind == "verb" and before[-1].kind == "clause":
            start = _after_subject(
                parse, next(s for s in before if s in lost and s.kind == "clause")
            )
            changes.append(Change(start, parse.starts[segment.start], ""))
            continue
        start, end = parse.ends[previous.end - 1], parse.ends[before[-1].end - 1]
        end = _past_bracket(parse, before[-1], end)
        changes.append(Change(start, end, ""))
        changes += _connector(review, previous, segment)
    if sentence.segments[-1] in lost:
        last = kept[-1]
        end = _past_bracket(parse, sentence.segments[-1], parse.ends[sentence.segments[-1].end - 1])
        changes.append(Change(parse.ends[last.end - 1], end, ""))
        changes += _list_closed(review, kept, sentence.segments[-1])
    return changes


def _past_bracket(parse: Parse, segment: Segment, end: int) -> int:
    """Past the bracket that closes what a segment opened."""
    opened = "(" in parse.words[segment.connector : segment.start]
    if opened and parse.words[segment.end : segment.end + 1] == [")"]:
        return parse.ends[segment.end]
    return end


def _reopening(parse: Parse, start: int, content: int) -> Change:
    """Leave out the beginning of a sentence; what is left begins as it did."""
    at = parse.starts[content]
    if parse.text[start].isupper() and parse.text[at].islower():
        return Change(start, at + 1, parse.text[at].upper())
    return Change(start, at, "")


def _past_subordinator(parse: Parse, segment: Segment) -> int:
    at = segment.start + 1
    if parse.words[segment.start] == "even" and at < segment.end:
        at += 1
    if at >= segment.end or parse.words[segment.start] not in _CONCESSIVE:
        raise NoEdit("dependent-clause", "what is left would be half a sentence")
    return at


def _after_subject(parse: Parse, segment: Segment) -> int:
    """Where the verb begins, with what stands between it and its subject."""
    verb = next((at for at in range(segment.start, segment.end) if parse.tags[at] in FINITE), None)
    if verb is None:
        raise NoEdit("dependent-clause", "a clause would lose its subject")
    while verb > segment.start + 1 and parse.tags[verb - 1] == "RB":
        verb -= 1
    return parse.starts[verb]


def _connector(review: Subject, before: Segment, after: Segment) -> list[Change]:
    """The word between two segments that now meet: no "but" where they say the same."""
    parse = review.parse
    one, other = _polarity(before), _polarity(after)
    for at in range(after.connector, after.start):
        if parse.words[at] in _CONTRAST and one and one == other:
            return [Change(parse.starts[at], parse.ends[at], cased("and", parse.surface(at)))]
    return []


def _list_closed(review: Subject, kept: Sequence[Segment], last: Segment) -> list[Change]:
    """The "and" before the last of a list moves to the one that is last now."""
    parse = review.parse
    if len(kept) < 2 or "and" not in parse.words[last.connector : last.start]:
        return []
    link = range(kept[-1].connector, kept[-1].start)
    if [parse.words[at] for at in link] != [","] or kept[-1].kind not in ("note", "clause"):
        return []
    put = " and" if kept[-1].kind == "note" else ", and"
    start, end = parse.ends[kept[-2].end - 1], parse.ends[link[-1]]
    return [Change(start, end, put)]


def _reopened(review: Subject, sentence: Sentence, earlier: Sequence[Sentence]) -> list[Change]:
    """A sentence that went on from one that is gone: no "But" where nothing is opposed."""
    parse = review.parse
    first = parse.words[sentence.start]
    if first not in _OPENERS or sentence.start + 1 >= sentence.body:
        return []
    if earlier and first in ("and", "also", "plus", "additionally"):
        return []
    if earlier:
        one = sum(_polarity(segment) for segment in earlier[-1].segments)
        other = sum(_polarity(segment) for segment in sentence.segments)
        if one * other < 0:
            return []
    content = sentence.start + 1
    if parse.words[content] == ",":
        content += 1
    if content >= sentence.body or (first == "though" and parse.words[sentence.start + 1] != ","):
        return []
    return [_reopening(parse, parse.starts[sentence.start], content)]


def _polarity(segment: Segment) -> int:
    total = sum(one.polarity for one in segment.judgments)
    return (total > 0) - (total < 0)


def _share_removed(review: Subject, segment: Segment, aspect: str) -> list[Change]:
    """Take an aspect out of a list of things that are judged together."""
    parse, items = review.parse, segment.items
    mine = [item for item in items if item.mention.aspect == aspect]
    rest = [item for item in items if item.mention.aspect != aspect]
    outside = [
        one
        for one in segment.judgments
        if one.aspect == aspect
        and not (one.shared - {aspect})
        and not any(item.start <= one.start < item.end for item in mine)
    ]
    if not mine or not rest or outside:
        lone = _adjectives_removed(review, segment, aspect)
        if lone:
            return lone
        raise NoEdit("entangled", f"one clause speaks of {aspect} and of another aspect")
    changes: list[Change] = []
    if items[0] in mine:  # what is left begins where the list did
        first = rest[0]
        start = _after_modifiers(parse, segment, items[0], first, aspect)
        at = parse.starts[first.start]
        opens = start == parse.starts[segment.start]
        if opens and parse.text[start].isupper() and parse.text[at].islower():
            changes.append(Change(start, at + 1, parse.text[at].upper()))
        else:
            changes.append(Change(start, at, ""))
        later = [item for item in mine if item.start > first.start]
    else:
        later = mine
    for item in later:
        before = items[items.index(item) - 1]
        changes.append(Change(parse.ends[before.end - 1], parse.ends[item.end - 1], ""))
    if items[-1] in mine and len(rest) > 1 and items[-2] in rest:
        link = range(items[items.index(rest[-1]) - 1].end, rest[-1].start)
        comma = next((at for at in link if parse.words[at] == ","), None)
        if comma is not None:
            changes.append(Change(parse.starts[comma], parse.ends[comma], " and"))
    if len(rest) == 1:
        changes += _agreed(parse, segment, items, rest[0].mention.start, rest[0].mention.end)
        before = parse.words[items[0].start]
        if before == "both":
            raise NoEdit("entangled", "both of them are spoken of")
    if items[0].start > 0 and parse.words[items[0].start - 1] == "both" and len(rest) == 1:
        at = items[0].start - 1
        changes.append(Change(parse.starts[at], parse.starts[at + 1], ""))
    return changes


def _adjectives_removed(review: Subject, segment: Segment, aspect: str) -> list[Change]:
    """Take opinions out of what is said of one thing: "a loud, fun room" is "a fun room".

    None, if one of them is more than an adjective beside another.
    """
    parse = review.parse
    changes: list[Change] = []
    for one in segment.judgments:
        if aspect not in {one.aspect, *one.shared}:
            continue
        if one.shared - {aspect} or not parse.tags[one.end - 1].startswith("JJ"):
            return []
        start = one.start
        while start > segment.start and parse.tags[start - 1] == "RB":
            start -= 1
        after = range(one.end, min(one.end + 3, segment.end))
        links = [at for at in after if parse.words[at] in (",", "and", "but")]
        before = parse.words[start - 1] if start > segment.start else ""
        then = one.end + (len(links) if links and links[0] == one.end else 0)
        if then >= segment.end or parse.tags[then] not in ("JJ", "RB", "NN", "NNS"):
            if before not in ("and", ","):
                return []
            back = start - 1
            if parse.words[back - 1] == ",":
                back -= 1
            if not parse.tags[back - 1].startswith("JJ"):
                return []
            changes.append(Change(parse.ends[back - 1], parse.ends[one.end - 1], ""))
            continue
        if then == one.end and parse.tags[then].startswith("NN") and one.of is None:
            return []
        opens = parse.starts[start] == _opening(review, segment)
        if opens:
            changes.append(_reopening(parse, parse.starts[start], then))
        else:
            changes.append(Change(parse.starts[start], parse.starts[then], ""))
    return changes


def _after_modifiers(
    parse: Parse, segment: Segment, gone: object, first: object, aspect: str
) -> int:
    """Where the words end that the first of a list shares with the second: "great", "the"."""
    start, end = gone.start, gone.mention.start  # type: ignore[attr-defined]
    shared = [
        one for one in segment.judgments if start <= one.start < end and one.shared - {aspect}
    ]
    own = parse.tags[first.start] in ("DT", "PRP$")  # type: ignore[attr-defined]
    if shared:
        return parse.starts[max(one.end for one in shared)]
    if parse.tags[start] in ("DT", "PRP$") and not own:
        return parse.starts[start + 1]
    return parse.starts[start]


_SINGULAR = {"were": "was", "are": "is", "have": "has", "'re": "'s"}


def _agreed(
    parse: Parse, segment: Segment, items: Sequence[object], start: int, end: int
) -> list[Change]:
    """The verb of a list of which one thing is left."""
    after = items[-1].end  # type: ignore[attr-defined]
    if parse.tags[end - 1] in ("NNS", "NNPS") or parse.words[start] == "staff":
        return []
    for at in range(after, min(after + 4, segment.end)):
        if parse.tags[at] in FINITE:
            put = _SINGULAR.get(parse.words[at])
            if put is None:
                return []
            return [Change(parse.starts[at], parse.ends[at], cased(put, parse.surface(at)))]
    return []


# ---------------------------------------------------------------- turning


def _flip(review: Subject, aspect: str, sign: int, *, rng: random.Random) -> Plan:
    protected = review.protected(aspect)
    changes: list[Change] = []
    spoken: list[Segment] = []
    turned: dict[int, int] = {}
    mute: list[Segment] = []
    apart: list[Segment] = []
    put: set[str] = set()
    for segment in review.segments():
        mine = [one for one in segment.judgments if aspect in {one.aspect, *one.shared}]
        if aspect not in segment.aspects() and not mine:
            continue
        spoken.append(segment)
        if any((one.shared - {aspect}) & protected for one in mine) and any(
            one.polarity != sign for one in mine
        ):
            apart.append(segment)
            continue
        wrong = [one for one in mine if one.polarity != sign]
        for one in wrong:
            changes += _turned(review, segment, one, sign, rng=rng, avoid=put)
        if wrong:
            turned[id(segment)] = sign
        elif (
            not mine and not segment.judged() & protected and not _is_neutral(review.parse, segment)
        ):
            mute.append(segment)
    rule = "substitute"
    parts = list(review.segments())
    for one, other in zip(parts, parts[1:], strict=False):
        if id(one) in turned and other.mirrors(review.parse) and other.aspects() & protected:
            raise NoEdit("ellipsis", "another aspect is said to be the same, or not to be")
    for segment in apart:
        changes += _set_apart(review, segment, aspect, sign, rng=rng)
        rule = "split"
    for segment in mute:
        predicate = _predicate(review, segment, aspect, sign, rng=rng)
        if predicate is not None:
            changes.append(predicate)
            turned[id(segment)] = sign
    if not changes and mute:
        segment = mute[0]
        changes.append(_reworded(review, segment, aspect, sign, rng=rng))
        turned[id(segment)] = sign
        rule = "reword"
        others = {id(one) for one in mute[1:]}
        if others:
            changes += _without(review, others, protected)
    if not changes:
        for segment in _implied(review, aspect) if aspect == "ambiance" and not spoken else ():
            for one in segment.judgments:
                if one.polarity != sign:
                    changes += _turned(review, segment, one, sign, rng=rng, avoid=put)
                    turned[id(segment)] = sign
    if not changes:
        return Plan("insert", _addition(review, aspect, sign, rng=rng))
    return Plan(rule, [*changes, *_reconnected(review, turned)])


def _turned(
    review: Subject,
    segment: Segment,
    one: Judgment,
    sign: int,
    *,
    rng: random.Random,
    avoid: set[str],
) -> list[Change]:
    """Say the opposite of one opinion."""
    parse = review.parse
    changes: list[Change] = []
    if one.negation is not None:
        changes.append(_affirmed(parse, one.negation))
        if sign > 0:
            changes += _tail_removed(parse, segment, one)
        if one.entry.polarity == sign:
            return changes
    start, end = one.start, one.end
    options = _options(parse, one, sign)
    fresh = [option for option in options if option not in avoid] or list(options)
    if not fresh:
        raise NoEdit("no-opposite", f"no opposite is known of {one.entry.phrase!r}")
    said = pick(fresh, rng)
    avoid.add(said)
    for soft in _SOFTENERS if sign > 0 else _PRAISERS:
        first = start - len(soft)
        if first >= segment.start and tuple(parse.words[first:start]) == soft:
            start = first
            break
    intensified = start > segment.start and parse.words[start - 1] in (
        "very", "really", "so", "extremely", "quite", "pretty",
    )  # fmt: skip
    if intensified and said.startswith(("very ", "really ")):
        said = said.split(" ", 1)[1]
    said = cased(said, parse.text[parse.starts[start] : parse.ends[end - 1]])
    if parse.surface(start)[:1].isupper() and parse.starts[start] == _opening(review, segment):
        said = capitalized(said)
    at = parse.starts[start]
    glued = at > 0 and parse.text[at - 1].isalnum()  # "was" + "n't great"
    changes.append(Change(at, parse.ends[end - 1], f" {said}" if glued else said))
    if sign > 0 and one.negation is None:
        changes += _tail_removed(parse, segment, one)
    return changes


def _options(parse: Parse, one: Judgment, sign: int) -> list[str]:
    """Opposites that fit: those for the aspect if there are any, no "did not" after "was"."""
    options = one.entry.positive if sign > 0 else one.entry.negative
    fit = [said for said in options if said.startswith(f"{one.aspect}=")]
    plain = fit or [said for said in options if "=" not in said]
    if parse.tags[one.end - 1] == "VBN":
        plain = [said for said in plain if not said.startswith(("did ", "do ", "does "))] or plain
    return [said.partition("=")[2] or said for said in plain]


def _opening(review: Subject, segment: Segment) -> int:
    return review.parse.starts[review.sentences[segment.sentence].start]


def _affirmed(parse: Parse, at: int) -> Change:
    """Leave out a negation: "was not" and "wasn't" are "was", "can't" is "can"."""
    surface, start = parse.surface(at), parse.starts[at]
    if parse.words[at] == "never":
        return Change(start, parse.ends[at], cased("always", surface))
    if start > 0 and parse.text[start - 1].isalnum():
        whole = {"ca": "can", "wo": "will", "sha": "shall"}.get(parse.surface(at - 1).lower())
        if whole:
            put = cased(whole, parse.surface(at - 1))
            return Change(parse.starts[at - 1], parse.ends[at], put)
        return Change(start, parse.ends[at], "")
    end = parse.starts[at + 1] if at + 1 < len(parse) else parse.ends[at]
    if surface[:1].isupper() and end < len(parse.text) and surface != surface.upper():
        return Change(start, end + 1, parse.text[end].upper())
    return Change(start, end, "")


def _tail_removed(parse: Parse, segment: Segment, one: Judgment) -> list[Change]:
    """Words that go with a denial alone: "at all", "either"."""
    for tail in _TAILS:
        for at in range(one.end, min(one.end + 4, segment.end)):
            if tuple(parse.words[at : at + len(tail)]) == tail and at + len(tail) <= segment.end:
                return [Change(parse.starts[at], parse.ends[at + len(tail) - 1], "")]
    return []


_NEUTRAL_PARTICIPLES = frozenset(
    "served made brought named located called prepared included offered ordered supposed going based "
    "delivered given available able closed open".split()
)
_COMPLEMENTS = {
    ("food", 1): ("delicious", "excellent", "wonderful", "very tasty", "really good"),
    ("food", -1): ("bland", "terrible", "disappointing", "tasteless", "awful"),
    ("service", 1): ("excellent", "very friendly", "wonderful", "attentive"),
    ("service", -1): ("terrible", "rude", "careless", "inattentive", "awful"),
    ("ambiance", 1): ("lovely", "beautiful", "charming", "very inviting"),
    ("ambiance", -1): ("drab", "dreary", "unpleasant", "shabby"),
    ("noise", 1): ("pleasantly low", "very comfortable", "just right"),
    ("noise", -1): ("far too loud", "unbearable", "deafening"),
}


def _predicate(
    review: Subject, segment: Segment, aspect: str, sign: int, *, rng: random.Random
) -> Change | None:
    """ "The soup was a revelation" says in unknown words what the soup was: say it in known ones."""
    parse = review.parse
    if not segment.mentions or segment.mentions[0].aspect != aspect:
        return None
    after = segment.mentions[0].end
    for at in range(after, min(after + 5, segment.end - 1)):
        if parse.tags[at] in FINITE:
            if parse.words[at] not in (
                "was",
                "were",
                "is",
                "are",
                "tasted",
                "looked",
                "seemed",
                "felt",
            ):
                return None
            first = at + 1
            said_of = [at for at in range(first, segment.end) if parse.tags[at] != "RB"]
            if not said_of or parse.words[said_of[0]] in _NEUTRAL_PARTICIPLES:
                return None
            if parse.tags[said_of[0]][:2] not in ("JJ", "VB") and parse.words[said_of[0]] not in (
                "a",
                "an",
                "like",
            ):
                return None
            said = pick(_COMPLEMENTS[aspect, sign], rng)
            return Change(
                parse.starts[first], parse.ends[segment.end - 1], cased(said, parse.surface(at))
            )
    return None


def _reworded(
    review: Subject, segment: Segment, aspect: str, sign: int, *, rng: random.Random
) -> Change:
    """Another clause in the place of one whose words are not known."""
    parse = review.parse
    if segment.kind in ("verb", "prep", "adjective"):
        raise NoEdit("no-known-opinion", "what is said of the aspect is not in the lexicon")
    sentence = review.sentences[segment.sentence]
    at = sentence.segments.index(segment)
    if any(other.kind in ("verb", "sub", "prep") for other in sentence.segments[at + 1 : at + 2]):
        raise NoEdit("no-known-opinion", "what is said of the aspect is not in the lexicon")
    start = segment.start
    if segment.kind == "sub":
        start = _past_subordinator(parse, segment)
    said = _new_clause(review, aspect, sign, phrase=segment.kind in ("note", "noun"), rng=rng)
    opens = parse.surface(start)[:1].isupper() and start == sentence.start
    return Change(
        parse.starts[start], parse.ends[segment.end - 1], review.voice.said(said, opens=opens)
    )


def _set_apart(
    review: Subject, segment: Segment, aspect: str, sign: int, *, rng: random.Random
) -> list[Change]:
    """ "Great food and service" is turned for one of them: "Great service but awful food"."""
    parse = review.parse
    changes = _share_removed(review, segment, aspect)
    sentence = review.sentences[segment.sentence]
    number = sentence.segments.index(segment)
    if sentence.segments[number + 1 : number + 2] and sentence.segments[number + 1].kind == "verb":
        raise NoEdit("entangled", "a later clause takes the subject of a shared one")
    note = segment.kind in ("note", "adjective", "noun")
    said = _new_clause(review, aspect, sign, phrase=note, rng=rng)
    said = review.voice.said(said, opens=False)
    rest = [one.polarity for one in segment.judgments if one.shared]
    link = "but" if not rest or rest[0] != sign else "and"
    link = review.voice.said(link, opens=False)
    at = parse.ends[segment.end - 1]
    changes.append(Change(at, at, f" {link} {said}" if note else f", {link} {said}"))
    return changes


def _reconnected(review: Subject, turned: Mapping[int, int]) -> list[Change]:
    """ "but" between what now agrees is "and", and "and" between what now differs is "but"."""
    parse = review.parse
    changes: list[Change] = []
    for sentence in review.sentences:
        for before, after in zip(sentence.segments, sentence.segments[1:], strict=False):
            if id(before) not in turned and id(after) not in turned:
                continue
            one = turned.get(id(before)) or _polarity(before)
            other = turned.get(id(after)) or _polarity(after)
            if not one or not other:
                continue
            for at in range(after.connector, after.start):
                word = parse.words[at]
                if word in _CONTRAST and one == other:
                    put = "and"
                elif word == "and" and one != other and parse.surface(at).isalpha():
                    put = "but"
                else:
                    continue
                changes.append(
                    Change(parse.starts[at], parse.ends[at], cased(put, parse.surface(at)))
                )
    return changes


# ---------------------------------------------------------------- putting in


def _new_clause(
    review: Subject, aspect: str, sign: int, *, phrase: bool, rng: random.Random
) -> str:
    said = clause(aspect, sign, voice=review.voice, phrase=phrase, avoid=review.used, rng=rng)
    review.used.add(said)
    return said


def _addition(review: Subject, aspect: str, sign: int, *, rng: random.Random) -> list[Change]:
    """One more clause at the end of the review, or of its last sentence."""
    parse, voice = review.parse, review.voice
    last = review.sentences[-1]
    mood = _mood(review)
    against = mood * sign < 0
    note = voice.notes and all(s.kind in ("note", "adjective", "noun") for s in last.segments)
    said = _new_clause(review, aspect, sign, phrase=note and rng.random() < 0.7, rng=rng)
    draw = rng.random()
    stop = parse.words[last.body : last.end]
    tone = sum(_polarity(segment) for segment in last.segments)
    joins = (
        stop in (["."], [])
        and tone != 0
        and last.end - last.start <= _MAX_JOINED
        and not any(
            parse.words[at] in ("but", "although", "though", "however", "if")
            for at in range(last.start, last.end)
        )
        and parse.ends[last.end - 1] == len(parse.text.rstrip())
    )
    if joins and draw < 0.5:
        link = voice.said("but" if tone * sign < 0 else "and", opens=False)
        at = parse.ends[last.body - 1]
        return [Change(at, at, f", {link} {voice.said(said, opens=False)}")]
    if against and not note and draw < 0.75:
        opener = pick(_AGAINST[sign], rng)
        said = voice.said(opener, opens=True) + voice.said(said, opens=False)
    else:
        if against:
            said += ", though"
        said = voice.said(said, opens=True)
    return [_appended(parse, said)]


def _mood(review: Subject) -> int:
    """Whether the review is good or bad as a whole: by its rating, or by its words."""
    if review.rating is not None and review.rating != 3:
        return 1 if review.rating > 3 else -1
    total = sum(_polarity(segment) for segment in review.segments())
    return (total > 0) - (total < 0)


def _appended(parse: Parse, said: str) -> Change:
    """A sentence after the last one, with a stop if the review has them."""
    text = parse.text
    at = len(text.rstrip())
    tail = text[:at].rstrip("\"')”’")
    stopped = tail[-1:] in ".!?…"
    symbol = not (tail[-1:].isalnum() or tail[-1:] in ".!?…,;:-%$")
    if stopped or symbol:
        return Change(at, at, f" {said}.")
    if tail[-1:] in ",;:-":
        return Change(at, at, f" {said[:1].lower() + said[1:] if said[1:2] != ' ' else said}")
    return (
        Change(at, at, f". {said}.") if "." in text or "!" in text else Change(at, at, f". {said}")
    )
