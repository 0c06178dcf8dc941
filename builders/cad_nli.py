"""CAD-NLI: premises and hypotheses, and what people made of them when asked for other relations.

Data: Kaushik, Hovy and Lipton, "Learning the Difference that Makes a Difference with
Counterfactually-Augmented Data", ICLR 2020; its originals are of SNLI. Each original has two
revisions of its premise and two of its hypothesis. Upstream says whose they are by position alone:
rows 2i and 2i + 1 of a file of revisions belong to original i. Here that is asserted of every row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import BinaryIO

from irrealis.builders.families.published.builder import PublishedBuilder
from irrealis.builders.families.published.parts import Group, Native, Row, Side, Variant
from irrealis.builders.families.published.rows import ANY, aligned, read_files, read_rows

from irrealis.contract import Generator, fingerprint, normalize
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
        twice = [row for row in originals for _ in range(REVISIONS)]
        for part, rows in zip(PARTS, revised, strict=True):
            both = {"original": twice, f"revised_{part}": rows}
            list(aligned(both, fit=partial(_is_kept, PARTS[KEPT[part]]), order=FILES))
        for at, original in enumerate(originals):
            revisions = [
                (part, row)
                for part, rows in zip(PARTS, revised, strict=True)
                for row in rows[REVISIONS * at : REVISIONS * (at + 1)]
            ]
            natives = [Native(row, True, {"revised": part}) for part, row in revisions]
            yield Group(
                fingerprint([*_fields(original).values()]),
                (Native(original, False, {"revised": None}), *natives),
                tuple(_variant(part, original, row) for part, row in revisions),
            )


def _is_kept(column: str, original: Row, row: Row) -> bool:
    return same(original[column]) == same(row[column])


def _fields(row: Row) -> dict[str, str]:
    return {part: row[column] for part, column in PARTS.items()}


def _variant(part: str, original: Row, row: Row) -> Variant:
    before, after = original["gold_label"], row["gold_label"]
    kept, fault = KEPT[part], None
    if normalize(row[PARTS[kept]]) != normalize(original[PARTS[kept]]):
        fault = ("other-part-changed", f"the {kept} is not the original's either")
    elif before == after:
        fault = ("label-unchanged", f"the original is {before} as well")
    return Variant.of(
        f"{part} revised to {after}",
        Side(_fields(original), before),
        Side(_fields(row), after),
        ("relation", part, before, after),
        detail=f"a person was asked to revise the {part} to {after}",
        fault=fault,
    )


BUILDER = CadNli
