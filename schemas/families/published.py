"""The audit of published pairs: every pair follows from upstream's rows, and no row is lost.

A dataset says what a row of upstream's states (`Stated`: whose text it is, with which label, and
what an edit of it claims). The audit compares the pairs with that, and asks for each counterfactual
that upstream states that it is a pair or a reject, exactly once, and that the reject is for a
reason that upstream's rows bear out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, ClassVar

import pandera.polars as pa
import polars as pl

from irrealis.check import Audit, Failure, Found, Row, digest
from irrealis.contract import (
    Field,
    Table,
    group_id,
    normalize,
    pairs_table,
    rejects_table,
    text_view,
)
from irrealis.store import BuildRecord

ENGINE = ("id-seen-before", "failed-check")
TEXT = pa.Column(pl.String)  # any text, an empty one too
SOME = pa.Column(pl.String, nullable=True)
PLAIN = {int: pl.Int64, float: pl.Float64, bool: pl.Boolean}
MIXED = {"original_id": pa.Column(pl.String), "is_counterfactual": pa.Column(pl.Boolean)}
Change = tuple[Any, ...]  # kind, target, from, to, and where there is one the source


@dataclass(slots=True)
class Stated:
    """What a row of upstream's states of one text.

    Args:
        original_id: of the group.
        name: of the variant; of an original it does not count.
        fields: the record.
        label: its label.
        row: upstream's row; the audit fills it in.
        original: whether the variants are edits of it.
        query: what is asked of it.
        place: its coordinates.
        facts: what the certificate of a pair with it must say; empty where there is none.
        changes: what was set to what in an edit.
        detail: the sentence that the evidence of a pair with it must have.
        accounted: how many pairs and rejects there are of it.
        edits: of how many edits the pair with it consists; 0 if there is none.
        before: the original of that pair.
    """

    original_id: str
    name: str
    fields: Mapping[str, Any]
    label: Any
    row: Mapping[str, Any] = field(default_factory=dict)
    original: bool = False
    query: str | None = None
    place: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    changes: Sequence[Change] = ()
    detail: str = ""
    accounted: int = 0
    edits: int = 0
    before: Stated | None = None

    @property
    def exact(self) -> bytes:
        """Its texts but for white space, with the query."""
        return digest([_folded(self.fields), self.query])

    @property
    def same(self) -> bytes:
        """Its texts but for white space and case, with the query."""
        return digest([_folded(self.fields, case=False), self.query])


class Errata:
    """Faults of upstream's that must be listed, beside those that are.

    A fault is the id of its group, the name of its row or edit, its kind and its detail; each must
    be listed as often as it is expected.
    """

    def __init__(self) -> None:
        self.expected: Counter[tuple[str, str, str, str]] = Counter()
        self._found: Counter[tuple[str, str, str, str]] = Counter()

    def see(self, row: Row) -> Found:
        """Count a row of `errata`; whether it is one shows at the end."""
        yield from ()
        self._found[row["original_id"], row["variant"], row["fault"], row["detail"]] += 1

    def failures(self) -> Iterator[Failure]:
        """Faults that are not listed, and those that are listed and are none."""
        for fault in self.expected - self._found:
            name, _, kind, detail = fault
            yield Failure("errata", kind, detail, "not listed", name, "errata")
        for fault in self._found - self.expected:
            yield Failure("errata", "fault", "a fault of upstream's rows", fault, fault[0])

    def metrics(self) -> dict[str, float]:
        """How many of each kind are listed."""
        kinds = Counter(kind for _, _, kind, _ in self._found.elements())
        return {f"errata.{kind}": float(count) for kind, count in sorted(kinds.items())}


def native_tables(
    columns: Mapping[str, object],
    *,
    key: str,
    mix: Mapping[str, object] | bool = False,
    errata: bool = False,
) -> dict[str, Table]:
    """The tables other than the pairs: `native` and `rejects`, and more if asked for.

    Args:
        columns: upstream's, in their order: `str` for any text that is not empty, `TEXT` for any
            text, the values that there may be, `int`, `float` or `bool`, a type of polars, a column
            of pandera, or `maybe` of one of these.
        key: the column that names a row.
        mix: whether a row is one side of a pair, so that there is `native_mix`; or the columns that
            it adds, where they are not `original_id` and `is_counterfactual`.
        errata: whether faults of upstream's are listed that cost no pair.
    """
    tables = {}
    if mix:
        added = MIXED if mix is True else mix
        tables["native_mix"] = Table(columns_schema({**columns, **added}), key=key)
    tables["native"] = Table(columns_schema(columns), key=key)
    if errata:
        tables["errata"] = Table(
            columns_schema(dict.fromkeys(("original_id", "variant", "fault", "detail"), str)),
            key="original_id",
            holds="faults of upstream's that are left as they are, by upstream's ids",
        )
    tables["rejects"] = rejects_table(variants=True)
    return tables


def configs(
    columns: Mapping[str, object],
    *,
    key: str,
    fields: Sequence[str | Field],
    label: pl.DataType | None = None,
    facts: Mapping[str, type | pl.DataType] | None = None,
    query: bool = False,
    axes: Sequence[str] = (),
    mix: Mapping[str, object] | bool = False,
    errata: bool = False,
) -> dict[str, Table]:
    """All tables of a dataset of published pairs, as `CONFIGS` of a schema.

    Args:
        columns: see `native_tables`, as for `key`, `mix` and `errata`.
        key: see there.
        fields: of a record; see `pairs_table`, as for `query` and `axes`.
        label: its type, where it is no text.
        facts: of the certificate, `str`, `int`, `float`, `bool` or a type of polars for each.
        query: see there.
        axes: see there.
        mix: see there.
        errata: see there.
    """
    types: dict[Any, type[pl.DataType]] = {str: pl.String, **PLAIN}
    typed: dict[str, Any] = {name: types.get(kind, kind) for name, kind in (facts or {}).items()}
    return {
        **native_tables(columns, key=key, mix=mix, errata=errata),
        "pairs": pairs_table(
            fields=fields,
            label=pl.String() if label is None else label,
            facts=pl.Struct(typed) if typed else None,
            query=query,
            axes=axes,
        ),
    }


def made_by(kind: str, name: str, version: str) -> dict[str, Any]:
    """A generator as rows have it."""
    return {"kind": kind, "name": name, "version": version, "prompt_hash": None}


class PublishedAudit(Audit):
    """Holds pairs, rejects and errata against what upstream's rows state."""

    definitions: ClassVar[Mapping[str, str]] = {
        "upstream.rows": "rows of upstream's split",
        "upstream.edits": "edits that upstream's rows state",
        "upstream.no_op_edits": "of these, edits that change nothing but case and white space",
        "spans.mean": "spans of an edit, mean",
        "errata.*": "faults of this kind that are left as they are",
    }
    generator: ClassVar[tuple[str, str, str]]  # kind, name, version
    evidence: ClassVar[str] = "human"
    # kind and target of the one change of an edit, where the labels are what is set
    sets: ClassVar[tuple[str, str] | None] = None
    # the sentence of the evidence, with {before} and {after} for the labels
    says: ClassVar[str | None] = None
    named_by: ClassVar[str | None] = None  # the column by which messages name a row
    one_edit: ClassVar[bool] = False
    without_original: ClassVar[Sequence[str]] = ()  # reasons to drop an edit that has none
    mixed: ClassVar[Sequence[str]] = tuple(MIXED)  # columns that `native_mix` adds
    unique: ClassVar[Sequence[str]] = ()  # sides that must not have the text of another row
    one_original: ClassVar[bool] = False  # whether upstream promises one of each group

    def __init__(self, record: BuildRecord, split: str) -> None:
        """Start a split: all that upstream's rows state is kept in memory."""
        super().__init__(record, split)
        self._mix: Counter[bytes] = Counter()
        self._names: dict[bytes, str] = {}
        self._rows = 0
        self._groups: dict[str, list[Stated]] = {}
        self._edits: dict[str, Stated] = {}
        self._labels: dict[bytes, set[bytes]] = {}
        self._texts: Counter[bytes] = Counter()
        self.listed = Errata()
        self._dropped: list[tuple[str, str, Stated]] = []
        self._lone: set[str] = set()
        self._pairs: set[tuple[bytes, bytes]] = set()
        self._between: set[tuple[str, str]] = set()
        self._mixed = False

    def stated(self, row: Row) -> Iterable[Stated]:
        """What a row of upstream's states; where there is `native_mix`, a row of that."""
        raise NotImplementedError

    def changes(self, original: Stated, counterfactual: Stated) -> Iterable[Change]:
        """What was set to what between these two: as the edit states, or else what `sets` says."""
        if self.sets is not None:
            return [(*self.sets, original.label, counterfactual.label)]
        return counterfactual.changes

    def detail(self, original: Stated, counterfactual: Stated) -> str:
        """The sentence that the evidence must have: as the edit states, or else what `says` is."""
        if self.says is not None:
            return self.says.format(before=original.label, after=counterfactual.label)
        return counterfactual.detail

    def facts(self, original: Stated, counterfactual: Stated) -> Mapping[str, Any]:
        """The certificate that the evidence must have; empty where there is none."""
        del original
        return counterfactual.facts

    def maker(self, counterfactual: Stated) -> Mapping[str, Any]:
        """Who made the edit."""
        del counterfactual
        return made_by(*self.generator)

    def kind(self, counterfactual: Stated) -> str:
        """The kind of evidence that the pair must have."""
        del counterfactual
        return self.evidence

    def errata(self, original: Stated, counterfactual: Stated) -> Iterable[tuple[str, str]]:
        """Faults (kind and detail) of upstream's that must be listed of this pair."""
        del original, counterfactual
        return ()

    def faults(self, row: Row) -> Iterable[tuple[str, str, str, str]]:
        """Errata that must be listed of a row by itself: group, name, kind and detail."""
        del row
        return ()

    def reasons(self, original: Stated, counterfactual: Stated) -> Iterable[str]:
        """Reasons of the dataset's own for which these two must be dropped."""
        del original, counterfactual
        return ()

    def is_between(self, first: Stated, second: Stated) -> bool:
        """Whether two edits of one original are a pair of `edit_pairs`."""
        del first, second
        return False

    def looks(self) -> Mapping[str, Callable[[Row], Found]]:
        """What looks at a row, by config."""
        return {
            "native_mix": self._see_mix,
            "native": self._see_native,
            "errata": self.listed.see,
            "pairs": self._see_pair,
            "edit_pairs": self._see_between,
            "rejects": self._see_reject,
            "repairs": self._see_repair,
        }

    def name_of(self, config: str, row: Row) -> str | None:
        """The id of a pair, or upstream's own name of a row."""
        name = self.name(row) if config.startswith("native") else row.get("id")
        return name or row.get("original_id")

    def name(self, row: Row) -> str:
        """What messages call a row of upstream: the value of `named_by`, or of its first column."""
        return str(row[self.named_by] if self.named_by else next(iter(row.values())))

    def finish(self) -> Iterator[Failure]:
        """Rows, edits and errata that are not accounted for, and drops that are not borne out."""
        for key, count in self._mix.items():
            if count:
                expected = "the rows of native_mix"
                yield Failure("missing", "row", expected, "another", self._names[key], "native")
        self._check_labels()
        for name, group in self._groups.items():
            originals = [text for text in group if text.original]
            edits = [text for text in group if not text.original]
            if self.one_original and len(originals) > 1:
                yield Failure("native", "row", "one original", len(originals), name, "native_mix")
            if not (originals and edits):
                if name not in self._lone:
                    yield Failure("missing", "row", "a reject: alone", "none", name, "rejects")
                continue
            for edit in edits:
                if edit.accounted != 1:
                    where = f"{edit.name} of {name}: {self.name(edit.row)}"
                    yield Failure(
                        "missing", where, "a pair or a drop", edit.accounted, name, "pairs"
                    )
            self._expect_errata(originals, edits)
            yield from self._unfit(originals, edits)
        yield from self.listed.failures()
        yield from self._unfounded()
        yield from self._missing_between()

    def metrics(self) -> dict[str, float]:
        """What upstream has, the size of its edits, and how many faults are listed."""
        edits = [text for group in self._groups.values() for text in group if not text.original]
        paired = [edit.edits for _, edit in self.paired()]
        return {
            "upstream.rows": float(self._rows),
            "upstream.edits": float(len(edits)),
            "upstream.no_op_edits": float(
                sum(
                    any(text.original and text.same == edit.same for text in self.group_of(edit))
                    for edit in edits
                )
            ),
            **({"spans.mean": sum(paired) / len(paired)} if paired else {}),
            **self.listed.metrics(),
        }

    def groups(self) -> Iterable[Sequence[Stated]]:
        """What upstream's rows state, by group."""
        return self._groups.values()

    def paired(self) -> Iterator[tuple[Stated, Stated]]:
        """Both sides of the pairs."""
        for group in self._groups.values():
            for edit in group:
                if edit.before is not None:
                    yield edit.before, edit

    def group_of(self, text: Stated) -> Sequence[Stated]:
        """All that upstream's rows state of the group of this text."""
        return self._groups[text.original_id]

    def _state(self, row: Row) -> Iterator[Stated]:
        """Keep what a row of upstream's states."""
        self._rows += 1
        self.listed.expected.update(self.faults(row))
        for text in self.stated(row):
            text.row = row
            self._groups.setdefault(text.original_id, []).append(text)
            if not text.original:
                self._edits[text.name] = text
            yield text

    def _see_mix(self, row: Row) -> Found:
        self._mixed = True
        values = {name: row[name] for name in row if name not in self.mixed}
        key = digest(values)
        self._mix[key] += 1
        self._names[key] = self.name(row)
        for text in self._state(row):
            if text.original_id != row.get("original_id", text.original_id):
                yield "native", "original_id", text.original_id, row["original_id"]
            if text.original == row["is_counterfactual"]:
                yield "native", "is_counterfactual", not text.original, row["is_counterfactual"]

    def _see_native(self, row: Row) -> Found:
        if not self._mixed:
            for _ in self._state(row):
                pass
            return
        key = digest(dict(row))
        if not self._mix[key]:
            yield "native", "row", "as in native_mix", "another row"
        else:
            self._mix[key] -= 1

    def _see_pair(self, row: Row) -> Found:
        name, query = row["original_id"], row.get("query")
        sides = []
        for side, original in (("original", True), ("counterfactual", False)):
            wanted = digest([_folded(row[side]), query])
            label, place = row[f"label_{side}"], (row.get("coordinates") or {}).get(side, {})
            found = [
                text
                for text in self._groups.get(name, [])
                if text.original == original
                and text.exact == wanted
                and (text.label, text.place) == (label, place)
            ]
            if not found:
                names = [self.name(text.row) for text in self._groups.get(name, [])]
                names = [found for found in names if found != name]
                expected = f"what a row of {name} states ({', '.join(names[:4])})"
                yield "native", side, expected, f"{label}: {row[side]}"
                return
            sides.append(min(found, key=lambda text: text.accounted))
        before, after = sides
        after.accounted += 1
        after.edits, after.before = len(row["edits"]), before
        if (before.same, after.same) in self._pairs:
            yield "repeated", "counterfactual", "two texts that are one pair", "a pair before"
        self._pairs.add((before.same, after.same))
        if row["original"] != before.fields:
            yield "native", "original", before.fields, row["original"]
        yield from self.claims(row, before, after)

    def claims(self, row: Row, before: Stated, after: Stated) -> Found:
        """What the row of a pair says of its making must follow from both of its sides."""
        names = ("kind", "target", "from", "to", "source", "source_name")
        changes = [
            dict(zip(names, (*change, None, None), strict=False))
            for change in self.changes(before, after)
        ]
        evidence = {"kind": self.kind(after), "detail": self.detail(before, after)}
        facts = self.facts(before, after)
        if facts:
            evidence["facts"] = dict(facts)  # type: ignore[assignment]
        for where, expected in (
            ("intervention", changes),
            ("evidence", evidence),
            ("generator", dict(self.maker(after))),
            ("label_effect", "keep" if before.label == after.label else "flip"),
        ):
            if row[where] != expected:
                yield "native", f"{where}, by {self.name(after.row)}", expected, row[where]

    def _see_between(self, row: Row) -> Found:
        """A row of `edit_pairs` is a pair of two edits of one original."""
        names = row["original_id"], row["intervention"][0]["source"]
        before, after = map(self._edits.get, names)
        if before is None or after is None or before.original_id != after.original_id:
            yield "native", "original_id", "two edits in native_mix", names
            return
        self._between.add(names)
        for where, expected in (
            ("group", group_id(self.record.dataset, after.original_id)),
            ("original", before.fields),
            ("counterfactual", after.fields),
            ("label_original", before.label),
            ("label_counterfactual", after.label),
        ):
            if row[where] != expected:
                yield "native", where, expected, row[where]
        yield from self.claims(row, before, after)

    def _missing_between(self) -> Iterator[Failure]:
        """Pairs of edits that should be there, and those that should not."""
        wanted = {
            (first.name, second.name)
            for group in self._groups.values()
            for first, second in combinations([text for text in group if text.before], 2)
            if self.is_between(first, second)
        }
        for pair in sorted(wanted ^ self._between):
            expected, found = ("a row", "none") if pair in wanted else ("none", "a row")
            yield Failure("missing", "row", expected, found, " to ".join(pair), "edit_pairs")

    def _see_reject(self, row: Row) -> Found:
        if row["reason"] in ENGINE:
            return
        group = self._groups.get(row["original_id"])
        if group is None:
            yield "rejects", "original_id", "a group of upstream's rows", row["original_id"]
        elif row["level"] == "record":
            yield from self._see_lone(row, group)
        else:
            found = [text for text in group if not text.original and text.name == row["variant"]]
            if not found:
                yield "rejects", "variant", "an edit that upstream's rows state", row["variant"]
                return
            edit = min(found, key=lambda text: text.accounted)
            edit.accounted += 1
            self._dropped.append((row["original_id"], row["reason"], edit))

    def _see_repair(self, row: Row) -> Found:
        """A place of an edit has the white space and the Unicode form of its original."""
        place, _, name = row["where"].partition(" of ")
        group = self._groups.get(row["original_id"], [])
        edits = [text for text in group if not text.original and text.name == name]
        sides = (
            (edits, "before", row["before"]),
            ([text for text in group if text.original], "after", row["after"]),
        )
        for stated, where, found in sides:
            texts = [text_view(text.fields).get(place) for text in stated]
            if found not in texts:
                yield "repairs", where, texts, found
        if normalize(row["before"]) != normalize(row["after"]) or row["before"] == row["after"]:
            yield "repairs", "before", "the same but for white space", row["before"]

    def _see_lone(self, row: Row, group: Sequence[Stated]) -> Found:
        self._lone.add(row["original_id"])
        edits = [text for text in group if not text.original]
        expected = "no-pairs" if edits and len(edits) < len(group) else "alone"
        if row["reason"] != expected or row["variant"] is not None:
            yield "rejects", "reason", expected, [row["reason"], row["variant"]]

    def _check_labels(self) -> None:
        """Gather the labels of each text; one that an edit left as it was does not count."""
        for group in self._groups.values():
            own = {text.same for text in group if text.original}
            for text in group:
                if text.original or text.same not in own:
                    self._labels.setdefault(text.same, set()).add(digest(text.label))
                    self._texts[text.same] += 1

    def _expect_errata(self, originals: Sequence[Stated], edits: Sequence[Stated]) -> None:
        """Faults of the edits that became pairs must be listed, each once."""
        for original, edit in _matched(originals, edits):
            several = [("several-edits", f"{edit.edits} places differ")]
            some = several if self.one_edit and edit.edits > 1 else []
            for fault, detail in (*self.errata(original, edit), *some):
                self.listed.expected[edit.original_id, edit.name, fault, detail] += 1

    def _unfit(self, originals: Sequence[Stated], edits: Sequence[Stated]) -> Iterator[Failure]:
        """Pairs that should have been dropped for a reason of the dataset's own."""
        for original, edit in _matched(originals, edits):
            for reason in (*self.reasons(original, edit), *self._repeated(original, edit)):
                yield Failure("unfit", edit.name, f"a reject: {reason}", "a pair", edit.original_id)

    def _repeated(self, original: Stated, edit: Stated) -> Iterator[str]:
        sides = {"original": original, "counterfactual": edit}
        if any(self._texts[sides[side].same] > 1 for side in self.unique):
            yield "repeated-text"

    def _unfounded(self) -> Iterator[Failure]:
        """Drops whose reason upstream's rows do not bear out."""
        pairs: Counter[tuple[bytes, bytes]] = Counter()
        for group in self._groups.values():
            originals = [text for text in group if text.original]
            for edit in group:
                if not edit.original:
                    pairs.update((text.same, edit.same) for text in _original_of(edit, originals))
        for name, reason, edit in self._dropped:
            known = _original_of(edit, [text for text in self._groups[name] if text.original])
            if not (
                any(self._founded(reason, original, edit, pairs) for original in known)
                if known
                else reason in self.without_original
            ):
                expected = "a reason that upstream's rows bear out"
                yield Failure("rejects", "reason", expected, reason, name, "rejects")

    def _founded(
        self, reason: str, original: Stated, edit: Stated, pairs: Mapping[tuple[bytes, bytes], int]
    ) -> bool:
        sides = (original.same, edit.same)
        texts = [str(text) for side in (original, edit) for text in side.fields.values()]
        founded = {
            "no-text": not all(text.strip() for text in texts),
            "no-op": sides[0] == sides[1],
            "two-labels": any(len(self._labels.get(side, ())) > 1 for side in sides),
            "repeated": pairs[sides] > 1,
            # not to be known from one split, or measured by the builder
            "text-in-two-splits": True,
            "unrelated-texts": True,
        }
        known = (*self.reasons(original, edit), *self._repeated(original, edit))
        return founded.get(reason, False) or reason in known


def _original_of(edit: Stated, originals: Sequence[Stated]) -> Sequence[Stated]:
    """The original that an edit is of: the first that the same is asked of, if there is one."""
    return [text for text in originals if text.query == edit.query][:1]


def _matched(
    originals: Sequence[Stated], edits: Sequence[Stated]
) -> Iterator[tuple[Stated, Stated]]:
    """Edits that became pairs, each after its original."""
    for edit in edits:
        if edit.edits:
            yield from ((original, edit) for original in _original_of(edit, originals))


def columns_schema(columns: Mapping[str, object]) -> pa.DataFrameSchema:
    """The schema of a table of these columns alone, in this order; see `native_tables`."""
    declared = {name: _column(kind) for name, kind in columns.items()}
    return pa.DataFrameSchema(declared, strict=True, ordered=True)


def maybe(kind: object) -> pa.Column:
    """A column that may be empty, and whose values are of this kind else; see `native_tables`."""
    column = _column(kind)
    return pa.Column(column.dtype, column.checks, nullable=True)


def _column(kind: object) -> pa.Column:
    if isinstance(kind, pa.Column):
        return kind
    if kind is str:
        return pa.Column(pl.String, pa.Check.str_length(min_value=1))
    if isinstance(kind, tuple):
        return pa.Column(PLAIN.get(type(kind[0]), pl.String), pa.Check.isin(kind))
    if kind in PLAIN:
        return pa.Column(PLAIN[kind])
    if isinstance(kind, pl.DataType):
        return pa.Column(kind)
    raise TypeError(f"not a type, a tuple of values or a column: {kind!r}")


def _folded(fields: Mapping[str, Any], *, case: bool = True) -> list[Any]:
    """The texts of a record, by name, but for white space and Unicode form."""
    return [
        [name, *(_spelled(part, case) for part in (value if isinstance(value, list) else [value]))]
        for name, value in sorted(fields.items())
    ]


def _spelled(value: object, case: bool) -> str:
    spelled = normalize(str(value))
    return spelled if case else spelled.casefold()
