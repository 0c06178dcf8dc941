"""The parse of an edited text: only sentences that an edit makes anew are parsed again.

A sentence in which only words were replaced, one by one, is built as it was: "It was [dull]".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from irrealis.builders.families.aspect_edits.changes import applied
from irrealis.builders.families.aspect_edits.parsing import Parse
from irrealis.builders.families.aspect_edits.segments import Sentence
from irrealis.builders.families.aspect_edits.subject import Subject

from irrealis.contract import Edit


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the edited text, from character `start`.

    Either `kept`, the number of a sentence that is built as it was, but for tokens that were
    `replaced` by other words, or new `text` to parse.
    """

    start: int
    kept: int | None = None
    text: str = ""
    replaced: Mapping[int, str] = field(default_factory=dict)


def pieces(subject: Subject, edits: Sequence[Edit]) -> list[Piece]:
    """The parts of the edited text, in order; white space between them is in none."""
    parse, text = subject.parse, subject.parse.text
    spans = [(parse.starts[s.start], parse.ends[s.end - 1]) for s in subject.sentences]
    touched = [[edit for edit in edits if _touches(text, edit, span)] for span in spans]
    found: list[Piece] = []
    at = 0
    while at < len(spans):
        if not touched[at]:
            found.append(Piece(_place(edits, spans[at][0]), kept=at))
            at += 1
            continue
        first = at
        at += 1
        while at < len(spans) and any(edit in touched[at - 1] for edit in touched[at]):
            at += 1
        mine = [edit for edits in touched[first:at] for edit in edits]
        mine = [edit for number, edit in enumerate(mine) if edit not in mine[:number]]
        words = _replaced(parse, subject.sentences[first], mine) if at == first + 1 else {}
        if words:
            found.append(Piece(_place(edits, spans[first][0]), kept=first, replaced=words))
            continue
        start = min(spans[first][0], mine[0].start)
        end = max(spans[at - 1][1], mine[-1].end)
        new = applied(text[start:end], [_shifted(edit, start) for edit in mine])
        found += _stripped(_place(edits, start), new)
    known = [edit for mine in touched for edit in mine]
    for edit in edits:
        if edit not in known and edit.after.strip():
            found += _stripped(_place(edits, edit.start), edit.after)
    return sorted(found, key=lambda piece: piece.start)


def _replaced(parse: Parse, sentence: Sentence, edits: Sequence[Edit]) -> dict[int, str]:
    """The new words of a sentence by their tokens; none, if an edit does more than put them in."""
    found: dict[int, str] = {}
    for edit in edits:
        old = [
            at
            for at in range(sentence.start, sentence.body)
            if edit.start <= parse.starts[at] and parse.ends[at] <= edit.end
        ]
        new = edit.after.split()
        whole = old and (parse.starts[old[0]], parse.ends[old[-1]]) == (edit.start, edit.end)
        if (
            not whole
            or len(old) != len(new)
            or not all(map(str.isalpha, (*new, *(parse.words[at] for at in old))))
        ):
            return {}
        found.update(zip(old, new, strict=True))
    return found


def _touches(text: str, edit: Edit, span: tuple[int, int]) -> bool:
    if edit.before:
        return edit.start < span[1] and edit.end > span[0]
    after_stop = edit.start >= span[1] and text[span[1] - 1] in ".!?\"')"
    return span[0] <= edit.start <= span[1] and not after_stop


def _shifted(edit: Edit, by: int) -> Edit:
    return Edit(edit.field, edit.start - by, edit.end - by, edit.before, edit.after)


def _place(edits: Sequence[Edit], at: int) -> int:
    """Where a character of the original stands after the edits before it."""
    return at + sum(len(e.after) - len(e.before) for e in edits if e.end <= at and e.start < at)


def _stripped(start: int, text: str) -> Iterator[Piece]:
    left = len(text) - len(text.lstrip())
    if text.strip():
        yield Piece(start + left, text=text.strip())


def spliced(
    subject: Subject, text: str, parts: Sequence[Piece], parsed: Mapping[str, Parse]
) -> Parse:
    """The parse of the edited text: sentences that were kept, and parses of what is new."""
    old = subject.parse
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    tags: list[str] = []
    deps: list[str] = []
    heads: list[int] = []
    sentences: list[int] = []
    for part in parts:
        if part.kept is None:
            parse, first, last = parsed[part.text], 0, len(parsed[part.text])
            shift = part.start
        else:
            sentence = subject.sentences[part.kept]
            parse, first, last = old, sentence.start, sentence.end
            shift = part.start - old.starts[first]
        here, number = len(words), (sentences[-1] + 1 if sentences else 0)
        words += parse.words[first:last]
        tags += parse.tags[first:last]
        deps += parse.deps[first:last]
        starts += [at + shift for at in parse.starts[first:last]]
        ends += [at + shift for at in parse.ends[first:last]]
        heads += [min(max(at, first), last - 1) - first + here for at in parse.heads[first:last]]
        sentences += [at - parse.sentences[first] + number for at in parse.sentences[first:last]]
        moved = 0
        for at in range(here, len(words)) if part.replaced else ():
            starts[at] += moved
            put = part.replaced.get(at - here + first)
            if put is not None:
                words[at] = put.lower()
                moved += len(put) - (
                    parse.ends[at - here + first] - parse.starts[at - here + first]
                )
            ends[at] += moved
    return Parse(old.domain, text, words, starts, ends, tags, deps, heads, sentences)
