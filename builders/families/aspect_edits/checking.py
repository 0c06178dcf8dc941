"""Whether an edit did what it should: its text is read again, by the same reader and by another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from irrealis.builders.families.aspect_edits.parsing import Parse
from irrealis.builders.families.aspect_edits.reading import Reading, felt
from irrealis.builders.families.aspect_edits.second import ANY, intercepts, scores
from irrealis.builders.families.aspect_edits.segments import FINITE, Segment
from irrealis.builders.families.aspect_edits.subject import SIGNS, NoEdit, Subject

AGAINST = 1.5  # log-odds of a clause for the other side, from which it speaks against the goal
HEARD = 0.5  # log-odds of a text from which it speaks of an aspect
UNSURE = -1.5  # and down to which it may say what the goal is
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
    old = {_said(before.parse, one.segment) for one in before.readings}
    heard = False
    previous: Reading | None = None
    for one in after.readings:
        said = one.says.get(aspect, frozenset())
        if sign is None:
            if said:
                raise NoEdit("left-over", f"it still says something of {aspect}")
        elif said - {sign}:
            raise NoEdit("contradiction", f"it still says otherwise of {aspect}")
        heard |= bool(said)
        mine = one.speaks_of(aspect)
        if one.unread and mine and sign is not None:
            raise NoEdit("unread", f"a clause on {aspect} has a {one.unread} unread")
        loose = not one.names and not one.says
        after_it = previous is not None and previous.speaks_of(aspect)
        if one.unread and loose and after_it and before.labels[aspect] != "unknown":
            raise NoEdit("unread", f"what follows on {aspect} has a {one.unread} unread")
        if not loose:
            previous = one
    if sign is not None and not heard:
        raise NoEdit("not-said", f"a second reading does not find what is said of {aspect}")
    if len(old) == 0:
        raise NoEdit("no-words", "there is nothing to read")


def _said(parse: Parse, segment: Segment) -> str:
    return parse.text[parse.starts[segment.start] : parse.ends[segment.end - 1]]


def _second(before: Subject, after: Subject, *, aspect: str, goal: str) -> None:
    """What people's votes taught says the goal, and no clause is against it."""
    sign = SIGNS.get(goal)
    base = intercepts()
    domain = after.parse.domain
    if f"{aspect}+" not in base:
        _felt(after, aspect=aspect, sign=sign)
        return
    whole = scores(after.parse.text)
    good, bad = (whole[f"{aspect}{side}"] + base[f"{aspect}{side}"] for side in "+-")
    if sign is None:
        if max(good, bad) > HEARD:
            raise NoEdit("second-reader", f"a second reader still hears of {aspect}")
    else:
        said, other = (good, bad) if sign > 0 else (bad, good)
        if said < other or said < UNSURE:
            raise NoEdit("second-reader", f"a second reader does not hear {goal} of {aspect}")
    for one in after.readings:
        clause = scores(_said(after.parse, one.segment))
        lean = clause[f"{aspect}+"] - clause[f"{aspect}-"]
        if sign is not None and lean * sign < -AGAINST:
            raise NoEdit("second-reader", f"a second reader hears a clause against {goal}")
    first = scores(before.parse.text)
    for other in domain.aspects:
        if other == aspect or before.labels.get(other) not in SIGNS:
            continue
        side = SIGNS[str(before.labels[other])]
        leans = [
            (one[f"{other}+"] + base[f"{other}+"] - one[f"{other}-"] - base[f"{other}-"]) * side
            for one in (first, whole)
        ]
        if leans[0] > 0 > leans[1]:
            raise NoEdit("second-reader", f"a second reader hears a change of {other}")


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


# tags of words that something must follow
_OPEN = frozenset({"DT", "PRP$", "CC", "TO", "IN"})
_LAST = frozenset({"in", "on", "at", "for", "with", "about", "over", "of", "by", "around", "up", "out", "off", "down", "through", "to", "before", "after", "inside", "outside", "though", "this", "that", "all", "both", "either", "so", "as", "nearby", "than", "from", "like"})  # fmt: skip
_PAIRS = {"both": "and", "neither": "nor", "either": "or"}
_BEGIN = frozenset({"so", "but", "because", "and", "or", "then", "although", "though", "which", "also", "too", "however"})  # fmt: skip


def _whole(before: Subject, after: Subject) -> None:
    """Each sentence that is new stands by itself, as its parse has it."""
    old = {_text(before, number) for number in range(len(before.sentences))}
    flaws = Counter(
        flaw for number in range(len(before.sentences)) for flaw in _flaws(before, number)
    )
    for number in range(len(after.sentences)):
        if _text(after, number) in old:
            continue
        for flaw in _flaws(after, number):
            if flaws[flaw] <= 0:
                raise NoEdit("unsound", f"{flaw} in {_text(after, number)[:60]!r}")
            flaws[flaw] -= 1


def _text(subject: Subject, number: int) -> str:
    one = subject.sentences[number]
    return subject.parse.text[subject.parse.starts[one.start] : subject.parse.ends[one.end - 1]]


def _flaws(subject: Subject, number: int) -> list[str]:
    """What is broken in a sentence, as its parse has it."""
    parse, one = subject.parse, subject.sentences[number]
    found: list[str] = []
    words, tags = parse.words[one.start : one.body], parse.tags[one.start : one.body]
    if not words:
        return found
    if tags[-1] in _OPEN and words[-1] not in _LAST:
        found.append("a last word that goes on")
    if words[0] in _BEGIN:
        found.append("an opening that answers nothing")
    for first, second in _PAIRS.items():
        if first in words:
            rest = words[words.index(first) + 1 :]
            if second not in rest and not _plural_ahead(tags, words.index(first)):
                found.append(f"{first} of one thing")
    finite = [at for at in range(one.start, one.body) if parse.tags[at] in FINITE]
    if (
        not finite
        and len(words) > 5
        and "of" not in words
        and not any(s.judgments for s in one.segments)
    ):
        found.append("no verb")
    for at in finite:
        if parse.tags[at] == "MD" or parse.words[at] in ("is", "was", "were", "are", "am"):
            bare = not any(
                parse.heads[t] > at - 1 or parse.heads[t] == at for t in range(at + 1, one.body)
            )
            if bare and at == one.body - 1 and parse.deps[at] == "ROOT":
                found.append("a verb that says nothing")
        has_subject = any(
            parse.deps[t].startswith(("nsubj", "csubj", "expl")) and _verb_of(parse, t) == at
            for t in range(one.start, one.body)
        )
        if (
            not has_subject
            and parse.deps[at] == "ROOT"
            and at == one.start
            and parse.tags[at] in ("VBZ", "VBP")
        ):
            found.append("a verb without a subject")
    return found


def _verb_of(parse: Parse, at: int) -> int:
    return parse.heads[at]


def _plural_ahead(tags: Sequence[str], at: int) -> bool:
    return any(tag in ("NNS", "NNPS", "PRP") for tag in tags[at + 1 : at + 5]) or not tags[at + 1 :]
