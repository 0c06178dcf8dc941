"""Taking one thing out of what is said of several: "great food and service"."""

from __future__ import annotations

from collections.abc import Sequence

from irrealis.builders.families.aspect_edits.changes import Change, cased, reopening
from irrealis.builders.families.aspect_edits.lexicon import words
from irrealis.builders.families.aspect_edits.parsing import Parse
from irrealis.builders.families.aspect_edits.segments import FINITE, OTHER, Item, Segment
from irrealis.builders.families.aspect_edits.subject import NoEdit, Subject, opening


def share_removed(subject: Subject, segment: Segment, aspect: str) -> list[Change]:
    """Take an aspect out of a list of things that are judged together."""
    parse, items = subject.parse, segment.items
    mine = [item for item in items if item.mention.aspect == aspect]
    rest = [item for item in items if item.mention.aspect != aspect]
    outside = [
        judgment
        for judgment in segment.judgments
        if judgment.aspect == aspect
        and not (judgment.shared - {aspect})
        and not any(item.start <= judgment.start < item.end for item in mine)
    ]
    if not mine or not rest or outside:
        lone = _adjectives_removed(subject, segment, aspect) or _clipped(subject, segment, aspect)
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
    if len(rest) == 2 and items[-1] is rest[-1]:  # "food[, service], and decor were [all] good"
        link = range(items[-2].end, rest[-1].start)
        after = range(items[-1].end, min(items[-1].end + 3, segment.end))
        odd = [at for at in link if parse.words[at] == ","]
        odd += [at for at in after if parse.words[at] == "all"]
        changes += [Change(parse.starts[at], parse.ends[at], "") for at in odd]
    if len(rest) == 1:
        if parse.words[items[-1].end : items[-1].end + 1] == ["and"]:
            raise NoEdit("entangled", "a thing that is not known is in the list")
        changes += _agreed(parse, segment, items, rest[0].mention.start, rest[0].mention.end)
        if "to" in (parse.words[item.start - 1] for item in items[1:]):
            raise NoEdit("entangled", "one thing is not from here to there")
        if parse.words[items[0].start] == "both":
            raise NoEdit("entangled", "both of them are spoken of")
    if items[0].start > 0 and parse.words[items[0].start - 1] == "both" and len(rest) == 1:
        at = items[0].start - 1
        changes.append(Change(parse.starts[at], parse.starts[at + 1], ""))
    return changes


def _adjectives_removed(subject: Subject, segment: Segment, aspect: str) -> list[Change]:
    """Take opinions out of what is said of one thing: "a loud, fun room" is "a fun room".

    None, if one of them is more than an adjective beside another.
    """
    parse = subject.parse
    changes: list[Change] = []
    moods = [
        mention
        for mention in segment.mentions
        if mention.aspect == aspect == parse.domain.role("place")
        and parse.words[mention.start] in parse.domain.words("moods")
    ]
    left = any(judgment.aspect not in (aspect, OTHER, None) for judgment in segment.judgments)
    for one in segment.judgments:
        if aspect not in {one.aspect, *one.shared}:
            continue
        named = one.of is not None and one.of.aspect == aspect
        if named and left and one.of in moods:
            named = False  # "a loud fun atmosphere" is "a loud place"
        attribute = parse.tags[one.end - 1].startswith("JJ") or (
            parse.deps[one.end - 1] in ("amod", "compound") and one.end < segment.end
        )
        if named or one.shared - {aspect} or not attribute:
            return []
        start = one.start
        while start > segment.start and parse.tags[start - 1] == "RB":
            start -= 1
        after = range(one.end, min(one.end + 3, segment.end))
        before = parse.words[start - 1] if start > segment.start else ""
        then = next((at for at in after if parse.words[at] not in (",", "and", "but")), one.end)
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
        opens = parse.starts[start] == opening(subject, segment)
        if before == "," and then == one.end:  # "a cozy, quiet room"
            changes.append(Change(parse.ends[start - 2], parse.ends[one.end - 1], ""))
        elif opens:
            changes.append(reopening(parse.text, parse.starts[start], parse.starts[then]))
        else:
            changes.append(Change(parse.starts[start], parse.starts[then], ""))
    if changes and moods:
        verbs = {
            parse.words[at] for at in range(segment.start, segment.end) if parse.tags[at] in FINITE
        }
        if not verbs <= words("copulas"):
            return []
        at = moods[0].start
        changes.append(Change(parse.starts[at], parse.ends[at], cased("place", parse.surface(at))))
    return changes


def _clipped(subject: Subject, segment: Segment, aspect: str) -> list[Change]:
    """Leave out one side of a clause that a coordinator parts: "Good food, but way too noisy".

    None, if both sides speak of the aspect, or of others, or what is left is modified by it.
    """
    parse = subject.parse
    spans = [
        (judgment.start, judgment.end, {judgment.aspect or OTHER, *judgment.shared})
        for judgment in segment.judgments
    ]
    spans += [(m.start, m.end, {m.aspect}) for m in segment.mentions if m.strength == "strong"]
    held = {token for start, end, _ in spans for token in range(start, end)}
    for at in range(segment.start + 1, segment.end - 1):
        if parse.words[at] not in ("and", "but", "yet", "with", ","):
            continue
        left = set[str]().union(*(of for _, end, of in spans if end <= at))
        right = set[str]().union(*(of for start, _, of in spans if start > at))
        stop = at - (parse.words[at - 1] == ",")
        if right == {aspect} and left and aspect not in left:
            heads = {parse.heads[token] for token in range(segment.start, at)}
            if any(at < head < segment.end and head not in held for head in heads):
                continue
            return [Change(parse.ends[stop - 1], parse.ends[segment.end - 1], "")]
        if left != {aspect} or not right or aspect in right or parse.words[at] == "with":
            continue
        start = min(start for start, end, _ in spans if end <= at)
        while start > segment.start and parse.tags[start - 1] == "RB":
            start -= 1
        if all(token in held or parse.words[token] == "," for token in range(start, at)):
            if parse.starts[start] == opening(subject, segment):
                return [reopening(parse.text, parse.starts[start], parse.starts[at + 1])]
            return [Change(parse.starts[start], parse.starts[at + 1], "")]
    return []


def unlisted(subject: Subject, aspect: str) -> list[Change]:
    """Take an aspect out of lists of things of which nothing is said in known words.

    None, if it is named anywhere but in a list.
    """
    parse = subject.parse
    changes: list[Change] = []
    for segment in subject.segments():
        mine = [m for m in segment.mentions if m.aspect == aspect and m.strength == "strong"]
        listed = [item.mention for item in segment.items]
        if mine and all(mention in listed for mention in mine):
            if all(phrase.aspect == aspect for phrase in listed):
                return []
            changes += share_removed(subject, segment, aspect)
            continue
        for one in mine:
            first = one.start
            while first and parse.tags[first - 1] in _MODIFIER:
                first -= 1
            found = _after_another(parse, first, one.end) or _before_another(
                parse, first, one.start, one.end
            )
            if not found:
                return []
            changes += found
    return changes


_LINKS = ("and", "or", ",")
_MODIFIER = frozenset({"DT", "PRP$", "JJ"})


def _after_another(parse: Parse, first: int, end: int) -> list[Change]:
    """Leave out a noun that comes after one: "the food and somewhat in the service"."""
    if first and parse.words[first - 1] in ("in", "of", "with", "for", "by"):
        first -= 1
        while first and parse.tags[first - 1] == "RB":
            first -= 1
    if first < 2 or parse.words[first - 1] not in _LINKS or parse.tags[end : end + 1] == ["NN"]:
        return []
    last = first - 1 - (parse.words[first - 2] == ",")
    beside = parse.tags[last - 1].startswith("NN")
    if not beside or parse.sentences[last - 1] != parse.sentences[end - 1]:
        return []
    two = parse.words[first - 1] == "and" and parse.words[max(0, last - 2)] not in ("and", ",")
    verbs = _singular(parse, end, parse.tags[last - 1]) if two else []
    return [Change(parse.ends[last - 1], parse.ends[end - 1], ""), *verbs]


def _before_another(parse: Parse, first: int, start: int, end: int) -> list[Change]:
    """Leave out a noun that comes before one: "the service or food we had"."""
    then = end + 1
    if then >= len(parse) or parse.words[end] not in _LINKS:
        return []
    last = then
    while last < len(parse) and parse.tags[last] in _MODIFIER:
        last += 1
    beside = last < len(parse) and parse.tags[last].startswith("NN")
    if not beside or parse.sentences[last] != parse.sentences[start]:
        return []
    own = parse.tags[then] in ("DT", "PRP$")
    if not own and first < start and parse.tags[first] in ("DT", "PRP$"):
        first += 1  # its article is that of what follows
    two = parse.words[end] == "and" and parse.words[last + 1 : last + 2] not in (["and"], [","])
    verbs = _singular(parse, last + 1, parse.tags[last]) if two else []
    if first and parse.sentences[first - 1] == parse.sentences[first]:
        return [Change(parse.starts[first], parse.starts[then], ""), *verbs]
    return [reopening(parse.text, parse.starts[first], parse.starts[then]), *verbs]


def _singular(parse: Parse, at: int, tag: str) -> list[Change]:
    """The verb of two things of which one is left."""
    put = _SINGULAR.get(parse.words[at]) if at < len(parse) and tag in ("NN", "NNP") else None
    return [Change(parse.starts[at], parse.ends[at], cased(put, parse.surface(at)))] if put else []


def _after_modifiers(parse: Parse, segment: Segment, gone: Item, first: Item, aspect: str) -> int:
    """Where the words end that the first of a list shares with the second: "great", "the"."""
    start, end = gone.start, gone.mention.start
    shared = [
        judgment
        for judgment in segment.judgments
        if start <= judgment.start < end and judgment.shared - {aspect}
    ]
    own = parse.tags[first.start] in ("DT", "PRP$")
    if shared and not own:
        return parse.starts[max(judgment.end for judgment in shared)]
    if parse.tags[start] in ("DT", "PRP$") and not own:
        return parse.starts[start + 1]
    return parse.starts[start]


_SINGULAR = {"were": "was", "are": "is", "have": "has", "'re": "'s"}


def _agreed(
    parse: Parse, segment: Segment, items: Sequence[Item], start: int, end: int
) -> list[Change]:
    """The verb of a list of which one thing is left."""
    after = items[-1].end
    if parse.tags[end - 1] in ("NNS", "NNPS") or parse.words[start] == "staff":
        return []
    for at in range(after, min(after + 4, segment.end)):
        if parse.tags[at] in FINITE:
            put = _SINGULAR.get(parse.words[at])
            if put is None:
                return []
            return [Change(parse.starts[at], parse.ends[at], cased(put, parse.surface(at)))]
    return []
