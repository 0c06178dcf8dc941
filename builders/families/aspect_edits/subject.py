"""A review as the rules see it: its parse, its labels, and what each of its clauses speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from irrealis.builders.families.aspect_edits.changes import Change
from irrealis.builders.families.aspect_edits.insertion import Voice
from irrealis.builders.families.aspect_edits.lexicon import occurrences, words
from irrealis.builders.families.aspect_edits.parsing import Parse
from irrealis.builders.families.aspect_edits.reading import Reading, readings
from irrealis.builders.families.aspect_edits.segments import OTHER, Segment, Sentence, analyze

SIGNS = {"Positive": 1, "Negative": -1}
_KNOWN = 0.15  # share of the words of an English text that are known, at least
_FEW = 4  # words of which none need be known: "Meh."


class NoEdit(Exception):
    """No safe edit is known; `reason` is short and can be counted.

    Where one sentence stands in the way, `sentence` is its number in the review, or `at` the
    character of the edited text at which its clause begins.
    """

    def __init__(
        self, reason: str, detail: str, *, sentence: int | None = None, at: int | None = None
    ) -> None:
        super().__init__(detail)
        self.reason, self.detail = reason, detail
        self.sentence, self.at = sentence, at


@dataclass(frozen=True, slots=True)
class Plan:
    """Changes that set an aspect, and the name of the rule that made them."""

    rule: str
    changes: Sequence[Change]


@dataclass
class Subject:
    """A review that was read: its parse, what it speaks of, its labels, and what was put in.

    `labels` has the known label of each aspect, None where nobody agreed on one; `used` are the
    clauses that edits of this review have put in so far, each with its aspect and goal; `found` and
    `verdicts` is what was looked for before.
    """

    parse: Parse
    labels: Mapping[str, str | None]
    rating: int | None = None
    used: dict[str, tuple[str, str]] = field(default_factory=dict)
    found: dict[tuple[str, int | None], list[tuple[int, int]]] = field(default_factory=dict)
    verdicts: dict[str, list[Reading]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read it once, for all of its edits."""
        self.sentences = analyze(self.parse)
        self.readings = readings(self.parse, self.sentences)

    @cached_property
    def voice(self) -> Voice:
        """How it speaks."""
        verbless = [
            all(segment.kind in ("note", "adjective", "noun") for segment in sentence.segments)
            for sentence in self.sentences
        ]
        return Voice(self.parse, notes=sum(verbless) * 2 > len(verbless))

    @cached_property
    def is_english(self) -> bool:
        """Whether enough of its words are function words of English, or are known to the domain."""
        said = [at for at, word in enumerate(self.parse.words) if any(map(str.isalpha, word))]
        latin = sum(self.parse.words[at].isascii() for at in said) * 2 > len(said)
        spans = [(m.start, m.end) for segment in self.segments() for m in segment.mentions]
        spans += [(j.start, j.end) for segment in self.segments() for j in segment.judgments]
        held = {at for start, end in spans for at in range(start, end)}
        known = sum(at in held or self.parse.words[at] in words("function words") for at in said)
        return latin and (known > _KNOWN * len(said) or len(said) <= _FEW)

    def segments(self) -> Iterator[Segment]:
        """All segments, in order."""
        for sentence in self.sentences:
            yield from sentence.segments

    def occurrences(self, name: str, number: int | None = None) -> list[tuple[int, int]]:
        """Where phrases of a list stand among the words of a sentence, or of the whole review."""
        found = self.found.get((name, number))
        if found is None:
            sentence = None if number is None else self.sentences[number]
            tokens = (
                self.parse.words
                if sentence is None
                else self.parse.words[sentence.start : sentence.body]
            )
            found = self.found[name, number] = list(occurrences(name, tokens))
        return found

    def segments_of(self, numbers: Iterable[int]) -> set[int]:
        """The identities of all segments of some sentences."""
        return {id(segment) for number in numbers for segment in self.sentences[number].segments}

    def is_judged_alike(self, aspect: str) -> bool:
        """Whether another aspect was heard or is read to be as this one, for which a verdict on the
        whole can be.
        """
        mine = self.labels[aspect]
        sign = SIGNS.get(str(mine))
        heard = any(of == mine for name, of in self.labels.items() if name != aspect)
        return heard or any(
            sign in signs and self.labels.get(of) not in SIGNS
            for reading in self.readings
            for of, signs in reading.says.items()
            if of != aspect
        )

    def protected(self, aspect: str) -> set[str]:
        """The other aspects on which it may be heard."""
        return {
            name for name, label in self.labels.items() if name != aspect and label != "unknown"
        }


def hangs_on(subject: Subject, number: int, aspect: str) -> bool:
    """Whether a sentence can go with what is said of an aspect: it names nothing else, and judges
    nothing else in words that are known.
    """
    if number and subject.sentences[number - 1].end == subject.sentences[number - 1].body:
        return False  # no stop parts it from the one before
    mine = [reading for reading in subject.readings if reading.segment.sentence == number]
    before = [reading for reading in subject.readings if reading.segment.sentence == number - 1][
        -1:
    ]
    if any(reading.strong and aspect not in reading.strong for reading in before):
        return False  # it may go on with what that is of: "but lord those pancakes. Fluffy"
    named = {name for reading in mine for name in (*reading.names, *reading.says, *reading.strong)}
    return named <= {aspect}


def of_visit(subject: Subject, number: int) -> int | None:
    """The sign of a sentence on the visit, or that somebody will be back; None if it is none."""
    sentence = subject.sentences[number]
    tokens = subject.parse.words[sentence.start : sentence.body]
    if words("of the visit").isdisjoint(tokens):
        return None
    if not (words("denials") | words("doubts")).isdisjoint(tokens):
        return -1
    against = any(each.verdict < 0 for each in subject.readings if each.segment.sentence == number)
    return -1 if against else 1


def opinions(subject: Subject, aspects: Iterable[str]) -> dict[str, str | None]:
    """What the reader takes a review to say of each aspect; None where it is not sure.

    That is where a clause on the aspect was not understood, or one is for it and another against.
    """
    found: dict[str, str | None] = {}
    for aspect in aspects:
        clauses = [reading for reading in subject.readings if reading.speaks_of(aspect)]
        signs = {sign for clause in clauses for sign in clause.says.get(aspect, ())}
        if any(clause.unread for clause in clauses) or (clauses and len(signs) != 1):
            found[aspect] = None
        else:
            found[aspect] = next((name for name, sign in SIGNS.items() if sign in signs), "unknown")
    return found


def polarity(segment: Segment) -> int:
    """Whether what a segment says is good or bad, on the whole."""
    total = sum(judgment.polarity for judgment in segment.judgments)
    return (total > 0) - (total < 0)


def has_words(parse: Parse, sentence: Sentence) -> bool:
    """Whether a sentence is more than a smile or a row of stars."""
    start, end = parse.starts[sentence.start], parse.ends[sentence.end - 1]
    return any(char.isalnum() for char in parse.text[start:end])


def opening(subject: Subject, segment: Segment) -> int:
    """Where the sentence of a segment begins, in characters."""
    return subject.parse.starts[subject.sentences[segment.sentence].start]


def implied(subject: Subject, aspect: str) -> list[Segment]:
    """Clauses that speak of an aspect which none names.

    A restaurant that is praised as such is praised for its food, a lovely place for how it is.
    """
    found: list[Segment] = []
    domain = subject.parse.domain
    near = (
        next(iter(domain.surroundings - {aspect}), None) if aspect in domain.surroundings else None
    )
    open_to = near is not None and subject.labels[near] not in SIGNS
    for segment in subject.segments():
        tokens = subject.parse.words[segment.start : segment.end]
        if open_to and segment.aspects == {near}:
            # how loud it is makes the mood of a room, and a relaxed room is a quiet one
            if aspect == subject.parse.domain.role("place") or not subject.parse.domain.words(
                "calm"
            ).isdisjoint(tokens):
                found.append(segment)
            continue
        if segment.aspects or any(judgment.aspect == OTHER for judgment in segment.judgments):
            continue
        if aspect == subject.parse.domain.role("place"):
            sites = [
                judgment.of
                for judgment in segment.judgments
                if judgment.of and judgment.of.strength == "site"
            ]
            named = (
                any(mention.strength == "site" for mention in segment.mentions)
                and segment.judgments
            )
            if sites or named:
                found.append(segment)
        elif aspect == subject.parse.domain.role("goods") and segment.judgments:
            found.append(segment)
    if not found and aspect in (
        subject.parse.domain.role("place"),
        subject.parse.domain.role("persons"),
    ):
        for segment in subject.segments():
            judged = not segment.aspects and any(
                judgment.aspect == OTHER for judgment in segment.judgments
            )
            if judged and not subject.parse.domain.words("stay").isdisjoint(
                subject.parse.words[segment.start : segment.end]
            ):
                found.append(segment)
        # "a romantic evening" says it of the place, "a wonderful evening" of anything
        found = [segment for segment in found if _implies(segment, aspect)] or found
    serves = domain.role("place") is not None and aspect == domain.role("persons")
    if not found and serves:  # "Everything was wonderful"
        for sentence in subject.sentences:
            if not any(segment.aspects for segment in sentence.segments):
                found += [segment for segment in sentence.segments if segment.judgments]
    return found


def _implies(segment: Segment, aspect: str) -> bool:
    """Whether an opinion in a clause is by itself of an aspect."""
    return any(
        entry.implies and entry.aspect == aspect
        for judgment in segment.judgments
        for entry in judgment.readings
    )


def is_neutral(parse: Parse, segment: Segment) -> bool:
    """Whether it only tells what happened: "We ordered the fish"."""
    if any(judgment.aspect != OTHER for judgment in segment.judgments):
        return False
    span = range(segment.start, segment.end)
    verbs = [at for at in span if parse.tags[at].startswith("VB") or parse.tags[at] == "MD"]
    named = [at for mention in segment.mentions for at in range(mention.start, mention.end)]
    goods = {OTHER, parse.domain.role("goods")}
    had = all(  # "I carry the charger everywhere" says more
        mention.aspect in goods or parse.deps[mention.end - 1] != "dobj"
        for mention in segment.mentions
    )
    stated = (
        had
        and not any(parse.deps[at].startswith("nsubj") for at in named)
        and not any(
            parse.tags[at].startswith(("JJ", "MD")) or parse.words[at].endswith("ly") for at in span
        )
    )
    known = all(
        parse.tags[at] != "MD" and parse.words[at] in parse.domain.words("neutral verbs")
        for at in verbs
    )
    if not stated and not known:
        return False
    copula = [at for at in verbs if parse.words[at] in ("is", "was", "are", "were", "be")]
    if copula and segment.mentions and segment.mentions[0].start < copula[0]:
        return False  # something is said of it, in words that are not known
    return segment.kind in ("clause", "verb", "sub", "prep") and not any(
        parse.words[at] in ("not", "never", "no") for at in span
    )


def verdicts_on(subject: Subject, aspect: str) -> list[Reading]:
    """Verdicts on the whole that hang on this aspect, since no other is judged alike.

    "It came warm and I loved it": what was loved is what was warm.
    """
    found = subject.verdicts.get(aspect)
    if found is None:
        found = subject.verdicts[aspect] = _verdicts_on(subject, aspect)
    return found


def _verdicts_on(subject: Subject, aspect: str) -> list[Reading]:
    mine = subject.labels[aspect]
    if subject.is_judged_alike(aspect):
        return []
    others = {
        reading.segment.sentence
        for reading in subject.readings
        if (reading.strong | reading.says.keys()) - {aspect}
    }
    return [
        reading
        for before, reading in pairwise((None, *subject.readings))
        if reading is not None
        and reading.verdict
        and not reading.strong
        and reading.segment.sentence not in others
        and reading.verdict == SIGNS.get(str(mine))
        and not _points_elsewhere(subject, before, reading, aspect)
    ]


def _points_elsewhere(
    subject: Subject, before: Reading | None, reading: Reading, aspect: str
) -> bool:
    """Whether a verdict is of what another clause tells: "The menu had changed. This was sad"."""
    points = subject.parse.words[reading.segment.start] in ("this", "that", "which")
    return points and before is not None and not before.loose and not before.speaks_of(aspect)
