"""Taking out what speaks of an aspect, and mending what is left of the sentences."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from itertools import pairwise

from irrealis.builders.families.aspect_edits.changes import Change, cased, reopening
from irrealis.builders.families.aspect_edits.insertion import pick
from irrealis.builders.families.aspect_edits.lexicon import occurrences, words
from irrealis.builders.families.aspect_edits.lists import share_removed, unlisted
from irrealis.builders.families.aspect_edits.parsing import Parse
from irrealis.builders.families.aspect_edits.segments import (
    FINITE,
    OTHER,
    Segment,
    Sentence,
    is_strong,
)
from irrealis.builders.families.aspect_edits.subject import (
    SIGNS,
    NoEdit,
    Subject,
    has_words,
    implied,
    is_neutral,
    of_visit,
    polarity,
    verdicts_on,
)


def cut(
    subject: Subject, aspect: str, *, rng: random.Random, along: Collection[int] = ()
) -> list[Change]:
    """Leave out all that a review says of an aspect, and the sentences of the numbers `along`.

    Raises:
        NoEdit: nothing is found, nothing would be left, or what must stay hangs on what must go.
    """
    parse = subject.parse
    doomed, partial = _doomed(subject, aspect)
    if not doomed and not partial:
        partial = unlisted(subject, aspect)
    if not doomed and not partial:
        doomed = {
            id(segment) for segment in implied(subject, aspect) if _is_its(subject, segment, aspect)
        }
        neutral = [] if doomed or aspect != parse.domain.role("sound") else _mood(subject, rng=rng)
        if neutral:
            return neutral
        doomed = doomed or {id(segment) for segment in _hinted(subject, aspect)}
        if not doomed:
            raise NoEdit("aspect-not-found", f"no clause speaks of {aspect} alone")
    elif not partial and not _carries(subject, doomed, aspect):
        raise NoEdit("aspect-not-found", f"what speaks of {aspect} is not what was heard of it")
    doomed |= {id(reading.segment) for reading in verdicts_on(subject, aspect)}
    doomed |= subject.segments_of(along)
    if subject.is_judged_alike(aspect):
        doomed -= _of_visits(subject, aspect)
    if not doomed and not partial:
        raise NoEdit("aspect-not-found", "what is said of the visit is not of it alone")
    _no_waits(subject, doomed, aspect)
    framed = {reading.segment.sentence for reading in subject.readings if reading.is_framed}
    for number in framed:
        mine = [id(segment) for segment in subject.sentences[number].segments]
        if any(one in doomed for one in mine) and not all(one in doomed for one in mine):
            raise NoEdit("unread", "a part of what is no statement would be left")
    return [*without(subject, doomed, subject.protected(aspect)), *partial]


def _is_its(subject: Subject, segment: Segment, aspect: str) -> bool:
    """Whether praise or blame of no aspect is for this one, and not for the visit as a whole.

    It is for the visit where another aspect is judged alike, or this one is named elsewhere.
    """
    if any(mention.strength == "site" for mention in segment.mentions):
        return True
    named = any(aspect in reading.strong for reading in subject.readings)
    return not named and not subject.is_judged_alike(aspect)


def _of_visits(subject: Subject, aspect: str) -> set[int]:
    """Sentences on the visit as a whole that name neither the place nor the aspect itself."""
    named = {
        reading.segment.sentence
        for reading in subject.readings
        if aspect in reading.strong or any(m.strength == "site" for m in reading.segment.mentions)
    }
    return subject.segments_of(
        number
        for number in range(len(subject.sentences))
        if number not in named and of_visit(subject, number) is not None
    )


def _no_waits(subject: Subject, doomed: set[int], aspect: str) -> None:
    """How long somebody waited for a thing is not left where what is said of the service goes.

    Raises:
        NoEdit: it is: "20 minutes to get a salad".
    """
    if aspect != subject.parse.domain.role("persons"):
        return
    for segment in subject.segments():
        tokens = subject.parse.words[segment.start : segment.end]
        if id(segment) not in doomed and segment.aspects and not words("waits").isdisjoint(tokens):
            raise NoEdit("left-over", "how long it took is told of another thing")


def _carries(subject: Subject, doomed: set[int], aspect: str) -> bool:
    """Whether clauses say of an aspect what its label is, or name it, so that it is for them."""
    sign = SIGNS.get(str(subject.labels[aspect]))
    return any(
        sign is None
        or sign in reading.says.get(aspect, ())
        or (
            aspect in reading.names
            and (reading.unread or -sign not in reading.says.get(aspect, ()))
        )
        for reading in subject.readings
        if id(reading.segment) in doomed
    )


def _hinted(subject: Subject, aspect: str) -> list[Segment]:
    """Clauses that name an aspect, or from a word of which a reader infers it, and no other."""
    parse, protected = subject.parse, subject.protected(aspect)
    return [
        segment
        for segment in subject.segments()
        if (
            not parse.domain.words(f"hints {aspect}").isdisjoint(
                parse.words[segment.start : segment.end]
            )
            or any(mention.aspect == aspect for mention in segment.mentions)
        )
        and not segment.aspects & protected
    ]


def _doomed(subject: Subject, aspect: str) -> tuple[set[int], list[Change]]:
    """Segments that speak of the aspect alone, and what must go in those that are shared."""
    protected = subject.protected(aspect)
    parse = subject.parse
    doomed: set[int] = set()
    partial: list[Change] = []
    before: Segment | None = None
    for segment in subject.segments():
        judged = segment.judged
        mirror = segment.mirrors(parse)
        if mirror and aspect not in segment.aspects and before is not None and id(before) in doomed:
            raise NoEdit("ellipsis", "what must stay says only that it is the same, or is not")
        named = {mention.aspect for mention in segment.mentions if mention.strength == "strong"}
        acts = any(  # "The waiter forgot our salads" says nothing of the salads
            mention.aspect == aspect and parse.deps[mention.end - 1] == "nsubj"
            for mention in segment.mentions
        )
        silent = not judged & protected and (acts or not (named - {aspect}) & protected)
        aspects = [mention.aspect for mention in segment.mentions]
        aspects += [judgment.aspect or "" for judgment in segment.judgments]
        idle = all(one == OTHER for one in aspects)
        if segment.kind == "sub" and idle:
            continue  # "since it was her birthday" goes on with nothing
        if aspect in judged or (aspect in segment.aspects and silent):
            if aspect not in judged and not mirror and is_neutral(parse, segment):
                goes_along = segment.kind != "verb" or (
                    before is not None
                    and any(parse.deps[m.end - 1].startswith("nsubj") for m in before.mentions)
                )
                lost = before is not None and id(before) in doomed
                if segment.inherited == aspect and lost and goes_along:
                    doomed.add(id(segment))
            elif any(
                both_too(parse, judgment.start, judgment.end) for judgment in segment.judgments
            ):
                partial += _one_of_two(parse, segment, aspect)
            elif judged & protected or (
                not acts
                and named & protected
                and any(judgment.aspect is None for judgment in segment.judgments)
            ):
                partial += share_removed(subject, segment, aspect)
            else:
                doomed.add(id(segment))
        before = segment
    if aspect == parse.domain.role("place") and (doomed or partial):
        doomed |= _beside(subject, doomed, protected)
    if aspect == parse.domain.role("persons") and (doomed or partial):
        doomed |= {id(segment) for segment in _hinted(subject, aspect)}
    return doomed, partial


def _beside(subject: Subject, doomed: set[int], protected: set[str]) -> set[int]:
    """What says of how a place is, by the side of more that does.

    "A nice place", "We sat outside", and "We got a table" of which nothing is said any more.
    """
    parse = subject.parse
    place = parse.domain.role("place")
    found = {
        id(segment)
        for segment in (implied(subject, place) if place else ())
        if not segment.aspects
        and any(mention.strength == "site" for mention in segment.mentions)
        and not parse.domain.words("looks").isdisjoint(parse.words[segment.start : segment.end])
        and not segment.inherited
    }
    for sentence in subject.sentences:
        for one, then in pairwise([*sentence.segments, None]):
            if one is None or one.aspects & protected or one.judgments:
                continue
            tokens = parse.words[one.start : one.end]
            outside = not parse.domain.words("sitting").isdisjoint(
                tokens
            ) and not parse.domain.words("open air").isdisjoint(tokens)
            seats = any(mention.aspect == parse.domain.role("place") for mention in one.mentions)
            bare = seats and then is not None and then.kind == "prep" and id(then) in doomed
            if outside or bare:
                found.add(id(one))
    return found


def _mood(subject: Subject, *, rng: random.Random) -> list[Change]:
    """A lively room is a loud one and a relaxed room a quiet one: say no more than that it is nice.

    A conversation that it leaves room for is left out.
    """
    parse = subject.parse
    changes: list[Change] = []
    for segment in subject.segments():
        mine = [
            judgment
            for judgment in segment.judgments
            if judgment.aspect == parse.domain.role("place")
            and not judgment.shared - {judgment.aspect}
        ]
        for one in mine:
            if one.negation is not None or parse.domain.words("calm").isdisjoint(
                parse.words[one.start : one.end]
            ):
                continue
            beside = parse.words[one.end : one.end + 1] == [","] and any(
                judgment.start <= one.end + 1 < judgment.end for judgment in mine
            )
            if beside:  # "a relaxed, chilled atmosphere": the second of them is enough
                changes.append(Change(parse.starts[one.start], parse.starts[one.end + 1], ""))
                continue
            put = pick(parse.domain.listed("mood +" if one.polarity > 0 else "mood -"), rng)
            like = parse.text[parse.starts[one.start] : parse.ends[one.end - 1]]
            changes.append(
                Change(parse.starts[one.start], parse.ends[one.end - 1], cased(put, like))
            )
        for at in range(segment.start + 1, segment.end):
            if parse.words[at] in ("conversation", "conversations"):
                first = at - 1
                while first > segment.start and parse.tags[first][:2] in ("JJ", "DT"):
                    first -= 1
                if parse.words[first] == "for" and at + 1 == segment.end:
                    changes.append(Change(parse.ends[first - 1], parse.ends[at], ""))
    return changes


def _one_of_two(parse: Parse, segment: Segment, aspect: str) -> list[Change]:
    """ "Too crowded and noisy to talk" is "too crowded to talk"."""
    for judgment in segment.judgments:
        if judgment.aspect != aspect or not both_too(parse, judgment.start, judgment.end):
            continue
        if parse.words[judgment.end] == "and":
            first = judgment.start + (parse.words[judgment.start] == "too")
            return [Change(parse.starts[first], parse.starts[judgment.end + 1], "")]
        return [Change(parse.ends[judgment.start - 2], parse.ends[judgment.end - 1], "")]
    raise NoEdit("entangled", "two things are too much to do a third")


def both_too(parse: Parse, start: int, end: int) -> bool:
    """Whether an opinion is one of two in "too crowded and noisy to talk"."""
    if parse.words[end : end + 1] == ["to"]:
        before = parse.words[max(0, start - 3) : start]
        return before[:1] == ["too"] and before[-1:] == ["and"]
    here = (parse.words[start], *parse.words[max(0, start - 1) : start])
    return "too" in here and parse.words[end : end + 3 : 2] == ["and", "to"]


def without(subject: Subject, doomed: set[int], protected: set[str]) -> list[Change]:
    """Changes that leave out these segments, and mend what is left of their sentences."""
    changes: list[Change] = []
    sentences = subject.sentences
    gone: list[bool] = []
    for sentence in sentences:
        lost = _with_dependents(subject, sentence, doomed, protected)
        gone.append(len(lost) == len(sentence.segments))
        if lost and not gone[-1]:
            _no_orphans(subject, sentence, lost)
            changes += _thinned(subject, sentence, lost)
    parse = subject.parse
    wordless = (not has_words(parse, sentence) for sentence in sentences)
    if all(lost or bare for lost, bare in zip(gone, wordless, strict=True)):  # or a smile alone
        raise NoEdit("nothing-left", "all of the review speaks of the aspect")
    for number, sentence in enumerate(sentences):
        if number and gone[number - 1] and not gone[number]:
            if parse.words[sentence.start] in words("refers back"):
                raise NoEdit("dependent-clause", "a pronoun would stand for what is gone")
            tokens = parse.words[sentence.start : sentence.body]
            end = len(tokens) - (tokens[-1] == "though")
            if any(occurrences("one more", tokens)) or tokens[end - 1] in ("too", "either", "also"):
                raise NoEdit("dependent-clause", "a second thing would be the first")
            start = parse.starts[sentence.start]
            if not any(change.start == start for change in changes):
                earlier = [s for s, lost in zip(sentences[:number], gone, strict=False) if not lost]
                changes += _reopened(subject, sentence, earlier)
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


def _no_orphans(subject: Subject, sentence: Sentence, lost: Sequence[Segment]) -> None:
    """What is left of a sentence does not hang on what is gone.

    "Everything else was fine", "the manager was nice though", "the staff were apologetic", "I
    believe by design".

    Raises:
        NoEdit: it does.
    """
    parse = subject.parse
    for segment in sentence.segments:
        if segment in lost:
            continue
        tokens = parse.words[segment.start : segment.end]
        if not words("aftermath").isdisjoint(tokens):
            raise NoEdit("consequence", "what is left tells what came of what is gone")
        before = sentence.segments[: sentence.segments.index(segment)]
        after = sentence.segments[len(before) + 1 : len(before) + 2]
        if after and after[0] in lost and _leads_on(subject, segment, after[0]):
            raise NoEdit("dependent-clause", "what is left leads to what is gone")
        if before and before[-1] in lost and tokens[0] in words("possessives"):
            raise NoEdit("ellipsis", "what is left does not say again what it speaks of")
        opining = tokens[:1] == ["i"] and not words("opining").isdisjoint(tokens[1:2])
        number = len(before)
        beside = sentence.segments[number - 1 : number] + sentence.segments[number + 1 : number + 2]
        if any(segment in lost for segment in beside) and tokens[-2:] in (
            ["about", "it"],
            ["about", "that"],
            ["for", "it"],
        ):
            raise NoEdit("dependent-clause", "a pronoun would stand for what is gone")
        if "else" in tokens or tokens[-1] in ("though", "however") or opining:
            raise NoEdit("dependent-clause", "what is left hangs on what is gone")


def _leads_on(subject: Subject, segment: Segment, after: Segment) -> bool:
    """Whether what somebody did only leads to what came of it: "I open a tab and it crawls"."""
    parse = subject.parse
    first = parse.words[segment.start] in ("i", "we") or parse.tags[segment.start] == "VB"
    plain = segment.kind == "clause" and not segment.judgments and not segment.mentions
    link = parse.words[after.connector : after.start] == ["and"]
    return first and plain and link and parse.words[after.start] in ("it", "they")


def _with_dependents(
    subject: Subject, sentence: Sentence, doomed: set[int], protected: set[str]
) -> list[Segment]:
    """The segments of a sentence that go, with those that cannot stand without them."""
    parse = subject.parse
    lost = [segment for segment in sentence.segments if id(segment) in doomed]
    if not lost:
        return []
    changed = True
    while changed:
        changed = False
        for number, segment in enumerate(sentence.segments):
            if segment in lost:
                continue
            main = _main_of(parse, sentence, number)
            if main is None or main not in lost:
                continue
            first = parse.words[segment.start]
            if (
                segment.kind in ("sub", "prep")
                and first in words("concessive")
                and segment.judgments
            ):
                continue  # it can stand alone, without its subordinator
            if segment.kind == "verb":
                done = any(
                    parse.deps[mention.end - 1].startswith("nsubj")
                    and mention.aspect in (segment.inherited, parse.domain.role("persons"))
                    for mention in main.mentions
                )
                if segment.judgments or segment.aspects - {segment.inherited} or not done:
                    continue  # it takes the subject over
                lost.append(segment)  # "They lost our booking and then charged us"
                changed = True
            if segment.kind in ("noun", "adjective", "sub", "prep", "part"):
                if segment.judged & protected:
                    raise NoEdit("dependent-clause", "what must stay depends on what must go")
                lost.append(segment)
                changed = True
    return [segment for segment in sentence.segments if segment in lost]


def _main_of(parse: Parse, sentence: Sentence, number: int) -> Segment | None:
    """The segment that one depends on."""
    segments = sentence.segments
    segment = segments[number]
    if segment.kind in ("clause", "note"):
        return None
    link = parse.words[segment.connector : segment.start]
    if segment.kind in ("noun", "adjective", "verb") and any(is_strong(word) for word in link):
        return None
    for at in range(number - 1, -1, -1):
        if segments[at].kind not in ("sub", "prep"):
            return segments[at]
    if segments[number].kind == "verb":
        return None
    return next((s for s in segments[number + 1 :] if s.kind in ("clause", "note", "verb")), None)


def _thinned(subject: Subject, sentence: Sentence, lost: list[Segment]) -> list[Change]:
    parse = subject.parse
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
                content = past_subordinator(parse, segment)
            if segment.kind == "verb":
                start = _after_subject(parse, before[0])
                changes.append(Change(start, parse.starts[content], ""))
                continue
            changes.append(reopening(parse.text, start, parse.starts[content]))
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
        if previous.kind == "sub" and segment.kind in (
            "clause",
            "note",
        ):  # it has a new main clause
            gone = before[before.index(previous) + 1]
            changes.append(Change(parse.starts[gone.start], parse.starts[segment.start], ""))
            continue
        if segment.kind == "prep" and _main_of(parse, sentence, number) in lost:
            raise NoEdit("dependent-clause", "what must stay depends on what must go")
        start, end = parse.ends[previous.end - 1], parse.ends[before[-1].end - 1]
        end = _past_bracket(parse, before[-1], end)
        changes.append(Change(start, end, ""))
        changes += _connector(subject, previous, segment, before[-1])
    if sentence.segments[-1] in lost:
        last = kept[-1]
        end = _past_bracket(parse, sentence.segments[-1], parse.ends[sentence.segments[-1].end - 1])
        changes.append(Change(parse.ends[last.end - 1], end, ""))
        changes += _list_closed(subject, kept, sentence.segments[-1])
    first = sentence.segments[0]
    alone = not any(segment.kind in ("clause", "note", "verb") for segment in kept)
    if first is kept[0] and first.kind == "sub" and alone:
        content = parse.starts[past_subordinator(parse, first)]
        changes.append(reopening(parse.text, parse.starts[sentence.start], content))
    return changes


def _past_bracket(parse: Parse, segment: Segment, end: int) -> int:
    """Past the bracket that closes what a segment opened."""
    tokens = parse.words[segment.connector : segment.end]
    closes = parse.words[segment.end : segment.end + 1] == [")"]
    return parse.ends[segment.end] if closes and tokens.count("(") > tokens.count(")") else end


def past_subordinator(parse: Parse, segment: Segment) -> int:
    """Where the clause begins that a subordinator opens, if it can stand without it."""
    at = segment.start + 1
    if parse.words[segment.start] == "even" and at < segment.end:
        at += 1
    if at >= segment.end or parse.words[segment.start] not in words("concessive"):
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


def _connector(subject: Subject, before: Segment, after: Segment, gone: Segment) -> list[Change]:
    """The word between two segments that now meet: no "but" where they say the same.

    After "I had no hopes[, but the waiter was kind] and the soup hot" it is the "but" that is gone.
    """
    parse = subject.parse
    first, second = polarity(before), polarity(after)
    for at in range(after.connector, after.start):
        if parse.words[at] in words("contrast") and first and first == second:
            return [Change(parse.starts[at], parse.ends[at], cased("and", parse.surface(at)))]
    link = parse.words[after.connector : after.start]
    against = not words("contrast").isdisjoint(parse.words[gone.connector : gone.start])
    if link == ["and"] and against and not (first and first == second):
        at = after.connector
        return [Change(parse.starts[at], parse.ends[at], cased("but", parse.surface(at)))]
    return []


def _list_closed(subject: Subject, kept: Sequence[Segment], last: Segment) -> list[Change]:
    """The "and" before the last of a list moves to the one that is last now."""
    parse = subject.parse
    if len(kept) < 2 or "and" not in parse.words[last.connector : last.start]:
        return []
    link = range(kept[-1].connector, kept[-1].start)
    kinds = {kept[-1].kind, kept[-2].kind}
    if [parse.words[at] for at in link] != [","] or not kinds <= {"note", "clause"}:
        return []
    put = " and" if kept[-1].kind == "note" else ", and"
    start, end = parse.ends[kept[-2].end - 1], parse.ends[link[-1]]
    return [Change(start, end, put)]


def _reopened(subject: Subject, sentence: Sentence, earlier: Sequence[Sentence]) -> list[Change]:
    """A sentence that went on from one that is gone: no "But" where nothing is opposed."""
    parse = subject.parse
    first, last = parse.words[sentence.start], parse.words[sentence.body - 1]
    tone = sum(polarity(segment) for segment in sentence.segments)
    said = sum(polarity(segment) for segment in earlier[-1].segments) if earlier else 0
    opposed = said * tone < 0
    if not opposed and last in ("though", "however") and sentence.body - sentence.start > 2:
        before = sentence.body - 2
        comma = parse.words[before] == ","
        start = parse.ends[before - 1] if comma else parse.ends[before]
        return [Change(start, parse.ends[sentence.body - 1], "")]
    if first not in words("openers") or sentence.start + 1 >= sentence.body:
        return []
    if earlier and first in words("additive"):
        return []
    if opposed:
        return []
    content = sentence.start + 1
    if parse.words[content] == ",":
        content += 1
    if content >= sentence.body or (first == "though" and parse.words[sentence.start + 1] != ","):
        return []
    return [reopening(parse.text, parse.starts[sentence.start], parse.starts[content])]
