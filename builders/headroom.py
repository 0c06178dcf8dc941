"""HeadRoom: what a language model writes about depression as a person of stated gender and race.

Data: MichiganNLP, "depression_synthetic_data" (HeadRoom), 2024. Four prompts were put to a model
for each gender and race, with and without a year of the pandemic, many times each. The texts make a
grid: each cell has as many as those of another gender or race.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import BinaryIO

from irrealis.builders.families.published.builder import PublishedBuilder
from irrealis.builders.families.published.parts import Fault, Group, Key, Native
from irrealis.builders.families.published.rows import ANY, read_rows

from irrealis.contract import fingerprint
from irrealis.text.repeats import same

COLUMNS = {
    "": ANY,
    "gender": ("woman", "man"),
    "race": ("black", "white", "hispanic", "asian"),
    "total tok": ANY,
    "text": ANY,
    "reason": ("stop", "length", ""),
    "prompt": ("p4", "p5", "p6", "p7"),
    "year": ("0", "2020", "2021"),
    "pandemic": ("0", "1"),
}
NAMES = {"": "row", "total tok": "total_tok"}  # of columns whose names a table cannot have


class HeadRoom(PublishedBuilder):
    """Takes the texts over as they are, and lists what is odd about them; there are no pairs."""

    def read(self, stream: BinaryIO, *, source: str) -> Iterator[Group]:
        """Texts in the file's order; the first with a number or a text is not at fault."""
        firsts: dict[Key, str] = {}
        for found in read_rows(stream, source=source, form="csv", columns=COLUMNS):
            row = {NAMES.get(name, name): value for name, value in found.items()}
            name = f"{row['row']}.{fingerprint(row, digits=8)}"
            native = Native({"id": name, "original_id": name, **row})
            errata = tuple((name, *fault) for fault in _faults(row, name, firsts))
            yield Group(name, (native,), (), lone=None, errata=errata)


def _faults(row: Mapping[str, str], name: str, firsts: dict[Key, str]) -> Iterator[Fault]:
    for what, value in (("number", row["row"]), ("text", same(row["text"]))):
        first = firsts.setdefault((what, value), name)
        if first != name:
            yield f"repeated-{what}", f"the {what} is that of {first}"
    if not row["reason"]:
        yield "no-reason", "upstream does not say why the text ends"
    if (row["year"] == "0") != (row["pandemic"] == "0"):
        yield "year-disagrees", f"{row['year']}, pandemic {row['pandemic']}"


BUILDER = HeadRoom
