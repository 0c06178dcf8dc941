"""What the pages of the site tell beside rows: of a registry in one list, and of each dataset."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from irrealis.compare import read_overlap
from irrealis.contract import MEANINGS, load_schemas, schema_module
from irrealis.evaluate import Reading, Table, read_evaluation, read_readings, read_upstream
from irrealis.show import Listing, card, of_a_sample, read_ledger
from irrealis.site.rows import other_rows
from irrealis.store import ordered_configs, read_releases

if TYPE_CHECKING:
    import pyarrow

    from irrealis.contract import Table as Config
    from irrealis.site.rows import Rows
    from irrealis.store import BuildRecord, Folder

LEDGER = 500_000  # bytes of JSON of what was left out, or mended
_SIZES = ((1_000, "up to 1,000"), (10_000, "1,000 to 10,000"), (100_000, "10,000 to 100,000"))
_LARGER = "over 100,000"
SIZES = [*(name for _, name in _SIZES), _LARGER]  # of datasets, in this order
_FEW = 12  # kinds of intervention that are worth a filter
CLOSED = "Its license does not let the rows be shown here: whoever has upstream's files builds it."


@dataclass(frozen=True)
class Item:
    """A dataset of the first page; `values` are what one can choose it by."""

    listing: Listing
    rows: int | None  # that the site shows; None where there are none
    values: Mapping[str, Sequence[str]]
    figures: Sequence[tuple[str, str]]
    read: str

    def as_dict(self) -> dict[str, Any]:
        """For scripts, as site.json has it."""
        return {**self.listing.as_dict(), "rows_here": self.rows, **dict(self.figures)}


def item(listing: Listing, *, folder: Folder | None, rows: Rows | None) -> Item:
    """What the first page says of a dataset; `rows` are those that its page shows."""
    manifest = listing.manifest
    seen = rows.shards.values if rows else {}
    size = listing.pairs or (rows.shards.total if rows else None)
    kinds = [*seen.get("Intervention", ())]
    values: dict[str, Sequence[str]] = {
        "Task": manifest.tasks,
        "Intervention": kinds if len(kinds) <= _FEW else [],
        "Edits by": [*seen.get("Edit by", ())],
        "Evidence": [*seen.get("Evidence", ())],
        "Size": [_size(size)] if size is not None else [],
        "License": [manifest.license],
        "Language": manifest.languages,
        "May be published": ["yes" if listing.publishable else "no"],
        "Family": [listing.family.replace("_", " ")],
        "Topic": manifest.tags,
    }
    readings = read_readings(manifest)
    return Item(
        listing,
        rows.shards.total if rows else None,
        values,
        list(_headline(listing, folder)),
        _read(readings[0]) if readings else "",
    )


def _size(rows: int) -> str:
    return next((name for bound, name in _SIZES if rows <= bound), _LARGER)


def _headline(listing: Listing, folder: Folder | None) -> Iterator[tuple[str, str]]:
    """Figures of all data where git keeps them, and else of what is built here."""
    kept = read_upstream(listing.manifest)
    metrics = kept.metrics if kept else folder.metrics() if folder else {}
    sizes = {split: int(of.get("counterfactuals", 0)) for split, of in metrics.items()}
    if listing.pairs:
        yield "pairs", f"{listing.pairs:,}"
    elif sum(sizes.values()):
        yield "pairs of the sample", f"{sum(sizes.values()):,}"
    if listing.manifest.no_pairs and metrics:
        yield (
            "records" if kept else "records of the sample",
            f"{sum(int(of.get('records', 0)) for of in metrics.values()):,}",
        )
    largest = max(sizes, key=lambda split: sizes[split], default=None)
    if largest is None or not sizes[largest]:
        return
    of = metrics[largest]
    if groups := sum(int(metric.get("groups", 0)) for metric in metrics.values()):
        yield "originals", f"{groups:,}"
    if (median := of.get("edit_distance.tokens.median")) is not None:
        yield "tokens edited, median", f"{median:g}"
    if (keep := of.get("label_effect.keep")) is not None:
        yield "labels change", f"{1 - keep:.0%}"


def _read(reading: Reading) -> str:
    """The newest reading in a line."""
    clean = next((row for row in reading.table.rows if row[0] == "no defect"), None)
    share = f", {clean[2]:.0%} without a defect" if clean and isinstance(clean[2], float) else ""
    return f"{reading.drawn} read{share} ({reading.version})"


@dataclass(frozen=True, slots=True)
class Place:
    """A repository of a Hub that holds a release: its name, and the addresses of both."""

    repo: str
    url: str
    commit_url: str


@dataclass(frozen=True, slots=True)
class Release:
    """A version that was published, and the reason if it was yanked."""

    version: str
    places: tuple[Place, ...]
    yanked: str | None


def _releases(folder: Path) -> Iterator[Release]:
    """The releases in a dataset's folder, the newest first; what is no web address is no link."""
    for release in reversed(read_releases(folder)):
        places = tuple(
            Place(at.repo, url := f"{at.endpoint}/datasets/{at.repo}", f"{url}/tree/{at.commit}")
            for at in release.hub
            if at.endpoint.startswith(("https://", "http://"))
        )
        yield Release(release.version, places, release.yanked)


@dataclass
class Details:
    """What the page of a dataset says; all of it is text, which the template escapes."""

    notices: list[str] = field(default_factory=list)
    configs: list[dict[str, Any]] = field(default_factory=list)
    columns: list[tuple[str, str, str]] = field(default_factory=list)  # name, type, meaning
    figures: Mapping[str, Any] = field(default_factory=dict)
    tables: list[Any] = field(default_factory=list)  # what judges and other evaluations found
    evaluated: str = ""
    readings: Sequence[Reading] = ()
    overlap: Table | None = None
    issues: list[str] = field(default_factory=list)
    history: list[tuple[str, list[str]]] = field(default_factory=list)
    releases: list[Release] = field(default_factory=list)
    commands: str = ""
    ledgers: dict[str, Any] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)


def details(listing: Listing, *, folder: Folder | None) -> Details:
    """What there is to tell of a dataset; of its rows only where they are built.

    Raises:
        IrrealisError: a file of the dataset's folder, or its metrics, cannot be read.
    """
    manifest = listing.manifest
    evaluation = read_evaluation(manifest)
    found = Details(
        tables=[*evaluation.tables] if evaluation else [],
        evaluated=f"a build of {evaluation.inputs} data, version {evaluation.version}"
        if evaluation
        else "",
        readings=read_readings(manifest),
        overlap=kept.table() if (kept := read_overlap(manifest)) else None,
        issues=[*card.known_issues(manifest.folder / card.ISSUES), *card.exemptions(manifest)],
        history=[*card.history(manifest.folder / "CHANGELOG.md")],
        releases=[*_releases(manifest.folder)],
        names=getattr(schema_module(manifest), "CODE_NAMES", {}),
    )
    if manifest.no_pairs:
        found.notices.append(f"It has no pairs: {manifest.no_pairs}")
    if folder is None:
        return found
    if manifest.main == "pairs":
        found.kinds = {field.name: field.kind for field in folder.fields()}
    found.ledgers = {
        name: read_ledger(folder, name, by=by, most=LEDGER)
        for name, by in (("rejects", "reason"), ("repairs", "kind"))
    }
    found.ledgers["others"] = other_rows(
        folder, but=(manifest.main, "rejects", "repairs"), most=LEDGER
    )
    if (record := folder.record) is None:
        return found
    if notice := of_a_sample(record, manifest):
        found.notices.append(notice)
    tables = load_schemas(manifest)
    found.configs = [*_configs(folder, record, listing=listing, tables=tables)]
    found.columns = [*_columns(folder, table=tables[manifest.main], config=manifest.main)]
    found.figures = card.card_figures(folder.path, manifest, record)
    found.commands = "\n".join(card.commands(manifest, record))
    return found


def _configs(
    folder: Folder, record: BuildRecord, *, listing: Listing, tables: Mapping[str, Config]
) -> Iterator[dict[str, Any]]:
    for name in ordered_configs(record):
        yield {
            "name": name,
            "holds": card.holds(name, listing.manifest, tables),
            "rows": sum(part.rows for part in record.configs[name].values()),
            "columns": ", ".join(_schema(folder, name).names),
        }


def _columns(folder: Folder, *, table: Config, config: str) -> Iterator[tuple[str, str, str]]:
    about = table.schema.columns
    for column in _schema(folder, config):
        meaning = about[column.name].description if column.name in about else None
        yield column.name, type_text(column.type), meaning or MEANINGS.get(column.name, "")


def _schema(folder: Folder, config: str) -> pyarrow.Schema:
    import pyarrow.parquet as pq

    shard: Path = next(path for paths in folder.files[config].values() for path in paths)
    return pq.read_schema(shard)


def type_text(kind: pyarrow.DataType) -> str:
    """A type in words: text, integer, number, list of …, {member: type}.

    >>> import pyarrow as pa
    >>> type_text(pa.list_(pa.struct({"at": pa.int64(), "text": pa.string()})))
    'list of {at: integer, text: text}'
    """
    import pyarrow as pa

    if pa.types.is_struct(kind):
        members = (kind.field(at) for at in range(kind.num_fields))
        inside = ", ".join(f"{member.name}: {type_text(member.type)}" for member in members)
        return f"{{{inside}}}"
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return f"list of {type_text(kind.value_type)}"
    for name, is_one in (
        ("text", lambda kind: pa.types.is_string(kind) or pa.types.is_large_string(kind)),
        ("yes or no", pa.types.is_boolean),
        ("integer", pa.types.is_integer),
        ("number", pa.types.is_floating),
    ):
        if is_one(kind):
            return name
    return str(kind)
