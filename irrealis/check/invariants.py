"""What must hold of the pairs of any dataset."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from irrealis.check.failure import Failure, Found
from irrealis.contract import Sameness, Table, canonical, group_id, pair_id, probe_id, replay
from irrealis.contract import text_view as view
from irrealis.store import BuildRecord

SIDES = ("original", "counterfactual")


def digest(value: object) -> bytes:
    """16 bytes that stand for a value in memory."""
    return hashlib.sha256(canonical(value)).digest()[:16]


class Invariants:
    """What must hold of pairs and probes in any dataset, and of the rows of one without pairs.

    Args:
        record: the build's.
        tables: the dataset's; several of them may hold pairs.
        alternatives: splits that may hold the same records, as the manifest says.
    """

    def __init__(
        self,
        record: BuildRecord,
        *,
        tables: Mapping[str, Table],
        alternatives: Sequence[Sequence[str]],
    ) -> None:
        self.dataset = record.dataset
        self.seed = record.seed
        self.main = record.main
        self.same = {
            config: Sameness(table.fields)
            for config, table in tables.items()
            if table.kind == "pairs"
        }
        one_of = {split: group[0] for group in alternatives for split in group}
        self.side = {split: one_of.get(split, split) for split in record.splits}
        self.ids: set[tuple[str, str, str]] = set()
        self.groups: dict[str, tuple[str, str]] = {}  # split, id of the original
        self.originals: dict[tuple[str, str, str], bytes] = {}
        self.answers: dict[tuple[str, str, str, str | None], bytes] = {}
        self.cells: set[bytes] = set()
        self.texts: dict[bytes, tuple[str, str]] = {}
        self.labels: dict[bytes, tuple[bytes, str]] = {}

    def see(self, config: str, split: str, row: dict[str, Any]) -> Iterator[Failure]:
        """What must hold of a row of pairs, and of it beside the rows before."""
        same = self.same[config]
        sides = [digest(same.record(row[side])) for side in SIDES]
        for kind, where, expected, found in (
            *self._identity(config, split, row),
            *self._group(config, split, row),
            *self._edits(row, same, sides),
            *self._labels(row, sides),
            *self._leaks(split, row, sides),
        ):
            yield Failure(kind, where, expected, found, row["id"])

    def see_unpaired(self, split: str, row: dict[str, Any]) -> Iterator[Failure]:
        """What must hold of a row of `native` in a dataset without pairs."""
        if self._again("native", split, row):
            yield Failure("id", "id", "an id used once", "used before", row["id"])
        side, name = self.groups.setdefault(row["original_id"], (self.side[split], row["id"]))
        if side != self.side[split]:
            expected = f"an original in one split ({side}, {name})"
            yield Failure("leak", "original_id", expected, f"also in {split}", row["id"])

    def see_probe(self, config: str, split: str, row: dict[str, Any]) -> Iterator[Failure]:
        """What must hold of a row of probes; pairs are seen before them."""
        for kind, where, expected, found in self._probe(config, split, row):
            yield Failure(kind, where, expected, found, row["id"])

    def _probe(self, config: str, split: str, row: dict[str, Any]) -> Found:
        want = probe_id(self.dataset, row["group"], row["role"], row["prompt"])
        if row["id"] != want:
            yield "id", "id", f"{want}, from its content", row["id"]
        if self._again(config, split, row):
            yield "id", "id", "an id used once", "used before"
        held = self.groups.get(row["group"])
        if held is None or held[0] != self.side[split]:
            yield "group", "group", "a group of pairs of this split", row["group"]
        same = row["answer_before"] == row["answer_after"]
        if row["role"] == "locality" and not same:
            yield "probe", "answer_after", f"{row['answer_before']}: locality", row["answer_after"]
        if row["role"] == "paraphrase" and same:
            yield "probe", "answer_after", "another answer: paraphrase", row["answer_after"]

    def _again(self, config: str, split: str, row: Mapping[str, Any]) -> bool:
        """Whether the id was used before; alternatives of one another may hold the same row."""
        key = (config, split, row["id"])
        again = key in self.ids
        self.ids.add(key)
        return again

    def _identity(self, config: str, split: str, row: dict[str, Any]) -> Found:
        query = row.get("query")
        asked = () if query is None else (query, row["intervention"])
        want = pair_id(
            self.dataset, row["original_id"], row["original"], row["counterfactual"], *asked
        )
        if row["id"] != want:
            yield "id", "id", f"{want}, from its content", row["id"]
        if self._again(config, split, row):
            yield "id", "id", "an id used once", "used before"
        if row["seed"] != self.seed:
            yield "seed", "seed", self.seed, row["seed"]

    def _group(self, config: str, split: str, row: dict[str, Any]) -> Found:
        side, original_id, group = self.side[split], row["original_id"], row["group"]
        held = self.groups.setdefault(group, (side, original_id))
        if held[0] != side:
            yield "group", "group", f"a group in one split ({held[0]})", f"also in {split}"
        # of the other tables, a pair may have another member of the group for its original
        alone = original_id if config != self.main else ""
        one = "the group's one original" if config == self.main else "one original of an id"
        text = digest([row["original"], row.get("coordinates", {}).get("original")])
        label = digest(row["label_original"])
        first = self.originals.setdefault((config, group, alone), text)
        answer = self.answers.setdefault((config, group, alone, row.get("query")), label)
        if first != text or answer != label or (not alone and held[1] != original_id):
            yield "group", "original", f"{one} ({held[1]})", "another text or label"
        want = group_id(self.dataset, original_id)
        if config == self.main and group != want and held[1] == original_id:
            yield "group", "group", want, group
        if "coordinates" in row:
            yield from self._cell(config, row)

    def _cell(self, config: str, row: dict[str, Any]) -> Found:
        """A counterfactual stands elsewhere in its group than its original and all others."""
        before, after = (row["coordinates"][side] for side in SIDES)
        if before == after:
            yield "coordinates", "coordinates", "another place than the original's", after
        cell = digest([config, row["group"], row.get("query"), before, after])
        if cell in self.cells:
            yield "coordinates", "coordinates", "a place of the group once", after
        self.cells.add(cell)

    def _edits(self, row: dict[str, Any], same: Sameness, sides: Sequence[bytes]) -> Found:
        try:
            made = replay(row["original"], row["edits"])
        except ValueError as error:
            yield "edits", "edits", "edits that replay on the original", str(error)
            return
        counterfactual = view(row["counterfactual"])
        for place in dict.fromkeys([*made, *counterfactual]):
            text, found = made.get(place), counterfactual.get(place)
            if text is None or found is None:
                yield "edits", f"counterfactual.{place}", "the members of the original", found
            elif text != found:
                at = _first_difference(text, found)
                expected = f"at {at}: {text[at : at + 40]!r}, from the edits"
                yield "edits", f"counterfactual.{place}", expected, found[at : at + 40]
        for number, edit in enumerate(row["edits"]):
            if same.text(edit["field"], edit["before"]) == same.text(edit["field"], edit["after"]):
                yield "no-op", f"edits[{number}]", "a change", edit["before"]
        for number, change in enumerate(row["intervention"]):
            if same.value(change["from"]) == same.value(change["to"]):
                yield "no-op", f"intervention[{number}]", "a change", change["from"]
        if sides[0] == sides[1]:
            yield "no-op", "counterfactual", "another text than the original's", "the same text"

    def _labels(self, row: dict[str, Any], sides: Sequence[bytes]) -> Found:
        same = row["label_original"] == row["label_counterfactual"]
        if same != (row["label_effect"] == "keep"):
            yield (
                "label-effect",
                "label_effect",
                "keep" if same else "flip or recomputed",
                row["label_effect"],
            )
        query = row.get("query")
        for side, text in zip(SIDES, sides, strict=True):
            label = digest(row[f"label_{side}"])
            key = text if query is None else digest([text.hex(), query])
            held = self.labels.setdefault(key, (label, row["id"]))
            if held[0] != label:
                yield "two-labels", side, f"one label for one text (see {held[1]})", "another label"

    def _leaks(self, split: str, row: dict[str, Any], sides: Sequence[bytes]) -> Found:
        for side, text in zip(SIDES, sides, strict=True):
            held = self.texts.setdefault(text, (self.side[split], row["id"]))
            if held[0] != self.side[split]:
                yield (
                    "leak",
                    side,
                    f"a text in one split ({held[0]}, {held[1]})",
                    f"also in {split}",
                )


def _first_difference(expected: str, found: str) -> int:
    return next(
        (at for at, (a, b) in enumerate(zip(expected, found, strict=False)) if a != b),
        min(len(expected), len(found)),
    )
