"""Builders that need no upstream: a program draws each record, and a number says how many."""

from __future__ import annotations

import random
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO, ClassVar, Literal, NoReturn

from pydantic import AfterValidator

from irrealis.build.builder import Builder, Context, Drop, Record, Repair, Row, record_rng
from irrealis.build.draw import Draw
from irrealis.contract import Evidence, Generator, Intervention, Pair
from irrealis.errors import IrrealisError
from irrealis.text.edits import record_edits


def within(low: int, high: int) -> AfterValidator:
    """What a parameter must be that is a range of an axis: two numbers in bounds, in order.

    The type of such a parameter is `Annotated[tuple[int, int], within(2, 4)]`; pydantic reports
    any other value as an error of the parameter.
    """

    def check(axis: tuple[int, int]) -> tuple[int, int]:
        if axis[0] > axis[1]:
            raise ValueError("the smaller number first")
        if not low <= axis[0] <= axis[1] <= high:
            raise ValueError(f"numbers from {low} to {high}")
        return axis

    return AfterValidator(check)


class GeneratedBuilder(Builder[Record, Context]):
    """A builder whose records are drawn, as many as `inputs.generate` or `--size` says.

    Record i of a split depends on the dataset, the seed, the split and i alone. So a larger build
    begins with the rows of a smaller one, and two seeds share records by chance only.
    """

    no_text = "a program draws its records"
    version: ClassVar[str] = "1.0.0"  # of the program, as the generator of its pairs

    @abstractmethod
    def make(self, draw: Draw, *, split: str, number: int) -> Record | None:
        """Draw one record; None where none is found in as many draws as the builder allows.

        Args:
            draw: randomness of this record alone.
            split: the split that it is for.
            number: its place in the split, from 0; what should be balanced over a split, such as
                the answers, may follow from it.
        """

    def generate(self, split: str, size: int, *, start: int = 0) -> Iterator[Record]:
        """The first `size` records of a split, but for those before number `start`.

        Raises:
            IrrealisError: no record is found, since the space that is drawn from is exhausted.
        """
        for number in range(start, size):
            rng = record_rng(dataset=self.dataset, seed=self.seed, original_id=f"{split}/{number}")
            record = self.make(Draw(rng), split=split, number=number)
            if record is None:
                raise IrrealisError(
                    f"no record number {number} was found: the space of these parameters is "
                    "exhausted",
                    expected=f"{size:,} records",
                    hint="ask for fewer, or for parameters that leave more room",
                )
            yield record

    def edit(
        self,
        record: Record,
        *,
        context: Context,  # noqa: ARG002
        rng: random.Random,  # noqa: ARG002
    ) -> Iterable[Row | Drop | Repair]:
        """The rows of a record; a builder that draws once more here overrides this."""
        return self.rows(record)

    def rows(self, record: Record) -> Iterable[Row | Drop | Repair]:
        """The pairs that a record makes and its other rows, or why there are none."""
        raise NotImplementedError

    def pair(
        self,
        record: Record,
        original: Mapping[str, Any],
        counterfactual: Mapping[str, Any],
        *,
        labels: tuple[Any, Any],
        otherwise: Literal["flip", "recomputed"],
        interventions: Sequence[Intervention],
        evidence: Evidence,
    ) -> dict[str, Any]:
        """The row of a pair whose edits are token by token.

        Args:
            record: what it was made of.
            original: the fields before.
            counterfactual: the fields after.
            labels: before and after.
            otherwise: the effect where the two labels differ.
            interventions: what was set to what.
            evidence: why the label after holds.
        """
        before, after = labels
        return Pair(
            dataset=self.dataset,
            original_id=self.original_id(record),
            original=original,
            counterfactual=counterfactual,
            edits=record_edits(original, counterfactual),
            interventions=interventions,
            label_original=before,
            label_counterfactual=after,
            label_effect="keep" if before == after else otherwise,
            evidence=evidence,
            generator=Generator("rules", f"irrealis {self.dataset}", self.version),
            seed=self.seed,
        ).row()

    def read(self, stream: BinaryIO, *, source: str) -> NoReturn:  # noqa: ARG002
        """A generated dataset has no input files.

        Raises:
            IrrealisError: always.
        """
        raise IrrealisError(
            f"{self.dataset} is generated and reads no files",
            found=source,
            hint=f"irrealis build {self.dataset} --size 1000",
        )
