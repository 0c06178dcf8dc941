"""HeadRoom: what a language model writes about depression as a person of stated gender and race.

Data: MichiganNLP, "depression_synthetic_data" (HeadRoom), 2024. Four prompts were put to a model
for each gender and race, with and without a year of the pandemic, many times each. The texts make a
grid: each cell has as many as those of another gender or race.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from irrealis.builders.families.published.rows import ANY, read_rows

from irrealis.build import Builder, Row
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


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of upstream's with its faults, kind and detail of each."""

    name: str
    values: Mapping[str, Any]
    faults: tuple[tuple[str, str], ...]


class HeadRoom(Builder[Entry, None]):
    """Takes the texts over as they are, and lists what is odd about them."""

    def read(self, stream: BinaryIO, *, source: str) -> Iterator[Entry]:
        """Texts in the file's order; the first with a number or a text is not at fault."""
        numbers: dict[str, str] = {}
        texts: dict[str, str] = {}
        for row in read_rows(stream, source=source, form="csv", columns=COLUMNS):
            values = {NAMES.get(name, name): value for name, value in row.items()}
            name = _name(values)
            faults = []
            if numbers.setdefault(values["row"], name) != name:
                faults.append(
                    ("repeated-number", f"the number is that of {numbers[values['row']]}")
                )
            first = texts.setdefault(same(values["text"]), name)
            if first != name:
                faults.append(("repeated-text", f"the text is that of {first}"))
            if not values["reason"]:
                faults.append(("no-reason", "upstream does not say why the text ends"))
            if (values["year"] == "0") != (values["pandemic"] == "0"):
                faults.append(
                    ("year-disagrees", f"{values['year']}, pandemic {values['pandemic']}")
                )
            yield Entry(name, values, tuple(faults))

    def original_id(self, record: Entry) -> str:
        """Upstream's number, and 8 hexadecimal digits over the row."""
        return record.name

    def edit(
        self,
        record: Entry,
        *,
        context: None,  # noqa: ARG002 a text stands alone
        rng: random.Random,  # noqa: ARG002 nothing is drawn
    ) -> Iterable[Row]:
        """The row, and its faults."""
        yield Row("native", {"id": record.name, "original_id": record.name, **record.values})
        for kind, detail in record.faults:
            listed = {"variant": record.name, "fault": kind, "detail": detail}
            yield Row("errata", {"original_id": record.name, **listed})


def _name(values: Mapping[str, str]) -> str:
    return f"{values['row']}.{fingerprint(dict(values), digits=8)}"


BUILDER = HeadRoom
