"""A page to look at: one HTML file that shows what was changed, how, and what was left out.

Of a dataset without pairs it shows the rows.

The file holds all that it needs and its content policy forbids the browser to fetch anything. Data
are JSON that a script shows as text; nothing of a row ever becomes markup. The same folder gives
the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import orjson

from irrealis.compare import RowChange, Side, fetch_rows, row_changes, unchanged_splits
from irrealis.contract import LABEL_EFFECTS, canonical, replay, text_view
from irrealis.errors import IrrealisError
from irrealis.files import write_file
from irrealis.progress import progress
from irrealis.show.charts import Chart, bars, histogram
from irrealis.show.labels import (
    as_json,
    as_text,
    categories,
    clip,
    element_categories,
    label_changes,
    setting,
)
from irrealis.show.notices import of_a_sample
from irrealis.show.sample import Sample, draw
from irrealis.store import Folder, open_folder

if TYPE_CHECKING:
    from irrealis.compare import Revision
    from irrealis.manifest import Manifest

LARGEST = 5_000_000  # bytes of a page
# Bytes of JSON that pairs, each of the two ledgers, and changes take at most.
_PAIRS = 3_900_000
_LEDGER = 250_000
_CHANGES = 800_000
_MOST_CHANGES = 5_000
_STATIC = 10  # pairs that show without JavaScript
_TRACKED = 300  # distinct values of a part of a label, beyond which it is no category

Entry = list[Any]


def write_report(
    folder: Folder, *, out: Path, against: Revision | None = None, manifest: Manifest | None = None
) -> Path:
    """Write the page of a folder's pairs, or of its config `native` if it has no pairs.

    Args:
        folder: whose pairs or rows are shown.
        out: the HTML file; its folder is made if need be.
        against: another version of the same dataset, to compare with; see `revision.resolve`.
        manifest: the dataset's, for its title, license and gates.

    Returns:
        `out`.

    Raises:
        IrrealisError: pairs that do not follow their contract, other rows without `id` and
            `original_id`, or `out` cannot be written.
    """
    write_file(out, page(folder, against=against, manifest=manifest))
    return out


def page(
    folder: Folder, *, against: Revision | None = None, manifest: Manifest | None = None
) -> bytes:
    """The page as bytes of HTML, at most `LARGEST`; see `write_report`."""
    older = open_folder(against.folder) if against else None
    originals = _Originals()
    sample, tally = Sample(_PAIRS - (_CHANGES if older else 0), size=_size), _Tally()
    rows = _rows(folder) if "native" in folder.files and not folder.files.get("pairs") else None
    for split, row in _all_pairs(folder) if rows is None else ():
        sample.offer(split, row, facets=tally.see(split, row))
    chosen = sample.chosen()
    pairs = [_entry(split, row, originals) for split, row in chosen]
    rejects = _ledger(folder, "rejects", by="reason")
    repairs = _ledger(folder, "repairs", by="kind")
    changes = None
    if older is not None and against is not None and rows is None:
        sides = Side(older, label=against.label), Side(folder, label=folder.version)
        changes = _changes(*sides, originals)
    data = {
        "fields": originals.fields,
        "originals": originals.entries,
        "pairs": pairs,
        "columns": rows.columns if rows else None,
        "rows": rows.entries if rows else None,
        "rejects": rejects.rows,
        "repairs": repairs.rows,
        "changes": changes.entries if changes else None,
    }
    metrics = folder.metrics()
    values = {
        "title": manifest.title if manifest else folder.dataset,
        "dataset": folder.dataset,
        "version": folder.version,
        "manifest": manifest,
        "record": folder.record,
        "notices": list(_notices(folder, manifest)),
        "against": _older_name(folder, older, against.label) if older and against else None,
        "tally": tally,
        "rows": rows,
        "total": rows.splits.total() if rows else tally.pairs,
        "shown": len(rows.entries if rows else pairs),
        "rejects": rejects,
        "repairs": repairs,
        "changes": changes,
        "tiles": list(_tiles(folder, tally, rows)),
        "charts": [*(_row_charts(rows) if rows else ()), *_charts(tally, metrics)],
        "figures": _figures(metrics, older.metrics() if older is not None else None),
        "gates": list(_gates(manifest, folder, metrics)),
        "static": rows.entries[:_STATIC]
        if rows
        else [_static(split, row) for split, row in chosen[:_STATIC]],
        "data": script_json(data),
    }
    content = _render(values)
    if len(content) > LARGEST:
        raise IrrealisError(
            "the page would be too large",
            dataset=folder.dataset,
            expected=f"at most {LARGEST} bytes",
            found=f"{len(content)}, most of it the metrics or the ten shown without script",
        )
    return content


def _all_pairs(folder: Folder) -> Iterator[tuple[str, dict[str, Any]]]:
    """Pairs of all splits, each proved by its edits, since these are what the page marks."""
    total = folder.count("pairs")
    rows = ((split, row) for split in folder.splits for row in folder.pairs(split))
    for split, row in progress(rows, f"report {folder.dataset}", unit="pairs", total=total):
        _prove(row, dataset=folder.dataset, split=split)
        yield split, row


def _prove(row: Mapping[str, Any], *, dataset: str, split: str) -> None:
    """See that the edits of a pair make its counterfactual.

    Raises:
        IrrealisError: they do not, or it is no pair.
    """
    try:
        made = replay(row["original"], row["edits"])
        found = None if made == text_view(row["counterfactual"]) else "another text"
    except (KeyError, TypeError, ValueError) as error:
        found = f"{type(error).__name__}: {error}"
    if found is not None:
        raise IrrealisError(
            "edits that do not make the counterfactual of the original",
            dataset=dataset,
            split=split,
            row=str(row.get("id")),
            field="edits",
            found=found,
            hint="irrealis check of its folder lists every failure",
        )


def _size(row: Mapping[str, Any]) -> tuple[int, int]:
    """Bytes that a pair takes in the page, and its original, which others of its group share."""
    alone = _Originals()
    entry = _entry("", row, alone)
    return len(script_json(entry)) + 24, len(script_json(alone.entries))


@dataclass
class _Originals:
    """Texts of originals, each once however many counterfactuals it has.

    An entry is [original_id, texts], and the names of the texts if they are not the `fields`.
    """

    entries: list[list[Any]] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    _places: dict[bytes, int] = field(default_factory=dict)

    def place(self, row: Mapping[str, Any]) -> int:
        texts = _texts(row)
        key = canonical([row["original_id"], texts])
        place = self._places.setdefault(key, len(self.entries))
        if place == len(self.entries):
            self.fields = self.fields or list(texts)
            own = [list(texts)] if list(texts) != self.fields else []
            self.entries.append([row["original_id"], list(texts.values()), *own])
        return place


def _texts(row: Mapping[str, Any]) -> dict[str, str]:
    """The texts of an original, and what is asked of it."""
    asked = {"query": row["query"]} if "query" in row else {}
    return {**text_view(row["original"]), **asked}


def _entry(split: str, row: Mapping[str, Any], originals: _Originals) -> Entry:
    """What the page knows of a pair, as report.js reads it.

    Offsets count UTF-16 units, as JavaScript does, not code points.
    """
    texts = _texts(row)
    names = list(texts)
    units = {name: _units(text) for name, text in texts.items()}
    return [
        row["id"],
        originals.place(row),
        split,
        row["label_effect"],
        words_changed(row["edits"]),
        [
            [
                names.index(edit["field"]),
                _at(units[edit["field"]], edit["start"]),
                _at(units[edit["field"]], edit["end"]),
                edit["after"],
            ]
            for edit in row["edits"]
        ],
        [
            [
                change["kind"],
                change["target"],
                _value(change["from"]),
                _value(change["to"]),
                change["source"],
                change["source_name"],
            ]
            for change in row["intervention"]
        ],
        label_changes(row["label_original"], row["label_counterfactual"]),
        f"{row['evidence']['kind']}: {clip(row['evidence']['detail'])}",
        clip(" ".join(str(row["generator"][key]) for key in ("kind", "name", "version"))),
    ]


def _value(value: object) -> str:
    """A value of an intervention; a text is shown whole."""
    return value if isinstance(value, str) else setting(value)


def _units(text: str) -> list[int] | None:
    """UTF-16 units before each character; None where they are the characters themselves."""
    if not text or max(text) <= "\uffff":
        return None
    return list(accumulate((1 + (char > "\uffff") for char in text), initial=0))


def _at(units: list[int] | None, place: int) -> int:
    return place if units is None else units[place]


def words_changed(edits: Iterable[Mapping[str, Any]]) -> int:
    """Words that edits take out or put in, whichever are more, summed over the edits.

    Part of a word counts as one. This is the number of word insertions, deletions and substitutions
    of the alignment that the edits give, so never less than the Levenshtein distance over words.

    >>> words_changed([{"before": "very good", "after": "bad"}, {"before": "", "after": "not "}])
    3
    """
    return sum(max(len(edit["before"].split()), len(edit["after"].split())) for edit in edits)


# ----------------------------------------------------------------------------------------- tally


@dataclass
class _Tally:
    """Counts over all pairs, sampled or not."""

    pairs: int = 0
    splits: Counter[str] = field(default_factory=Counter)
    effects: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    targets: Counter[tuple[str, str]] = field(default_factory=Counter)
    evidence: Counter[str] = field(default_factory=Counter)
    generators: Counter[str] = field(default_factory=Counter)
    words: Counter[int] = field(default_factory=Counter)
    groups: set[bytes] = field(default_factory=set)
    interventions: Counter[int] = field(default_factory=Counter)  # pairs with so many
    labels: dict[str, Counter[tuple[str, str]]] = field(default_factory=dict)
    elements: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    _loose: set[str] = field(default_factory=set)

    def see(self, split: str, row: Mapping[str, Any]) -> list[tuple[str, ...]]:
        """Count a pair, and return the values under which a reader may look for it."""
        self.pairs += 1
        self.splits[split] += 1
        self.effects[row["label_effect"]] += 1
        self.interventions[len(row["intervention"])] += 1
        self.kinds.update(change["kind"] for change in row["intervention"])
        if len(self.targets) <= _TRACKED:
            self.targets.update((one["kind"], one["target"]) for one in row["intervention"])
        self.evidence[row["evidence"]["kind"]] += 1
        self.generators[row["generator"]["kind"]] += 1
        self.words[words_changed(row["edits"])] += 1
        self.groups.add(bytes.fromhex(row["group"]))
        facets: list[tuple[str, ...]] = [("split", split), ("effect", row["label_effect"], split)]
        for change in row["intervention"]:
            facets += ("kind", change["kind"]), ("target", change["kind"], change["target"])
        for part, before, after in categories(row):
            if part in self._loose:
                continue
            facets.append(("label", part, before, after))
            seen = self.labels.setdefault(part, Counter())
            seen[before, after] += 1
            if len(seen) > _TRACKED:
                self._loose.add(part)
                del self.labels[part]
        for part, value, changed in element_categories(row):
            if part in self._loose:
                continue
            values = self.elements.setdefault(part, {})
            values.setdefault(value, [0, 0])[not changed] += 1
            if len(values) > _TRACKED:
                self._loose.add(part)
                del self.elements[part]
        return facets


# ------------------------------------------------------------------------------------------ rows


@dataclass
class _Rows:
    """Rows of a dataset without pairs: all of them counted, as many kept as fit.

    An entry is [split, id, original_id, texts of the other columns].
    """

    columns: list[str] = field(default_factory=list)
    splits: Counter[str] = field(default_factory=Counter)
    originals: set[str] = field(default_factory=set)
    values: dict[str, Counter[str]] = field(default_factory=dict)  # of columns that are categories
    entries: list[Entry] = field(default_factory=list)

    def see(self, split: str, row: Mapping[str, Any]) -> list[tuple[str, ...]]:
        """Count a row, and return the values under which a reader may look for it."""
        if not self.columns:
            self.columns = [name for name in row if name not in ("id", "original_id")]
            self.values = {name: Counter() for name in self.columns}
        self.splits[split] += 1
        self.originals.add(row["original_id"])
        facets: list[tuple[str, ...]] = [("split", split)]
        for name, seen in list(self.values.items()):
            if not isinstance(row[name], str) or len(seen) > _TRACKED:
                del self.values[name]
                continue
            seen[clip(row[name])] += 1
            facets.append((name, clip(row[name])))
        return facets


def _rows(folder: Folder) -> _Rows:
    """The config `native`, by which a dataset is known that has no pairs."""
    found = _Rows()
    sample = Sample(_PAIRS, size=lambda one: (len(script_json(one["entry"])) + 1, 0))
    rows = (
        (split, row) for split in folder.files["native"] for row in folder.rows("native", split)
    )
    total = folder.count("native")
    for split, row in progress(rows, f"report {folder.dataset}", unit="rows", total=total):
        for name in ("id", "original_id"):
            if not isinstance(row.get(name), str):
                raise IrrealisError(
                    "a row that cannot be named, in a dataset without pairs",
                    dataset=folder.dataset,
                    split=split,
                    field=name,
                    expected="a string",
                    found=repr(row.get(name)),
                )
        facets = found.see(split, row)
        entry = [
            split,
            row["id"],
            row["original_id"],
            *(_whole(row[name]) for name in found.columns),
        ]
        one = {"id": row["id"], "group": row["original_id"], "entry": entry}
        sample.offer(split, one, facets=facets)
    found.entries = [one["entry"] for _, one in sample.chosen()]
    return found


def _whole(value: object) -> str:
    """A value as text: what a person wrote is not clipped, and a list of texts has a line each."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(part, str | dict) for part in value):
        return "\n".join(map(_whole, value)) or "none"
    return as_text(value)


# --------------------------------------------------------------------------------------- ledgers


@dataclass
class _Ledger:
    """What was dropped or mended: all of it counted, as much of it kept as fits."""

    total: int
    counts: Counter[str]
    rows: list[list[Any]]


def _ledger(folder: Folder, config: str, *, by: str) -> _Ledger:
    """Rows of `rejects` or `repairs`, the first of every reason before the hundredth of one."""
    counts: Counter[str] = Counter()
    ranked: list[tuple[int, int, int, list[Any]]] = []
    spent = number = 0
    for split in folder.files.get(config, {}):
        for row in folder.rows(config, split):
            name = str(row.get(by, ""))
            values = [split, *(clip(str(value)) for value in row.values())]
            size = len(script_json(values)) + 1
            heapq.heappush(ranked, (-counts[name], -number, size, values))
            counts[name] += 1
            spent, number = spent + size, number + 1
            while spent > _LEDGER:
                spent -= heapq.heappop(ranked)[2]
    rows = [values for _, _, _, values in sorted(ranked, key=lambda item: -item[1])]
    return _Ledger(counts.total(), counts, rows)


# --------------------------------------------------------------------------------------- changes


@dataclass
class _Changes:
    """How two versions differ: counts of all, and as many of the rows as fit.

    An entry is [what, entry of the newer or None, entry of the older or None, columns that differ].
    """

    counts: dict[str, int]
    entries: list[list[Any]]


def _changes(older: Side, newer: Side, originals: _Originals) -> _Changes:
    """What `irrealis diff` finds of the pairs, with as many of the rows as fit.

    A pair is known by its id, or by what was done to which original; see `compare.matching`.
    """
    sides = (older, newer)
    same = unchanged_splits("pairs", *sides)
    splits = [
        split
        for split in dict.fromkeys([*older.folder.splits, *newer.folder.splits])
        if split not in same
    ]
    was, now = older.columns("pairs"), newer.columns("pairs")
    columns = [name for name in was if name in now]
    changes = row_changes("pairs", *sides, splits=splits, columns=columns)
    counts = Counter(_verb(change) for change in changes)
    counts["unchanged"] = newer.folder.count("pairs") - counts["added"] - counts["changed"]
    entries: list[list[Any]] = []
    room = _CHANGES
    drawn = sorted(changes, key=lambda change: draw(f"{change.first.split} {change.first.at}"))
    drawn = drawn[:_MOST_CHANGES]
    for change, (before, after) in zip(drawn, fetch_rows("pairs", sides, drawn), strict=True):
        rows = [row for row in (before, after) if row is not None]
        for row in rows:
            _prove(row, dataset=newer.folder.dataset, split=change.first.split)
        if (room := room - sum(sum(_size(row)) for row in rows)) < 0:
            break
        entries.append(
            [
                _verb(change),
                _entry(change.last.split, after, originals) if after else None,
                _entry(change.first.split, before, originals) if before else None,
                _differences(change, before, after) if before and after else [],
            ]
        )
    order = ("changed", "removed", "added")
    entries.sort(key=lambda entry: order.index(entry[0]))
    return _Changes({name: counts[name] for name in (*order, "unchanged")}, entries)


def _verb(change: RowChange) -> str:
    if change.after is None:
        return "removed"
    return "added" if change.before is None else "changed"


def _differences(
    change: RowChange, before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[list[str]]:
    """[column, before, after] of what differs."""
    moved = [["split", change.first.split, change.last.split]] if change.moved else []
    return moved + [
        [column, as_json(before[column]), as_json(after[column])] for column in change.columns
    ]


# ---------------------------------------------------------------------------------------- figures


def _notices(folder: Folder, manifest: Manifest | None) -> Iterator[str]:
    if manifest and manifest.no_pairs:
        yield f"It has no pairs: {manifest.no_pairs}"
    record = folder.record
    if record is None:
        yield "There is no build.json in this folder: how it was made is not known."
        return
    if notice := of_a_sample(record, manifest):
        yield notice
    if record.inputs == "files":
        yield "Built from files that the user named, not from upstream's pinned data."
    if record.limit is not None:
        yield f"Only the first {record.limit:,} records of each split were edited."


def _tiles(folder: Folder, tally: _Tally, rows: _Rows | None) -> Iterator[tuple[str, str, str]]:
    """Figures that a reader wants first: value, name, and what more there is to say."""
    of, splits, originals = (
        ("rows", rows.splits, len(rows.originals))
        if rows
        else ("pairs", tally.splits, len(tally.groups))
    )
    yield f"{splits.total():,}", of, _listed(splits)
    yield f"{originals:,}", "originals", f"{splits.total() / max(originals, 1):.2g} each"
    if folder.record is not None:
        counts = folder.record.counts.values()
        records, kept = sum(c.records for c in counts), sum(c.kept for c in counts)
        if records:
            yield _percent(kept / records), "yield", f"{kept:,} of {records:,} records have {of}"
    if tally.pairs:
        middle = median(tally.words.elements())
        yield f"{middle:g}", "words changed", "median of a pair"
        other = tally.pairs - tally.effects["keep"]
        yield _percent(other / tally.pairs), "labels change", _listed(tally.effects)


def _older_name(folder: Folder, older: Folder, label: str) -> str:
    """What the other version is called: as it was asked for if no number tells them apart."""
    return older.version if older.version not in ("", folder.version) else label


def _percent(share: float) -> str:
    return f"{share:.1%}".replace(".0%", "%")


def _listed(counts: Counter[str], most: int = 5) -> str:
    found = [f"{name} {count:,}" for name, count in counts.most_common(most)]
    return ", ".join([*found, *(["…"] if len(counts) > most else [])])


def _row_charts(rows: _Rows) -> Iterator[Chart]:
    for name, seen in rows.values.items():
        if 1 < len(seen) <= 24:
            yield bars(name, _ranked(seen), names=["rows"], of=name)


def _charts(tally: _Tally, metrics: Mapping[str, Mapping[str, float]]) -> Iterator[Chart]:
    if tally.pairs:
        words = [tally.words[number] for number in range(max(tally.words) + 1)]
        yield histogram(
            "Edit distance",
            words,
            of="words changed",
            note="Words that the edits take out or put in, whichever are more.",
        )
        named_by_number = all(target.isdecimal() for _, target in tally.targets)
        if len(tally.targets) <= _TRACKED // 10 and not named_by_number:
            named = Counter({f"{kind} {target}": n for (kind, target), n in tally.targets.items()})
        else:
            named = tally.kinds
        if len(named) > 1:
            yield bars("Interventions", _ranked(named), names=["interventions"], of="what was set")
        if len(tally.interventions) > 1:
            several = [tally.interventions[n] for n in range(max(tally.interventions) + 1)]
            yield histogram("Interventions of a pair", several, of="interventions")
        effects = [(name, [tally.effects[name]]) for name in LABEL_EFFECTS if tally.effects[name]]
        if len(effects) > 1:  # else a tile says it
            yield bars("What becomes of the label", effects, names=["pairs"], of="effect")
        for part, seen in sorted(tally.labels.items()):
            before: Counter[str] = Counter()
            after: Counter[str] = Counter()
            for (old, new), count in seen.items():
                before[old] += count
                after[new] += count
            names = sorted(before | after, key=_natural)
            if 1 < len(names) <= 24:
                title = "Labels" if part == "label" else f"Label: {part}"
                yield bars(
                    title,
                    [(name, [before[name], after[name]]) for name in names],
                    names=["before", "after"],
                    of="label",
                )
    for part, values in sorted(tally.elements.items()):
        ordered = sorted(values.items(), key=lambda item: (-sum(item[1]), item[0]))
        if len(ordered) > 1:
            yield bars(
                f"Label: elements by {part}", ordered, names=["changed", "unchanged"], of=part
            )
    for family, title, of in (
        ("rejects", "Left out, by reason", "reason"),
        ("repairs", "Mended, by kind", "kind"),
    ):
        summed: Counter[str] = Counter()
        for figures in metrics.values():
            for name, value in figures.items():
                if name.startswith(f"{family}."):
                    summed[name.removeprefix(f"{family}.")] += int(value)
        if summed:
            yield bars(title, _ranked(summed), names=["rows"], of=of)
    yields = [
        (split, [100 * figures["yield"]])
        for split, figures in metrics.items()
        if "yield" in figures
    ]
    if len(yields) > 1:
        yield bars(
            "Yield",
            yields,
            names=["%"],
            of="split",
            note="Records of which something was made, percent.",
        )


def _ranked(counts: Counter[str]) -> list[tuple[str, list[float]]]:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], _natural(item[0])))
    return [(name, [count]) for name, count in ordered]


def _natural(name: str) -> tuple[int, int, str]:
    return (0, int(name), name) if name.isdecimal() and len(name) < 19 else (1, 0, name)


def _figures(
    metrics: Mapping[str, Mapping[str, float]],
    older: Mapping[str, Mapping[str, float]] | None,
) -> dict[str, Any]:
    """The table of metrics: a row for each, a cell for each split; maybe with the older value."""
    splits = list(dict.fromkeys([*metrics, *(older or {})]))
    names = sorted({name for of in (metrics, older or {}) for each in of.values() for name in each})
    rows = []
    for name in names:
        cells = []
        for split in splits:
            new = metrics.get(split, {}).get(name)
            old = older.get(split, {}).get(name) if older is not None else None
            differs = older is not None and old != new
            cells.append({"value": _figure(new), "was": _figure(old) if differs else None})
        rows.append((name, cells))
    return {"splits": splits, "rows": rows, "compared": older is not None}


def _figure(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{int(value):,}" if value.is_integer() else f"{value:.4g}"


def _gates(
    manifest: Manifest | None, folder: Folder, metrics: Mapping[str, Mapping[str, float]]
) -> Iterator[dict[str, Any]]:
    record = folder.record
    for gate in manifest.gates if manifest and record else ():
        low, high = gate.min, gate.max
        named = (("at least", low), ("at most", high))
        bound = " and ".join(f"{word} {value:g}" for word, value in named if value is not None)
        found = []
        for split in record.splits if record else ():
            if not gate.applies(record.inputs if record else "", split):
                continue
            value = metrics.get(split, {}).get(gate.metric)
            holds = value is not None and not (
                (low is not None and value < low) or (high is not None and value > high)
            )
            found.append((split, _figure(value), holds))
        yield {"metric": gate.metric, "bound": bound, "reason": gate.reason, "found": found}


# --------------------------------------------------------------------------------------- markup


def _static(split: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """A pair as the template shows it to a browser without JavaScript."""
    changed = label_changes(row["label_original"], row["label_counterfactual"])["changed"]
    return {
        "id": row["id"],
        "split": split,
        "original_id": clip(row["original_id"]),
        "effect": row["label_effect"],
        "words": words_changed(row["edits"]),
        "interventions": [
            (clip(one["kind"]), clip(one["target"]), setting(one["from"]), setting(one["to"]))
            for one in row["intervention"][:6]
        ],
        "labels": changed[:6],
        "texts": list(sides(row)),
    }


Pieces = list[tuple[str, bool]]


def sides(row: Mapping[str, Any]) -> Iterator[tuple[str, Pieces, Pieces]]:
    """Each text of a pair: its name, and its pieces before and after, with whether they are edited.

    The last is the query, where the pair has one.
    """
    for name, text in _texts(row).items():
        before: Pieces = []
        after: Pieces = []
        reached = 0
        for edit in row["edits"]:
            if edit["field"] == name:
                for side, changed in ((before, edit["before"]), (after, edit["after"])):
                    side += [(text[reached : edit["start"]], False), (changed, True)]
                reached = edit["end"]
        for side in (before, after):
            side.append((text[reached:], False))
        yield name, before, after


def script_json(value: object) -> str:
    """JSON that is safe inside of a script element, whatever its texts hold."""
    text = orjson.dumps(value).decode()
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


def _render(values: Mapping[str, Any]) -> bytes:
    import jinja2
    from markupsafe import Markup

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("irrealis.show"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    load = environment.loader
    assert load is not None  # noqa: S101 it was given above
    style, script = (
        load.get_source(environment, f"report.{kind}")[0].strip() for kind in ("css", "js")
    )
    # these three are ours, or escaped for where they stand
    safe = {"style": Markup(style), "script": Markup(script), "data": Markup(values["data"])}  # noqa: S704
    html = environment.get_template("report.html.j2").render(
        {
            **values,
            **safe,
            "svg": Markup,
            "policy": "default-src 'none'; base-uri 'none'; form-action 'none'; "
            f"style-src {allowed(style)}; script-src {allowed(script)}",
        }
    )
    return html.encode("utf-8", "replace")


def allowed(content: str) -> str:
    """The one inline element that a content security policy lets through, by its hash."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"
