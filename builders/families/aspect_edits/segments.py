"""What a review says of which aspect: its clauses, and the mentions and opinions in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from irrealis.builders.families.aspect_edits.lexicon import Opinion, words
from irrealis.builders.families.aspect_edits.parsing import Parse

EVENT = "-"  # the opposite of what has none: it is left out
OTHER = "other"  # judged in reviews, and none of the aspects: prices, the evening
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_PUNCT = re.compile(r"[,;:()\[\]/]|[-~*]+|[.!?…]+")
_STRONG = re.compile(r"[;:()\[\]]|-+|[.!?…]+")
_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS", "PRP", "EX", "DT"})
_FULL = frozenset({"JJ", "NN", "RB"})
_REACH = 5  # tokens between a negation and what it negates, at most


@dataclass(slots=True)
class Mention:
    """Tokens `start` to `end` name an aspect; see `lexicon.Term`."""

    start: int
    end: int
    aspect: str
    strength: str


@dataclass(slots=True)
class Judgment:
    """An opinion in the text: tokens, what it says, of which aspect, and what negates it.

    `of` is the mention it is said of, where there is one; `negation` is a token; `shared` are the
    aspects of all things in the list that `of` is part of, as far as it is said of them.
    """

    start: int
    end: int
    entry: Opinion
    readings: Sequence[Opinion]
    aspect: str | None = None
    of: Mention | None = None
    negation: int | None = None
    shared: frozenset[str] = frozenset()

    @property
    def polarity(self) -> int:
        """What it says where it stands: faint praise that is denied is none."""
        if self.negation is None:
            return self.entry.polarity or 0
        return -(self.entry.polarity or 0) or -1


@dataclass(slots=True)
class Segment:
    """A clause, or what stands for one in notes: tokens `start` to `end`, after its connector.

    `kind`: clause, verb (takes the subject of the one before), note (has no verb), sub (begins with
    a subordinator), prep (with a preposition), part (with a participle or "not"), or noun and
    adjective, which say nothing by themselves. `sentence` is the number of its sentence, `judged`
    what an opinion in it is of, `aspects` what it speaks of, by a mention or by an opinion.
    """

    connector: int
    start: int
    end: int
    kind: str
    sentence: int
    mentions: list[Mention] = field(default_factory=list)
    judgments: list[Judgment] = field(default_factory=list)
    inherited: str | None = None
    items: list[Item] = field(default_factory=list)
    judged: frozenset[str] = frozenset()
    aspects: frozenset[str] = frozenset()

    def mirrors(self, parse: Parse) -> bool:
        """Whether it repeats what the clause before says: "as was the waiter", "service too"."""
        first = parse.words[self.start : self.start + 2]
        copies = (
            first[:1] in (["as"], ["so"], ["neither"])
            and first[1:]
            and first[1] in words("copulas")
        )
        last = parse.words[self.end - 1]
        return not self.judgments and (bool(copies) or last in words("bare"))


@dataclass(frozen=True, slots=True)
class Item:
    """One of several things in a list, such as "the food" in "the food and the service"."""

    start: int
    end: int
    mention: Mention


@dataclass(slots=True)
class Sentence:
    """Tokens `start` to `end`; `body` is where the stop begins that ends them."""

    start: int
    body: int
    end: int
    segments: list[Segment]


def analyze(parse: Parse) -> list[Sentence]:
    """Sentences, their segments, and what each speaks of."""
    mentions = [
        Mention(start, end, known[0].aspect, known[0].strength)
        for start, end, known in parse.domain.terms.find(parse.words)
        if not (parse.words[start] == "special" and parse.tags[start] == "JJ")
        and not (known[0].aspect == parse.domain.role("sound") and _is_verb(parse, start, end))
    ]
    judgments = list(_judgments(parse))
    phrases = [(mention.start, mention.end) for mention in mentions]
    phrases += [(judgment.start, judgment.end) for judgment in judgments]
    inside = {at for start, end in phrases for at in range(start + 1, end)}  # cut none in two
    size = len(parse)
    starts = [at for at in range(size) if not at or parse.sentences[at] != parse.sentences[at - 1]]
    sentences: list[Sentence] = []
    for start, end in pairwise([*starts, size]):
        while start < end and parse.tags[start] == "_SP":
            start += 1
        while end > start and parse.tags[end - 1] == "_SP":
            end -= 1
        body = end
        while body > start and _PUNCT.fullmatch(parse.words[body - 1]):
            body -= 1
        if start == body and sentences:  # a stop of its own belongs to what is before it
            sentences[-1].end = max(end, sentences[-1].end)
        elif start < body:
            here = len(sentences)
            segments = list(_segments(parse, start, body, here, inside, mentions, judgments))
            sentences.append(Sentence(start, body, end, segments))
    before: Segment | None = None
    for sentence in sentences:
        for segment in sentence.segments:
            _attribute(parse, segment, before)
            before = segment
    return sentences


def _is_verb(parse: Parse, start: int, end: int) -> bool:
    """Whether a word that may name a thing is a verb: "It sounds better than it is"."""
    return end - start == 1 and parse.words[start] == "sounds" and parse.tags[start] == "VBZ"


def _judgments(parse: Parse) -> Iterator[Judgment]:
    for start, end, known in parse.domain.opinions.find(parse.words):
        entry = known[0]
        if entry.polarity is None:
            continue
        if entry.tag and not parse.tags[start].startswith(entry.tag):
            continue
        if end - start == 1 and parse.words[start].endswith("ly") and is_degree(parse, start):
            continue  # "terribly slow", "perfectly good"
        before = parse.words[start - 1] if start else ""
        opens = not start or parse.sentences[start] != parse.sentences[start - 1]
        if opens and entry.phrase in ("ok", "okay", "fine", "well") and _goes_on(parse, end):
            continue  # "Ok so the tacos", "Fine, but the soup"
        if parse.words[start] == "special" and start and parse.tags[start - 1][:2] == "NN":
            continue  # "the chef special roll"
        if parse.words[start] == "well" and before == "as":
            continue
        if _is_of_an_act(parse, start, end):
            continue  # "hard to read the menu"
        if parse.words[start] == "little" and before == "a":
            continue  # "a little too casual"
        if before == "to" and parse.tags[start] == "VB":  # "too noisy to enjoy the meal"
            continue
        if parse.words[end - 1] == "on" and parse.tags[end : end + 1] in (["DT"], ["PRP$"]):
            continue  # "a spot on the patio"
        inner = (start - 1, end) if end < len(parse) else (start - 1,)
        if any(at >= 0 and parse.words[at] == "-" and not _apart(parse, at) for at in inner):
            continue  # "a feel-good place"
        yield Judgment(start, end, entry, known)


def _is_of_an_act(parse: Parse, start: int, end: int) -> bool:
    """Whether a word says how an act is, and not the thing that it is done to: "hard to read"."""
    words, tags = parse.words[start : end + 1], parse.tags[end : end + 2]
    return words in (["hard", "to"], ["tough", "to"], ["easy", "to"]) and tags == ["TO", "VB"]


def _goes_on(parse: Parse, at: int) -> bool:
    """Whether a sentence goes on after its first word as after a word that only opens it."""
    return (
        parse.words[at : at + 1] in (["so"], [","]) or parse.tags[at : at + 1] in (["DT"], ["PRP"])
    ) and parse.sentences[at] == parse.sentences[at - 1]


def is_degree(parse: Parse, at: int) -> bool:
    """Whether an adverb tells how much of what the next word says."""
    return parse.tags[at + 1 : at + 2] in (["JJ"], ["RB"]) and parse.heads[at] == at + 1


def _segments(
    parse: Parse,
    start: int,
    end: int,
    sentence: int,
    inside: set[int],
    mentions: Sequence[Mention],
    judgments: Sequence[Judgment],
) -> Iterator[Segment]:
    mine = [mention for mention in mentions if start <= mention.start < end]
    opined = [judgment for judgment in judgments if start <= judgment.start < end]
    segments: list[Segment] = []
    waiting: tuple[int, int] | None = None  # adjectives that belong to what comes next
    for connector, first, last in _pieces(parse, start, end, inside, mine, opined):
        if waiting is not None:
            connector, first = waiting
            waiting = None
        elif segments and _modifies(parse, segments[-1].end, first, last, end):
            waiting = connector, first
            continue
        judged = [judgment for judgment in opined if first <= judgment.start < last]
        named = [mention for mention in mine if first <= mention.start < last]
        opens = first > start
        kind = _kind(parse, first, last, judged=bool(judged), named=bool(named), opens_not=opens)
        # "was great, [service fantastic]"
        stated = any(judgment.end == last for judgment in judged) and any(
            mention.start == first for mention in named
        )
        if (
            segments
            and not (stated and kind == "note" and segments[-1].kind == "clause")
            and not _stands_apart(parse, segments[-1], kind, connector, first, last)
        ):
            whole = segments[-1]
            whole.end = last
            whole.mentions += named
            whole.judgments += judged
            whole.kind = _kind(
                parse,
                whole.start,
                last,
                judged=bool(whole.judgments),
                named=bool(whole.mentions),
                opens_not=whole.start > start,
            )
        else:
            segments.append(Segment(connector, first, last, kind, sentence, named, judged))
    yield from segments


def _modifies(parse: Parse, reached: int, start: int, end: int, limit: int) -> bool:
    """Adjectives alone between two nouns: "fine food, [excellent] and kind staff"."""
    aside = start == end - 1 and parse.words[start] in words("asides")
    if aside and end + 1 < limit and parse.words[end] == ",":
        return True
    return (
        end + 1 < limit
        and parse.tags[reached - 1].startswith("NN")
        and all(parse.tags[at] in ("JJ", "RB", "JJS") for at in range(start, end))
        and parse.heads[end - 1] >= end
    )


def _pieces(
    parse: Parse,
    start: int,
    end: int,
    inside: set[int],
    mentions: Sequence[Mention],
    judgments: Sequence[Judgment],
) -> Iterator[tuple[int, int, int]]:
    """What stands between connectors: where its connector begins, its start, its end."""
    tokens = parse.words
    opinion = {judgment.start for judgment in judgments}
    named = {at: mention for mention in mentions for at in range(mention.start, mention.end)}
    connector = first = at = start
    while at < end:
        word = tokens[at]
        joins = at not in inside and (
            (word in words("coordinators") and (parse.tags[at] == "CC" or word != "yet"))
            or (word == "so" and at > first and tokens[at - 1] == ",")
            or (_PUNCT.fullmatch(word) is not None and _apart(parse, at))
        )
        opens = (
            at not in inside
            and at > first
            and (
                (word in words("subordinators") and tokens[at - 1 : at + 1] != ["a", "while"])
                or word in words("prepositions")
                or (word in words("places") and not opinion.isdisjoint(range(at + 1, at + 4)))
                or _runs_on(parse, first, at, opinion, named)
                or (word == "as" and at + 1 < end and tokens[at + 1] in words("copulas"))
            )
            and at + 1 < end
            and not (word == "though" and tokens[at + 1 : at + 2] == [","])
        )
        if joins or opens:
            opening = at - (opens and tokens[at - 1] == "even")
            if opening > first:
                yield connector, first, opening
                connector = opening
            first = at + 1 if joins else opening
        at += 1
    if first < end:
        yield connector, first, end


def _runs_on(
    parse: Parse, first: int, at: int, opinion: set[int], named: dict[int, Mention]
) -> bool:
    """Whether a clause begins here with nothing to part it: "was great the room was not"."""
    if at == first or parse.tags[at] not in ("DT", "PRP$") or parse.tags[at - 1][:2] not in _FULL:
        return False
    head = parse.heads[at]
    verb = parse.heads[head]
    noted = not any(parse.tags[token] in FINITE for token in range(first, at))
    is_subject = head in named and parse.deps[head].startswith("nsubj")
    if is_subject and named[head].strength == "strong" and not noted:
        return verb > head and parse.deps[verb] in ("ROOT", "ccomp", "conj", "parataxis")
    return (
        noted
        and parse.tags[at - 1][:2] == "NN"
        and (at + 1 in opinion or (at + 1 in named and parse.deps[at + 1].startswith("nsubj")))
        and not opinion.isdisjoint(range(first, at))
    )


def _apart(parse: Parse, at: int) -> bool:
    """A hyphen or slash within a word joins nothing."""
    if parse.words[at] not in ("-", "/"):
        return True
    text = parse.text
    return not (
        parse.starts[at] > 0
        and text[parse.starts[at] - 1].isalnum()
        and parse.ends[at] < len(text)
        and text[parse.ends[at]].isalnum()
    )


def is_strong(word: str) -> bool:
    """Whether a mark parts what is on its sides more than a comma does."""
    return _STRONG.fullmatch(word) is not None


def _kind(parse: Parse, start: int, end: int, *, judged: bool, named: bool, opens_not: bool) -> str:
    first = parse.words[start]
    follows_as = first == "as" and parse.words[start + 1 : start + 2]
    if (
        first in words("subordinators")
        or (follows_as and follows_as[0] in words("copulas"))
        or (first == "even" and parse.words[start + 1 : start + 2] == ["though"])
    ):
        return "sub"
    if opens_not and (first == "not" or parse.tags[start] == "VBG"):
        return "part"
    if parse.tags[start] == "VB" and parse.deps[start] == "ROOT" and not opens_not and not judged:
        return "clause"  # "Go there for the food"
    verb = next((at for at in range(start, end) if parse.tags[at] in FINITE), None)
    relative = verb is not None and "relcl" in (parse.deps[verb], parse.deps[parse.heads[verb]])
    if verb is not None and not (relative and first in words("prepositions")):
        subject = any(
            parse.tags[at] in _NOUNS or parse.words[at] in words("pronouns")
            for at in range(start, verb)
        )
        return "clause" if subject else "verb"
    if first in words("prepositions") or first in words("places"):
        return "prep"
    noun = named or any(parse.tags[at] in _NOUNS - {"DT"} for at in range(start, end))
    if judged:
        return "note" if noun else "adjective"
    return "noun"


def _stands_apart(
    parse: Parse, before: Segment, kind: str, connector: int, start: int, end: int
) -> bool:
    """Whether a piece is a segment of its own, or goes on with the one before."""
    has_predicate = before.kind in ("clause", "verb", "sub", "note", "part")
    link = parse.words[connector:start]
    strong = any(map(is_strong, link))
    if kind == "clause":
        verb = next(at for at in range(start, end) if parse.tags[at] in FINITE)
        subjects = [
            at
            for at in range(before.start, verb)
            if parse.heads[at] == verb and parse.deps[at].startswith("nsubj")
        ]
        listed = before.kind == "note" and bool(subjects) and subjects[-1] < before.end
        plain = all(word in ("and", ",") for word in link)
        own = parse.tags[start] in ("DT", "PRP", "PRP$")
        return has_predicate and not (listed and plain and not own)
    if kind == "verb":
        if before.kind == "prep":
            return False
        if before.kind == "note" and before.connector < before.start:
            return True
        return before.kind in ("clause", "verb", "sub") or (strong and has_predicate)
    if kind in ("sub", "part"):
        return has_predicate
    if kind == "prep":
        named = any(parse.tags[at] in ("NN", "NNS", "NNP") for at in range(start, end))
        head = parse.heads[start]
        governed = any(judgment.start <= head < judgment.end for judgment in before.judgments)
        return has_predicate and named and not governed
    if kind == "note":
        if start <= parse.heads[before.end - 1] < end and parse.deps[before.end - 1] == "amod":
            return False
        if not strong and _is_object(parse, before, start, end):
            return False
        if before.kind in ("noun", "adjective"):
            return strong and before.kind == "adjective"
        return has_predicate or before.kind == "prep"
    if kind == "adjective":
        return strong and has_predicate
    # a subject whose verb comes later: "was average but [service and ambiance were wonderful]"
    return has_predicate and any(
        parse.deps[at].startswith("nsubj") and parse.heads[at] >= end for at in range(start, end)
    )


def _is_object(parse: Parse, before: Segment, start: int, end: int) -> bool:
    """Whether a piece is one more object of the verb before: "has good food and [kind staff]"."""
    return any(
        parse.deps[at] == "conj"
        and before.start <= parse.heads[at] < before.end
        and parse.tags[at].startswith("NN")
        and parse.deps[parse.heads[at]] in ("dobj", "pobj")
        for at in range(start, end)
    )


def _attribute(parse: Parse, segment: Segment, before: Segment | None) -> None:
    """Say of each opinion what it is an opinion of."""
    at_of = {
        at: mention for mention in segment.mentions for at in range(mention.start, mention.end)
    }
    inherited = _inherited(parse, segment, before)
    for judgment in segment.judgments:
        judgment.negation = _negation(parse, segment, judgment)
        judgment.of = _target(parse, segment, judgment, at_of)
        _settle(parse, judgment, inherited)
        _settle_on_doer(parse, segment, judgment, inherited)
    segment.inherited = inherited
    segment.items = _items(parse, segment)
    judged: set[str] = set()
    for judgment in segment.judgments:
        judgment.shared = _shared(segment, judgment)
        judged |= (
            judgment.shared if judgment.aspect is None else {judgment.aspect, *judgment.shared}
        )
    strong = {mention.aspect for mention in segment.mentions if mention.strength == "strong"}
    aspects = judged | strong
    if inherited and not aspects - {OTHER}:
        aspects.add(inherited)
    segment.judged = frozenset(judged - {OTHER})
    segment.aspects = frozenset(aspects - {OTHER})


_LISTED = frozenset(
    {
        "DT", "PRP$", "JJ", "JJS", "JJR", "NN", "NNS", "NNP", "NNPS", "RB", "RBS", "VBN", "VBG",
        "CD", "POS",
    }
)  # fmt: skip


def _items(parse: Parse, segment: Segment) -> list[Item]:
    """The first list of things of which at least two are judged."""
    found: list[Item] = []
    for mention in segment.mentions:
        if mention.strength == "site" or parse.tags[mention.end - 1][:2] not in ("NN", "VB"):
            continue
        if not found:
            start = mention.start
        else:
            between = range(found[-1].end, mention.start)
            linking = {"and", "or", ",", "/", "nor"}
            if parse.words[segment.start : mention.start].count("from"):
                linking.add("to")  # "from the service to the ambience"
            links = [at for at in between if parse.words[at] in linking]
            rest = [at for at in between if at not in links]
            if _is_next_item(parse, found[-1].mention, mention):
                found.append(Item(mention.start, mention.end, mention))
                continue
            joined = bool(links) and links[0] - found[-1].end <= 1
            if joined and all(parse.tags[at] in _LISTED for at in rest):
                end = mention.end
                found[-1] = Item(found[-1].start, links[0], found[-1].mention)
                found.append(Item(links[-1] + 1, end, mention))
                continue
            if len(found) > 1 and len({item.mention.aspect for item in found}) > 1:
                break
            found, start = [], mention.start
        while start > segment.start and parse.tags[start - 1] in _LISTED:
            start -= 1
        found = [Item(start, mention.end, mention)]
    return found if len(found) > 1 else []


def _is_next_item(parse: Parse, before: Mention, mention: Mention) -> bool:
    """Whether a comma is missing: "The food service and decor were great" are three things."""
    persons = parse.domain.role("persons")
    follows = parse.words[mention.end : mention.end + 1] in (["and"], [","])
    food = parse.words[before.start : mention.start] in (["food"], ["foods"])
    return (
        food
        and follows
        and before.strength == mention.strength == "strong"
        and mention.aspect == persons
    )


def _shared(segment: Segment, judgment: Judgment) -> frozenset[str]:
    """The aspects of all things in a list that an opinion is said of."""
    items = segment.items
    if not items or judgment.aspect is None:
        return frozenset()
    if judgment.entry.implies and judgment.of is not None and judgment.of.aspect != judgment.aspect:
        return frozenset()  # "a romantic dinner"
    home = next((n for n, it in enumerate(items) if it.start <= judgment.start < it.end), None)
    own = [
        any(it.start <= judgment.start < it.end for judgment in segment.judgments) for it in items
    ]
    if home is None:
        if judgment.of is None or not any(it.mention is judgment.of for it in items):
            return frozenset()
        liked = not words("liking").isdisjoint(judgment.entry.phrase.split())
        reached = [it for it, has in zip(items, own, strict=True) if liked or not has]
        return frozenset(it.mention.aspect for it in reached)
    rest = own[home + 1 :]
    last = rest.index(True) if True in rest else len(rest)
    return frozenset(it.mention.aspect for it in items[home : home + 1 + last])


def _tells_of_an_act(parse: Parse, segment: Segment, before: Segment) -> bool:
    """Whether it says what came of what is told before: "Dark room, [hard to read the menu]"."""
    span = range(segment.start, segment.end)
    subject = any(parse.deps[at].startswith(("nsubj", "expl")) for at in span)
    act = parse.tags[segment.start : segment.start + 3] == ["JJ", "TO", "VB"]
    alone = not subject and not segment.judgments
    return act and alone and segment.sentence == before.sentence


def _inherited(parse: Parse, segment: Segment, before: Segment | None) -> str | None:
    """The aspect of the clause before, if this one goes on with it."""
    if before is None:
        return None
    span = range(segment.start, min(segment.start + 5, segment.end))
    first = [parse.words[at] for at in span if parse.words[at] not in words("asides") | {","}]
    goes_on = segment.kind == "verb" and segment.sentence == before.sentence
    quality = segment.kind == "adjective" or (
        segment.kind == "note"
        and parse.tags[segment.start] == "JJ"
        and parse.deps[segment.start] == "conj"
        and not any(mention.strength == "strong" for mention in segment.mentions)
    )  # "crisp and [bright enough to read in the sun]"
    if quality and segment.sentence == before.sentence:
        goes_on = parse.words[segment.connector : segment.start] == ["and"]
    goes_on = goes_on or _tells_of_an_act(parse, segment, before)
    refers = any(word in words("pronouns") for word in first[:2]) or _elliptic(parse, segment)
    if not goes_on and not refers and not _is_afterthought(parse, segment, before):
        return None
    aspects = before.aspects
    person = any(word in ("he", "she", "who") for word in first[:2])
    if person:
        return parse.domain.role("persons")
    aspect = next(iter(aspects)) if len(aspects) == 1 else None
    if first[:1] == ["they"] and aspect in parse.domain.surroundings:
        return None
    return aspect


def _is_afterthought(parse: Parse, segment: Segment, before: Segment) -> bool:
    """Whether it says more of what its sentence speaks of: "was OK, but nothing special"."""
    if segment.sentence != before.sentence or not segment.judgments:
        return False
    first = segment.judgments[0].start
    denied = segment.kind == "part" and parse.words[segment.start] == "not"  # "OK, not great"
    if segment.kind not in ("note", "adjective") and not denied:
        return False
    quality = denied or parse.tags[first][:2] == "JJ" or parse.words[first] == "nothing"
    thing = parse.heads[segment.judgments[0].end - 1]
    if parse.deps[segment.judgments[0].end - 1] == "amod" and first < thing < segment.end:
        return False  # "Quiet corner, good book"
    return quality and not any(mention.strength != "site" for mention in segment.mentions)


def _elliptic(parse: Parse, segment: Segment) -> bool:
    """Whether the thing itself is not said again: "my husband's was cold", "mine was dry"."""
    for at in range(segment.start, min(segment.start + 4, segment.end - 1)):
        if parse.tags[at + 1] in FINITE:
            alone = at == segment.start and parse.words[at] in words("possessives")
            return alone or (parse.tags[at] == "POS" and parse.words[at + 1] in words("linking"))
    return False


def _negation(parse: Parse, segment: Segment, judgment: Judgment) -> int | None:
    """The negation that turns an opinion, if it is not part of the expression."""
    for at in range(judgment.start - 1, max(segment.start, judgment.start - 1 - _REACH) - 1, -1):
        word = parse.words[at]
        if word in words("negations"):
            following = parse.words[at + 1 : at + 2]
            return None if following in (["only"], ["just"]) else at
        if any(
            other.start <= at < other.end for other in segment.judgments if other is not judgment
        ):
            # "not friendly or helpful": what is joined by a coordinator is under the same negation
            return None
        if _PUNCT.fullmatch(word) or word in ("but", "because", "and"):
            return None
    return None


def _target(
    parse: Parse, segment: Segment, judgment: Judgment, at_of: dict[int, Mention]
) -> Mention | None:
    if not segment.mentions:
        return None
    heads, deps = parse.heads, parse.deps
    at = judgment.end - 1
    for token in range(judgment.start, judgment.end):  # the token that governs the expression
        if not judgment.start <= heads[token] < judgment.end:
            at = token
            break
    inside = [at_of[token] for token in range(judgment.start, judgment.end) if token in at_of]
    elsewhere = any(m.end <= judgment.start and m.strength == "strong" for m in segment.mentions)
    if inside and not elsewhere:
        return inside[-1]
    for _ in range(4):
        if deps[at] in ("conj", "advmod", "npadvmod") and heads[at] != at:
            if deps[at] == "conj" and parse.tags[at].startswith("NN"):
                break
            at = heads[at]
            if at in at_of:
                return at_of[at]
    if judgment.end in at_of and _is_own(parse, at_of[judgment.end], at, at_of):
        return at_of[judgment.end]  # "great battery great keys great screen", with nothing between
    if deps[at] in ("amod", "compound", "nmod", "acl", "relcl", "appos") and heads[at] in at_of:
        return at_of[heads[at]]
    if (
        deps[at] == "amod"
        and heads[at] == judgment.end
        and parse.tags[judgment.end] in ("NN", "NNS")
    ):
        return None  # of a thing that is not known: "thin patience"
    objects = [t for t in range(segment.start, segment.end) if heads[t] == at and t != at]
    for dep in ("dobj", "nsubjpass", "nsubj"):
        for token in objects:
            if deps[token] == dep and token in at_of:
                return at_of[token]
    verb = heads[at]
    for token in range(segment.start, segment.end):
        if heads[token] == verb and deps[token] in ("nsubj", "nsubjpass") and token != at:
            if token in at_of:
                return at_of[token]
            for other in range(token + 1, min(token + 5, segment.end)):  # quality of the food
                if other in at_of and parse.words[token + 1] == "of":
                    return at_of[other]
    return _nearest(parse, segment, judgment)


def _is_own(parse: Parse, mention: Mention, at: int, at_of: dict[int, Mention]) -> bool:
    """Whether an adjective is of the thing right after it, though parsed with another's.

    In "great food service" it may be of either.
    """
    if parse.tags[at] != "JJ" or mention.strength != "strong" or mention.start != at + 1:
        return False
    of = at_of.get(parse.heads[at])
    apart = of is not None and of.aspect != mention.aspect and of.start > mention.end
    return apart and mention.end not in at_of


def _nearest(parse: Parse, segment: Segment, judgment: Judgment) -> Mention | None:
    """The mention right after an opinion, or else the closest before it."""
    later = [m for m in segment.mentions if m.start >= judgment.end and m.start - judgment.end <= 3]
    if later and parse.tags[judgment.end - 1].startswith(("JJ", "NN", "VB")):
        gap = range(judgment.end, later[0].start)
        if all(parse.tags[at] in _LISTED or parse.words[at] in (",", "and") for at in gap):
            return later[0]
    earlier = [m for m in segment.mentions if m.end <= judgment.start]
    if earlier:
        strong = [m for m in earlier if m.strength == "strong"]
        return (strong or earlier)[-1]
    return segment.mentions[0] if segment.mentions[0].start - judgment.end <= _REACH else None


def _settle_on_doer(
    parse: Parse, segment: Segment, judgment: Judgment, inherited: str | None
) -> None:
    """What somebody did to a thing is said of who did it: "The waiter forgot our salads"."""
    if (
        judgment.aspect is not None
        or judgment.entry.aspect is None
        or parse.tags[judgment.start][:2] != "VB"
    ):
        return
    doers = {
        mention.aspect
        for mention in segment.mentions
        if mention.end <= judgment.start and parse.deps[mention.end - 1] == "nsubj"
    }
    if segment.kind == "verb" and inherited is not None:
        doers.add(inherited)
    if judgment.entry.aspect in doers:
        judgment.aspect = judgment.entry.aspect


def _settle(parse: Parse, judgment: Judgment, inherited: str | None) -> None:
    """The aspect of an opinion: of its mention, or of the word itself, or carried on."""
    of = judgment.of
    implied = next((r for r in judgment.readings if r.implies), None)
    guest = of is not None and parse.words[of.start] in parse.domain.words("guests")
    if guest and of is not None and (implied or parse.tags[of.end : of.end + 1] == ["POS"]):
        of = judgment.of = None  # "My wife had to ask for water", "My husband's was cold"
    if implied is not None and implied.aspect == parse.domain.role("sound"):
        judgment.entry, judgment.aspect = implied, implied.aspect
        return
    if implied is not None and EVENT in (*implied.positive, *implied.negative):
        judgment.entry, judgment.aspect = (
            implied,
            implied.aspect,
        )  # what happened is of what it happened to
        return
    event = EVENT in (*judgment.entry.positive, *judgment.entry.negative)
    if (
        event
        and of is not None
        and of.aspect == OTHER
        and judgment.start <= of.start < judgment.end
    ):
        of = judgment.of = None  # "Save your money" is of the whole
    strong = of is not None and of.strength == "strong"
    near = of is not None and (of.end <= judgment.start or of.start - judgment.end <= 1)
    if strong and of is not None and of.aspect == OTHER and (near or implied is None):
        judgment.aspect = OTHER
        return
    if strong and of is not None and of.aspect != OTHER:
        fitting = next((r for r in judgment.readings if r.aspect in (of.aspect, None)), None)
        if fitting is not None:
            judgment.entry, judgment.aspect = fitting, of.aspect
        elif implied is not None and not parse.domain.words("pace").isdisjoint(
            implied.phrase.split()
        ):
            judgment.entry, judgment.aspect = implied, implied.aspect
        return
    if implied is not None:
        if inherited and any(r.aspect == inherited and r.implies for r in judgment.readings):
            implied = next(r for r in judgment.readings if r.aspect == inherited and r.implies)
        judgment.entry, judgment.aspect = implied, implied.aspect
        return
    pronoun = of is not None and parse.words[of.start] in words("pronouns")
    aspect = (
        (inherited or of.aspect) if of is not None and pronoun else (of.aspect if of else inherited)
    )
    bare = of is None and parse.deps[judgment.end - 1] not in ("amod", "compound")
    if aspect is None and bare and judgment.entry.aspect in parse.domain.surroundings:
        aspect = judgment.entry.aspect  # "Very dark", "Too crowded", of nothing that is named
    if aspect is None:
        return
    fitting = next((r for r in judgment.readings if r.aspect in (aspect, None)), None)
    if fitting is None and judgment.entry.aspect in parse.domain.surroundings:
        judgment.aspect = judgment.entry.aspect  # "too crowded to enjoy the meal"
    if fitting is None or (of is not None and of.strength == "site" and fitting.aspect != aspect):
        return
    judgment.entry, judgment.aspect = fitting, aspect
