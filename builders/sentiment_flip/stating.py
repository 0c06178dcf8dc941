"""What a sentence says without stating it: it denies, supposes, asks, orders, or reports others.

An opinion in such a sentence is not that of the sentence, so that its words tell no label. A score
("a 9 of 10") would stay as it is when the words of sentiment beside it change. Without them, what
is left of a sentence may state nothing: "This was a film".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from irrealis.builders.families.aspect_edits.parsing import Parse
from irrealis.builders.families.aspect_edits.reading import FELT, feeling
from irrealis.builders.families.aspect_edits.subject import NoEdit

from irrealis.text.tokens import word_set

_SUPPOSING = word_set(
    "if unless whether suppose supposed supposing imagine imagined wish wished wishes hope hoped "
    "hopes hoping maybe perhaps possibly ought"
)
_ASKING = frozenset({"?"})
_DENYING = word_set(
    "seldom rarely scarcely hardly barely nowhere none neither nor nothing nobody without doubt "
    "doubts doubted doubtful deny denies denied disagree unlikely impossible less least except "
    "almost nearly attempt attempts pretend pretends pretended so-called"
)
_DENYING_PHRASES = (
    "far from", "anything but", "by no means", "no way", "no one", "in no", "instead of",
    "rather than", "other than", "used to", "try to", "tries to", "tried to", "trying to",
    "fail to", "fails to", "failed to",
)  # fmt: skip
_PLAIN_DENIALS = word_set("not n't never no cannot")
# words of what others say, and words that are of the writer where the writer is their subject
_REPORTING = word_set(
    "according supposedly allegedly reportedly apparently tell tells told hear hears heard claim "
    "claims claimed claiming argue argues argued insist insists insisted allege alleged considered "
    "regarded deemed hailed touted rumored rumoured reputed"
)
_SAYING = word_set("say says said saying think thinks thought believe believes believed")
_WRITER = frozenset({"i", "we"})
_BEFORE_SAYING = word_set("also always still 've have do")
_PARTICLES = frozenset({"out", "through"})  # "well thought out"
_RATING = word_set("rate rates rated rating ratings stars grade thumbs")
_SCORE = re.compile(r"(?:10|[0-9](?:\.[0-9]+)?)(?:/[0-9]+)?\+?")  # scales end at 10
_OF_TEN = frozenset({"ten"})
# what is for one side beside an opinion that is known: "another reason to see it", "a new low"
_STEERING = word_set(
    "reason reasons excuse excuses run away warning warned beware pantheon annals ranks heights "
    "depths low lows contender candidate rent rental theaters theatres avoid skip miss missed "
    "hooked glued asleep snooze yawn laughable eyes cringe cringed shame pity alas kudos hats "
    "bravo congratulations refund walked suffer suffered sit hurt remake oscar oscars award awards"
)
_QUALITY = re.compile(r"([a-z]{3,}?)(i?)ness(?:es)?")  # "awfulness", "happiness"
# things that say nothing without a word of how they are
_EMPTY = word_set(
    "thing things experience experiences moment moments job jobs time times way ways watch quality "
    "sort kind kinds bit bits element elements decision decisions choice choices effort one ones "
    "aspect aspects attempt stuff feeling feel taste note idea chemistry"
)
_WORKS = word_set("film films movie movies flick picture show series sequel comedy drama thriller")
_SPECIFIC = frozenset({"prep", "relcl", "acl", "amod", "compound", "nummod", "poss", "nmod"})
_BEARING = frozenset({"attr", "ROOT", "appos", "conj", "oprd"})  # what a sentence is there to say
_BEARING_VERBS = word_set(
    "have has had having give gives gave given giving do does did done doing make makes made"
)
_LEFT_OVER = frozenset({"but", "either", "though", "although", "such", "really", "even"})


def check_stated(parse: Parse, *, denials: Collection[int]) -> None:
    """Pass a sentence that states what its words say.

    Args:
        parse: the sentence.
        denials: tokens of it that belong to an opinion.

    Raises:
        NoEdit: it says it in another way.
    """
    for kind, word in _unstated(parse, denials):
        raise NoEdit("not-stated", f"{word!r} {kind}")


def check_left(parse: Parse, *, gone: Collection[int], things: Collection[int]) -> None:
    """Pass a sentence that states something without its words of sentiment.

    Args:
        parse: the sentence.
        gone: tokens of it that are left out.
        things: tokens that were judged by them.

    Raises:
        NoEdit: what is left says nothing of a thing ("This was a film"), or hangs on what is gone.
    """
    if hanging := _LEFT_OVER.intersection(parse.words):
        raise NoEdit("empty", f"{min(hanging)!r} would stress or oppose nothing")
    for at in things:
        mine = {
            parse.deps[then]
            for then in range(len(parse))
            if parse.heads[then] == at and then != at and then not in gone
        }
        specific = mine & _SPECIFIC
        chosen = parse.deps[at] == "attr" and any(
            parse.heads[then] == at and parse.words[then] == "the" for then in range(at)
        )
        verb = parse.words[parse.heads[at]]
        work = parse.words[at] in _WORKS and any(
            parse.heads[then] == at and parse.words[then] in ("a", "an") for then in range(at)
        )
        if work and specific == {"relcl"} and parse.words[at + 1 : at + 2] == ["to"]:
            specific = set()  # "a film to see"
        bears = (
            work
            or parse.deps[at] in _BEARING
            or (parse.deps[at] == "dobj" and verb in _BEARING_VERBS)
        )
        if parse.words[at] in _EMPTY or chosen or (bears and not specific):
            raise NoEdit("empty", f"nothing is said of the {parse.words[at]} that is left")


def _unstated(parse: Parse, denials: Collection[int]) -> Iterator[tuple[str, str]]:
    for at, word in enumerate(parse.words):
        if word in _SUPPOSING:
            yield "supposes", word
        if word in _ASKING:
            yield "asks", word
        if word in _DENYING or (word in _PLAIN_DENIALS and at not in denials):
            yield "denies", word
        if word in _REPORTING or (word in _SAYING and not _is_of_the_writer(parse, at)):
            yield "reports", word
        if at not in denials and (word in _STEERING or _is_order(parse, at) or _is_quality(word)):
            yield "steers", word
        if word in _RATING or _SCORE.fullmatch(word) or word in _OF_TEN:
            yield "scores", word
    words = f" {' '.join(parse.words)} "
    for phrase in _DENYING_PHRASES:
        if f" {phrase} " in words:
            yield "denies", phrase


def _is_order(parse: Parse, at: int) -> bool:
    """Whether a verb tells the reader what to do: "Run to the nearest theater"."""
    return (
        parse.tags[at] == "VB"
        and not any(
            parse.heads[then] == at and parse.deps[then] in ("nsubj", "nsubjpass", "aux", "auxpass")
            for then in range(at)
        )
        and parse.deps[at] in ("ROOT", "conj", "ccomp", "parataxis")
    )


def _is_quality(word: str) -> bool:
    """Whether a noun is made of a word of feeling: "the awfulness of it"."""
    made = _QUALITY.fullmatch(word)
    return made is not None and abs(feeling(made[1] + ("y" if made[2] else ""))) >= FELT


def _is_of_the_writer(parse: Parse, at: int) -> bool:
    before = at - 1
    while before >= 0 and parse.words[before] in _BEFORE_SAYING:
        before -= 1
    said_by = parse.words[before] if before >= 0 else ""
    return said_by in _WRITER or not _PARTICLES.isdisjoint(parse.words[at + 1 : at + 2])
