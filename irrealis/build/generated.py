"""Builders that need no upstream: a program draws each record, and a number says how many."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from typing import BinaryIO, NoReturn

from irrealis.build.builder import Builder, Context, Record, record_rng
from irrealis.build.draw import Draw
from irrealis.errors import IrrealisError


class GeneratedBuilder(Builder[Record, Context]):
    """A builder whose records are drawn, as many as `inputs.generate` or `--size` says.

    Record i of a split depends on the dataset, the seed, the split and i alone. So a larger build
    begins with the rows of a smaller one, and two seeds share records by chance only.
    """

    @abstractmethod
    def make(self, draw: Draw, *, split: str, number: int) -> Record | None:
        """Draw one record; None where none is found in as many draws as the builder allows.

        Args:
            draw: randomness of this record alone.
            split: the split that it is for.
            number: its place in the split, from 0; what should be balanced over a split, such as
                the answers, may follow from it.
        """

    def generate(self, split: str, size: int) -> Iterator[Record]:
        """The first records of a split.

        Raises:
            IrrealisError: no record is found, since the space that is drawn from is exhausted.
        """
        for number in range(size):
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
