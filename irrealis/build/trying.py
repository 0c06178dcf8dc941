"""A builder as a tool that edits texts supplied by the user.

Nothing is written, and the audit does not look: that is for `irrealis build NAME
--input FILE`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from irrealis.build.builder import Builder, Drop, Row, edited, load_builder, record_rng
from irrealis.build.requirements import refuse_missing
from irrealis.errors import IrrealisError, calling
from irrealis.inputs import read_json_records
from irrealis.manifest import find_root, load_manifest


@dataclass(frozen=True, slots=True)
class Tried:
    """What was made of a text: pairs with the columns of docs/contract.md, and what was not."""

    pairs: Sequence[Mapping[str, Any]]
    drops: Sequence[Drop]

    def as_dict(self) -> dict[str, Any]:
        """For scripts."""
        dropped = [
            {"reason": drop.reason, "detail": drop.detail, "level": drop.level}
            for drop in self.drops
        ]
        return {"pairs": [dict(row) for row in self.pairs], "drops": dropped}


class Editor:
    """The builder of a dataset, ready to edit one text after another.

    Args:
        name: a dataset of the registry.
        root: the registry; what `find_root` finds if not given.
        seed: changes every random choice.
        values: parameters of the builder other than the manifest's; and by any other name, what is
            known of every text or asked for, as the builder takes it.

    Raises:
        IrrealisError: no such dataset, or parameters that its builder does not accept.
    """

    def __init__(
        self,
        name: str,
        *,
        root: Path | None = None,
        seed: int = 0,
        values: Mapping[str, object] | None = None,
    ) -> None:
        manifest = load_manifest(name, root=root or find_root())
        refuse_missing(manifest)
        make = partial(load_builder, manifest.builder, dataset=name, seed=seed)
        self.builder: Builder[Any, Any] = make(parameters=manifest.parameters)
        self.values = dict(values or {})
        own = self.values.keys() & self.builder.parameters_type.model_fields.keys()
        if own:
            changed = {key: self.values.pop(key) for key in sorted(own)}
            self.builder = make(parameters={**manifest.parameters, **changed})

    def edit(
        self,
        text: str,
        *,
        id: str = "",  # noqa: A002
        values: Mapping[str, object] | None = None,
    ) -> Tried:
        """What the builder makes of a text alone; the same text, id and values give the same.

        Args:
            text: to be edited.
            id: what the pairs call their original; if not given, it follows from the text.
            values: what else is known of this text, or asked for, as the builder takes it.

        Raises:
            IrrealisError: the builder cannot edit a bare text, or does not take these values; or
                what else it raises, see `theirs`.
        """
        name = id or hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        if not text.strip():
            raise IrrealisError("a text without words", dataset=self.builder.dataset, row=name)
        if any("\ud800" <= char <= "\udfff" for char in text):
            raise IrrealisError(
                "the text is not valid Unicode",
                dataset=self.builder.dataset,
                row=name,
                expected="UTF-8",
                found=ascii(text)[:100],
            )
        builder, known = self.builder, {**self.values, **(values or {})}
        rng = record_rng(dataset=builder.dataset, seed=builder.seed, original_id=name)
        with calling(dataset=builder.dataset, row=name):
            record = builder.text_record(text, id=name, values=known)
            context = builder.context_beside([record], others=())
            made = edited(builder, record, context=context, rng=rng)
        return Tried(
            [row.values for row in made if isinstance(row, Row) and row.config == "pairs"],
            [drop for drop in made if isinstance(drop, Drop)],
        )

    def edit_lines(self, lines: Iterable[bytes], *, source: str) -> Iterator[dict[str, Any]]:
        """For each line {"text", "id"?, more values}, what was made of it, before the next is read.

        Raises:
            IrrealisError: a line that is no record of a text, or see `edit`; names the line.
        """
        for line, record in _records(lines, source=source):
            text, name = record.get("text"), record.get("id", f"line-{line}")
            for field, value in (("text", text), ("id", name)):
                if not isinstance(value, str):
                    raise IrrealisError(
                        f"line {line}: not a record of a text",
                        dataset=self.builder.dataset,
                        field=field,
                        expected="a string",
                        found=repr(value)[:100],
                    )
            own = {key: value for key, value in record.items() if key not in ("id", "text")}
            try:
                done = self.edit(str(text), id=str(name), values=own)
            except IrrealisError as error:
                error.args = (f"line {line}: {error.args[0]}",)
                raise
            yield {"id": name, "text": text, **done.as_dict()}


def _records(lines: Iterable[bytes], *, source: str) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            for record in read_json_records(BytesIO(line), source=f"{source}, line {number}"):
                yield number, record


def edit(
    name: str,
    text: str,
    *,
    root: Path | None = None,
    seed: int = 0,
    **values: object,
) -> Tried:
    """Edit one text with the builder of a dataset; for many texts use an `Editor`.

    Args:
        name: a dataset of the registry.
        text: to be edited.
        root: the registry; what `find_root` finds if not given.
        seed: changes every random choice.
        values: parameters of the builder; and by any other name, what is known of the text or asked
            for, as the builder takes it.

    Raises:
        IrrealisError: no such dataset, or its builder cannot edit a bare text, or does not take
            these values.

    >>> made = edit("gender-swap", "He thanked his brother.")
    >>> made.pairs[0]["counterfactual"]["text"]
    'She thanked her sister.'
    """
    return Editor(name, root=root, seed=seed, values=values).edit(text)
