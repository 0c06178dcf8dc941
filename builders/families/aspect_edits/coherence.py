"""Whether what stands beside an edit still follows: no word, sentence or remark is left hanging.

The parse of the original says what hangs on what; an edit is refused where it takes away, or turns,
what something that stays hangs on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from irrealis.builders.families.aspect_edits.lexicon import occurrences, words
from irrealis.builders.families.aspect_edits.parsing import Parse
from irrealis.builders.families.aspect_edits.placing import headings
from irrealis.builders.families.aspect_edits.reading import Reading
from irrealis.builders.families.aspect_edits.segments import FINITE, Segment, Sentence
from irrealis.builders.families.aspect_edits.subject import (
    SIGNS,
    NoEdit,
    Subject,
    has_words,
    is_neutral,
)

from irrealis.contract import Edit

# of a token whose head is gone: it cannot stand for the head, nor without it
_HANGING = frozenset(
    {"relcl", "acl", "prep", "pobj", "pcomp", "acomp", "xcomp", "attr", "dobj", "agent", "nsubj"}
)
_OF_A_THING = frozenset({"conj", "compound", "amod", "nsubj", "dobj", "pobj", "attr", "ROOT"})
_CLAUSE = 3  # words that are put in from which they are a clause, and not an opinion alone
_NEAR = 4  # tokens between a verb and its auxiliary, at most
_DEEP = 12  # steps up a tree, at most
_EARLY = 3  # tokens from the start of a sentence at which it is said that something came of it
# how long it ran, and what was claimed of it
_MEASURED = re.compile(
    r"\b\d+(?:[.,]\d+)?\s?(?:h|hrs?|hours?|mins?|minutes)\b|\b\d+h\d+|\bup to \d"
    r"|\b(?:box|specs?|brochure|website|listing|ad|advert) (?:says|said|claims|claimed)\b"
    r"|\b(?:claimed|advertised|promised|rated) (?:at |to )",
    re.IGNORECASE,
)
_LISTS = frozenset({":", ",", "and", ";"})  # before an item
_HEADING = 4  # tokens of a sentence among which the colon of a heading is
_FRAGMENT = 3  # tokens of a sentence without a verb that only answers the one before: "Never again"


def coherent(subject: Subject, edits: Sequence[Edit], *, aspect: str) -> None:
    """What an edit leaves hangs on nothing that it changes.

    Raises:
        NoEdit: it does; says on what.
    """
    if not any(edit.before for edit in edits):
        for sentence in subject.sentences:
            _items_whole(subject, sentence, edits, set())
        return
    edits = [uncased(edit) for edit in edits]
    mine = subject.labels[aspect]
    alike = any(of == mine for name, of in subject.labels.items() if name != aspect)
    gone = _gone(subject, edits)
    rewritten = _rewritten(subject, edits)
    away = gone | rewritten
    for sentence in subject.sentences:
        span = range(sentence.start, sentence.body)
        lost = away.intersection(span)
        if lost and len(lost) < len(span):
            _no_orphans(subject, sentence, lost)
            _not_joined(subject, sentence, rewritten)
            _links_kept(subject, sentence, lost)
    _others_found(subject, edits, aspect)
    _headings_kept(subject, edits)
    _reasons_fit(subject, edits)
    _lists_turned(subject, edits)
    for number in range(len(subject.sentences)):
        _set_up(subject, number, edits)
    _repairs_kept(subject, edits)
    _hopes_kept(subject, edits)
    for sentence in subject.sentences:
        if _touched(subject, sentence, edits):
            _verbs_agree(subject, sentence, edits, aspect)
        _items_whole(subject, sentence, edits, gone)
    _list_ended(subject, edits, gone)
    _thanks_due(subject, edits, aspect)
    for before, after in pairwise(range(len(subject.sentences))):
        try:
            _answers(subject, before, after, edits, gone, aspect=aspect, alike=alike)
        except NoEdit as error:
            raise NoEdit(error.reason, error.detail, sentence=after) from None


def uncased(edit: Edit) -> Edit:
    """An edit without the letter at its end that only becomes a capital."""
    last = edit.before[-1:]
    if last == edit.after[-1:] or last.casefold() != edit.after[-1:].casefold():
        return edit
    return Edit(edit.field, edit.start, edit.end - 1, edit.before[:-1], edit.after[:-1])


def _gone(subject: Subject, edits: Sequence[Edit]) -> set[int]:
    """Tokens that an edit takes out and puts nothing in the place of."""
    parse = subject.parse
    return {
        at
        for edit in edits
        if edit.before and not edit.after.strip()
        for at in range(len(parse))
        if edit.start <= parse.starts[at] and parse.ends[at] <= edit.end
    }


def _rewritten(subject: Subject, edits: Sequence[Edit]) -> set[int]:
    """Tokens of clauses that another clause stands for."""
    parse = subject.parse
    found: set[int] = set()
    for edit in edits:
        if not edit.before or len(edit.after.split()) < _CLAUSE:
            continue
        span = {
            at
            for at in range(len(parse))
            if edit.start <= parse.starts[at] and parse.ends[at] <= edit.end
        }
        if any(parse.tags[at] in FINITE for at in span):
            found |= span
    return found


def _touched(subject: Subject, sentence: Sentence, edits: Sequence[Edit]) -> bool:
    parse = subject.parse
    start, end = parse.starts[sentence.start], parse.ends[sentence.end - 1]
    return any(edit.start < end and edit.end > start for edit in edits if edit.before)


def _no_orphans(subject: Subject, sentence: Sentence, gone: set[int]) -> None:
    """No token is kept of which the head is gone, unless another stands for it.

    In "cold soup [and a waiter] who sulked" the clause would hang on the soup.
    """
    parse = subject.parse
    span = range(sentence.start, sentence.body)
    for at in span:
        head = parse.heads[at]
        if at in gone or head not in gone or parse.deps[at] not in _HANGING:
            continue
        if parse.deps[at] == "nsubj":
            verb = any(
                parse.tags[then] in FINITE and not _under(parse, then, at)
                for then in span
                if then not in gone
            )
            if verb or not _is_finite(parse, head):
                continue  # "My aunt, who hates fish, [loved it]" has no verb of its own
        if _stands_alone(sentence, at, gone):
            continue  # "Great food, [but the service was slow]"
        heirs = any(
            parse.heads[then] == head and parse.deps[then] == "conj" and then not in gone
            for then in span
        )
        kin = parse.deps[head] == "conj" and parse.heads[head] not in gone
        kin = kin and not any(  # "had a problem [, called] support" has its object already
            parse.heads[then] == parse.heads[head] and parse.deps[then] == parse.deps[at]
            for then in span
            if then not in gone
        )
        if parse.deps[at] in ("acomp", "attr", "dobj", "xcomp", "nsubj") and (heirs or kin):
            continue
        if parse.deps[at] == "prep" and any(
            parse.heads[then] == head and parse.deps[then] == "conj" and then not in gone
            for then in range(sentence.start, at)
        ):
            continue  # "[good food and] service in town"
        edge = min([then for then in span if _under(parse, then, at)] or [at])
        if parse.deps[at] in ("pobj", "dobj", "attr", "acomp") and gone.issuperset(
            range(sentence.start, edge)
        ):
            continue  # "Food with [mediocre service]": it opens what is left
        raise NoEdit("orphan", f"{parse.surface(at)!r} hangs on {parse.surface(head)!r}")
    _no_lost_subjects(subject, sentence, gone)
    _no_remains(subject, sentence, gone)


def _no_lost_subjects(subject: Subject, sentence: Sentence, gone: set[int]) -> None:
    """No verb is kept without its subject, nor what leads to what is gone.

    "They put roses on the table [, the waiter] took our picture", "and now I know why [...]".
    """
    parse = subject.parse
    span = range(sentence.start, sentence.body)
    for at in sorted(gone.intersection(span)):
        head = parse.heads[at]
        if parse.deps[at] != "nsubj" or head in gone or not _is_finite(parse, head):
            continue
        heirs = any(
            (parse.heads[then] == head and parse.deps[then].startswith(("nsubj", "expl")))
            or _in_chain(parse, then, at)
            for then in span
            if then not in gone
        )
        if not heirs:
            raise NoEdit("orphan", f"{parse.surface(head)!r} would have no subject")
    left = [at for at in span if at not in gone]
    tokens = [parse.words[at] for at in left]
    for _, end in occurrences("leads on", tokens):
        if end == len(left) or left[end] > left[end - 1] + 1:
            raise NoEdit("orphan", f"{tokens[end - 1]!r} leads to what is gone")


def _is_finite(parse: Parse, at: int) -> bool:
    """Whether a verb is finite, or stands with a word that is: "would not eat"."""
    return parse.tags[at] in FINITE or any(
        parse.heads[then] == at and parse.deps[then] == "aux" and parse.tags[then] in FINITE
        for then in range(max(0, at - _NEAR), at)
    )


def _no_remains(subject: Subject, sentence: Sentence, gone: set[int]) -> None:
    """No article, copula, conjunction or part of a name is kept without what it belongs to."""
    parse = subject.parse
    span = range(sentence.start, sentence.body)
    for at in span:  # "with the [room,] nothing"
        if at in gone or parse.deps[at] not in ("det", "poss") or parse.heads[at] not in gone:
            continue
        then = next((then for then in range(at + 1, sentence.body) if then not in gone), at)
        if parse.heads[then] != parse.heads[at] and parse.deps[then] not in _OF_A_THING:
            raise NoEdit("orphan", f"{parse.surface(at)!r} stands before no thing")
    for at in span:  # "It is [in a bad part of town]"
        is_copula = parse.words[at] in words("copulas") or parse.words[at] in ("'s", "'re", "'m")
        if at in gone or not is_copula or parse.tags[at] not in FINITE:
            continue
        mine = [
            then
            for then in span
            if parse.heads[then] == at
            and then > at
            and parse.deps[then] in ("acomp", "attr", "prep", "advmod", "xcomp", "conj", "ccomp")
        ]
        if mine and gone.issuperset(mine):
            raise NoEdit("orphan", f"nothing would follow {parse.surface(at)!r}")
    for at in span:  # "wondering [when Smith and] Jones would show up"
        if at in gone and parse.tags[at] == "WRB" and parse.heads[at] not in gone:
            raise NoEdit("orphan", f"{parse.surface(parse.heads[at])!r} hangs on what is gone")
    for at in span:  # "enjoyed the wine, harbor [view and] kind staff"
        if at in gone or parse.deps[at] != "compound" or parse.heads[at] not in gone:
            continue
        if not any(
            judgment.start <= at < judgment.end
            for s in sentence.segments
            for judgment in s.judgments
        ):
            raise NoEdit("orphan", f"{parse.surface(at)!r} is part of a name that is gone")
    left = [at for at in span if at not in gone and parse.tags[at][:1].isalpha()]
    bare = [at for at in left if parse.tags[at] not in ("PRP", "EX", "RB", "CC")]
    if left and all(parse.tags[at][:2] == "VB" or parse.tags[at] == "MD" for at in bare):
        raise NoEdit("orphan", "a verb alone would be left of a sentence")


def _stands_alone(sentence: Sentence, at: int, gone: set[int]) -> bool:
    """Whether a token is in a note that is kept whole, and that was none of a clause's parts."""
    return any(
        segment.start <= at < segment.end and segment.kind in ("note", "adjective")
        for segment in sentence.segments
        if gone.isdisjoint(range(segment.start, segment.end))
    )


def _under(parse: Parse, at: int, top: int) -> bool:
    """Whether a token is part of what hangs on another."""
    for _ in range(_DEEP):
        if at == top:
            return True
        if parse.heads[at] == at:
            return False
        at = parse.heads[at]
    return False


def _not_joined(subject: Subject, sentence: Sentence, rewritten: set[int]) -> None:
    """No thing is joined to a clause: "[I love the keys] and a battery that dies"."""
    parse = subject.parse
    for at in range(sentence.start, sentence.body):
        thing = parse.deps[at] == "conj" and parse.tags[at][:2] == "NN"
        if thing and at not in rewritten and parse.heads[at] in rewritten:
            raise NoEdit("orphan", f"{parse.surface(at)!r} was joined to what is no more")


def _links_kept(subject: Subject, sentence: Sentence, gone: set[int]) -> None:
    """What is cut out of a sentence takes no conjunction along that what stays has need of.

    Nor is a part cut out of what is denied: "Do not leave the house [without a charger]".
    """
    parse = subject.parse
    kept = [
        segment
        for segment in sentence.segments
        if not gone.issuperset(range(segment.start, segment.end))
    ]
    for one in sentence.segments:
        span = range(one.start, one.end)
        if one in kept or one.kind not in ("prep", "sub", "part"):
            continue
        head = next((parse.heads[at] for at in span if parse.heads[at] not in span), one.start)
        denied = any(
            parse.deps[at] == "neg" and parse.heads[at] == head and at not in gone
            for at in range(sentence.start, sentence.body)
        )
        if denied and head not in gone:
            raise NoEdit("scope", "a part of what is denied would be left out")
    for before, after in pairwise(sentence.segments):
        spliced = parse.words[before.end : after.start] == [","]
        loose = any(reading.segment is after and reading.loose for reading in subject.readings)
        if before not in kept and after in kept and after.kind == "clause" and spliced and loose:
            raise NoEdit("answer", "what follows after a comma would be left alone")
    for before, after in pairwise(sentence.segments):
        nor = "nor" in parse.words[after.connector : after.start]
        if nor and before not in kept and after in kept:
            raise NoEdit("scope", "what denies the rest of the sentence would be left out")
    for before, after in pairwise(sentence.segments):
        # "The panel is superb; [I look at it all day]"
        stops = {":", ";", "--"}.intersection(parse.words[before.end : after.start])
        loose = any(reading.segment is after and reading.loose for reading in subject.readings)
        tokens = parse.words[after.start : after.end]
        follows = any(at == 0 for at, _ in occurrences("follows on", tokens))
        if before not in kept and after in kept and stops and (loose or follows):
            raise NoEdit("consequence", "what is left explains what is gone, or follows from it")
    for before, after in pairwise(kept):
        between = range(before.end, after.start)
        link = [parse.words[at] for at in between if at not in gone]
        joined = any(
            parse.words[at] in words("coordinators") and parse.tags[at] == "CC"
            for at in between
            if at in gone
        )
        if joined and link in ([","], []) and after.kind == before.kind == "clause":
            raise NoEdit("unsound", "two clauses would be joined by a comma")
    for at in range(sentence.start + 1, sentence.body):
        # "for [tuna] and staff": what was joined is no more
        if parse.deps[at] != "cc" or at in gone or parse.heads[at] not in gone:
            continue
        if at - 1 in gone and parse.tags[at - 1][:2] == "NN" and (at + 1) not in gone:
            first = next((then for then in range(at - 1, -1, -1) if then not in gone), -1)
            if first >= sentence.start and parse.tags[first] in ("IN", "DT", "VB", "VBD", "VBZ"):
                raise NoEdit("orphan", "a conjunction would have nothing before it")


def _others_found(subject: Subject, edits: Sequence[Edit], aspect: str) -> None:
    """What was said of another aspect was found, or else no clause is changed that may say it."""
    parse = subject.parse
    heard = {name for name, label in subject.labels.items() if label in SIGNS and name != aspect}
    missing = heard.difference(*((*reading.names, *reading.says) for reading in subject.readings))
    if not missing:
        return
    for reading in subject.readings:
        segment = reading.segment
        start, end = parse.starts[segment.start], parse.ends[segment.end - 1]
        changed = any(edit.start < end and edit.end > start for edit in edits if edit.before)
        known = aspect in reading.strong or aspect in reading.says
        tokens = parse.words[segment.start : segment.end]
        hidden = any(
            entry.implies and entry.aspect in missing
            for each in segment.judgments
            for entry in each.readings
        )  # "Snappy, long battery life"
        unread = reading.unread and not _is_all_of(parse, segment, aspect)
        hidden = hidden or _names_unknown(parse, segment, edits)
        doubtful = unread or not known or hidden or _may_imply(parse, missing, tokens)
        if changed and doubtful:
            raise NoEdit("others-not-found", "what is changed may speak of another aspect")


def _names_unknown(parse: Parse, segment: Segment, edits: Sequence[Edit]) -> bool:
    """Whether a judged thing goes that is not known: "sweet ladies in the breakfast room"."""
    things = {
        judgment.end
        for judgment in segment.judgments
        if judgment.of is None and judgment.aspect is None
    }
    return any(
        parse.deps[at - 1] == "amod"
        and parse.heads[at - 1] == at
        and edit.start <= parse.starts[at]
        and parse.ends[at] <= edit.end
        for at in things
        if at < segment.end
        for edit in edits
    )


def _is_all_of(parse: Parse, segment: Segment, aspect: str) -> bool:
    """Whether a clause is about a thing of an aspect, which is its subject or opens it."""
    return any(
        mention.aspect == aspect
        and mention.strength == "strong"
        and (parse.deps[mention.end - 1].startswith("nsubj") or mention.start <= segment.start + 1)
        for mention in segment.mentions
    )


def _may_imply(parse: Parse, aspects: set[str], tokens: Sequence[str]) -> bool:
    """Whether one of these aspects follows from words that do not name it: "slept like babies"."""
    text = f" {' '.join(tokens)} "
    return any(
        f" {phrase} " in text
        for aspect in aspects
        for name in (f"hints {aspect}", f"implies {aspect} +", f"implies {aspect} -")
        for phrase in parse.domain.listed(name)
    )


def _list_ended(subject: Subject, edits: Sequence[Edit], gone: set[int]) -> None:
    """No item comes after the "and" that was put in before the last of a list."""
    parse = subject.parse
    for edit in edits:
        if edit.after.strip(" ,") != "and":
            continue
        for sentence in subject.sentences:
            span = range(sentence.start, sentence.body)
            if not parse.starts[sentence.start] <= edit.start < parse.ends[sentence.body - 1]:
                continue
            if any(
                parse.words[at] == "," and at not in gone and parse.starts[at] >= edit.end
                for at in span
            ):
                raise NoEdit("unsound", "a list would not end where it ends")


def _headings_kept(subject: Subject, edits: Sequence[Edit]) -> None:
    """Under "Pros:" stands nothing bad: what is turned there would be against its heading.

    Nor is a heading left without its items, or one of two left alone.
    """
    parse = subject.parse
    for start, end in headings(parse.text):
        following = parse.text[end:].lstrip(" \t\n-*•:")
        after = len(parse.text) - len(following)
        if any(edit.before and edit.start < end and edit.end > start for edit in edits) or any(
            edit.before and edit.start <= after < edit.end for edit in edits
        ):
            raise NoEdit("heading", "a heading, or the first that stands under it, would go")
    for edit in edits:
        if not edit.before or not edit.after.strip():
            continue
        for sentence in subject.sentences:
            first = parse.words[sentence.start : sentence.start + 2]
            start, end = parse.starts[sentence.start], parse.ends[sentence.end - 1]
            headed = first[:1] and first[0] in words("headings") and first[1:] in ([":"], ["-"])
            whole = edit.start <= start and edit.end >= end - 1
            if headed and start <= edit.start < end and not whole:
                raise NoEdit("heading", "what stands under a heading is of its sign")


def _turned(edits: Sequence[Edit]) -> list[Edit]:
    return [edit for edit in edits if edit.before and len(edit.after.strip()) > 1]


def _reasons_fit(subject: Subject, edits: Sequence[Edit]) -> None:
    """No reason is left that fits the old opinion alone: "slow considering that it was empty"."""
    parse = subject.parse
    turned = _turned(edits)
    for number, sentence in enumerate(subject.sentences) if turned else ():
        start, end = parse.starts[sentence.start], parse.ends[sentence.end - 1]
        inside = [edit for edit in turned if start <= edit.start and edit.end <= end]
        if not any(_judges(subject, edit) for edit in inside):
            continue
        for at, stop in subject.occurrences("fits one side", number):
            first, last = sentence.start + at, sentence.start + stop - 1
            if (
                parse.words[first] == "given"
                and parse.tags[first] == "VBN"
                and first != (sentence.start)
                and parse.words[last] != "that"
                and parse.deps[first] not in ("prep", "mark")
            ):
                continue  # "we were given a table"
            if not any(
                edit.start < parse.ends[last] and edit.end > parse.starts[first] for edit in edits
            ):
                raise NoEdit("reason", f"{parse.surface(first)!r} gives a reason for what it was")


def _judges(subject: Subject, edit: Edit) -> bool:
    """Whether an edit changes an opinion, and not only a link or an article."""
    parse = subject.parse
    return any(
        edit.start < parse.ends[judgment.end - 1] and edit.end > parse.starts[judgment.start]
        for segment in subject.segments()
        for judgment in segment.judgments
    )


def _lists_turned(subject: Subject, edits: Sequence[Edit]) -> None:
    """Of what is listed side by side nothing is left unturned: "[bad] coffee and a cook who sang".

    What has no word of its own beside it shares the opinion: "[bad] steak and potatoes".
    """
    parse = subject.parse
    if not _turned(edits):
        return
    judged = {
        at
        for segment in subject.segments()
        for j in segment.judgments
        for at in range(j.start, j.end)
    }
    turned = {
        at
        for at in judged
        for edit in _turned(edits)
        if edit.start < parse.ends[at] and edit.end > parse.starts[at]
    }
    changed = {
        at
        for edit in edits
        if edit.before
        for at in range(len(parse))
        if edit.start < parse.ends[at] and edit.end > parse.starts[at]
    }
    for at in range(len(parse)):
        if parse.deps[at] != "conj" or parse.tags[at][:2] != "NN" or at in changed:
            continue
        first = at
        for _ in range(_DEEP):
            if parse.deps[first] != "conj":
                break
            first = parse.heads[first]
        chain = {first, *(token for token in range(len(parse)) if _in_chain(parse, token, first))}
        beside = {token for token in chain if any(parse.heads[t] == token for t in turned)}
        own = {then for then in range(len(parse)) if parse.heads[then] == at and then != at}
        modified = any(parse.deps[then] in ("amod", "acl", "relcl") for then in own)
        if len(beside) > 1 and modified and not own & (judged | changed) and at not in beside:
            raise NoEdit("listed", f"{parse.surface(at)!r} is listed with what is turned")


def _in_chain(parse: Parse, at: int, first: int) -> bool:
    for _ in range(_DEEP):
        if at == first:
            return True
        if parse.deps[at] != "conj":
            return False
        at = parse.heads[at]
    return False


def _set_up(subject: Subject, number: int, edits: Sequence[Edit]) -> None:
    """What somebody knows of others stays beside what is compared with it, and figures too.

    "I have eaten in many cities, [but such soup nowhere]", "It ran two hours. The box says nine."
    """
    parse = subject.parse
    near = [one for one in (number - 1, number + 1) if 0 <= one < len(subject.sentences)]
    mine = subject.sentences[number]
    untouched = not _touched(subject, mine, edits)
    beside = any(_touched(subject, subject.sentences[one], edits) for one in near)
    cut = not untouched and any(edit.before for edit in edits)
    if not (untouched and beside) and not cut:
        return
    named = any(
        reading.strong for reading in subject.readings if reading.segment.sentence == number
    )
    if (untouched and beside) or cut:
        changed = {
            at
            for at in range(mine.start, mine.body)
            for edit in edits
            if edit.before and edit.start < parse.ends[at] and edit.end > parse.starts[at]
        }
        kept = [at for at in range(mine.start, mine.body) if at not in changed]
        left = [parse.words[at] for at in kept]
        others = any(
            parse.words[at] in words("others of a kind") and parse.tags[at] == "NNS" for at in kept
        )
        known = others and left[:1] in (["i"], ["we"]) and not {"have", "'ve"}.isdisjoint(left[1:3])
        if known or any(occurrences("compares", left)):
            detail = "what is compared with others is no more as it was"
            raise NoEdit("set-up", detail, sentence=number)
    if not (untouched and beside) or named:
        return
    wording = parse.text[parse.starts[mine.start] : parse.ends[mine.end - 1]]
    if _MEASURED.search(wording):
        raise NoEdit("figure", "a figure says what is said no more", sentence=number)
    before = number > 0 and _touched(subject, subject.sentences[number - 1], edits)
    if before and any(at < _EARLY for at, _ in subject.occurrences("follows on", number)):
        detail = "what came of it is told, and would not be so"
        raise NoEdit("consequence", detail, sentence=number)


def _changed(subject: Subject, edits: Sequence[Edit], start: int, end: int) -> set[int]:
    """Tokens from `start` to `end` that an edit takes out or replaces."""
    parse = subject.parse
    return {
        at
        for at in range(start, end)
        for edit in edits
        if edit.before and edit.start < parse.ends[at] and edit.end > parse.starts[at]
    }


def _repairs_kept(subject: Subject, edits: Sequence[Edit]) -> None:
    """What was done about something is not left where that is changed.

    "The soup came [piping hot]. They took it off the bill.", "The keys are [lovely]. I plugged in
    my old keyboard."
    """
    touched = False
    for number, sentence in enumerate(subject.sentences):
        changed = _changed(subject, edits, sentence.start, sentence.body)
        touched = touched or bool(changed)
        for name in ("undone", "repairs"):
            for start, end in subject.occurrences(name, number):
                span = range(sentence.start + start, sentence.start + end)
                if touched and changed.isdisjoint(span):
                    detail = "what was done about it is told, and would not be so"
                    raise NoEdit("consequence", detail, sentence=number)


def _thanks_due(subject: Subject, edits: Sequence[Edit], aspect: str) -> None:
    """Nobody is thanked for what is taken out or turned: "Thanks guys", with or without irony."""
    parse = subject.parse
    if aspect != parse.domain.role("persons") or not any(edit.before for edit in edits):
        return
    for number, sentence in enumerate(subject.sentences):
        thanks = parse.words[sentence.start] in ("thanks", "thank", "kudos")
        if thanks and not _touched(subject, sentence, edits):
            raise NoEdit("answer", "somebody is thanked for what is no more", sentence=number)


def _hopes_kept(subject: Subject, edits: Sequence[Edit]) -> None:
    """What somebody wanted to like is told against what came: "I wanted to love it, but"."""
    for number, sentence in enumerate(subject.sentences):
        near = subject.sentences[max(0, number - 1) : number + 2]
        for start, end in subject.occurrences("hoped", number):
            kept = _changed(subject, edits, sentence.start + start, sentence.start + end)
            if not kept and any(_touched(subject, sentence, edits) for sentence in near):
                raise NoEdit("set-up", "what was hoped for is told, and not what came")


def _verbs_agree(subject: Subject, sentence: Sentence, edits: Sequence[Edit], aspect: str) -> None:
    """Of what one subject did, all is changed or none: "forgot the bread[, forgot the wine]"."""
    parse = subject.parse
    chain: list[Segment] = []
    for segment in (*sentence.segments, None):
        if segment is not None and (segment.kind == "verb" or not chain):
            chain.append(segment)
            continue
        changed = [bool(_changed(subject, edits, segment.start, segment.end)) for segment in chain]
        if len(chain) > 1 and any(changed) and not all(changed):
            mine = any(
                mention.aspect == aspect and parse.deps[mention.end - 1].startswith("nsubj")
                for mention in chain[0].mentions
            )
            kept = [segment for segment, of in zip(chain, changed, strict=True) if not of]
            lost = [segment for segment, of in zip(chain, changed, strict=True) if of]
            verbs = [{_verb(parse, segment) for segment in some} - {""} for some in (kept, lost)]
            stated = any(
                not segment.judgments and not is_neutral(parse, segment) for segment in kept
            )
            if verbs[0] & verbs[1] - words("copulas") or (mine and stated):
                raise NoEdit("shared-subject", "of the same is told what is not changed with it")
        chain = [] if segment is None else [segment]


def _verb(parse: Parse, segment: Segment) -> str:
    """The first finite verb of a clause; empty if it has none."""
    span = range(segment.start, segment.end)
    return next((parse.words[at] for at in span if parse.tags[at] in FINITE), "")


def _items_whole(
    subject: Subject, sentence: Sentence, edits: Sequence[Edit], gone: set[int]
) -> None:
    """What is cut out of a list after a heading, or of notes, leaves items that say something.

    "Atmosphere: it['s a mall,] what else", "Dark wood[, low ceilings]", "Pretty room[, quiet] too".
    """
    parse = subject.parse
    span = range(sentence.start, sentence.body)
    lost = gone.intersection(span)
    for at in span:
        if parse.words[at] in ("too", "also") and at not in gone and at - 1 in lost:
            raise NoEdit("ellipsis", "what is left says that something is so too")
    colon = next((at for at in span[:_HEADING] if parse.words[at] == ":"), None)
    if colon is not None:
        first = min((at for at in lost if at > colon), default=None)
        opens = first is None or not _LISTS.isdisjoint(parse.words[first - 1 : first + 1])
        put = any(
            parse.starts[colon] < edit.start < parse.ends[sentence.body - 1]
            and len(edit.after.split()) >= _CLAUSE
            for edit in edits
        )
        if len(lost) < len(span) and (not opens or put):
            raise NoEdit("heading", "what stands under a heading is no list any more")
    if not lost or len(lost) == len(span) or any(parse.tags[at] in FINITE for at in span):
        return
    kept = [at for at in span if at not in lost and parse.tags[at][:2] == "NN"]
    mine = [
        segment for segment in sentence.segments if set(range(segment.start, segment.end)) - lost
    ]
    if kept and not any(segment.mentions or segment.judgments for segment in mine):
        raise NoEdit("left-over", "what is left of a list may say the same")


def _answers(
    subject: Subject,
    before: int,
    after: int,
    edits: Sequence[Edit],
    gone: set[int],
    *,
    aspect: str,
    alike: bool,
) -> None:
    """A sentence that answers one that is changed cannot stay as it is.

    Where another aspect is judged `alike`, a few words may be for that one: "Stay away."

    "Is it the best? Absolutely.", "They rang me up. Twice!", "Their soup is good. Their bread is
    not.", "At least the view was nice."
    """
    parse = subject.parse
    first, then = subject.sentences[before], subject.sentences[after]
    span = range(then.start, then.body)
    leads = any(
        end + first.start == first.body for _, end in subject.occurrences("leads on", before)
    )
    if leads and _touched(subject, then, edits):
        raise NoEdit("orphan", f"{parse.surface(first.body - 1)!r} leads to what is changed")
    if not has_words(parse, then):
        return
    if not _touched(subject, first, edits) or _touched(subject, then, edits):
        kept = _touched(subject, then, edits) and not gone.issuperset(span)
        if kept and _is_remark(subject, after):
            raise NoEdit("contrast", "a remark sets it against what stands beside it")
        return
    if _is_remark(subject, after):
        raise NoEdit("contrast", "a remark sets it against what stands beside it")
    if any(segment.mirrors(parse) for segment in then.segments[:1]):
        raise NoEdit("ellipsis", "what follows says only that it is the same, or is not")
    start, end = parse.starts[first.start], parse.ends[first.body - 1]
    covered = any(edit.start <= start and edit.end >= end for edit in edits)
    lost = covered or gone.issuperset(range(first.start, first.body))
    if "?" in parse.words[first.body : first.end]:
        raise NoEdit("answer", "what follows on a question would answer another, or none")
    tokens = [parse.words[at] for at in span]
    readings = [reading for reading in subject.readings if reading.segment.sentence == after]
    echoes = tokens[-1] in ("too", "either", "likewise") or tokens[-2:] == ["as", "well"]
    turned = any(len(edit.after.strip()) > 1 for edit in edits)
    if echoes and not lost and (turned or not _is_echoed(first, then, gone)):
        raise NoEdit("ellipsis", "what follows says that it is so too")
    if (lost and tokens[0] == "except") or (gone and tokens[0] in ("both", "neither", "either")):
        raise NoEdit("answer", "what follows excepts or counts what is gone")
    put = any(start <= edit.start < end for edit in _turned(edits))
    if len(tokens) == 1 and parse.tags[then.start] == "JJ":
        raise NoEdit("answer", "one word would answer what is no more")
    if lost and _means_somebody_of(parse, first, then):
        raise NoEdit("ellipsis", "a pronoun would stand for somebody who is gone")
    if (put or lost) and _has_no_subject(subject, then):
        raise NoEdit("ellipsis", "what follows tells more of what is changed, and does not name it")
    if put and tokens[0] in ("no", "zero") and not _names_strongly(then):
        raise NoEdit("ellipsis", "what follows tells what else was missing, and not of what")
    if all(reading.loose for reading in readings):
        _points_at(subject, then, readings, lost=lost, turned=turned, alike=alike)
    if _elaborates(subject, then, readings, aspect):
        raise NoEdit("elaboration", "what follows may tell more of what is changed")


def _names_strongly(sentence: Sentence) -> bool:
    """Whether a sentence names a thing by a word of its own."""
    return any(m.strength == "strong" for s in sentence.segments for m in s.mentions)


def _means_somebody_of(parse: Parse, first: Sentence, then: Sentence) -> bool:
    """Whether a sentence has a pronoun for somebody whom only the one before names."""
    people, own = (
        any(m.aspect == parse.domain.role("persons") for s in sentence.segments for m in s.mentions)
        for sentence in (first, then)
    )
    meant = not words("persons meant").isdisjoint(parse.words[then.start : then.body])
    return people and meant and not own


def _points_at(
    subject: Subject,
    then: Sentence,
    readings: Sequence[Reading],
    *,
    lost: bool,
    turned: bool,
    alike: bool,
) -> None:
    """A sentence that names nothing is no answer to what is changed before it."""
    parse = subject.parse
    span = range(then.start, then.body)
    tokens = [parse.words[at] for at in span]
    finite = any(parse.tags[at] in FINITE for at in span)
    nouns = any(parse.tags[at][:2] == "NN" for at in span)
    verdict = any(reading.verdict for reading in readings)
    if tokens[0] in words("wishes well") or (tokens[0] in words("courtesies") and not turned):
        return
    if not finite and len(tokens) <= _FRAGMENT and not verdict and not alike:
        raise NoEdit("answer", "a few words would answer what is no more")
    if lost and (tokens[0] in words("answers") or any(reading.unread for reading in readings)):
        raise NoEdit("answer", "what follows on what is gone was not read, or points at it")
    if lost and not finite and not nouns and not alike:
        raise NoEdit("answer", "a few words would answer what is no more")
    if lost and not words("aftermath").isdisjoint(tokens):
        raise NoEdit("consequence", "what is left tells what came of what is gone")


def _elaborates(
    subject: Subject, sentence: Sentence, readings: Sequence[Reading], aspect: str
) -> bool:
    """Whether a sentence tells more of what is told before it: "My ears rang for days".

    It does not where it names the place or product, tells whether somebody will be back, or that
    they were there. Of an opinion it has it says what for: "Ideal for two".
    """
    parse = subject.parse
    tokens = parse.words[sentence.start : sentence.body]
    of_others = any(reading.names - {aspect} or reading.says for reading in readings)
    polite = words("wishes well") | words("courtesies")
    if of_others or tokens[0] in polite | words("adversative"):
        return False
    judged = [each for reading in readings for each in reading.segment.judgments]
    if judged:
        first = judged[0]
        alike = {judgment.polarity for judgment in judged} == {
            SIGNS.get(str(subject.labels[aspect]))
        }
        return (
            alike
            and first.start == sentence.start
            and tokens[first.end - first.start :][:1] == ["for"]
        )
    sites = any(m.strength == "site" for s in sentence.segments for m in s.mentions)
    intends = not words("of the whole").isdisjoint(tokens)
    verbs = [
        parse.words[at]
        for at in range(sentence.start, sentence.body)
        if parse.tags[at][:2] == "VB" or parse.tags[at] == "MD"
    ]
    known = bool(verbs) and parse.domain.words("neutral verbs").issuperset(verbs)
    was_there = known and all(is_neutral(parse, reading.segment) for reading in readings)
    return not (sites or intends or was_there)


def _has_no_subject(subject: Subject, sentence: Sentence) -> bool:
    """Whether a sentence goes on with the subject before: "Knew the menu", "Very willing to help".

    What is judged in a note is judged by itself: "Great wine list".
    """
    parse = subject.parse
    span = range(sentence.start, sentence.body)
    tags = [parse.tags[at] for at in span if parse.tags[at] != "RB"]
    if any(parse.deps[at].startswith(("nsubj", "expl")) for at in span) or not tags:
        return False
    judged = any(segment.judgments for segment in sentence.segments)
    verb = next((parse.words[at] for at in span if parse.tags[at] != "RB"), "")
    if tags[0] in ("VBD", "VBZ"):
        return verb in words("done by others")
    return tags[0] == "JJ" and not judged and tags[1:2] != ["NN"]


def _is_echoed(first: Sentence, then: Sentence, gone: set[int]) -> bool:
    """Whether what is left of a sentence says what the next says too, of another thing."""
    polarities = [{judgment.polarity for s in then.segments for judgment in s.judgments}]
    polarities.append(
        {
            judgment.polarity
            for s in first.segments
            for judgment in s.judgments
            if judgment.start not in gone
        }
    )
    return len(polarities[0]) == 1 and polarities[0] == polarities[1]


def _is_remark(subject: Subject, number: int) -> bool:
    """Whether a sentence says that it is at odds with the one before: "At least", "That said"."""
    sentence = subject.sentences[number]
    tokens = subject.parse.words[sentence.start : sentence.body]
    same = ("the", "same") in pairwise(tokens)
    return same or any(at < 4 for at, _ in subject.occurrences("remarks", number))
