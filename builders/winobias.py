"""WinoBias: sentences in which a pronoun follows a stereotype of an occupation, or goes against it.

Data: Zhao et al., "Gender Bias in Coreference Resolution: Evaluation and Debiasing Methods", NAACL
2018, section 2. Upstream has a file of sentences that follow the stereotypes (pro) and one of those
that do not (anti), for each of two types; which belong together shows by the line alone. Here
both must be one sentence but for words of gender.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO, NamedTuple

from irrealis.builders.families.published.builder import PublishedBuilder
from irrealis.builders.families.published.parts import Fault, Group, Native, Side, Variant
from irrealis.builders.families.published.pronouns import FEMALE, MALE, changed_words, is_swap
from irrealis.builders.families.published.rows import aligned, malformed, read_files

from irrealis.contract import Generator, fingerprint
from irrealis.inputs import read_records

FILES = tuple(f"{side}_stereotyped_type{kind}" for kind in "12" for side in ("pro", "anti"))
LINE = re.compile(r"(\d+) (.*\[[^\[\]]+\].*)")
OTHER = {"male": "female", "female": "male"}
SWAPS = {"male": FEMALE, "female": MALE}  # by the gender of the sentence before
PRONOUNS = FEMALE.keys() | MALE.keys()


class Line(NamedTuple):
    """A sentence of a file: its number, its text with and without brackets, and who is meant."""

    number: str
    marked: str
    text: str
    referent: str


class WinoBias(PublishedBuilder):
    """Pairs the sentence that follows a stereotype with the one that does not."""

    generator = Generator("human", "WinoBias", "NAACL 2018")
    one_edit = True

    def read_split(self, files: Iterable[tuple[str, BinaryIO]]) -> Iterator[Group]:
        """Pairs by the number of the line.

        Raises:
            IrrealisError: other files than the four, or lines that do not belong together: with
                other numbers, or more than half of them with other words.
        """
        lines = dict(zip(FILES, read_files(files, dict.fromkeys(FILES, _lines)), strict=True))
        for kind in "12":
            both = {name: lines[name] for name in FILES if name.endswith(kind)}
            pairs = aligned(both, by=lambda line: line.number, fit=_is_pair, order=FILES)
            yield from (_group(*pair, kind=kind) for pair in pairs)


def _lines(stream: BinaryIO, *, source: str) -> Iterator[Line]:
    for number, row in read_records(stream, source=source, form="lines"):
        found = LINE.fullmatch(row["line"])
        if found is None:
            expected = "a number, and a sentence with brackets"
            where = f"{source}, line {number}"
            raise malformed(where, unit="a line", expected=expected, found=row["line"])
        parts = [part.strip().lower() for part in re.findall(r"\[([^\[\]]+)\]", found[2])]
        persons = [name for part in parts if (name := part.removeprefix("the ")) not in PRONOUNS]
        plain = re.sub(r"\[\s*|\s*\]", "", found[2])
        yield Line(found[1], found[2], plain, " or ".join(persons))


def _group(pro: Line, anti: Line, *, kind: str) -> Group:
    both = fingerprint([pro.marked, anti.marked], digits=8)  # a number is used once in each split
    name = f"type{kind}.{pro.number}.{both}"
    gender, wrong = _swap(pro, anti)
    rows = tuple(
        Native({"id": f"{name}.{side}", "line": f"{line.number} {line.marked}"})
        for side, line in (("pro", pro), ("anti", anti))
    )
    variant = Variant.of(
        f"{name}.anti",
        Side({"text": pro.text}, pro.referent),
        Side({"text": anti.text}, anti.referent),
        ("gender", "pronoun", gender, OTHER[gender]),
        detail="its writers mark the same person in both sentences",
        facts={"type": kind},
        fault=wrong,
    )
    return Group(name, rows, (variant,))


def _is_pair(pro: Line, anti: Line) -> bool:
    return _swap(pro, anti)[1] is None


def _swap(pro: Line, anti: Line) -> tuple[str, Fault | None]:
    """The gender of the first sentence, and why the second is not the same with the other."""
    changed = changed_words(pro.text, anti.text)
    gender = "female" if any(a in MALE for a, _ in changed) else "male"
    if not pro.referent or pro.referent != anti.referent:
        marked = f"{pro.referent or 'nobody'}, {anti.referent or 'nobody'}"
        return gender, ("referent-changed", f"not the same person is marked: {marked}")
    if is_swap(pro.text, anti.text, SWAPS[gender]):
        return gender, None
    return gender, ("not-a-swap", "more differs than the gender of the pronoun")


BUILDER = WinoBias
