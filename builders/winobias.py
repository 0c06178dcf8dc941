"""WinoBias: sentences in which a pronoun follows a stereotype of an occupation, or goes against it.

Data: Zhao et al., "Gender Bias in Coreference Resolution: Evaluation and Debiasing Methods", NAACL
2018, section 2. Upstream has a file of sentences that follow the stereotypes (pro) and one of those
that do not (anti), for each of two types; which belong together is said by the line alone. Here
both must be one sentence but for words of gender.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO, NamedTuple

from irrealis.builders.families.published.builder import PublishedBuilder
from irrealis.builders.families.published.parts import Group, Native, Side, Variant
from irrealis.builders.families.published.pronouns import FEMALE, MALE, changed_words, is_swap
from irrealis.builders.families.published.rows import malformed, read_files

from irrealis.contract import Evidence, Generator, Intervention, fingerprint
from irrealis.errors import IrrealisError
from irrealis.inputs import read_records

FILES = (
    "pro_stereotyped_type1",
    "anti_stereotyped_type1",
    "pro_stereotyped_type2",
    "anti_stereotyped_type2",
)
LINE = re.compile(r"(\d+) (.*\[[^\[\]]+\].*)")
OTHER = {"male": "female", "female": "male"}
SWAPS = {"male": FEMALE, "female": MALE}  # by the gender of the sentence before


class Line(NamedTuple):
    """A sentence of a file: its number, and its text with and without brackets."""

    number: str
    marked: str

    @property
    def text(self) -> str:
        """The sentence without the brackets around the person that is meant, and the pronoun."""
        return re.sub(r"\[\s*|\s*\]", "", self.marked)

    @property
    def referent(self) -> str:
        """The person that is meant: what stands in brackets and is no pronoun."""
        found = re.findall(r"\[([^\[\]]+)\]", self.marked)
        marked = [part.strip().lower().removeprefix("the ") for part in found]
        persons = [part for part in marked if not any(part in of for of in SWAPS.values())]
        return " or ".join(persons)


class WinoBias(PublishedBuilder):
    """Pairs the sentence that follows a stereotype with the one that does not."""

    generator = Generator("human", "WinoBias", "NAACL 2018")
    one_edit = True

    def read_split(self, files: Iterable[tuple[str, BinaryIO]]) -> Iterator[Group]:
        """Pairs by the number of the line.

        Raises:
            IrrealisError: other files than the four, or lines that do not belong together: not as
                many, or more than half of them with other words.
        """
        found = read_files(files, dict.fromkeys(FILES, _lines))
        for at in (0, 2):
            pros, antis = found[at], found[at + 1]
            both = f"{FILES[at]} and {FILES[at + 1]}"
            if [line.number for line in pros] != [line.number for line in antis]:
                raise IrrealisError(
                    f"{both}: the lines cannot be matched",
                    expected="the same numbers in both files",
                    found=f"{len(pros)} and {len(antis)} lines",
                )
            pairs = [_group(p, a, kind=str(at // 2 + 1)) for p, a in zip(pros, antis, strict=True)]
            wrong = sum(group.variants[0].fault is not None for group in pairs)
            if 2 * wrong > len(pairs):
                raise IrrealisError(
                    f"{both}: the lines do not belong together",
                    expected="the same sentences, but for the gender of the pronoun",
                    found=f"other words in {wrong} of {len(pairs)} lines",
                    hint=f"give the files in this order: {', '.join(FILES)}",
                )
            yield from pairs


def _lines(stream: BinaryIO, *, source: str) -> Iterator[Line]:
    for number, row in read_records(stream, source=source, form="lines"):
        found = LINE.fullmatch(row["line"])
        if found is None:
            raise malformed(
                f"{source}, line {number}",
                unit="a line",
                expected="a number, and a sentence with brackets",
                found=row["line"],
            )
        yield Line(found[1], found[2])


def _group(pro: Line, anti: Line, *, kind: str) -> Group:
    both = fingerprint([pro.marked, anti.marked], digits=8)  # a number is used once in each split
    name = f"type{kind}.{pro.number}.{both}"
    gender, wrong = _swap(pro, anti)
    rows = tuple(
        Native({"id": f"{name}.{side}", "line": f"{line.number} {line.marked}"})
        for side, line in (("pro", pro), ("anti", anti))
    )
    variant = Variant(
        f"{name}.anti",
        Side({"text": pro.text}, pro.referent),
        Side({"text": anti.text}, anti.referent),
        (Intervention("gender", "pronoun", gender, OTHER[gender]),),
        Evidence("human", "its writers mark the same person in both sentences", {"type": kind}),
        fault=wrong,
    )
    return Group(name, rows, (variant,))


def _swap(pro: Line, anti: Line) -> tuple[str, tuple[str, str] | None]:
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
