"""The form: rows to read, the questions about each, and a line for the answers.

A form is a text file that a person, or a script, can fill in with any editor. Whatever comes from a
row stands behind a bar, so that no row can pass for an answer. The digest in its head covers all
that is not to be filled in.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, NoReturn, cast, get_args

from pydantic import ValidationError

from irrealis.errors import IrrealisError, invalid, printable
from irrealis.files import read_file
from irrealis.manifest import Question

LARGEST = 16 * 1024 * 1024  # bytes of a form
OPEN = "?"  # where an answer belongs
_TITLE = "irrealis reading form, format 1"
_HOW = "Replace every ? by an answer of its question. What stands after note is up to you."

Inputs = Literal["sample", "upstream", "files"]


@dataclass(frozen=True)
class Item:
    """A row to read: its id, its split, and the lines that show it."""

    id: str
    split: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Form:
    """The rows of one draw, with the questions about them.

    `build` is the content hash of the whole build, `size` the number of rows that were asked for.
    """

    dataset: str
    version: str
    build: str
    inputs: Inputs
    config: str
    splits: tuple[str, ...]
    size: int
    seed: int
    questions: tuple[Question, ...]
    items: tuple[Item, ...]

    @property
    def digest(self) -> str:
        """Identity of the form: SHA-256 of the empty form without this line."""
        return "sha256:" + hashlib.sha256(self._render("").encode()).hexdigest()

    def text(self) -> str:
        """The empty form, as a text file."""
        return self._render(self.digest)

    def _render(self, digest: str) -> str:
        return "\n".join([*self._head(digest), *self._body(), ""])

    def _head(self, digest: str) -> Iterator[str]:
        yield _TITLE
        yield from (
            f"{key}: {printable(value)}".rstrip() for key, value in self.head(digest).items()
        )
        yield ""
        yield _HOW
        yield f"read by: {OPEN}"
        yield f"date: {OPEN}"
        yield ""
        for question in self.questions:
            defect = f"; defect: {' / '.join(question.defect)}" if question.defect else ""
            yield f"question {question.name} [{' / '.join(question.answers)}{defect}]"
            yield f"| {question.question}"

    def head(self, digest: str) -> dict[str, str]:
        """The lines of the head, by their keys."""
        return {
            "dataset": self.dataset,
            "version": self.version,
            "build": self.build,
            "inputs": self.inputs,
            "config": self.config,
            "splits": ", ".join(self.splits),
            "size": str(self.size),
            "seed": str(self.seed),
            "form": digest,
        }

    def _body(self) -> Iterator[str]:
        asked = " ".join(f"{question.name}={OPEN}" for question in self.questions)
        for number, item in enumerate(self.items, 1):
            yield ""
            yield f"item {number} of {len(self.items)}, split {item.split}: {item.id}"
            yield from (f"| {line}".rstrip() for line in item.lines)
            yield f"answer {number}: {asked}"
            yield f"note {number}:"


@dataclass(frozen=True)
class Filled:
    """A form that was read: who read it, when, and an answer of every question for every item."""

    path: Path
    form: Form
    reader: str
    date: str
    answers: tuple[dict[str, str], ...]
    notes: tuple[str, ...]


def shown(text: str) -> list[str]:
    """The lines of a text of a row, with nothing in them that could control a terminal."""
    return [printable(line).rstrip() for line in re.split(r"\r\n|\r|\n", text)]


def read_form(path: Path) -> Filled:
    """Read a form that was filled in.

    Raises:
        IrrealisError: it cannot be read, is not filled in, or was edited out of shape; names the
            file, the line and the item, with what was expected and found.
    """
    content = read_file(path, largest=LARGEST)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise IrrealisError(
            f"{path}, line {line}: not UTF-8",
            expected="a form as irrealis reading draw writes it",
            found=repr(content[error.start : error.start + 20]),
        ) from None
    return _Reader(path, text).read()


class _Reader:
    """Goes through the lines of a form in their order; blank lines say nothing."""

    def __init__(self, path: Path, text: str) -> None:
        lines = [line.rstrip() for line in re.split(r"\r\n|\r|\n", text)]
        self.path = path
        self.lines = [(number, line) for number, line in enumerate(lines, 1) if line]
        self.at = 0
        self.dataset: str | None = None
        self.item: str | None = None

    def read(self) -> Filled:
        head = self.head()
        self.take(re.escape(_HOW), _HOW)
        reader = self.filled("read by", r".+", 'who read, such as "people"')
        day = self.filled("date", r"\d{4}-\d\d-\d\d", "a day, YYYY-MM-DD")
        try:
            date.fromisoformat(day)
        except ValueError:
            self.refuse("no such day", expected="a day, YYYY-MM-DD")
        questions = tuple(self.questions())
        items, answers, notes = self.items(questions)
        form = Form(
            head["dataset"],
            head["version"],
            head["build"],
            cast("Inputs", head["inputs"]),
            head["config"],
            tuple(head["splits"].split(", ")),
            int(head["size"]),
            int(head["seed"]),
            questions,
            tuple(items),
        )
        if form.digest != head["form"]:
            raise IrrealisError(
                f"{self.path}: its head, its questions or its rows were edited",
                dataset=self.dataset,
                field="form",
                expected=head["form"],
                found=form.digest,
                hint="draw the form again, and copy the answers into it",
            )
        return Filled(self.path, form, reader, day, tuple(answers), tuple(notes))

    def head(self) -> dict[str, str]:
        """The lines that say which rows the form is of."""
        self.take(re.escape(_TITLE), _TITLE)
        keys = ("dataset", "version", "build", "inputs", "config", "splits", "size", "seed", "form")
        head = {key: self.take(rf"{key}: (.+)", f"{key}: …")[1] for key in keys}
        self.dataset = head["dataset"]
        if head["inputs"] not in get_args(Inputs):
            self.refuse("no such inputs", expected=" / ".join(get_args(Inputs)), back=6)
        if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9}){2}", head["version"]):
            self.refuse("no version", expected="version: X.Y.Z", back=8)
        for back, key in ((2, "seed"), (3, "size")):
            if not re.fullmatch(r"[0-9]{1,18}", head[key]):
                self.refuse(f"no {key}", expected=f"{key}: a number", back=back)
        return head

    def items(
        self, questions: Sequence[Question]
    ) -> tuple[list[Item], list[dict[str, str]], list[str]]:
        """The rows, and the answers and the note on each."""
        items: list[Item] = []
        answers: list[dict[str, str]] = []
        notes: list[str] = []
        places: dict[tuple[str, str], int] = {}
        total = None
        while self.at < len(self.lines):
            number = len(items) + 1
            match = self.take(
                r"item (\d+) of (\d+), split (\S+): (.*)", f"item {number} of {total or '…'}"
            )
            place = (match[3], match[4])
            self.item = match[4]
            if place in places:
                self.refuse(
                    "a repeated item",
                    expected="each item once",
                    found=f"it is on line {places[place]} too",
                )
            if int(match[1]) != number or (total or match[2]) != match[2]:
                self.refuse("an item in another place", expected=f"item {number} of {total or '…'}")
            places[place], total = self.lines[self.at - 1][0], match[2]
            items.append(Item(match[4], match[3], tuple(self.quoted())))
            answers.append(self.answers(number, questions))
            notes.append(self.take(rf"note {number}:(.*)", f"note {number}:")[1].strip())
        self.item = None
        if total is None or len(items) != int(total):
            self.refuse("items are missing", expected=f"{total or 'some'} items", found=len(items))
        return items, answers, notes

    def take(self, pattern: str, expected: str) -> re.Match[str]:
        """The next line, which must be of this form."""
        line = self.lines[self.at][1] if self.at < len(self.lines) else ""
        self.at += 1
        match = re.fullmatch(pattern, line)
        if match is None:
            self.refuse("the form was edited out of shape", expected=expected)
        return match

    def filled(self, key: str, pattern: str, expected: str) -> str:
        value = self.take(rf"{key}:(.*)", f"{key}: …")[1].strip()
        if value in ("", OPEN):
            self.refuse(f"{key} is not filled in", expected=expected)
        if not re.fullmatch(pattern, value):
            self.refuse(f"{key} is not what it should be", expected=expected)
        return printable(value)

    def questions(self) -> Iterator[Question]:
        names: set[str] = set()
        while self.at < len(self.lines) and self.lines[self.at][1].startswith("question "):
            form = "question NAME [ANSWER / ANSWER; defect: ANSWER]"
            match = self.take(r"question (\S+) \[([^;\]]+)(?:; defect: ([^\]]+))?\]", form)
            asked = self.take(r"\| (.+)", "| the question")[1]
            try:
                question = Question(
                    name=match[1],
                    question=asked,
                    answers=tuple(match[2].split(" / ")),
                    defect=tuple(match[3].split(" / ")) if match[3] else (),
                )
            except ValidationError as error:
                line = self.lines[self.at - 2][0]
                raise invalid(
                    f"{self.path}, line {line}: not a question", error, dataset=self.dataset
                ) from None
            if question.name in names:
                self.refuse("a repeated question", expected="each question once", back=2)
            names.add(question.name)
            yield question
        if not names:
            self.refuse("no question", expected="question NAME […]", back=0)

    def quoted(self) -> Iterator[str]:
        while self.at < len(self.lines) and self.lines[self.at][1].startswith("|"):
            yield self.lines[self.at][1].removeprefix("|").removeprefix(" ")
            self.at += 1

    def answers(self, number: int, questions: Sequence[Question]) -> dict[str, str]:
        blank = " ".join(f"{question.name}={OPEN}" for question in questions)
        line = self.take(rf"answer {number}:(.*)", f"answer {number}: {blank}")[1]
        allowed = {question.name: question.answers for question in questions}
        found: dict[str, str] = {}
        for word in line.split():
            name, _, answer = word.partition("=")
            if name not in allowed:
                self.refuse("no such question", expected=", ".join(allowed), found=word)
            if name in found:
                self.refuse(f"{name} is answered twice", expected="one answer", found=line.strip())
            if answer not in allowed[name]:
                missing = answer in ("", OPEN)
                self.refuse(
                    f"{name} is not answered" if missing else f"no such answer of {name}",
                    expected=" / ".join(allowed[name]),
                    found=word,
                )
            found[name] = answer
        for name in allowed:
            if name not in found:
                self.refuse(f"{name} is not answered", expected=" / ".join(allowed[name]))
        return found

    def refuse(
        self, message: str, *, expected: str, found: object = None, back: int = 1
    ) -> NoReturn:
        """Raise the error of the line that was taken `back` lines ago."""
        at = self.at - back
        number, line = self.lines[at] if at < len(self.lines) else (None, None)
        where = f"line {number}" if number else "at its end"
        shown_line = "nothing" if line is None else line[:200]
        raise IrrealisError(
            f"{printable(self.path)}, {where}: {message}",
            dataset=self.dataset,
            row=self.item,
            expected=expected,
            found=shown_line if found is None else found,
        )
