"""What must hold of the pairs of any dataset."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from irrealis.contract import canonical, group_id, normalize, pair_id, replay
from irrealis.store import BuildRecord

if TYPE_CHECKING:
    pass

from irrealis.check.failure import Failure, Found


def digest(value: object) -> bytes:
    """16 bytes that stand for a value in memory."""
    return hashlib.sha256(canonical(value)).digest()[:16]


class Invariants:
    """What must hold of pairs in any dataset, and of the rows of one that has none."""

    def __init__(self, record: BuildRecord, *, alternatives: Sequence[Sequence[str]]) -> None:
        self.dataset = record.dataset
        self.seed = record.seed
        one_of = {split: group[0] for group in alternatives for split in group}
        self.side = {split: one_of.get(split, split) for split in record.splits}
        self.ids: set[tuple[str, str]] = set()
        self.groups: dict[str, tuple[str, bytes, str]] = {}
        self.texts: dict[bytes, tuple[str, str]] = {}
        self.labels: dict[bytes, tuple[bytes, str]] = {}

    def see(self, split: str, row: dict[str, Any]) -> Iterator[Failure]:
        """What must hold of a row of the config `pairs`, and of it beside the rows before."""
        name = row["id"]
        for kind, where, expected, found in (
            *self._identity(split, row),
            *self._edits(row),
            *self._labels(row),
            *self._leaks(split, row),
        ):
            yield Failure(kind, where, expected, found, name)

    def see_unpaired(self, split: str, row: dict[str, Any]) -> Iterator[Failure]:
        """What must hold of a row of `native` in a dataset without pairs."""
        if (split, row["id"]) in self.ids:
            yield Failure("id", "id", "an id used once", "used before", row["id"])
        self.ids.add((split, row["id"]))
        side, _, name = self.groups.setdefault(
            row["original_id"], (self.side[split], b"", row["id"])
        )
        if side != self.side[split]:
            expected = f"an original in one split ({side}, {name})"
            yield Failure("leak", "original_id", expected, f"also in {split}", row["id"])

    def _identity(self, split: str, row: dict[str, Any]) -> Found:
        original_id = row["original_id"]
        want = pair_id(self.dataset, original_id, row["original"], row["counterfactual"])
        if row["id"] != want:
            yield "id", "id", f"{want}, from its content", row["id"]
        # alternatives of one another may hold the same pair; one split may not
        if (split, row["id"]) in self.ids:
            yield "id", "id", "an id used once", "used before"
        self.ids.add((split, row["id"]))
        if row["seed"] != self.seed:
            yield "seed", "seed", self.seed, row["seed"]
        side, original = self.side[split], digest([row["original"], row["label_original"]])
        held = self.groups.setdefault(row["group"], (side, original, original_id))
        if held[0] != side:
            yield "group", "group", f"a group in one split ({held[0]})", f"also in {split}"
        if held[1] != original or held[2] != original_id:
            yield (
                "group",
                "original",
                f"the group's one original ({held[2]})",
                "another text or label",
            )
        if row["group"] != group_id(self.dataset, original_id) and held[2] == original_id:
            yield "group", "group", group_id(self.dataset, original_id), row["group"]

    def _edits(self, row: dict[str, Any]) -> Found:
        try:
            made = replay(row["original"], row["edits"])
        except ValueError as error:
            yield "edits", "edits", "edits that replay on the original", str(error)
            return
        for field_, text in made.items():
            if text != row["counterfactual"][field_]:
                at = _first_difference(text, row["counterfactual"][field_])
                yield (
                    "edits",
                    f"counterfactual.{field_}",
                    f"at {at}: {text[at : at + 40]!r}, from the edits",
                    row["counterfactual"][field_][at : at + 40],
                )
        for number, edit in enumerate(row["edits"]):
            if normalize(edit["before"]) == normalize(edit["after"]):
                yield "no-op", f"edits[{number}]", "a change", edit["before"]
        for number, change in enumerate(row["intervention"]):
            if normalize(change["from"]) == normalize(change["to"]):
                yield "no-op", f"intervention[{number}]", "a change", change["from"]
        if _norm(row["original"]) == _norm(row["counterfactual"]):
            yield "no-op", "counterfactual", "another text than the original's", "the same text"

    def _labels(self, row: dict[str, Any]) -> Found:
        same = row["label_original"] == row["label_counterfactual"]
        if same != (row["label_effect"] == "keep"):
            yield (
                "label-effect",
                "label_effect",
                "keep" if same else "flip or recomputed",
                row["label_effect"],
            )
        for side in ("original", "counterfactual"):
            text, label = digest(_norm(row[side])), digest(row[f"label_{side}"])
            held = self.labels.setdefault(text, (label, row["id"]))
            if held[0] != label:
                yield "two-labels", side, f"one label for one text (see {held[1]})", "another label"

    def _leaks(self, split: str, row: dict[str, Any]) -> Found:
        for side in ("original", "counterfactual"):
            held = self.texts.setdefault(digest(_norm(row[side])), (self.side[split], row["id"]))
            if held[0] != self.side[split]:
                yield (
                    "leak",
                    side,
                    f"a text in one split ({held[0]}, {held[1]})",
                    f"also in {split}",
                )


def _norm(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: normalize(text) for name, text in texts.items()}


def _first_difference(one: str, other: str) -> int:
    return next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
