"""The catalogue: an HTML page that lists the datasets of a registry and links their pages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from irrealis.files import write_file
from irrealis.manifest import Manifest, home, list_datasets, load_manifest
from irrealis.store import RECORD_FILE, BuildRecord, read_record

if TYPE_CHECKING:
    import jinja2


@dataclass(frozen=True, slots=True)
class Listed:
    """A dataset of the catalogue; `rows` is empty where it was not released here yet."""

    manifest: Manifest
    rows: dict[str, int]
    built_from: str

    @property
    def publishable(self) -> bool:
        """Whether the license lets the rows be published."""
        return self.manifest.redistribution == "allowed"


def listed(root: Path) -> list[Listed]:
    """The datasets of a registry with the rows of their releases, by name.

    Raises:
        IrrealisError: a manifest or a record that is wrong.
    """
    found = []
    for name in list_datasets(root):
        manifest, folder = load_manifest(name, root=root), home(root, "sample") / "release" / name
        record = read_record(folder) if (folder / RECORD_FILE).is_file() else None
        rows = _rows(record) if record else {}
        found.append(Listed(manifest, rows, record.inputs if record else ""))
    return found


def write_catalogue(root: Path, *, out: Path) -> Path:
    """Write the page; links lead to `<name>.html` beside it.

    Raises:
        IrrealisError: see `listed`; or `out` cannot be written.
    """
    datasets = listed(root)
    tasks = sorted({task for one in datasets for task in one.manifest.tasks})
    text = _environment().get_template("catalogue.html.j2").render(datasets=datasets, tasks=tasks)
    write_file(out, text.encode())
    return out


def _rows(record: BuildRecord) -> dict[str, int]:
    """Rows of each config that is for use, over all splits."""
    return {
        config: sum(part.rows for part in parts.values())
        for config, parts in record.configs.items()
        if config not in ("rejects", "repairs")
    }


@cache
def _environment() -> jinja2.Environment:
    import jinja2

    return jinja2.Environment(
        loader=jinja2.PackageLoader("irrealis.show"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
