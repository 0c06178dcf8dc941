"""Whether an edit did what it should: its text is read again, by the same reader and by another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from irrealis.builders.families.aspect_edits.lexicon import words as english
from irrealis.builders.families.aspect_edits.parsing import Parse
from irrealis.builders.families.aspect_edits.reading import Reading, felt
from irrealis.builders.families.aspect_edits.second import (
    ANY,
    HEARD,
    TRAINED,
    hears,
    intercepts,
    leaning,
    scores,
)
from irrealis.builders.families.aspect_edits.segments import FINITE, Segment
from irrealis.builders.families.aspect_edits.subject import SIGNS, NoEdit, Subject

AGAINST = 1.5  # log-odds of a clause for the other side, from which it speaks against the goal
LOST = -1.5  # log-odds of what was said of another aspect, from which it is said no more
FELT = 0.5  # VADER's verdict on a clause from which it is for or against something


def check(before: Subject, after: Subject, *, aspect: str, goal: str) -> None:
    """The edited text says the goal of the aspect, nothing against it, and is whole.

    Raises:
        NoEdit: it does not; says which reader objects, or what is broken.
    """
    _reread(before, after, aspect=aspect, goal=goal)
    _second(before, after, aspect=aspect, goal=goal)
    _whole(before, after)


def _reread(before: Subject, after: Subject, *, aspect: str, goal: str) -> None:
    sign = SIGNS.get(goal)
    heard = False
    previous: Reading | None = None
    for one in after.readings:
        says = one.says.get(aspect, frozenset())
        if sign is None:
            if says or (one.unread and aspect in one.strong):
                raise NoEdit("left-over", f"it still says something of {aspect}")
        elif says - {sign}:
            raise NoEdit("contradiction", f"it still says otherwise of {aspect}")
        heard |= bool(says)
        mine = one.speaks_of(aspect)
        said = _said(after.parse, one.segment).casefold()
        trusted = any(
            said.endswith(put.casefold()) or said in put.casefold() for put in before.used
        )
        if one.unread and mine and sign is not None and not trusted:
            raise NoEdit("unread", f"a clause on {aspect} has a {one.unread} unread")
        loose = not one.names and not one.says
        after_it = previous is not None and previous.speaks_of(aspect)
        if one.unread and loose and after_it and before.labels[aspect] != "unknown":
            raise NoEdit("unread", f"what follows on {aspect} has a {one.unread} unread")
        if not loose:
            previous = one
    if sign is not None and not heard:
        raise NoEdit("not-said", f"a second reading does not find what is said of {aspect}")


def _said(parse: Parse, segment: Segment) -> str:
    return parse.text[parse.starts[segment.start] : parse.ends[segment.end - 1]]


def _second(before: Subject, after: Subject, *, aspect: str, goal: str) -> None:
    """What people's votes taught says the goal, and no clause is against it."""
    sign = SIGNS.get(goal)
    base = intercepts()
    domain = after.parse.domain
    if domain.name != TRAINED:
        _felt(after, aspect=aspect, sign=sign)
        return
    first, whole = scores(before.parse.text), scores(after.parse.text)
    if sign is None:
        heard = max(whole[f"{aspect}{side}"] + base[f"{aspect}{side}"] for side in "+-")
        if heard > HEARD:
            raise NoEdit("second-reader", f"a second reader still hears of {aspect}")
    else:
        _hears(before, after, aspect=aspect, sign=sign)
    if before.labels[aspect] == "unknown":
        return  # the rest of the text is as it was
    for other in domain.aspects:
        near = {aspect, other} <= domain.surroundings  # a loud room is an unpleasant one
        if other == aspect or near or before.labels.get(other) not in SIGNS:
            continue
        for side, against in ("+-", "-+"):
            then, now = (one[f"{other}{side}"] + base[f"{other}{side}"] for one in (first, whole))
            rival = whole[f"{other}{against}"] + base[f"{other}{against}"]
            if then > 0 and (now < LOST or (now < 0 and now < rival)):
                raise NoEdit("second-reader", f"a second reader hears a change of {other}")


def _hears(before: Subject, after: Subject, *, aspect: str, sign: int) -> None:
    """What the clauses on an aspect say is the goal, to the second reader, and none is against it.

    Where nothing was said of it before, what is new says the goal, and nothing old is against it.
    """

    def lean(text: str) -> float:
        return leaning(text, aspect, domain=after.parse.domain) * sign

    old = {_said(before.parse, one.segment) for one in before.readings}
    inserted = not any(one.speaks_of(aspect) for one in before.readings)
    mine = []
    for one in after.readings:
        said = _said(after.parse, one.segment)
        if one.speaks_of(aspect) or (said not in old) or (one.unread and not one.names):
            if lean(said) < -AGAINST and not (inserted and said in old):
                raise NoEdit(
                    "second-reader", f"a second reader hears a clause against the goal for {aspect}"
                )
            mine += [said] if said not in old or not inserted else []
    if not mine or lean(". ".join(mine)) <= 0:
        raise NoEdit("second-reader", f"a second reader does not hear the goal for {aspect}")
    if inserted and hears(before.parse.text, aspect, domain=before.parse.domain, sign=-sign):
        raise NoEdit("second-reader", f"a second reader hears something of {aspect} already")


def _felt(after: Subject, *, aspect: str, sign: int | None) -> None:
    """Of an aspect that nobody voted on: no clause that speaks of it feels otherwise."""
    for one in after.readings:
        if sign is None or not one.speaks_of(aspect):
            continue
        said = _said(after.parse, one.segment)
        clause = scores(said)
        lean = clause[f"{ANY}+"] - clause[f"{ANY}-"]
        if lean * sign < -AGAINST or felt(said) * sign < -FELT:
            raise NoEdit("second-reader", "a second reader hears a clause against the goal")


# tags of words that something must follow, and words of these tags that may stand last
_OPEN = frozenset({"DT", "PRP$", "CC", "TO", "IN"})
_OPENS = frozenset({"that", "when", "while", "if", "since", "until", "where", "unless"})
_OPENER = 24  # characters of what may stand before a clause that was put in: "On the plus side, "
_PAIRS = {"both": "and", "neither": "nor", "either": "or"}
# the first word of a sentence that answers the one before
_ANSWERS = frozenset({"so", "but", "because", "and", "or", "then", "although", "which"})


def _whole(before: Subject, after: Subject) -> None:
    """Each sentence that is new stands by itself, as its parse has it.

    A flaw that the original has as often is none of the edit's.
    """
    old = {_text(before, number) for number in range(len(before.sentences))}
    found: list[tuple[str, str]] = []
    for number in range(len(after.sentences)):
        text = _text(after, number)
        said = text.casefold()
        if text not in old and not any(
            put.casefold() in said and len(said) < len(put) + _OPENER for put in before.used
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
    one = subject.sentences[number]
    return subject.parse.text[subject.parse.starts[one.start] : subject.parse.ends[one.end - 1]]


def _flaws(subject: Subject, number: int) -> Iterator[str]:
    """What is broken in a sentence, as its parse has it."""
    parse, one = subject.parse, subject.sentences[number]
    span = range(one.start, one.body)
    judged = {at for s in one.segments for j in s.judgments for at in range(j.start, j.end)}
    words, tags = list(parse.words[one.start : one.body]), list(parse.tags[one.start : one.body])
    if tags[-1] in _OPEN and words[-1] not in english("may end"):
        yield "a last word that goes on"
    finite = sum(tag in FINITE for tag in tags)
    opens = any(
        word in _OPENS and tag in ("IN", "WRB")
        for word, tag in zip(words[:2], tags[:2], strict=True)
    )
    if words[0] in _ANSWERS or (opens and finite < 2):
        yield "an opening that answers nothing"
    if not finite and len(words) > 3 and tags[0] in ("DT", "PRP", "PRP$") and tags[-1][:2] == "JJ":
        yield "no verb"
    if _is_open_list(tags):
        yield "a list without an end"
    if any(one in FINITE and then in FINITE for one, then in pairwise(tags)):
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
                [t for t in range(one.start, at) if parse.tags[t] in ("CC", ",")] or [one.start]
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
    if one.body - one.start == 1 and tags[0] in ("IN", "CC", "DT", "MD"):
        yield "half a sentence"
    verb = parse.tags[one.body - 1]
    if (
        verb in ("VBZ", "VBD", "VBP", "MD")
        and parse.words[one.body - 1] in english("copulas")
        and one.body - one.start < 4
    ):
        yield "a verb that says nothing"


def _is_open_list(tags: Sequence[str]) -> bool:
    """Whether a sentence begins with a list that no "and" ends: "the room, the bed was"."""
    verb = next((at for at, tag in enumerate(tags) if tag in FINITE), 0)
    subject = tags[:verb]
    things = all(tag[:2] in ("NN", "DT", "JJ", "PR") or tag == "," for tag in subject)
    return things and subject.count(",") == 1 and subject[0] != "," and subject[-1] != ","
