"""Turning what is said of an aspect into its opposite."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from irrealis.builders.families.aspect_edits.addition import addition, new_clause
from irrealis.builders.families.aspect_edits.changes import Change, capitalized, cased, reopening
from irrealis.builders.families.aspect_edits.insertion import pick
from irrealis.builders.families.aspect_edits.lexicon import phrases, words
from irrealis.builders.families.aspect_edits.lists import share_removed
from irrealis.builders.families.aspect_edits.parsing import Parse
from irrealis.builders.families.aspect_edits.removal import both_too, past_subordinator, without
from irrealis.builders.families.aspect_edits.segments import (
    EVENT,
    FINITE,
    OTHER,
    Judgment,
    Segment,
    is_degree,
)
from irrealis.builders.families.aspect_edits.subject import (
    SIGNS,
    NoEdit,
    Plan,
    Subject,
    is_neutral,
    opening,
    polarity,
    verdicts_on,
)

_OBJECTS = frozenset({"DT", "PRP", "PRP$", "NN", "NNS", "NNP"})  # what a verb's object begins with


@dataclass(slots=True)
class _Spoken:
    """The segments that speak of an aspect.

    `wrong` says other than it should, of this aspect alone; `shared` says it of another one in the
    same words; `mute` says something in words that are not known.
    """

    wrong: list[tuple[Segment, list[Judgment]]] = field(default_factory=list)
    shared: list[Segment] = field(default_factory=list)
    mute: list[Segment] = field(default_factory=list)
    any: bool = False


def turn(
    subject: Subject, aspect: str, sign: int, *, rng: random.Random, along: Collection[int] = ()
) -> Plan:
    """Say the opposite of an aspect, in every clause that speaks of it alone or with others.

    Sentences of the numbers `along` go with what it said before.

    Raises:
        NoEdit: what is said of it is not known, or is said of another aspect in the same words.
    """
    protected = subject.protected(aspect)
    spoken = _spoken(subject, aspect, sign, protected)
    if not spoken.any:
        raise NoEdit("aspect-not-found", f"no clause was read that speaks of {aspect}")
    lost = subject.segments_of(along)
    hopeless = (
        segment
        for segment, judgments in spoken.wrong
        if _is_hopeless(subject.parse, judgments, sign)
    )
    gone = {*lost, *map(id, hopeless)}
    wrong = [one for one in spoken.wrong if id(one[0]) not in gone]
    changes, turned = opposed(subject, wrong, sign, rng=rng)
    _no_consequence(subject, {*turned, *(id(segment) for segment in spoken.mute), *gone})
    for segment in spoken.shared:
        changes += _set_apart(subject, segment, aspect, sign, rng=rng)
    rule = "split" if spoken.shared else "substitute"
    left: list[Segment] = []
    for segment in (segment for segment in spoken.mute if id(segment) not in lost):
        put = {change.after for change in changes}
        predicate = _predicate(subject, segment, aspect, sign, rng=rng, avoid=put)
        if predicate is None:
            left.append(segment)
        else:
            changes.append(predicate)
            turned[id(segment)] = sign
    if left and not changes:
        changes.append(_reworded(subject, left[0], aspect, sign, rng=rng))
        turned[id(left.pop(0))] = sign
        rule = "reword"
    for segment, following in pairwise(subject.segments()):
        mirrored = following.mirrors(subject.parse) and following.aspects & protected
        if id(segment) in turned and mirrored:
            raise NoEdit("ellipsis", "another aspect is said to be the same, or not to be")
    unread = {id(reading.segment) for reading in subject.readings if reading.unread}
    gone |= {
        id(segment)
        for segment in left
        if id(segment) in unread or segment.judgments or _is_even(subject.parse, segment)
    }
    gone = lost if spoken.shared else gone
    if gone:
        changes += without(subject, gone, protected)
    if not turned and not spoken.shared:
        if not gone:
            raise NoEdit("no-known-opinion", f"nothing is said of {aspect} in known words")
        changes += addition(subject, aspect, sign, rng=rng)
        return Plan("reword", changes)
    changes += _attitudes_removed(subject, turned)
    changes += _contrasts_removed(subject, turned)
    changes += _reasons_removed(subject, turned, protected)
    changes += _linked_within(subject, wrong, sign)
    return Plan(rule, [*changes, *_reconnected(subject, turned, aspect)])


def _is_even(parse: Parse, segment: Segment) -> bool:
    """Whether it says that even something is as the rest: "even the fruit was rubber"."""
    return "even" in parse.words[segment.connector : segment.start + 2]


def opposed(
    subject: Subject,
    clauses: Iterable[tuple[Segment, Sequence[Judgment]]],
    sign: int,
    *,
    rng: random.Random,
) -> tuple[list[Change], dict[int, int]]:
    """Opinions of clauses said the other way, and the new sign of each clause, by its identity.

    Raises:
        NoEdit: no opposite is known of one of them.
    """
    changes: list[Change] = []
    turned: dict[int, int] = {}
    put: set[str] = set()
    for segment, judgments in clauses:
        for judgment in _once(subject.parse, judgments, sign):
            if isinstance(judgment, Change):
                changes.append(judgment)
            elif judgment.polarity != sign:
                changes += _reversed(subject, segment, judgment, sign, rng=rng, avoid=put)
                turned[id(segment)] = sign
    return changes, turned


def joined(subject: Subject, turned: Mapping[int, int]) -> list[Change]:
    """What stands between and beside clauses that were turned: "but", "however", "sadly"."""
    return [
        *_attitudes_removed(subject, turned),
        *_contrasts_removed(subject, turned),
        *_reconnected(subject, turned),
    ]


def _no_consequence(subject: Subject, turned: set[int]) -> None:
    """What came of it would not have come of the opposite: "was noisy, so we asked to move".

    Raises:
        NoEdit: such a clause follows on one that is turned, and is not turned itself.
    """
    parse = subject.parse
    for segment, following in pairwise(subject.segments()):
        reason = following.kind == "sub" and parse.words[following.start] in words("reasons")
        if reason and id(following) in turned and id(segment) not in turned:
            raise NoEdit("consequence", "it is the reason for what is told, and would be none")
        if id(segment) not in turned or id(following) in turned:
            continue
        if not words("aftermath").isdisjoint(parse.words[following.start : following.end]):
            raise NoEdit("consequence", "what came of it is told, and would not be so")
        link = parse.words[following.connector : following.start + 1]
        if not words("consequences").isdisjoint(link):
            raise NoEdit("consequence", "what came of it is told, and would not be so")


def _attitudes_removed(subject: Subject, turned: Mapping[int, int]) -> list[Change]:
    """No "sadly" of what is good now, no "luckily" of what is bad."""
    parse = subject.parse
    changes: list[Change] = []
    for segment in subject.segments():
        sign = turned.get(id(segment))
        if sign is None:
            continue
        felt = words("regrets" if sign > 0 else "reliefs")
        for at in range(segment.start, segment.end - 1):
            if parse.words[at] not in felt:
                continue
            then = at + 1 + (parse.words[at + 1] == ",")
            if at > segment.start and parse.words[at - 1] == "," and then > at + 1:
                changes.append(Change(parse.starts[at - 1], parse.ends[at + 1], ""))
            elif parse.starts[at] == opening(subject, segment):
                changes.append(reopening(parse.text, parse.starts[at], parse.starts[then]))
            else:
                changes.append(Change(parse.starts[at], parse.starts[then], ""))
        last = segment.end - 1
        if (
            parse.words[last] in words("regrets" if sign > 0 else "reliefs")
            and last > segment.start
        ):
            before = last - (parse.words[last - 1] == ",")
            changes.append(Change(parse.ends[before - 1], parse.ends[last], ""))
    return changes


def _contrasts_removed(subject: Subject, turned: Mapping[int, int]) -> list[Change]:
    """No "however" or "though" in a sentence that says no longer what the one before denies."""
    parse = subject.parse
    changes: list[Change] = []
    for before, sentence in pairwise(subject.sentences):
        signs = [
            sum(turned.get(id(segment)) or polarity(segment) for segment in beside.segments)
            for beside in (before, sentence)
        ]
        mine = any(
            id(segment) in turned for beside in (before, sentence) for segment in beside.segments
        )
        if not mine or not signs[1] or signs[0] * signs[1] < 0:
            continue
        first = sentence.start + 1 + (parse.words[sentence.start + 1 : sentence.start + 2] == [","])
        if parse.words[sentence.start] in ("but", "however", "yet") and first < sentence.body:
            start, content = parse.starts[sentence.start], parse.starts[first]
            changes.append(reopening(parse.text, start, content))
        for at in range(sentence.start + 1, sentence.body):
            comma = parse.words[at - 1] == ","
            if parse.words[at] == "though" and at == sentence.body - 1:
                changes.append(Change(parse.ends[at - 1 - comma], parse.ends[at], ""))
            elif parse.words[at] == "however" and comma and parse.words[at + 1] == ",":
                changes.append(Change(parse.starts[at - 1], parse.ends[at + 1], ""))
    return changes


def _reasons_removed(
    subject: Subject, turned: Mapping[int, int], protected: set[str]
) -> list[Change]:
    """Why it was so is not why it is the opposite: "was cold because it took an hour"."""
    parse = subject.parse
    changes: list[Change] = []
    for sentence in subject.sentences:
        for number, segment in enumerate(sentence.segments[1:], 1):
            before = sentence.segments[number - 1]
            if segment.kind != "sub" or parse.words[segment.start] not in words("reasons"):
                continue
            if id(before) not in turned or id(segment) in turned:
                continue
            rest = sentence.segments[number:]
            more = next(
                (n for n, segment in enumerate(rest) if n and segment.kind != "verb"), len(rest)
            )
            if any(id(segment) in turned for segment in rest[:more]):
                continue
            if any(segment.aspects & protected for segment in rest[:more]):
                raise NoEdit("reason", "why it was so is told in words that must stay")
            if more < len(rest) and "and" in parse.words[rest[more].connector : rest[more].start]:
                continue
            first = before.end - (parse.words[before.end - 1] in ("only", "just", "simply"))
            changes.append(Change(parse.ends[first - 1], parse.ends[rest[more - 1].end - 1], ""))
    return changes


def _is_hopeless(parse: Parse, judgments: Sequence[Judgment], sign: int) -> bool:
    """Whether a clause says what has no opposite: "I had to send it back as it was raw"."""
    return any(
        judgment.polarity != sign
        and judgment.negation is None
        and EVENT in _options(parse, judgment, sign)
        for judgment in judgments
    )


def _once(parse: Parse, judgments: Sequence[Judgment], sign: int) -> Iterator[Judgment | Change]:
    """What is to be said of a thing that is liked and praised at once.

    "We loved the cozy room" is turned by its verb alone, "We enjoyed a lovely lunch" by the
    adjective, and the verb is a neutral one.
    """
    skipped: set[int] = set()
    for one, second in pairwise(judgments) if sign < 0 else ():
        verb = parse.words[one.end - 1] in words("liking") and one.negation is None
        if verb and one.of is not None and one.of is second.of:
            new = {"a", "an"}.isdisjoint(parse.words[one.end : second.start])
            skipped.add(id(second) if new else id(one))
            if not new:
                like = parse.surface(one.start)
                put = "had" if parse.words[one.end - 1].endswith("ed") else "have"
                yield Change(parse.starts[one.start], parse.ends[one.end - 1], cased(put, like))
    for one, second in pairwise(judgments):
        stacked = one.end == second.start and one.of is not None and one.of is second.of
        if stacked and one.polarity == second.polarity == -sign and id(one) not in skipped:
            skipped.add(id(second))  # "Lovely big bed": of two in a row one is enough
            yield Change(parse.ends[one.end - 1], parse.ends[second.end - 1], "")
    yield from (first for first in judgments if id(first) not in skipped)


def _spoken(subject: Subject, aspect: str, sign: int, protected: set[str]) -> _Spoken:
    found = _Spoken()
    verdicts = {id(reading.segment) for reading in verdicts_on(subject, aspect)}
    for reading in subject.readings:
        segment = reading.segment
        mine = [
            judgment
            for judgment in segment.judgments
            if aspect in {judgment.aspect, *judgment.shared}
        ]
        if aspect not in segment.aspects and not mine:
            if id(segment) in verdicts and reading.unread:
                raise NoEdit("unread", f"a verdict has a {reading.unread} unread")
            if id(segment) in verdicts and reading.verdict != sign:
                loose = [judgment for judgment in segment.judgments if judgment.aspect is None]
                found.wrong.append((segment, loose))
            continue
        found.any = True
        between = {"or"} & set(subject.parse.words[segment.start : segment.end])
        ranges = any(
            subject.parse.words[judgment.end : other.start] == ["to"]
            for judgment, other in pairwise(mine)
        )
        if len(mine) > 1 and (between or ranges):
            raise NoEdit("entangled", "one of two things is said, and the opposite is neither")
        if _is_run_together(segment, aspect, protected):
            raise NoEdit("entangled", f"what is said of {aspect} and of another was run together")
        if reading.unread:
            if not reading.is_lexical or (segment.judged | reading.strong) & protected:
                raise NoEdit("unread", f"a clause on {aspect} has a {reading.unread} unread")
            found.mute.append(segment)
            continue
        if all(judgment.polarity == sign for judgment in mine) and mine:
            continue
        if any((judgment.shared - {aspect}) & protected for judgment in mine):
            found.shared.append(segment)
        elif mine:
            found.wrong.append((segment, mine))
        elif not is_neutral(subject.parse, segment):
            if aspect in reading.strong and segment.aspects & protected:
                raise NoEdit("entangled", f"of {aspect} and another aspect something is said")
            if not segment.aspects & protected:
                found.mute.append(segment)
    return found


def _is_run_together(segment: Segment, aspect: str, protected: set[str]) -> bool:
    """Whether an opinion stands before two things with nothing between: "good service food"."""
    opined = {judgment.end for judgment in segment.judgments}
    return any(
        mention.end == then.start
        and mention.start in opined
        and then.aspect == aspect
        and mention.aspect in protected
        for mention, then in pairwise(segment.mentions)
    )


def _reversed(
    subject: Subject,
    segment: Segment,
    judgment: Judgment,
    sign: int,
    *,
    rng: random.Random,
    avoid: set[str],
) -> list[Change]:
    """Say the opposite of one opinion."""
    parse = subject.parse
    changes: list[Change] = []
    if judgment.negation is not None:
        changes.append(_affirmed(parse, judgment.negation))
        changes += _tail_removed(parse, segment, judgment, sign)
        if judgment.entry.polarity == sign:
            return changes
    start, end = judgment.start, judgment.end
    enough = _enough(parse, segment, judgment, sign)
    if enough is not None:
        return [*changes, enough]
    options = _options(parse, judgment, sign)
    if parse.words[end : end + 1] == ["together"]:
        raise NoEdit("no-opposite", "what is together is not set apart by one word")
    if sign > 0 and _is_placed(parse, segment, judgment):
        raise NoEdit("no-opposite", "where it is so is told, and would not be so there")
    for soft in phrases("softeners" if sign > 0 else "praisers"):
        first = start - len(soft)
        if first >= segment.start and tuple(parse.words[first:start]) == soft:
            start = first
            break
    degree = start > segment.start and parse.words[start - 1] in words("intensifiers")
    if not degree and start > segment.start and _is_how_much(parse, segment, start - 1):
        start -= 1  # "insanely good" is "bad": whether insanely so is not known
    fresh = _fresh(parse, segment, judgment, sign, options, avoid=avoid, degree=degree)
    opposite = pick(fresh, rng)
    avoid.add(opposite)
    if degree and opposite in words("absolute"):
        start -= 1
    elif degree and opposite.startswith(("very ", "really ")):
        opposite = opposite.split(" ", 1)[1]
    opposite, start = _determined(parse, segment, opposite, start)
    opposite = cased(opposite, parse.text[parse.starts[start] : parse.ends[end - 1]])
    if parse.surface(start)[:1].isupper() and parse.starts[start] == opening(subject, segment):
        opposite = capitalized(opposite)
    at = parse.starts[start]
    glued = at > 0 and parse.text[at - 1].isalnum()  # "was" + "n't great"
    changes.append(Change(at, parse.ends[end - 1], f" {opposite}" if glued else opposite))
    if judgment.negation is None and (
        sign > 0 or "not" in parse.words[judgment.start : judgment.end]
    ):
        changes += _tail_removed(parse, segment, judgment, sign)
    return changes


def _fresh(
    parse: Parse,
    segment: Segment,
    judgment: Judgment,
    sign: int,
    options: Sequence[str],
    *,
    avoid: Collection[str],
    degree: bool,
) -> list[str]:
    """The opposites that were not used yet and fit here, or else other words of that sign.

    Raises:
        NoEdit: there is none.
    """
    fresh = [option for option in options if option not in avoid]
    if not fresh:
        known = parse.domain.listed(f"{judgment.aspect} {'+' if sign > 0 else '-'}")
        fresh = [option for option in known if option not in avoid]
    if degree:
        fresh = [option for option in fresh if option not in words("absolute")] or fresh
    fresh = [option for option in fresh if _fits(parse, segment, judgment, option)]
    if not fresh:
        raise NoEdit("no-opposite", f"no opposite is known of {judgment.entry.phrase!r}")
    return fresh


def _is_placed(parse: Parse, segment: Segment, judgment: Judgment) -> bool:
    """Whether an opinion of part of a thing is followed by which: "raw in the middle", "twice"."""
    after = parse.words[judgment.end : segment.end]
    placed = after[:1] in (["in"], ["on"], ["at"], ["inside"], ["right"])
    return placed and not words("parts").isdisjoint(after[:4])


def _fits(parse: Parse, segment: Segment, judgment: Judgment, option: str) -> bool:
    """Whether an opposite is of the form of what it stands for: a verb for a verb.

    "The screen flickers" cannot become "the screen crisp", nor "minutes from the beach" "remote the
    beach", nor "there was hair in it" "there was clean".
    """
    first, last = option.split()[0], option.split()[-1]
    finite = any(parse.tags[at] in FINITE for at in range(judgment.start, judgment.end))
    if finite != (first in words("verbs of opposites")):
        return False
    acted = finite and judgment.entry.aspect == parse.domain.role("persons")
    if acted and _is_done_by_thing(parse, judgment):
        return False  # "wine which never came" is no wine which "kept checking on us"
    if " " in option and parse.words[judgment.end : judgment.end + 1] in (
        ["for"],
        ["to"],
        ["from"],
    ):
        return False  # "far from everything for the museums"
    if (
        last == "it"
        and parse.tags[judgment.end : judgment.end + 1]
        and parse.tags[judgment.end] in _OBJECTS
    ):
        return False  # "not worth my time" is no "well worth it my time"
    if option == "poor" and judgment.of is not None and _is_somebody(parse, judgment):
        return False  # a waitress who is poor serves no worse
    if option == "poor" and _is_of_person(parse, judgment):
        return False  # "He was poor", "They are poor"
    if option == "poor" and not words("pitied").isdisjoint(
        parse.words[judgment.end : judgment.end + 1]
    ):
        return False  # of people, and before "old", it has another sense
    if option == "spacious" and parse.words[segment.start] in ("i", "we", "my", "our"):
        return False  # "My party was squeezed": nobody is spacious
    if parse.tags[judgment.end - 1] == "JJR" and not last.endswith("er"):
        return False  # "much slower" is not "much prompt"
    end = parse.words[judgment.end - 1]
    how = (
        parse.deps[judgment.end - 1] == "advmod"
        and parse.tags[parse.heads[judgment.end - 1]][:2] == "VB"
    )
    if how and judgment.entry.tag != "RB" and not end.endswith("ly") and not last.endswith("ly"):
        return False  # "runs fine" is no "runs terrible"
    if end in words("goes on") and end != last:
        return False
    noun = parse.tags[judgment.end - 1][:2] == "NN" and judgment.end - judgment.start > 1
    if noun and judgment.entry.aspect is not None and " " not in option:
        return False
    there = any(parse.deps[at] == "expl" for at in range(segment.start, judgment.start))
    return not there or (
        parse.tags[judgment.end - 1][:2] == "JJ" and parse.deps[judgment.end - 1] == "amod"
    )


def _is_done_by_thing(parse: Parse, judgment: Judgment) -> bool:
    """Whether what was done was done by a thing: "which never came", "the bread took ages"."""
    doers = [
        at
        for at in range(judgment.start)
        if parse.deps[at].startswith("nsubj") and judgment.start <= parse.heads[at] < judgment.end
    ]
    persons = parse.domain.role("persons")
    mine = judgment.of is not None and judgment.of.aspect == persons
    return bool(doers) and not mine and parse.tags[doers[-1]] in ("WDT", "NN", "NNS")


def _is_how_much(parse: Parse, segment: Segment, at: int) -> bool:
    """Whether a word tells how much, and is neither a mark nor what is spoken of."""
    named = any(mention.start <= at < mention.end for mention in segment.mentions)
    word = parse.words[at].isalpha() and parse.tags[at][:2] != "NN"
    return word and not named and is_degree(parse, at)


def _is_of_person(parse: Parse, judgment: Judgment) -> bool:
    """Whether the subject of an opinion is a person by name, or a pronoun for one."""
    verb = parse.heads[judgment.end - 1]
    return any(
        parse.heads[at] == verb
        and parse.deps[at].startswith("nsubj")
        and (parse.tags[at] == "NNP" or parse.words[at] in words("people meant"))
        for at in range(judgment.start)
    )


def _is_somebody(parse: Parse, judgment: Judgment) -> bool:
    assert judgment.of is not None  # noqa: S101 the caller asks of a mention alone
    return parse.words[judgment.of.end - 1] in parse.domain.words("persons")


def _determined(parse: Parse, segment: Segment, text: str, start: int) -> tuple[str, int]:
    """One article or none: "a great taste" is "an odd taste", "a good flavor" is "no flavor"."""
    if start == segment.start or parse.words[start - 1] not in ("a", "an", "the"):
        return text, start
    first, _, rest = text.partition(" ")
    if first in ("a", "an") and rest:
        return rest, start
    if first in ("no", "little", "plenty") and rest:
        return text, start - 1
    return text, start


def _enough(parse: Parse, segment: Segment, judgment: Judgment, sign: int) -> Change | None:
    """How much of it is too much: "too loud to talk" is "quiet enough to talk", and back.

    What only an excess brings about goes with it: "so loud that we left", "too salty to eat".
    """

    def said(first: int, last: int, put: str) -> Change:
        like = parse.surface(first)
        return Change(parse.starts[first], parse.ends[last - 1], cased(put, like))

    start, end = judgment.start, judgment.end
    after = parse.words[end : end + 1]
    if sign > 0 and after == ["enough"] and parse.words[start] == "not":
        return Change(parse.starts[start], parse.starts[start + 1], "")
    before = parse.words[max(segment.start, start - 1) : start]
    excess = "too" in (*parse.words[start:end], *before)
    so = "so" in (*parse.words[start:end], *before)
    if before and before[0] in ("too", "so"):
        start -= 1
    simple = "quiet" if judgment.aspect == parse.domain.role("sound") and sign > 0 else None
    if sign > 0 and both_too(parse, start, end):
        raise NoEdit("entangled", "two things are too much to do a third")
    if sign > 0 and excess and after and after[0] in ("to", "for"):
        if simple:
            return said(start, end, f"{simple} enough")
        return said(start, segment.end, _options(parse, judgment, sign)[0])
    if sign > 0 and so and after and (after[0] == "that" or parse.tags[end] in ("PRP", "DT")):
        return said(start, segment.end, simple or _options(parse, judgment, sign)[0])
    if sign < 0 and so and after[:1] == ["that"]:
        raise NoEdit("consequence", "what came of it is told, and would not be so")
    if sign < 0 and after == ["enough"] and end < segment.end:
        word = (
            "loud"
            if judgment.aspect == parse.domain.role("sound")
            else _options(parse, judgment, sign)[0]
        )
        return said(start, end + 1, f"too {word}")
    return None


def _options(parse: Parse, judgment: Judgment, sign: int) -> list[str]:
    """Opposites that fit: those for the aspect if there are any, no "did not" after "was"."""
    options = judgment.entry.positive if sign > 0 else judgment.entry.negative
    fit = [option for option in options if option.startswith(f"{judgment.aspect}=")]
    plain = fit or [option for option in options if "=" not in option]
    if parse.tags[judgment.end - 1] == "VBN":
        plain = [
            option for option in plain if not option.startswith(("did ", "do ", "does "))
        ] or plain
    return [option.partition("=")[2] or option for option in plain]


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


def _tail_removed(parse: Parse, segment: Segment, judgment: Judgment, sign: int) -> list[Change]:
    """Words that go with a denial alone: "at all", "either"."""
    for tail in phrases("tails +" if sign > 0 else "tails -"):
        for at in range(judgment.end, min(judgment.end + 4, segment.end)):
            if tuple(parse.words[at : at + len(tail)]) == tail and at + len(tail) <= segment.end:
                return [Change(parse.starts[at], parse.ends[at + len(tail) - 1], "")]
    return []


def _predicate(
    subject: Subject,
    segment: Segment,
    aspect: str,
    sign: int,
    *,
    rng: random.Random,
    avoid: set[str],
) -> Change | None:
    """Say in known words what is said of a mention in others: "The soup was a revelation"."""
    parse = subject.parse
    if not segment.mentions or segment.mentions[0].aspect != aspect:
        return None
    if parse.words[segment.mentions[0].start] in parse.domain.words("persons"):
        return None  # a shy chef cooks no worse
    if not words("negations").isdisjoint(parse.words[segment.start : segment.end]):
        return None
    after = segment.mentions[0].end
    if any(mention.aspect == OTHER and mention.start == after for mention in segment.mentions):
        return None  # "Wine prices were high"
    for at in range(after, min(after + 5, segment.end - 1)):
        if parse.tags[at] in FINITE:
            if parse.words[at] not in words("linking"):
                return None
            first = at + 1
            said_of = [at for at in range(first, segment.end) if parse.tags[at] != "RB"]
            if not said_of or parse.words[said_of[0]] in parse.domain.words("neutral participles"):
                return None
            adjective = parse.tags[said_of[0]] in ("JJ", "JJR", "VBN", "VBD")
            if not adjective and parse.words[said_of[0]] not in ("a", "an", "like"):
                return None
            known = parse.domain.listed(f"{aspect} {'+' if sign > 0 else '-'}")
            wording = pick([one for one in known if one not in avoid] or known, rng)
            return Change(
                parse.starts[first], parse.ends[segment.end - 1], cased(wording, parse.surface(at))
            )
    return None


def _reworded(
    subject: Subject, segment: Segment, aspect: str, sign: int, *, rng: random.Random
) -> Change:
    """Another clause in the place of one whose words are not known."""
    parse = subject.parse
    if segment.kind in ("verb", "prep", "adjective"):
        raise NoEdit("no-known-opinion", "what is said of the aspect is not in the lexicon")
    sentence = subject.sentences[segment.sentence]
    at = sentence.segments.index(segment)
    if any(
        aspect in segment.aspects and not segment.judgments for segment in sentence.segments[:at]
    ):
        raise NoEdit("no-known-opinion", "what is told before leads to what cannot be turned")
    if "?" in parse.words[sentence.body : sentence.end]:
        raise NoEdit("no-known-opinion", "what is asked is no opinion")
    if any(
        segment.kind in ("verb", "sub", "prep", "noun")
        for segment in sentence.segments[at + 1 : at + 2]
    ):
        raise NoEdit("no-known-opinion", "what is said of the aspect is not in the lexicon")
    start = segment.start
    if segment.kind == "sub":
        start = past_subordinator(parse, segment)
    wording = new_clause(subject, aspect, sign, phrase=segment.kind in ("note", "noun"), rng=rng)
    opens = parse.surface(start)[:1].isupper() and start == sentence.start
    return Change(
        parse.starts[start], parse.ends[segment.end - 1], subject.voice.said(wording, opens=opens)
    )


def _set_apart(
    subject: Subject, segment: Segment, aspect: str, sign: int, *, rng: random.Random
) -> list[Change]:
    """ "Great food and service" is turned for one of them: "Great service but awful food"."""
    parse = subject.parse
    changes = share_removed(subject, segment, aspect)
    sentence = subject.sentences[segment.sentence]
    number = sentence.segments.index(segment)
    if sentence.segments[number + 1 : number + 2] and sentence.segments[number + 1].kind == "verb":
        raise NoEdit("entangled", "a later clause takes the subject of a shared one")
    items = segment.items
    note = segment.kind in ("note", "adjective", "noun") and any(
        items[0].start <= judgment.start < items[-1].end for judgment in segment.judgments
    )
    wording = new_clause(subject, aspect, sign, phrase=note, rng=rng)
    wording = subject.voice.said(wording, opens=False)
    rest = [judgment.polarity for judgment in segment.judgments if judgment.shared]
    link = "but" if not rest or rest[0] != sign else "and"
    link = subject.voice.said(link, opens=False)
    at = parse.ends[segment.end - 1]
    changes.append(Change(at, at, f" {link} {wording}" if note else f", {link} {wording}"))
    return changes


def _linked_within(
    subject: Subject, wrong: Iterable[tuple[Segment, Sequence[Judgment]]], sign: int
) -> list[Change]:
    """What joins two opinions of one clause, of which one or both are turned: "hot but bland"."""
    parse = subject.parse
    changes: list[Change] = []
    for segment, judgments in wrong:
        for first, second in pairwise(segment.judgments):
            signs = [sign if each in judgments else each.polarity for each in (first, second)]
            old = [each.polarity for each in (first, second)]
            link = [
                at
                for at in range(first.end, second.start)
                if parse.words[at] in words("contrast") | {"and"}
            ]
            if len(link) != 1 or 0 in signs or signs == old or link[0] > first.end + 1:
                continue
            put = "and" if signs[0] == signs[1] else "but"
            if put != parse.words[link[0]] and parse.surface(link[0]).isalpha():
                at = link[0]
                put = cased(put, parse.surface(at))
                changes.append(Change(parse.starts[at], parse.ends[at], put))
    return changes


def _reconnected(
    subject: Subject, turned: Mapping[int, int], aspect: str | None = None
) -> list[Change]:
    """Connectives that fit again: no "but" between what agrees, no "and" where things differ.

    The label of `aspect`, which is set, says no more how a clause is meant that names it.
    """
    changes: list[Change] = []
    for sentence in subject.sentences:
        for before, after in pairwise(sentence.segments):
            if id(before) in turned or id(after) in turned:
                first = turned.get(id(before)) or _sign(subject, before, aspect)
                second = turned.get(id(after)) or _sign(subject, after, aspect)
                link = subject.parse.words[after.connector : after.start]
                if not words("contrast").isdisjoint(link):  # it was set against what was said
                    first, second = first or second, second or first
                if first and second:
                    changes += _joined(subject.parse, before, after, agree=first == second)
    return changes


def _sign(subject: Subject, segment: Segment, aspect: str | None) -> int:
    """Whether a clause is good or bad: by its words, or by the label of what it speaks of.

    What it says of `aspect` alone is good or bad by its words.
    """
    labels = {SIGNS.get(str(subject.labels.get(one)), 0) for one in segment.aspects - {aspect}}
    return polarity(segment) or (labels.pop() if len(labels) == 1 else 0)


def _lists(parse: Parse, before: Segment, after: Segment) -> bool:
    """Whether the connective joins two things of which one thing is said: "tea and cakes were"."""
    thing = after.connector - 1
    judged = any(
        judgment.of is not None and judgment.of.end - 1 == thing for judgment in before.judgments
    )
    return not judged and any(
        parse.heads[at] == thing and parse.deps[at] == "conj" and parse.tags[at][:2] == "NN"
        for at in range(after.start, after.end)
    )


def _joined(parse: Parse, before: Segment, after: Segment, *, agree: bool) -> list[Change]:
    """The connective of two clauses, of which one was turned."""

    def said(at: int, put: str) -> Change:
        return Change(parse.starts[at], parse.ends[at], cased(put, parse.surface(at)))

    if not agree and _lists(parse, before, after):
        return []
    for at in range(after.connector, after.start):
        if parse.words[at] in words("contrast") and agree:
            return [said(at, "and")]
        if parse.words[at] == "nor":
            return [said(at, "and")]
        if parse.words[at] == "and" and not agree and parse.surface(at).isalpha():
            return [said(at, "but")]
    for segment in (before, after) if agree else ():
        end = segment.start + (2 if parse.words[segment.start] == "even" else 1)
        if (
            segment.kind != "sub"
            or parse.words[end - 1] not in words("conceding")
            or end >= segment.end
        ):
            continue
        if segment is after:  # "slow, although the room was ugly"
            return [Change(parse.starts[segment.start], parse.ends[end - 1], "and")]
        if parse.words[after.connector : after.start] == [","]:
            start, comma = parse.starts[segment.start], parse.ends[after.connector]
            opens = reopening(parse.text, start, parse.starts[end])
            glued = not parse.text[comma].isspace()
            return [opens, Change(comma, comma, " and " if glued else " and")]
    return []
