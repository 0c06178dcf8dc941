"""Putting in what a review does not say of an aspect."""

from __future__ import annotations

import random
import re

from irrealis.builders.families.aspect_edits.changes import Change
from irrealis.builders.families.aspect_edits.insertion import clause, pick
from irrealis.builders.families.aspect_edits.lexicon import listed, words
from irrealis.builders.families.aspect_edits.placing import Place, last_place, list_place
from irrealis.builders.families.aspect_edits.subject import SIGNS, NoEdit, Subject, polarity

_SMILE = re.compile(r"[:;=]-?[()DPp]$")
_TERSE = 0.25  # of the sentences put into a review that has whole ones: "Great service."
# of the sentences that are at odds with the review: "However, it was loud", "It was loud though"
_OPENED, _ENDED = 0.3, 0.3
_MAX_JOINED = 22  # tokens of a sentence that may take one more clause


def new_clause(
    subject: Subject, aspect: str, sign: int, *, phrase: bool, rng: random.Random
) -> str:
    """A clause that was not yet put into an edit of this review."""
    wording = clause(
        subject.parse.domain,
        aspect,
        sign,
        voice=subject.voice,
        phrase=phrase,
        avoid=subject.used,
        rng=rng,
    )
    subject.used[wording] = aspect, "Positive" if sign > 0 else "Negative"
    return wording


def addition(subject: Subject, aspect: str, sign: int, *, rng: random.Random) -> list[Change]:
    """One more clause at the end of the review, or of its last sentence.

    What closes a review stays last, and in a list it is an item of its own.
    """
    parse, voice = subject.parse, subject.voice
    last = subject.sentences[-1]
    said = f" {' '.join(parse.words[last.start : last.end])} "
    if any(f" {phrase} " in said for phrase in listed("closings")):
        raise NoEdit("closing", "after its last words nothing more is said")
    _on_site(subject, aspect)
    if sign > 0:
        _no_rant(subject)
    mood = _mood(subject)
    item = list_place(parse.text, sign)
    if item is not None:
        return [_listed(subject, new_clause(subject, aspect, sign, phrase=True, rng=rng), item)]
    number = last_place(subject, mood)
    moved = number < len(subject.sentences) - 1
    last = subject.sentences[number]
    note = voice.notes and all(s.kind in ("note", "adjective", "noun") for s in last.segments)
    stop = parse.words[last.body : last.end]
    tone = sum(polarity(segment) for segment in last.segments)
    unread = any(
        reading.unread for reading in subject.readings if reading.segment.sentence == number
    )
    heard = (0 if unread else tone) or _heard(subject, number) or mood
    against = heard * sign < 0
    asked = "?" in "".join(stop)
    joins = (
        not unread
        and last.segments[-1].kind in ("clause", "verb")
        and parse.words[last.start] not in words("subordinators")
        and stop in (["."], [])
        and tone != 0
        and tone * mood >= 0
        and last.end - last.start <= _MAX_JOINED
        and not any(parse.words[at] in words("adversative") for at in range(last.start, last.end))
        and (moved or parse.ends[last.end - 1] == len(parse.text.rstrip()))
        and rng.random() < 0.5
    )
    phrase = rng.random() < (0.7 if note else 0 if joins else _TERSE)
    said = new_clause(subject, aspect, sign, phrase=phrase, rng=rng)
    if joins:
        link = voice.said("but" if tone * sign < 0 else "and", opens=False)
        at = parse.ends[last.body - 1]
        return [Change(at, at, f", {link} {voice.said(said, opens=False)}")]
    opened = against and not phrase and not asked and rng.random() < _OPENED
    if opened:
        opener = pick(listed("against +" if sign > 0 else "against -"), rng)
        said = f"{voice.said(opener, opens=True)} {voice.said(said, opens=False)}"
    else:
        if against and rng.random() < _ENDED and "though" not in parse.words[last.start : last.end]:
            said += pick((" though", " though", ", though"), rng)
        said = voice.said(said, opens=True)
    if moved:
        at = parse.ends[last.end - 1]
        return [Change(at, at, f" {said}.")]
    return [_appended(subject, said)]


def _on_site(subject: Subject, aspect: str) -> None:
    """Nothing is said of a place by who was not there.

    Raises:
        NoEdit: what was eaten was taken away, or brought home.
    """
    domain = subject.parse.domain
    text = f" {' '.join(subject.parse.words)} "
    if aspect != domain.role("goods") and any(
        f" {phrase} " in text for phrase in domain.listed("off site")
    ):
        raise NoEdit("off-site", "whoever wrote it was not there")


def _no_rant(subject: Subject) -> None:
    """Nothing is praised behind a rant: "Just awful. A disaster from the door on."

    Raises:
        NoEdit: the whole is damned, and nothing in it praised.
    """
    praised = any(
        1 in {reading.verdict, *(sign for signs in reading.says.values() for sign in signs)}
        for reading in subject.readings
    )
    damned = any(
        reading.loose
        and not words("rants").isdisjoint(
            subject.parse.words[reading.segment.start : reading.segment.end]
        )
        for reading in subject.readings
    )
    if damned and not praised:
        raise NoEdit("universal", "the whole is damned, and nothing in it praised")


def _listed(subject: Subject, text: str, item: Place) -> Change:
    """An item of a list, on a line of its own."""
    text = subject.voice.said(text, opens=not item.small)
    return Change(item.at, item.at, f"\n{item.mark}{text}{item.stop}")


def _heard(subject: Subject, number: int) -> int:
    """Whether what a sentence speaks of was heard to be good or bad."""
    names = {
        name
        for reading in subject.readings
        if reading.segment.sentence == number
        for name in (*reading.names, *reading.says)
    }
    total = sum(SIGNS.get(str(subject.labels.get(name)), 0) for name in names)
    return (total > 0) - (total < 0)


def _mood(subject: Subject) -> int:
    """Whether the review is good or bad as a whole: by its rating, or by its labels."""
    if subject.rating is not None and subject.rating != 3:
        return 1 if subject.rating > 3 else -1
    total = sum(SIGNS.get(str(label), 0) for label in subject.labels.values())
    return (total > 0) - (total < 0)


def _appended(subject: Subject, said: str) -> Change:
    """A sentence after the last one, with a stop if the review has them."""
    text = subject.parse.text
    at = len(text.rstrip())
    if text.count("(") > text.count(")") or re.search(r"\b[A-F]-$", text[:at]):
        raise NoEdit("unsound", "the review ends within a parenthesis, or with a grade")
    if _SMILE.search(text[:at]):
        return Change(at, at, f" {said}.")
    tail = text[:at].rstrip("\"')”’")
    stopped = tail[-1:] in ".!?…"
    symbol = not (tail[-1:].isalnum() or tail[-1:] in ".!?…,;:-%$")
    if stopped or symbol:
        return Change(at, at, f" {said}.")
    if tail[-1:] in ",;:-":
        stays = subject.voice.upper or re.match(r"I\b", said)
        return Change(at, at, f" {said if stays else said[:1].lower() + said[1:]}")
    return (
        Change(at, at, f". {said}.") if "." in text or "!" in text else Change(at, at, f". {said}")
    )
