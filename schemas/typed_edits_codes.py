"""The code of any pair of sentences, by their words alone.

The codes are those of Polyjuice (Wu et al., ACL 2021, table 1). The words of two sentences are
compared as bags and in their order, without a parser and without the tables of the builder, so that
pairs of anybody's making can be named. A pair that could be of two codes, or of none, has no name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from difflib import SequenceMatcher

CODES = (
    "negation",
    "quantifier",
    "lexical",
    "insert",
    "delete",
    "resemantic",
    "shuffle",
    "restructure",
)
_TOKEN = re.compile(r"n['’]t\b|\w+?(?=n['’]t\b)|\w+(?:-\w+)*")
_SAME = {"an": "a", "n't": "not", "n’t": "not", "ca": "can", "wo": "will", "cannot": "not"}


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_NEGATIONS = _set(
    "not never nobody nothing neither nor none nowhere hardly without cannot no isnt arent "
    "seldom rarely scarcely barely refuse refuses refused fail fails failed avoid avoids avoided "
    "forgot doubt doubts deny denies denied"
)
_TAKEN_BACK = re.compile(r"\b(?:far from|anything but|by no means|instead of)\b", re.IGNORECASE)
# words of a phrase by which a sentence is no longer, or not before, stated as such
_UNSTATED = _set(
    "false untrue say says said claim claims claimed think thinks thought believe believes "
    "believed suppose supposed pretend pretends pretended dream dreams would could might may maybe "
    "perhaps allegedly supposedly joke joking"
)
_STOP = re.compile(r"[.!?](?=\s+[A-Z])")
# verbs whose past is their plain form: "hit" is "did not hit"
_UNCHANGED = _set("beat bet burst cast cost cut hit hurt let put quit read set shut split spread")
_ASKED = re.compile(
    r"\?\s*$|^(?:is|are|was|were|am|can|could|will|would|shall|should|may|might|must|has|have|had"
    r"|do(?!n['’]?t| not)|does|did)\b",
    re.IGNORECASE,
)
_SUPPORT = _set("do does did")
_AUXILIARIES = _SUPPORT | _set(
    "is are was were be been being am has have had can could will would shall should may "
    "might must s re"
)
_QUANTIFIERS = _set(
    "all some many several few most no every each both none any half one two three four five six "
    "seven eight nine ten eleven twelve thirteen fifteen twenty thirty forty fifty hundred "
    "hundreds thousand dozen dozens couple single much little more less fewer only exactly least a "
    "of the"
)
_OF_OTHERS = _set("a of the")  # quantifiers beside others alone
_FORMS = _set(
    "a the is are was were be been being am by it who whom which that to for of there do does did "
    "has have had and in what"
)
_ARTICLES = _set("a the")
_BE = _set("is are was were be been being am")
_ENDINGS = re.compile(r"(?:ies|es|s|ied|ed|d|ing|en|n)$")


def words(text: str) -> list[str]:
    """Words in lower case: "n't" is "not", "an" is "a"."""
    return [_SAME.get(word, word) for word in _TOKEN.findall(text.lower())]


def code_of(before: str, after: str) -> str:
    """The code of an edit; empty if the words are the same.

    >>> code_of("A dog is embraced by the woman.", "A dog is not embraced by the woman.")
    'negation'
    >>> code_of("The woman embraced a dog.", "A dog was embraced by the woman.")
    'restructure'
    """
    old, new = words(before), words(after)
    if old == new or bool(_ASKED.search(before)) != bool(_ASKED.search(after)):
        return ""
    if len(_STOP.findall(before)) != len(_STOP.findall(after)):
        return ""  # a sentence more or less
    taken, put = Counter(old) - Counter(new), Counter(new) - Counter(old)
    if not taken and not put:
        return "shuffle" if _is_exchanged(old, new) else ""
    if _is_denied(taken, put):
        in_order = _is_in_order(old, new, _NEGATIONS | _SUPPORT)
        return (
            "negation" if in_order and _is_supported(old, new) and _is_supported(new, old) else ""
        )
    if _is_counted(taken, put):
        return "quantifier" if _is_in_order(old, new, {*taken, *put} | _OF_OTHERS) else ""
    denials = [_counted(Counter(side), _NEGATIONS) for side in (old, new)]
    taken_back = [bool(_TAKEN_BACK.search(text)) for text in (before, after)]
    if denials[0] != denials[1] or taken_back[0] != taken_back[1]:
        return ""  # it also denies
    if _is_reformed(taken, put):
        return "restructure" if _keeps_roles(old, new) and _keeps_roles(new, old) else ""
    if not _UNSTATED.isdisjoint({*taken, *put}) and (not taken or not put):
        return ""  # it also says that it is not so, or only that somebody says so
    if not taken:
        return "insert" if _is_put_in(old, new) else ""
    if not put:
        return "delete" if _is_put_in(new, old) else ""
    return _replaced(old, new)


def _is_in_order(old: Sequence[str], new: Sequence[str], ignored: Set[str]) -> bool:
    """Whether all other words stand in the same order, one of them in any form at most."""
    before, after = ([word for word in side if word not in ignored] for side in (old, new))
    if len(before) != len(after):
        return False
    changed = [
        (left, right)
        for left, right in zip(before, after, strict=True)
        if not _is_form(left, right) and {left, right} != {"went", "go"}
    ]
    return not changed or (len(changed) == 1 and changed[0][0][0] == changed[0][1][0])


def _is_put_in(short: Sequence[str], long: Sequence[str]) -> bool:
    """Whether one text is the other with one phrase put in."""
    more = len(long) - len(short)
    return any([*long[:at], *long[at + more :]] == [*short] for at in range(len(short) + 1))


def _is_exchanged(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether two phrases have changed places; no phrase ends with a word such as "the" or "of"."""
    start = next(at for at, (left, right) in enumerate(zip(old, new, strict=True)) if left != right)
    end = len(old)
    while old[end - 1] == new[end - 1]:
        end -= 1
    taken, put = list(old[start:end]), list(new[start:end])
    for first in range(1, len(taken)):
        for last in range(1, len(taken) - first + 1):
            ends = taken[first - 1], taken[-1]
            between = taken[first : len(taken) - last]
            if put == taken[len(taken) - last :] + between + taken[:first] and not _FORMS & {*ends}:
                return True
    return False


def _is_supported(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether "not" stands behind an auxiliary, and a verb that gets a "do" has its plain form.

    So "did not slept" and "not is sleeping" are denied in no way that English has.
    """
    if "not" in new and "not" not in old and new[new.index("not") - 1] not in _AUXILIARIES:
        return False
    for at, word in enumerate(new[:-2]):
        if word not in _SUPPORT or word in old or new[at + 1] != "not":
            continue
        verb = new[at + 2]
        if word != "do" and verb in old and not (word == "did" and verb in _UNCHANGED):
            return False
    return True


def _keeps_roles(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether who does it and to whom it is done are the same in a new form.

    In a passive they stand on the other sides of the verb. In "it was she who" all words stand in
    the order of the old text. With a "to" or "for" what is given comes first.
    """
    content = [[word for word in side if word not in _FORMS] for side in (old, new)]
    if "by" in new and "by" not in old and not _BE.isdisjoint(new):
        at = new.index("by")
        verb = new[at - 1]
        agent, patient = (
            next((word for word in side if word not in _FORMS), "")
            for side in (new[at + 1 :], new[: at - 1])
        )
        places = [place for place, word in enumerate(old) if _is_form(word, verb)]
        places = places or [
            place for place, word in enumerate(old) if word not in new and word[0] == verb[0]
        ]
        if len(places) != 1 or agent not in old or patient not in old:
            return False
        return old.index(agent) < places[0] < old.index(patient)
    if new[:1] == ["it"] and old[:1] != ["it"]:
        return content[0] == content[1]
    if not {"to", "for"}.isdisjoint(new) and {"to", "for"}.isdisjoint(old):
        return content[0][:2] == content[1][:2] and content[0] != content[1]
    return True


def _is_denied(taken: Counter[str], put: Counter[str]) -> bool:
    """A denial comes or goes, and with it no more than "do" and the form of the verb."""
    fewer, more = _counted(taken, _NEGATIONS), _counted(put, _NEGATIONS)
    if abs(fewer - more) != 1:
        return False  # two denials deny nothing
    old, new = _without(taken, _NEGATIONS), _without(put, _NEGATIONS)
    support = _counted(taken, _SUPPORT) + _counted(put, _SUPPORT)
    old, new = _without(old, _SUPPORT), _without(new, _SUPPORT)
    if "no" in (*taken, *put) and (old or new):
        return False  # "some boys" and "no boys" differ in a quantifier
    left, right = _unmatched(old, new)
    if not left and not right:
        return True
    one_verb = support > 0 and old.total() == new.total() == 1
    return one_verb and (left[0][0] == right[0][0] or {left[0], right[0]} == {"went", "go"})


def _is_counted(taken: Counter[str], put: Counter[str]) -> bool:
    def counts(words_: Iterable[str]) -> bool:
        return all(word in _QUANTIFIERS or word.isdigit() for word in words_)

    real = [_without(side, _OF_OTHERS).total() for side in (taken, put)]
    return counts(taken) and counts(put) and real[0] == real[1] > 0


def _is_reformed(taken: Counter[str], put: Counter[str]) -> bool:
    """The same words of content in other forms, and words of form alone that differ."""
    left, right = _unmatched(_without(taken, _FORMS), _without(put, _FORMS))
    formed = (_counted(taken, _FORMS) + _counted(put, _FORMS)) > 0
    if not formed:
        return False
    if not left and not right:
        marks = {*taken, *put} & _FORMS - {"a", "the", "and", "in", "of"}
        return bool(marks)
    passive = bool(_BE & {*taken, *put}) and "by" in (*taken, *put)
    return passive and len(left) == len(right) == 1 and left[0][0] == right[0][0]


def _counted(bag: Counter[str], some: frozenset[str]) -> int:
    return sum(count for word, count in bag.items() if word in some)


def _without(bag: Counter[str], some: frozenset[str]) -> Counter[str]:
    return Counter({word: count for word, count in bag.items() if word not in some})


def _unmatched(old: Counter[str], new: Counter[str]) -> tuple[list[str], list[str]]:
    """Words of both sides of which the other has no form."""
    left, right = sorted(old.elements()), sorted(new.elements())
    for word in list(left):
        form = next((candidate for candidate in right if _is_form(word, candidate)), None)
        if form is not None:
            left.remove(word)
            right.remove(form)
    return left, right


def _is_form(word: str, form: str) -> bool:
    stems = [_ENDINGS.sub("", word) for word in (word, form)]
    shortest = min(map(len, stems))
    if word == form or stems[0] == stems[1]:
        return True
    first, second = sorted(stems, key=len)
    doubled = second == first + first[-1:] or second in (f"{first}e", f"{first}i")
    y = {first.removesuffix("y"), second.removesuffix("y")}
    return shortest >= 2 and (doubled or len(y) == 1)


def _replaced(old: Sequence[str], new: Sequence[str]) -> str:
    """The code of a replacement: lexical if each place has one word, with its article, on a side.

    Places with nothing but an article between them are one: "in the park" and "at the gate".
    """
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    places: list[tuple[int, int]] = []
    beside, in_place = False, True
    for kind, first, last, start, end in matcher.get_opcodes():
        if kind == "equal":
            beside = beside and _content(old[first:last]) == 0
            continue
        here = _content(old[first:last]), _content(new[start:end])
        # "running a race" and "a walking race" differ in more than a word
        in_place = in_place and here[0] == here[1]
        if beside:
            here = here[0] + places[-1][0], here[1] + places.pop()[1]
        places.append(here)
        beside = True
    if not all(before == after and before < 2 for before, after in places):
        return "resemantic"
    return "lexical" if in_place else ""


def _content(some: Sequence[str]) -> int:
    return sum(word not in _ARTICLES for word in some)
