"""A page to look at: one HTML file that shows what was changed, how, and what was left out.

Of a dataset without pairs it shows the rows.

The file holds all that it needs and its content policy forbids the browser to fetch anything. Data
are JSON that a script shows as text; nothing of a row ever becomes markup. The same folder gives
the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from irrealis.compare import Side
from irrealis.contract import LABEL_EFFECTS
from irrealis.errors import IrrealisError
from irrealis.files import write_file
from irrealis.progress import progress
from irrealis.show.changes import Changes, changes_of
from irrealis.show.charts import Chart, bars, histogram
from irrealis.show.entries import (
    Entry,
    Originals,
    named,
    pair_entry,
    prove,
    script_json,
    static_pair,
)
from irrealis.show.labels import as_text, clip
from irrealis.show.notices import of_a_sample
from irrealis.show.sample import Sample
from irrealis.show.tally import TRACKED, Tally, read_ledger
from irrealis.show.templating import environment, source
from irrealis.store import Folder, open_folder

if TYPE_CHECKING:
    from irrealis.compare import Revision
    from irrealis.manifest import Manifest

LARGEST = 5_000_000  # bytes of a page
# Bytes of JSON that pairs and changes take at most.
_PAIRS = 3_900_000
_CHANGES = 800_000
_STATIC = 10  # pairs that show without JavaScript


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
    older = _older(folder, against) if against else None
    originals = Originals()
    sample, tally = Sample(_PAIRS - (_CHANGES if older else 0), size=_size), Tally()
    rows = _rows(folder) if "native" in folder.files and not folder.files.get("pairs") else None
    for split, row in _all_pairs(folder) if rows is None else ():
        sample.offer(split, row, facets=tally.see(split, row))
    chosen = sample.chosen()
    pairs = [pair_entry(split, row, originals) for split, row in chosen]
    rejects = read_ledger(folder, "rejects", by="reason")
    repairs = read_ledger(folder, "repairs", by="kind")
    changes = None
    if older is not None and against is not None and rows is None:
        changes = _changes(folder, Side(older, label=against.label), originals)
    kinds = {} if rows else {field.name: field.kind for field in folder.fields()}
    data = _data(originals, kinds, pairs, rows) | {
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
        else [static_pair(split, row) for split, row in chosen[:_STATIC]],
        "data": script_json(data),
    }
    content = _render(values)
    if len(content) > LARGEST:
        raise IrrealisError(
            "the page would be too large",
            dataset=folder.dataset,
            expected=f"at most {LARGEST} bytes",
            found=f"{len(content)}, mostly metrics or the ten rows shown without JavaScript",
        )
    return content


def _data(
    originals: Originals,
    kinds: Mapping[str, str],
    pairs: Sequence[Entry],
    rows: _Rows | None,
) -> dict[str, Any]:
    """The pairs or rows that the page's script reads, under the names that it knows."""
    return {
        "fields": originals.fields,
        "kinds": kinds,
        "originals": originals.entries,
        "pairs": pairs,
        "columns": rows.columns if rows else None,
        "rows": rows.entries if rows else None,
    }


def _all_pairs(folder: Folder) -> Iterator[tuple[str, dict[str, Any]]]:
    """Pairs of all splits, each proved by its edits, since these are what the page marks."""
    total = folder.count("pairs")
    rows = ((split, row) for split in folder.splits for row in folder.pairs(split))
    for split, row in progress(rows, f"report {folder.dataset}", unit="pairs", total=total):
        prove(row, dataset=folder.dataset, split=split)
        yield split, row


def _older(folder: Folder, against: Revision) -> Folder:
    """The other version, which must be one of the same dataset."""
    older = open_folder(against.folder)
    if older.record and folder.record and older.dataset != folder.dataset:
        raise IrrealisError(
            "these are different datasets",
            expected=f"a version of {folder.dataset} to compare with",
            found=older.dataset,
        )
    return older


def _changes(folder: Folder, older: Side, originals: Originals) -> Changes:
    def entry(split: str, row: Mapping[str, Any]) -> Entry:
        prove(row, dataset=folder.dataset, split=split)
        return pair_entry(split, row, originals)

    return changes_of(
        older,
        Side(folder, label=folder.version),
        config="pairs",
        entry=entry,
        size=lambda row: sum(_size(row)),
        room=_CHANGES,
    )


def _size(row: Mapping[str, Any]) -> tuple[int, int]:
    """Bytes that a pair takes in the page, and its original, which others of its group share."""
    alone = Originals()
    entry = pair_entry("", row, alone)
    return len(script_json(entry)) + 24, len(script_json(alone.entries))


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
            if not isinstance(row[name], str) or len(seen) > TRACKED:
                del self.values[name]
                continue
            seen[clip(row[name])] += 1
            facets.append((name, clip(row[name])))
        return facets


def _rows(folder: Folder) -> _Rows:
    """The config `native`, by which a dataset is known that has no pairs."""
    found = _Rows()
    sample = Sample(_PAIRS, size=lambda offered: (len(script_json(offered["entry"])) + 1, 0))
    rows = (
        (split, row) for split in folder.files["native"] for row in folder.rows("native", split)
    )
    total = folder.count("native")
    for split, row in progress(rows, f"report {folder.dataset}", unit="rows", total=total):
        named(row, dataset=folder.dataset, split=split)
        facets = found.see(split, row)
        entry = [
            split,
            row["id"],
            row["original_id"],
            *(_whole(row[name]) for name in found.columns),
        ]
        offered = {"id": row["id"], "group": row["original_id"], "entry": entry}
        sample.offer(split, offered, facets=facets)
    found.entries = [offered["entry"] for _, offered in sample.chosen()]
    return found


def _whole(value: object) -> str:
    """A value as text: what a person wrote is not clipped, and a list of texts has a line each."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(part, str | dict) for part in value):
        return "\n".join(map(_whole, value)) or "none"
    return as_text(value)


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


def _tiles(folder: Folder, tally: Tally, rows: _Rows | None) -> Iterator[tuple[str, str, str]]:
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


def _charts(tally: Tally, metrics: Mapping[str, Mapping[str, float]]) -> Iterator[Chart]:
    if tally.pairs:
        yield from _edit_charts(tally)
        yield from _label_charts(tally)
    for part, values in sorted(tally.elements.items()):
        ordered = sorted(values.items(), key=lambda item: (-sum(item[1]), item[0]))
        if len(ordered) > 1:
            yield bars(
                f"Label: elements by {part}", ordered, names=["changed", "unchanged"], of=part
            )
    yield from _ledger_charts(metrics)
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


def _edit_charts(tally: Tally) -> Iterator[Chart]:
    """How much the edits change, and what they set."""
    words = [tally.words[number] for number in range(max(tally.words) + 1)]
    yield histogram(
        "Edit distance",
        words,
        of="words changed",
        note="Words that the edits take out or put in, whichever are more.",
    )
    named_by_number = all(target.isdecimal() for _, target in tally.targets)
    if len(tally.targets) <= TRACKED // 10 and not named_by_number:
        named = Counter({f"{kind} {target}": n for (kind, target), n in tally.targets.items()})
    else:
        named = tally.kinds
    if len(named) > 1:
        yield bars("Interventions", _ranked(named), names=["interventions"], of="what was set")
    if len(tally.interventions) > 1:
        several = [tally.interventions[n] for n in range(max(tally.interventions) + 1)]
        yield histogram("Interventions of a pair", several, of="interventions")


def _label_charts(tally: Tally) -> Iterator[Chart]:
    """What becomes of the label, and how often each value of it stands on either side."""
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
            yield bars(
                "Labels" if part == "label" else f"Label: {part}",
                [(name, [before[name], after[name]]) for name in names],
                names=["before", "after"],
                of="label",
            )


def _ledger_charts(metrics: Mapping[str, Mapping[str, float]]) -> Iterator[Chart]:
    """What was left out and what was mended, over all splits."""
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


def _render(values: Mapping[str, Any]) -> bytes:
    from markupsafe import Markup

    templates = environment()
    style, script = source(templates, "report.css"), source(templates, "pair.js", "report.js")
    # these three are ours, or escaped for where they stand
    safe = {"style": Markup(style), "script": Markup(script), "data": Markup(values["data"])}  # noqa: S704
    html = templates.get_template("report.html.j2").render(
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
