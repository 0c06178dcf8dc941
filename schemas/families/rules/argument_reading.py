"""Reads the English of arguments by a grammar of its own.

A statement is (quantifier, subject, predicate), a compound ("if", p, q), ("or", p, q),
("and", p, q) or ("not", p). Whatever the grammar does not cover is refused.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple, TypeAlias

from irrealis.schemas.families.rules.audit import UnreadableError

Parsed: TypeAlias = tuple[Any, ...]

_RESERVED = "no|not|none|some|all|are|that|there|least|if|or|and|either|both|it|is|without"
_CLASS = rf"((?:(?!(?:{_RESERVED})\b)[a-z]+)(?: (?!(?:{_RESERVED})\b)[a-z]+|(?: of) [a-z]+)*)"
STATEMENTS = (
    ("A", rf"all (?:of the )?{_CLASS} are {_CLASS}"),
    ("A", rf"{_CLASS} are {_CLASS} without exception"),
    ("E", rf"no {_CLASS} are {_CLASS}"),
    ("E", rf"none of the {_CLASS} are {_CLASS}"),
    ("E", rf"there are no {_CLASS} that are {_CLASS}"),
    ("I", rf"(?:at least )?some {_CLASS} are {_CLASS}"),
    ("I", rf"there are {_CLASS} that are {_CLASS}"),
    ("O", rf"(?:at least )?some {_CLASS} are not {_CLASS}"),
    ("O", rf"there are {_CLASS} that are not {_CLASS}"),
)
BRACKETED = (  # whose ends are marked, so that parts may be compounds
    ("if", r"if (?P<p>.+), then (?P<q>.+)"),
    ("if", r"assuming that (?P<p>[^,]+), (?P<q>.+)"),
    ("or", r"either (?P<p>(?:(?! or ).)+) or (?P<q>(?:(?! or ).)+), or both"),
    ("or", r"at least one of these is true: (?P<p>[^;]+); (?P<q>[^;]+)"),
    ("and", r"both (?P<p>(?:(?! and ).)+) and (?P<q>(?:(?! and ).)+)"),
    ("not", r"it is (?:not true|false|not the case) that (?P<p>.+)"),
)
PLAIN = (  # of statements alone
    ("or", r"(?P<p>(?:(?! or ).)+), or (?P<q>(?:(?! or ).)+), or both"),
    ("if", r"(?P<q>(?:(?! if ).)+) if (?P<p>(?:(?! if ).)+)"),
)
JOINT = r"(?P<p>(?:(?! and ).)+) and (?P<q>(?:(?! and ).)+)"  # where a comma or "then" ends it
OPENING = re.compile(
    r"Take these statements as given, whatever you believe otherwise"
    r"|Suppose that all of this is true, even where it is not so in fact"
    r"|Here is what somebody says; take each statement as true"
)
MEMBERS = re.compile(
    rf"(?:There are some {_CLASS}, some {_CLASS} and some {_CLASS}"
    rf"|Each of these classes has members: {_CLASS}, {_CLASS} and {_CLASS}"
    rf"|There is at least one of each of these: {_CLASS}, {_CLASS} and {_CLASS})"
)
QUESTIONS = (
    ("valid", r"Does it follow that (.+)\?"),
    ("valid", r"Given this, must it be so that (.+)\?"),
    ("valid", r"Is this enough to be sure that (.+)\?"),
    ("possible", r"Could all of this be true and the following be false: (.+)\?"),
    (
        "possible",
        r"Is there a possible case in which all of this is true but the following is false: (.+)\?",
    ),
    ("possible", r"If all of this is true, might the following still be false: (.+)\?"),
)


class Given(NamedTuple):
    """An argument as it reads: what is known to have members, its premises, its conclusion."""

    members: tuple[str, ...]
    premises: tuple[Parsed, ...]
    conclusion: Parsed
    asked: str  # valid: whether it follows; possible: whether it may be false


def read_argument(premises: str, question: str) -> Given:
    """An argument from the words of a row.

    Raises:
        UnreadableError: words that the grammar does not cover.
    """
    sentences = premises.split(". ")
    if not OPENING.fullmatch(sentences[0]) or not sentences[-1].endswith("."):
        raise UnreadableError(f"not premises: {premises}")
    given = [sentence.removesuffix(".") for sentence in sentences[1:]]
    members: tuple[str, ...] = ()
    if given and (found := MEMBERS.fullmatch(given[0])):
        members = tuple(name for name in found.groups() if name)
        del given[0]
    for asked, pattern in QUESTIONS:
        if whole := re.fullmatch(pattern, question):
            parsed = tuple(read_formula(text[:1].lower() + text[1:]) for text in given)
            return Given(members, parsed, read_formula(whole[1]), asked)
    raise UnreadableError(f"not a question: {question}")


def read_formula(text: str, *, joint: bool = False) -> Parsed:
    """A statement or a compound; `joint` where `and` needs no mark, as in a condition.

    Raises:
        UnreadableError: words that the grammar does not cover.
    """
    for operator, pattern in BRACKETED:
        if found := re.fullmatch(pattern, text):
            inner = operator == "if"
            return (operator, *(read_formula(part, joint=inner) for part in _parts(found)))
    if joint and (found := re.fullmatch(JOINT, text)):
        return ("and", *(_statement(part) for part in _parts(found)))
    for operator, pattern in PLAIN:
        if found := re.fullmatch(pattern, text):
            return (operator, *(_statement(part) for part in _parts(found)))
    return _statement(text)


def _parts(found: re.Match[str]) -> list[str]:
    return [part for _, part in sorted(found.groupdict().items())]


def _statement(text: str) -> Parsed:
    if text.startswith("not all ") and not text.startswith("not all of the "):
        return ("not", _statement(text.removeprefix("not ")))
    for quantifier, pattern in STATEMENTS:
        if found := re.fullmatch(pattern, text):
            return (quantifier, found[1], found[2])
    raise UnreadableError(f"not a statement: {text}")
