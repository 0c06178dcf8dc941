"""Rows of cad-nli, and what must hold of them beyond the contract of pairs.

The audit reads the rows alone: what the pairs say is worked out again from upstream's columns.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pandera.polars as pa
import polars as pl
from irrealis.schemas.cad import made_failures

from irrealis.check import Audit, Failure, Found, Row, digest
from irrealis.contract import Table, canonical, normalize, pairs_schema
from irrealis.store import BuildRecord

LABELS = ("entailment", "neutral", "contradiction")
PARTS = {"premise": "sentence1", "hypothesis": "sentence2"}
REVISIONS = 2


def _native(*, mix: bool) -> pa.DataFrameSchema:
    some = pa.Check.str_length(min_value=1)
    columns = {
        "sentence1": pa.Column(pl.String, some),
        "sentence2": pa.Column(pl.String, some),
        "gold_label": pa.Column(pl.String, pa.Check.isin(LABELS)),
    }
    if mix:
        columns |= {
            "original_id": pa.Column(pl.String, pa.Check.str_matches(r"^[0-9a-f]{16}$")),
            "revised": pa.Column(pl.String, pa.Check.isin(list(PARTS)), nullable=True),
            "is_counterfactual": pa.Column(pl.Boolean),
        }
    return pa.DataFrameSchema(columns, strict=True, ordered=True)


CONFIGS = {
    # the audit meets the configs in this order: the mix holds every row that the others name
    "native_mix": Table(_native(mix=True), key="original_id"),
    "native": Table(_native(mix=False), key="sentence1"),
    "pairs": Table(
        pairs_schema(fields=list(PARTS), label=pl.String()).update_column(
            "original_id",
            description="hexadecimal digits over the original's two texts, as upstream has no ids",
        ),
        key="id",
    ),
}


@dataclass(slots=True)
class _Revision:
    """A revision of the mix, and how often the pairs and the drops account for it."""

    part: str
    label: str
    texts: dict[str, bytes]
    same: bytes
    told: int = 0


@dataclass(slots=True)
class _Group:
    """What the other rows may be asked about an original and its revisions."""

    originals: list[Row] = field(default_factory=list)
    revisions: list[_Revision] = field(default_factory=list)


class CadNliAudit(Audit):
    """Pairs follow from upstream's rows, and no revision is left unaccounted for."""

    definitions: ClassVar[Mapping[str, str]] = {
        "upstream.originals": "originals of upstream's split",
        "upstream.revisions": "their revisions",
        "upstream.no_op_revisions": "revisions that are the original again",
        "spans.mean": "spans of an edit, mean",
    }

    def __init__(self, record: BuildRecord, split: str) -> None:
        """Start a split: of an original its row, of a revision digests are kept in memory."""
        super().__init__(record, split)
        self._groups: dict[str, _Group] = {}
        self._rows: Counter[bytes] = Counter()
        self._names: dict[bytes, str] = {}
        self._spans = self._pairs = 0

    def see(self, config: str, row: dict[str, Any]) -> Iterator[Failure]:
        """Failures that this row shows."""
        look = {
            "native_mix": self._mix,
            "native": self._same,
            "pairs": self._pair,
            "rejects": self._reject,
            "repairs": self._repair,
        }[config]
        key = {"native": "sentence1", "pairs": "id"}.get(config, "original_id")
        for kind, where, expected, said in look(row):
            yield Failure(kind, where, expected, said, row[key])

    def finish(self) -> Iterator[Failure]:
        """Groups with a wrong number of rows, revisions without pair or drop."""
        for digest_, count in self._rows.items():
            if count:
                name = self._names[digest_]
                yield Failure("missing", "row", "a row as in native_mix", "none", name, "native")
        for name, group in self._groups.items():
            parts = Counter(revision.part for revision in group.revisions)
            if len(group.originals) != 1 or parts != dict.fromkeys(PARTS, REVISIONS):
                expected = f"one original, {REVISIONS} revisions of each part"
                found = {"originals": len(group.originals), **parts}
                yield Failure("mix", "revised", expected, found, name, "native_mix")
            for one in group.revisions:
                if one.told != 1:
                    what = f"{one.part} revised to {one.label}"
                    yield Failure("missing", what, "a pair or a drop", one.told, name, "pairs")

    def metrics(self) -> dict[str, float]:
        """Upstream's defects, and the spans of the edits."""
        groups = [group for group in self._groups.values() if group.originals]
        figures = {
            "upstream.originals": float(len(groups)),
            "upstream.revisions": float(sum(len(group.revisions) for group in groups)),
            "upstream.no_op_revisions": float(
                sum(
                    revision.same == _same(group.originals[0])
                    for group in groups
                    for revision in group.revisions
                )
            ),
        }
        if self._pairs:
            figures["spans.mean"] = self._spans / self._pairs
        return figures

    def _mix(self, row: Row) -> Found:
        told = digest({name: row[name] for name in (*PARTS.values(), "gold_label")})
        self._rows[told] += 1
        self._names[told] = row["sentence1"]
        if row["is_counterfactual"] != (row["revised"] is not None):
            yield "mix", "is_counterfactual", row["revised"] is not None, row["is_counterfactual"]
        group = self._groups.setdefault(row["original_id"], _Group())
        if row["revised"] is None:
            group.originals.append(row)
            content = canonical([row["sentence1"], row["sentence2"]])
            want = hashlib.sha256(content).hexdigest()[:16]
            if row["original_id"] != want:
                yield "mix", "original_id", f"{want}, from its content", row["original_id"]
            return
        group.revisions.append(
            _Revision(
                row["revised"],
                row["gold_label"],
                {part: digest(normalize(row[column])) for part, column in PARTS.items()},
                _same(row),
            )
        )

    def _same(self, row: Row) -> Found:
        told = digest(dict(row))
        if not self._rows[told]:
            yield "mix", "row", "as in native_mix", "another row"
            return
        self._rows[told] -= 1

    def _pair(self, row: Row) -> Found:
        group = self._groups.get(row["original_id"], _Group())
        self._pairs += 1
        self._spans += len(row["edits"])
        part, after = row["intervention"][0]["target"], row["intervention"][0]["to"]
        texts = {name: digest(normalize(text)) for name, text in row["counterfactual"].items()}
        if not _account(group, part, after, texts=texts):
            yield "mix", "counterfactual", "a revision of native_mix, once", [part, after]
        for original in group.originals[:1]:
            want = {name: original[column] for name, column in PARTS.items()}
            for where, expected in (
                ("original", want),
                ("label_original", original["gold_label"]),
            ):
                if row[where] != expected:
                    yield "mix", where, expected, row[where]
        lone = next((name for name in PARTS if name != part), part)
        if row["counterfactual"][lone] != row["original"][lone]:
            yield "mix", f"counterfactual.{lone}", "the original's", row["counterfactual"][lone]
        yield from made_failures(row, kind="relation", target=part, part=part)

    def _reject(self, row: Row) -> Found:
        group = self._groups.get(row["original_id"])
        if row["reason"] == "id-seen-before":
            return
        if group is None:
            yield "rejects", "original_id", "an original of native_mix", row["original_id"]
        elif row["level"] == "variant":
            said = re.match(r"(\w+) revised to (\w+): ", row["detail"])
            if said is None or not _account(group, said[1], said[2]):
                yield "rejects", "detail", "a revision of native_mix, once", row["detail"]

    def _repair(self, row: Row) -> Found:
        group = self._groups.get(row["original_id"], _Group())
        part = row["where"].partition(" ")[0]
        mended = [original[PARTS[part]] for original in group.originals if part in PARTS]
        if mended != [row["after"]]:
            yield "repairs", "after", mended, row["after"]
        if normalize(row["before"]) != normalize(row["after"]) or row["before"] == row["after"]:
            yield "repairs", "before", "the same but for white space", row["before"]


def _same(row: Row) -> bytes:
    return digest([normalize(row[column]).casefold() for column in PARTS.values()])


def _account(
    group: _Group, part: str, label: str, *, texts: Mapping[str, bytes] | None = None
) -> bool:
    """Mark a revision of the group as told of; False if there is none, or none is left."""
    for one in group.revisions:
        if (one.part, one.label) == (part, label) and not one.told and texts in (None, one.texts):
            one.told += 1
            return True
    return False


AUDIT = CadNliAudit
