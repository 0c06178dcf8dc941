"""Writes the site of a registry: a first page with all datasets, and a folder for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from irrealis.errors import IrrealisError
from irrealis.evaluate import require_sklearn
from irrealis.files import json_file, staged_folder
from irrealis.manifest import list_datasets
from irrealis.progress import progress
from irrealis.show import Listing, environment, listings, script_json, source
from irrealis.site.pages import CLOSED, SIZES, Details, Item, details, item
from irrealis.site.rows import Asked, Rows, ask_judges, write_pairs, write_rows
from irrealis.site.shards import LARGEST, script
from irrealis.site.versions import Versions, write_versions
from irrealis.store import RECORD_FILE, open_folder

if TYPE_CHECKING:
    import jinja2

    from irrealis.store import Folder

SITE_FILE = "site.json"  # marks the folder as one that the next call may replace
# A page from disk has an origin that 'self' need not stand for, hence `file:`; on a site of the web
# that lets nothing in, since no such page may load a file.
POLICY = (
    "default-src 'none'; script-src 'self' file:; style-src 'self' file:; "
    "base-uri 'none'; form-action 'none'"
)
# what a reader chooses by, in this order; keys of a row's facets that begin with one of them
_ORDER = ("Judge", "Intervention", "Label", "Effect", "Changed label", "Target", "Split")


@dataclass(frozen=True, slots=True)
class Site:
    """A site that was written."""

    folder: Path
    items: tuple[Item, ...]
    releases: Path
    lacking: int  # datasets that are not released there

    def summary(self) -> str:
        """What it holds, what to do about pages without rows, and where to begin."""
        rows, many = sum(item.rows or 0 for item in self.items), len(self.items)
        shown = (
            f"{many} dataset{'s' * (many != 1)}, {rows:,} rows: open {self.folder / 'index.html'}"
        )
        if not self.lacking:
            return shown
        return (
            f"{shown}\n{self.lacking} without rows, as {self.releases} has no release of "
            f"{'it' if self.lacking == 1 else 'them'}: irrealis build NAME, irrealis release NAME"
        )


def write_site(
    root: Path,
    *,
    out: Path,
    releases: Path,
    names: Iterable[str] = (),
    judge: bool = False,
    versions: Mapping[str, Sequence[str]] | None = None,
    sample: bool = True,
) -> Site:
    """Write the site of a registry; the same releases give the same bytes.

    Args:
        root: of the registry.
        out: the folder, which is replaced as a whole or not at all.
        releases: the folder whose folder NAME is the release of a dataset, if it has one. Rows of
            all data are shown only where the license lets them be published.
        names: only these datasets.
        judge: train the judges that manifests declare on the labels of the releases, and say of
            every pair what they say.
        versions: dataset -> earlier versions to show beside the release, the newest first, in the
            forms of `irrealis diff`. What cannot be had is named on the page.
        sample: whether the releases of these versions are samples, as those in `releases` are.

    Raises:
        IrrealisError: no such dataset, one whose files cannot be read, or `out` is something else.
        Unavailable: judges are asked for and scikit-learn is not installed.
    """
    if judge:
        require_sklearn()
    known = list_datasets(root)
    chosen = list(names) or known
    for name in chosen:
        if name not in known:
            raise IrrealisError(
                f"no dataset {name!a}", expected=", ".join(known), hint="irrealis list shows them"
            )
    found = listings(chosen, root=root)
    there = [_release(releases / listing.manifest.name) for listing in found]
    with staged_folder(out, mark=SITE_FILE) as staging:
        (staging / "assets").mkdir()
        for name, parts in _assets().items():
            (staging / "assets" / name).write_bytes(parts)
        items = [
            _write_dataset(
                listing,
                staging / listing.manifest.name,
                release=release,
                judge=judge,
                earlier=(versions or {}).get(listing.manifest.name, ()),
                sample=sample,
            )
            for listing, release in progress(
                zip(found, there, strict=True),
                "site",
                unit="datasets",
                total=len(found),
            )
        ]
        _render(
            "catalog.html.j2",
            staging / "index.html",
            items=items,
            facets=_choices(items),
            total=sum(item.listing.pairs or 0 for item in items),
        )
        (staging / SITE_FILE).write_bytes(json_file([item.as_dict() for item in items]))
    return Site(out, tuple(items), releases, there.count(None))


def _release(folder: Path) -> Folder | None:
    return open_folder(folder) if (folder / RECORD_FILE).is_file() else None


def _write_dataset(
    listing: Listing,
    into: Path,
    *,
    release: Folder | None,
    judge: bool,
    earlier: Sequence[str] = (),
    sample: bool = True,
) -> Item:
    """Write the folder of a dataset: its page, its rows, and what was left out."""
    into.mkdir()
    manifest = listing.manifest
    about = details(listing, folder=release)
    asked, rows, versions = Asked(), None, Versions()
    closed = bool(
        release and release.record and release.record.inputs != "sample" and not listing.publishable
    )
    if closed:
        about.notices.append(CLOSED)
        about.ledgers = {}
    elif release and manifest.main == "pairs":
        if judge and manifest.judges:
            asked = ask_judges(manifest, folder=release)
        rows = write_pairs(release, into=into, asked=asked)
    elif release:
        rows = write_rows(release, into=into)
    if release and rows and earlier:
        root = manifest.folder.parent.parent
        versions = write_versions(
            release, earlier, config=manifest.main, into=into, root=root, sample=sample
        )
    ledgers = {name: ledger for name, ledger in about.ledgers.items() if ledger.total}
    for number, ledger in enumerate(ledgers.values()):
        content = orjson.dumps(ledger.rows).decode()
        (into / f"ledger-{number}.js").write_bytes(script("ledger", number, content))
    _render(
        "dataset.html.j2",
        into / "index.html",
        manifest=manifest,
        listing=listing,
        about=about,
        rows=rows,
        built=release is not None,
        asked=asked,
        total=rows.shards.total if rows else 0,
        ledgers=ledgers,
        versions=versions,
        hub=next((place for release in about.releases for place in release.places), None),
        data=script_json(_data(listing, about, rows, ledgers, versions)),
    )
    return item(listing, folder=release, rows=rows)


def _data(
    listing: Listing,
    about: Details,
    rows: Rows | None,
    ledgers: Mapping[str, Any],
    versions: Versions,
) -> dict[str, Any]:
    """What the script of a dataset's page must know before it loads anything."""
    shards = rows.shards if rows else None
    return {
        "name": listing.manifest.name,
        "main": listing.manifest.main,
        "kinds": dict(about.kinds),
        "names": dict(about.names),
        "columns": list(rows.columns) if rows else [],
        "shards": shards.counts if shards else [],
        "indexes": shards.indexes if shards else 0,
        "facets": sorted(shards.facets(), key=lambda facet: _place(facet[0])) if shards else [],
        "ledgers": [[name, ledger.counts.most_common()] for name, ledger in ledgers.items()],
        "changes": [[between.older, between.newer] for between in versions.between],
    }


def _place(key: str) -> tuple[int, str]:
    found = [at for at, start in enumerate(_ORDER) if key.startswith(start)]
    return (found[0] if found else len(_ORDER), key)


def _choices(items: Iterable[Item]) -> list[tuple[str, list[tuple[str, int]]]]:
    """Facets of the first page with how many datasets have each value; one value is no choice.

    Nor is a value that all of them have.
    """
    items = list(items)
    counts: dict[str, Counter[str]] = {}
    for listed in items:
        for key, values in listed.values.items():
            counts.setdefault(key, Counter()).update(set(values))
    return [
        (key, sorted(choices, key=_rank))
        for key, seen in counts.items()
        if len(choices := [choice for choice in seen.items() if choice[1] < len(items)]) > 1
    ]


def _rank(choice: tuple[str, int]) -> tuple[int, int, str]:
    """Sizes in their order, and all else by how often it comes."""
    value, count = choice
    return (SIZES.index(value) if value in SIZES else len(SIZES), -count, value)


def _assets() -> dict[str, bytes]:
    """The style sheet and the two scripts, which all pages share."""
    parts = {
        "site.css": ("report.css", "site.css"),
        "catalog.js": ("catalog.js",),
        "dataset.js": ("pair.js", "dataset.js"),
    }
    return {name: f"{source(_templates(), *several)}\n".encode() for name, several in parts.items()}


def _render(template: str, out: Path, **values: Any) -> None:
    from markupsafe import Markup

    if "data" in values:
        values["data"] = Markup(values["data"])  # noqa: S704 escaped for a script element
    text = _templates().get_template(template).render(policy=POLICY, **values)
    content = text.encode("utf-8", "replace")
    if len(content) > LARGEST:
        raise IrrealisError(
            f"{out.parent.name}/{out.name} of the site would be too large",
            expected=f"at most {LARGEST:,} bytes",
            found=f"{len(content):,}",
        )
    out.write_bytes(content)


@cache
def _templates() -> jinja2.Environment:
    return environment("irrealis.site")
