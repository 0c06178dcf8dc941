"""CAD-NLI: premises and hypotheses, and what people made of them when asked for other relations.

Data: Kaushik, Hovy and Lipton, "Learning the Difference that Makes a Difference with
Counterfactually-Augmented Data", ICLR 2020; its originals are of SNLI. Each original has two
revisions of its premise and two of its hypothesis. Upstream says whose they are by position alone:
rows 2i and 2i + 1 of a file of revisions belong to original i. Here that is asserted of every row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import BinaryIO

from irrealis.builders.families.published.builder import PublishedBuilder
from irrealis.builders.families.published.parts import Group, Native, Side, Variant
from irrealis.builders.families.published.rows import ANY, read_files, read_rows

from irrealis.contract import Evidence, Generator, Intervention, fingerprint, normalize
from irrealis.errors import IrrealisError
from irrealis.text.repeats import same

PARTS = {"premise": "sentence1", "hypothesis": "sentence2"}
KEPT = {"premise": "hypothesis", "hypothesis": "premise"}  # what a revision of a part leaves
COLUMNS = {
    "sentence1": ANY,
    "sentence2": ANY,
    "gold_label": ("entailment", "neutral", "contradiction"),
}
FILES = ("original", "revised_premise", "revised_hypothesis")
REVISIONS = 2  # of each part of an original


class CadNli(PublishedBuilder):
    """Pairs each revision with its original."""

    generator = Generator("human", "CAD", "ICLR 2020")
    unique = ("counterfactual",)
    mixed = ("original_id", "revised", "is_counterfactual")

    def read_split(self, files: Iterable[tuple[str, BinaryIO]]) -> Iterator[Group]:
        """Groups, put together of three files: originals, revised premises, revised hypotheses.

        Raises:
            IrrealisError: other files, in number or order, than these, or not two rows of revisions
                for each original.
        """
        read = partial(read_rows, form="tsv", columns=COLUMNS)
        originals, *revised = read_files(files, dict.fromkeys(FILES, read))
        for part, rows in zip(PARTS, revised, strict=True):
            self._check_positions(part, originals, rows)
        for at, original in enumerate(originals):
            revisions = [
                (part, row)
                for part, rows in zip(PARTS, revised, strict=True)
                for row in rows[REVISIONS * at : REVISIONS * (at + 1)]
            ]
            yield Group(
                fingerprint([*_fields(original).values()]),
                (
                    Native(original, False, {"revised": None}),
                    *(Native(row, True, {"revised": part}) for part, row in revisions),
                ),
                tuple(_variant(part, original, row) for part, row in revisions),
            )

    def _check_positions(
        self, part: str, originals: Sequence[Mapping[str, str]], rows: Sequence[Mapping[str, str]]
    ) -> None:
        file, kept = f"revised_{part}", PARTS[KEPT[part]]
        if len(rows) != REVISIONS * len(originals):
            raise IrrealisError(
                f"{file}: its rows cannot be matched to the originals by position",
                dataset=self.dataset,
                expected=f"{REVISIONS * len(originals)} rows, {REVISIONS} for each original",
                found=f"{len(rows)} rows",
            )
        astray = sum(
            same(row[kept]) != same(originals[at // REVISIONS][kept]) for at, row in enumerate(rows)
        )
        if 2 * astray > len(rows):
            raise IrrealisError(
                f"{file}: its rows do not revise these originals",
                dataset=self.dataset,
                expected=f"in rows 2i and 2i + 1 the {KEPT[part]} of original i",
                found=f"another {KEPT[part]} in {astray} of {len(rows)} rows",
                hint=f"give the files in this order: {', '.join(FILES)}",
            )


def _fields(row: Mapping[str, str]) -> dict[str, str]:
    return {part: row[column] for part, column in PARTS.items()}


def _variant(part: str, original: Mapping[str, str], row: Mapping[str, str]) -> Variant:
    before, after = original["gold_label"], row["gold_label"]
    kept, fault = KEPT[part], None
    if normalize(row[PARTS[kept]]) != normalize(original[PARTS[kept]]):
        fault = ("other-part-changed", f"the {kept} is not the original's either")
    elif before == after:
        fault = ("label-unchanged", f"the original is {before} as well")
    return Variant(
        f"{part} revised to {after}",
        Side(_fields(original), before),
        Side(_fields(row), after),
        (Intervention("relation", part, before, after),),
        Evidence("human", f"a person was asked to revise the {part} to {after}"),
        fault=fault,
    )


BUILDER = CadNli
