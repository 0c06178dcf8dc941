"""The tables of words beside this module, each line checked before a rule meets it.

A line is a section and its cells, with a tab between them; # begins a comment. A table that is
wrong is an error that names its file and line, and not a failure in the middle of a build.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files

from irrealis.errors import IrrealisError, nearest

OTHER = "other"  # what is judged and is no aspect
_CELLS = {  # sections of a domain -> their cells, of which `parts` and `template` are free
    "aspect": ("name",),
    "role": ("role", "aspect"),
    "term": ("aspect or other", "strength", "parts ,"),
    "opinion": ("polarity", "said of", "parts |", "opposites"),
    "event": ("polarity", "said of", "parts |", "opposites"),
    "opposite": ("aspect", "sign", "parts |"),
    "insertion": ("aspect", "sign", "register", "template"),
    "list": ("list", "parts ,"),
}
_LISTS = (
    *("neutral", "persons", "guests", "moods", "mood +", "mood -", "calm", "looks", "stay", "pace"),
    *("open air", "sitting", "off site", "too general", "misspelled", "not misspelled"),
    *("neutral verbs", "neutral participles"),
)
_TEMPLATE = re.compile(
    r"(?:[^][{}|]|\[(?:[^][{}]|{s})+\]|{s})+".replace("{s}", r"\{(?:was|were|we|us)\}")
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table: where it stands, and its cells."""

    file: str
    number: int
    cells: tuple[str, ...]

    def error(self, message: str, *, field: str, expected: str, found: object) -> IrrealisError:
        """The error of a line."""
        return IrrealisError(
            f"{self.file}, line {self.number}: {message}",
            field=field,
            expected=expected,
            found=found,
        )


def lines(name: str) -> Iterator[Line]:
    """The lines of a table, without its comments.

    Args:
        name: of the file, beside this module.

    Raises:
        IrrealisError: no such table, or it is not UTF-8.
    """
    try:
        text = (files(__package__) / name).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise IrrealisError(f"{name}: {error}", expected="a table of the aspect edits") from None
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip() and not line.startswith("#"):
            yield Line(name, number, tuple(line.rstrip("\r").split("\t")))


def sections(name: str) -> dict[str, list[tuple[str, ...]]]:
    """The sections of the table of a domain, with the cells of their lines; see `Domain`.

    Raises:
        IrrealisError: naming file and line: an unknown section, role, aspect or list, a cell too
            many or too few, an empty word, another polarity, strength or register than there are,
            a template whose brackets or slots are wrong. Naming the file: an aspect lacks
            templates or a list that the rules take words from.
    """
    table = list(lines(name))
    aspects = [line.cells[1] for line in table if line.cells[0] == "aspect" and line.cells[1:]]
    found: dict[str, list[tuple[str, ...]]] = {}
    for line in table:
        section, *cells = line.cells
        if section not in _CELLS:
            message = f"no section has this name{nearest(section, _CELLS)}"
            raise line.error(message, field="section", expected=", ".join(_CELLS), found=section)
        check(line, cells, _CELLS[section], aspects)
        known = found.setdefault(section, [])
        if section in ("aspect", "role", "list") and any(cells[0] == one[0] for one in known):
            raise line.error(
                f"{section} {cells[0]} comes twice", field=section, expected="once", found=cells[0]
            )
        known.append(tuple(cells))
    _check_whole(name, found, aspects)
    return found


def english(name: str, *kinds: str) -> list[tuple[str, ...]]:
    """The lines of a table of `english/`, whose cells are of these kinds.

    Raises:
        IrrealisError: as `sections`.
    """
    found = list(lines(f"english/{name}.tsv"))
    for line in found:
        check(line, line.cells, kinds, ())
    return [line.cells for line in found]


def check(line: Line, cells: Sequence[str], kinds: Sequence[str], aspects: Collection[str]) -> None:
    """Check that a line has the cells that it should.

    Raises:
        IrrealisError: naming file, line and cell.
    """
    if len(cells) != len(kinds):
        names = ", ".join(kind.partition(" ")[0] if "parts" in kind else kind for kind in kinds)
        raise line.error(
            "a cell is missing or one too many",
            field=line.cells[0],
            expected=f"{len(kinds)} cells: {names}",
            found=len(cells),
        )
    for kind, cell in zip(kinds, cells, strict=True):
        known = _known(kind, aspects)
        if known and cell not in known:
            message = f"unknown {kind}{nearest(cell, known)}"
            raise line.error(message, field=kind, expected=", ".join(known), found=cell)
        if kind == "template" and not _TEMPLATE.fullmatch(cell):
            slots = "words, [a|b], and {was}, {were}, {we}, {us}"
            raise line.error("not a template", field=kind, expected=slots, found=cell)
        if kind.startswith("parts") and not all(part.strip() for part in cell.split(kind[-1])):
            raise line.error("an empty word", field="parts", expected="none", found=cell)
    if "opposites" in kinds:
        _check_opposites(line, cells[0], cells[-1])


def _known(kind: str, aspects: Collection[str]) -> Sequence[str]:
    """The values of a cell of this kind; empty if it may have any."""
    signs = [f"{aspect} {sign}" for aspect in aspects for sign in "+-"]
    said_of = [f"{aspect}{mark}" for aspect in aspects for mark in ("", "?")]
    return {
        "aspect": [*aspects],
        "role": ["persons", "goods", "place", "sound"],
        "aspect or other": [*aspects, OTHER],
        "said of": [*said_of, "*", "*="],
        "strength": ["strong", "weak", "site"],
        "polarity": ["+", "-", "0", "."],
        "sign": ["+", "-"],
        "register": ["clause", "phrase"],
        "list": [
            *(*_LISTS, *signs),
            *(f"implies {sign}" for sign in signs),
            *(f"hints {aspect}" for aspect in aspects),
            *(f"purposes {aspect}" for aspect in aspects),
        ],
    }.get(kind, [])


def _check_opposites(line: Line, polarity: str, text: str) -> None:
    sides = text.split(" ; ")
    wanted = {"0": 2}.get(polarity, 1)
    empty = any(not part.strip() for side in sides for part in side.split("|"))
    if len(sides) != wanted or (text not in ("", "-") if polarity == "." else empty):
        raise line.error(
            f"not the opposites of polarity {polarity}",
            field="opposites",
            expected={"0": "positive ones ; negative ones", ".": "none"}.get(polarity, "a|b"),
            found=repr(text),
        )


def _check_whole(
    name: str, found: dict[str, list[tuple[str, ...]]], aspects: Sequence[str]
) -> None:
    templates = {cells[:3] for cells in found.get("insertion", ())}
    listed = {cells[0] for cells in found.get("list", ())}
    roles = {cells[0] for cells in found.get("role", ())}
    signs = [(aspect, sign) for aspect in aspects for sign in "+-"]
    needed = {" ".join(sign) for sign in signs}
    if {"place", "sound"} <= roles and "calm" in listed:
        needed |= {"mood +", "mood -"}  # what is said of a place instead
    registers = {(*sign, register) for sign in signs for register in ("clause", "phrase")}
    lacking = [
        *(f"section {one}" for one in ("aspect", "term", "opinion") if one not in found),
        *(f"list {one}" for one in sorted(needed - listed)),
        *map(" ".join, sorted(registers - templates)),
    ]
    if lacking:
        raise IrrealisError(
            f"{name} lacks what the rules need of every aspect",
            expected="both lists and all four kinds of templates of an aspect",
            found=f"no {', no '.join(lacking)}",
        )
