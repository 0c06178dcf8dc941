"""What the registry has, dataset by dataset, for whoever looks for one.

The size is that of all data, as the manifest or the kept figures have it; what is built here does
not matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from irrealis.build import module_files
from irrealis.errors import IrrealisError, nearest
from irrealis.evaluate import read_upstream
from irrealis.manifest import Manifest, load_manifest

_SIZE = re.compile(r"(\d+)?(:)?(\d+)?")
_MOST = 2**63
NO_FAMILY = "none"  # of a builder that is put together from no family's parts


@dataclass(frozen=True, slots=True)
class Listing:
    """A dataset as one chooses it; `pairs` is None where nothing is known of its full size."""

    manifest: Manifest
    family: str
    pairs: int | None

    @property
    def publishable(self) -> bool:
        """Whether the license lets the rows be published."""
        return self.manifest.redistribution == "allowed"

    @property
    def tasks(self) -> list[str]:
        """What it is for: its tasks, and the tags that say it more closely."""
        return [*self.manifest.tasks, *self.manifest.tags]

    def as_dict(self) -> dict[str, Any]:
        """For scripts."""
        manifest = self.manifest
        return {
            "name": manifest.name,
            "version": manifest.version,
            "summary": manifest.summary,
            "tasks": list(manifest.tasks),
            "tags": list(manifest.tags),
            "family": self.family,
            "languages": list(manifest.languages),
            "license": manifest.license,
            "publishable": self.publishable,
            "pairs": self.pairs,
        }


def listings(names: Iterable[str], *, root: Path) -> list[Listing]:
    """The datasets of these names, in their order.

    Raises:
        IrrealisError: a manifest or a file of figures that is wrong.
    """
    manifests = [load_manifest(name, root=root) for name in names]
    return [
        Listing(manifest, family_of(manifest, root=root), full_size(manifest))
        for manifest in manifests
    ]


def family_of(manifest: Manifest, *, root: Path) -> str:
    """The family whose parts its builder is put together from, or "none".

    Of a builder that uses several, it is the one that it imports most from.
    """
    names = [
        name
        for path in module_files(manifest.builder, kind="builders", root=root)
        if path.suffix == ".py" and "families" not in path.parts
        for name in re.findall(r"irrealis\.builders\.families\.(\w+)", path.read_text("utf-8"))
    ]
    return max(sorted(set(names)), key=names.count, default=NO_FAMILY)


def full_size(manifest: Manifest) -> int | None:
    """Pairs of all data: measured on upstream's, or else the records that are to be drawn."""
    if (kept := read_upstream(manifest)) is not None:
        return int(sum(of.get("counterfactuals", 0) for of in kept.metrics.values()))
    drawn = manifest.inputs.generate
    return sum(drawn.full.values()) if drawn else None


def chosen(
    found: Iterable[Listing],
    *,
    task: str | None = None,
    family: str | None = None,
    language: str | None = None,
    license: str | None = None,  # noqa: A002
    size: str | None = None,
    publishable: bool = False,
) -> list[Listing]:
    """Those that have all that is asked for.

    Args:
        found: the datasets.
        task: a task or a tag, such as text-classification or social-bias.
        family: a family of docs/families.md, or none.
        language: a code such as en.
        license: an SPDX id in lower case.
        size: MIN, MIN:MAX or :MAX pairs of all data; what has no known size has none of these.
        publishable: only those whose license lets the rows be published.

    Raises:
        IrrealisError: a word that no dataset has, which is a slip, or a size that is none.
    """
    rows = list(found)
    asked: list[tuple[str, str | None, list[list[str]]]] = [
        ("--task", task, [row.tasks for row in rows]),
        ("--family", family, [[row.family] for row in rows]),
        ("--language", language, [list(row.manifest.languages) for row in rows]),
        ("--license", license, [[row.manifest.license] for row in rows]),
    ]
    keep = [True] * len(rows)
    for option, word, values in asked:
        if word is None:
            continue
        known = sorted({value for of in values for value in of})
        if word not in known:
            raise IrrealisError(
                f"no dataset has {word!a}{nearest(word, known)}",
                field=option,
                expected=", ".join(known),
            )
        keep = [kept and word in of for kept, of in zip(keep, values, strict=True)]
    least, most = _bounds(size) if size is not None else (0, _MOST)
    return [
        listing
        for listing, kept in zip(rows, keep, strict=True)
        if kept
        and (listing.publishable or not publishable)
        and (size is None or (listing.pairs is not None and least <= listing.pairs <= most))
    ]


def _bounds(size: str) -> tuple[int, int]:
    given = _SIZE.fullmatch(size)
    if not given or not (given[1] or given[3]):
        raise IrrealisError(
            "not a size", field="--size", expected="1000, 1000:5000 or :5000", found=size
        )
    return int(given[1] or 0), int(given[3]) if given[3] else _MOST
