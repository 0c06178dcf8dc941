"""What must hold of the pairs of any dataset."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from enum import IntEnum
from typing import Any, TypeAlias

from irrealis.check.claimed import SLOTS, Broken, Claimed, Rows, Rule, number_of
from irrealis.check.failure import Failure, Found
from irrealis.contract import Sameness, Table, canonical, group_id, pair_id, probe_id, replay
from irrealis.contract import text_view as view
from irrealis.store import BuildRecord

SIDES = ("original", "counterfactual")


def digest(value: object) -> bytes:
    """16 bytes that stand for a value in memory."""
    return hashlib.sha256(canonical(value)).digest()[:16]


class Slot(IntEnum):
    """Where in a row something was found; it is told in this order."""

    ID = 0
    AGAIN = 1
    SEED = 2
    GROUP = 3
    ORIGINAL = 4
    GROUP_ID = 5
    COORDINATES = 6
    CELL = 7
    EDITS = 8
    EFFECT = 9
    LABEL = 10  # of the original, and then of the counterfactual
    TEXT = 12  # of both
    LEDGER = 14
    AUDIT = 15


# what the failure of a claim at a slot is called, but for those that `Invariants.kind` tells apart
_KINDS = {
    Slot.AGAIN: "id",
    Slot.GROUP: "group",
    Slot.ORIGINAL: "group",
    Slot.CELL: "coordinates",
    Slot.LABEL: "two-labels",
    Slot.LABEL + 1: "two-labels",
    Slot.TEXT: "leak",
    Slot.TEXT + 1: "leak",
}

Local: TypeAlias = Iterator[tuple[Slot, str, str, object, object]]  # kind, field, expected, found


class Invariants:
    """What must hold of pairs and probes in any dataset, and of the rows of one without pairs.

    What is wrong with a row alone is said at once. What it claims beside others is in `claimed`,
    and said at the end of a split.

    Args:
        record: the build's.
        tables: the dataset's; several of them may hold pairs.
        alternatives: splits that may hold the same records, as the manifest says.
        claimed: takes the claims.
        rows: knows the rows by their order.
    """

    def __init__(
        self,
        record: BuildRecord,
        *,
        tables: Mapping[str, Table],
        alternatives: Sequence[Sequence[str]],
        claimed: Claimed,
        rows: Rows,
    ) -> None:
        self.dataset = record.dataset
        self.seed = record.seed
        self.main = record.main
        self.tables = tables
        self.same = {
            config: Sameness(table.fields)
            for config, table in tables.items()
            if table.kind == "pairs"
        }
        one_of = {split: group[0] for group in alternatives for split in group}
        self.side = {split: one_of.get(split, split) for split in record.splits}
        self.sides = sorted(set(self.side.values()))
        self._claimed, self._rows = claimed, rows

    def see(
        self, config: str, split: str, row: dict[str, Any], *, at: int
    ) -> Iterator[tuple[int, Failure]]:
        """What is wrong with a row of pairs, the `at`th of all rows."""
        same = self.same[config]
        sides = [digest(same.record(row[side])) for side in SIDES]
        self._claim_labels(row, sides, at)
        for side, text in enumerate(sides):
            self._claim(Slot.TEXT + side, at, text, value=self._side(split))
        for slot, kind, where, expected, found in (
            *self._identity(config, split, row, at),
            *self._group(config, split, row, at),
            *((Slot.EDITS, *edit) for edit in self._edits(row, same, sides)),
            *((Slot.EFFECT, *effect) for effect in self._effect(row)),
        ):
            yield slot, Failure(kind, where, expected, found, row["id"])

    def see_unpaired(self, split: str, row: dict[str, Any], *, at: int) -> None:
        """Note a row of `native` in a dataset without pairs."""
        self._once("native", split, row, at)
        place = at * SLOTS + Slot.GROUP
        value = self._side(split)
        self._claimed.of_group(Rule.GROUP, place, row["original_id"], value=value)

    def see_probe(
        self, config: str, split: str, row: dict[str, Any], *, at: int
    ) -> Iterator[tuple[int, Failure]]:
        """What is wrong with a row of probes; pairs are seen before them."""
        self._once(config, split, row, at)
        place = at * SLOTS + Slot.GROUP
        self._claimed.of_group(Rule.MEMBER, place, row["group"], value=self._side(split))
        for slot, kind, where, expected, found in self._probe(row):
            yield slot, Failure(kind, where, expected, found, row["id"])

    def settled(self, broken: Sequence[Broken]) -> Iterator[tuple[int, Failure]]:
        """What is wrong with rows beside others, with the place of each."""
        needed = [
            place // SLOTS
            for claim in broken
            for place in (claim.place, claim.first, claim.group)
            if place is not None
        ]
        names = self._rows.named(needed)
        for claim in broken:
            yield claim.place, self._failure(claim, names)

    def kind(self, config: str, slot: int, rule: Rule) -> str:
        """What the failure of a claim is called."""
        if slot == Slot.GROUP and rule != Rule.MEMBER and self.tables[config].kind != "pairs":
            return "leak"
        if slot == Slot.LEDGER:
            return "level" if rule == Rule.NOT_KEPT else "ledger"
        return _KINDS[slot]

    def _failure(self, claim: Broken, names: Mapping[int, Mapping[str, Any]]) -> Failure:
        at, slot = divmod(claim.place, SLOTS)
        config, split, _ = self._rows.place(at)
        own = names[at]
        held = names.get((claim.first or 0) // SLOTS, {})
        row, side = own.get("id"), "counterfactual" if slot & 1 else "original"
        kind = self.kind(config, slot, claim.rule)
        if slot == Slot.AGAIN:
            return Failure(kind, "id", "an id used once", "used before", row)
        if slot == Slot.GROUP and claim.rule == Rule.MEMBER:
            return Failure(kind, "group", "a group of pairs of this split", own["group"], row)
        if slot == Slot.GROUP and self.tables[config].kind != "pairs":
            expected = f"an original in one split ({self.sides[claim.value or 0]}, {held['id']})"
            return Failure(kind, "original_id", expected, f"also in {split}", row)
        if slot == Slot.GROUP:
            expected = f"a group in one split ({self.sides[claim.value or 0]})"
            return Failure(kind, "group", expected, f"also in {split}", row)
        if slot == Slot.ORIGINAL:
            named = names[(claim.group or 0) // SLOTS]["original_id"]
            what = "the group's one original" if config == self.main else "one original of an id"
            return Failure(kind, "original", f"{what} ({named})", "another text or label", row)
        if slot == Slot.CELL:
            after = own["coordinates"]["counterfactual"]
            return Failure(kind, "coordinates", "a place of the group once", after, row)
        if slot in (Slot.LABEL, Slot.LABEL + 1):
            expected = f"one label for one text (see {held['id']})"
            return Failure(kind, side, expected, "another label", row)
        if slot in (Slot.TEXT, Slot.TEXT + 1):
            expected = f"a text in one split ({self.sides[claim.value or 0]}, {held['id']})"
            return Failure(kind, side, expected, f"also in {split}", row)
        name = own["original_id"]
        if claim.rule == Rule.NOT_KEPT:
            return Failure(kind, "level", "variant, as the record is kept", "record", name)
        return Failure(kind, "original_id", "kept or dropped", name, name)

    def _side(self, split: str) -> int:
        return self.sides.index(self.side[split])

    def _claim(self, slot: int, at: int, key: bytes, *, value: int) -> None:
        # a text may be a key of labels and of splits: these are two keys
        kind = b"label" if slot in (Slot.LABEL, Slot.LABEL + 1) else b"split"
        own = hashlib.sha256(kind + key).digest()[:16]
        self._claimed.of_hash(at * SLOTS + slot, own, value=value)

    def _once(self, config: str, split: str, row: Mapping[str, Any], at: int) -> None:
        """An id is used once; alternatives of one another may hold the same row."""
        self._claimed.add(Rule.ONCE, at * SLOTS + Slot.AGAIN, "id", config, split, row["id"])

    def _probe(self, row: dict[str, Any]) -> Local:
        want = probe_id(self.dataset, row["group"], row["role"], row["prompt"])
        if row["id"] != want:
            yield Slot.ID, "id", "id", f"{want}, from its content", row["id"]
        before, after = row["answer_before"], row["answer_after"]
        if row["role"] == "locality" and before != after:
            yield Slot.EDITS, "probe", "answer_after", f"{before}: locality", after
        if row["role"] == "paraphrase" and before == after:
            yield Slot.EDITS, "probe", "answer_after", "another answer: paraphrase", after

    def _identity(self, config: str, split: str, row: dict[str, Any], at: int) -> Local:
        query = row.get("query")
        asked = () if query is None else (query, row["intervention"])
        want = pair_id(
            self.dataset, row["original_id"], row["original"], row["counterfactual"], *asked
        )
        if row["id"] != want:
            yield Slot.ID, "id", "id", f"{want}, from its content", row["id"]
        self._once(config, split, row, at)
        if row["seed"] != self.seed:
            yield Slot.SEED, "seed", "seed", self.seed, row["seed"]

    def _group(self, config: str, split: str, row: dict[str, Any], at: int) -> Local:
        original_id, group, query = row["original_id"], row["group"], row.get("query")
        place = at * SLOTS
        claim = self._claimed.of_group
        claim(Rule.GROUP, place + Slot.GROUP, group, value=self._side(split))
        place += Slot.ORIGINAL
        # of the other tables, a pair may have another member of the group for its original
        alone = () if config == self.main else (original_id,)
        text = digest([row["original"], row.get("coordinates", {}).get("original")])
        label = digest(row["label_original"])
        asked = () if query is None else (query,)
        claim(Rule.SAME, place, group, "text", config, *alone, value=number_of(text))
        key = ("label", config, str(len(alone)), *alone, *asked)
        claim(Rule.SAME, place, group, *key, value=number_of(label))
        named = number_of(hashlib.sha256(original_id.encode()).digest())
        rule = Rule.NAMED if config == self.main else Rule.CALLED
        claim(rule, place, group, "name", value=named)
        want = group_id(self.dataset, original_id)
        if config == self.main and group != want:
            yield Slot.GROUP_ID, "group", "group", want, group
        if "coordinates" in row:
            yield from self._cell(config, row, at)

    def _cell(self, config: str, row: dict[str, Any], at: int) -> Local:
        """A counterfactual stands elsewhere in its group than its original and all others."""
        before, after = (row["coordinates"][side] for side in SIDES)
        if before == after:
            where = "another place than the original's"
            yield Slot.COORDINATES, "coordinates", "coordinates", where, after
        cell = digest([config, row["group"], row.get("query"), before, after]).hex()
        self._claimed.add(Rule.ONCE, at * SLOTS + Slot.CELL, "cell", cell)

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

    def _effect(self, row: dict[str, Any]) -> Found:
        same = row["label_original"] == row["label_counterfactual"]
        if same != (row["label_effect"] == "keep"):
            yield (
                "label-effect",
                "label_effect",
                "keep" if same else "flip or recomputed",
                row["label_effect"],
            )

    def _claim_labels(self, row: dict[str, Any], sides: Sequence[bytes], at: int) -> None:
        query = row.get("query")
        for number, (side, text) in enumerate(zip(SIDES, sides, strict=True)):
            key = text if query is None else digest([text.hex(), query])
            label = number_of(digest(row[f"label_{side}"]))
            self._claim(Slot.LABEL + number, at, key, value=label)


def _first_difference(expected: str, found: str) -> int:
    return next(
        (at for at, (a, b) in enumerate(zip(expected, found, strict=False)) if a != b),
        min(len(expected), len(found)),
    )
