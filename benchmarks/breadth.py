"""What datasets cost and hold, side by side: code, rows, pairs, drops, errata, license, seconds.

    python benchmarks/breadth.py --builds DIR [NAME ...] [--json]

Reads builds that lie in DIR/NAME (`irrealis build NAME --inputs upstream --out DIR/NAME`), and of
a dataset without one there the figures that are kept beside its manifest, which have no rows and
seconds. Lines are those of the dataset's own builder and schema, without what its family shares.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from irrealis.build import module_files
from irrealis.evaluate.figures import read_upstream
from irrealis.manifest import Manifest, list_datasets, load_manifest
from irrealis.store import open_folder

ROOT = Path(__file__).parent.parent
TRUST: dict[str, tuple[str, ...]] = {  # a figure whose presence says that the card has it
    "z": ("z.",),
    "one side alone": ("question_only", "edit_only", "context_only", "z.edited"),
    "balance": ("labels.", "label_effect."),
    "duplicates": ("near.", "rejects.repeated"),
}


def lines_of(manifest: Manifest) -> int:
    """Lines of the modules of a dataset that are its own."""
    paths = {
        path
        for kind, name in (("builders", manifest.builder), ("schemas", manifest.schema_))
        for path in module_files(name, kind=kind, root=ROOT)
        if path.suffix == ".py" and "families" not in path.parts
    }
    return sum(len(path.read_text("utf-8").splitlines()) for path in paths)


def figures_of(manifest: Manifest, builds: Path | None) -> dict[str, Any]:
    """A line of the table."""
    found: dict[str, Any] = {
        "dataset": manifest.name,
        "lines": lines_of(manifest),
        "license": manifest.license,
        "redistribution": manifest.redistribution,
    }
    kept = read_upstream(manifest)
    metrics = kept.metrics if kept else {}
    names = {name for of in metrics.values() for name in of}
    trust = [what for what, of in TRUST.items() if any(name.startswith(of) for name in names)]
    folder = builds / manifest.name if builds else None
    if folder and (folder / "metrics.json").is_file():
        metrics = json.loads((folder / "metrics.json").read_text("utf-8"))
    drops: Counter[str] = Counter()
    errata: Counter[str] = Counter()
    for of in metrics.values():
        for name, value in of.items():
            family, _, rest = name.partition(".")
            if family == "errata":
                errata[rest] += int(value)
            if family == "rejects" and "." not in rest:
                drops[rest] += int(value)
    found |= {
        "splits": sorted(metrics),
        "rows": None,
        "pairs": int(sum(of.get("counterfactuals", 0) for of in metrics.values())),
        "seconds": None,
        "involution": min(
            (of["involution"] for of in metrics.values() if "involution" in of), default=None
        ),
    }
    if folder and (folder / "build.json").is_file():
        record = open_folder(folder).record
        assert record is not None  # noqa: S101 its file was seen
        drops = Counter()
        for counts in record.counts.values():
            drops.update(counts.rejects)
        found |= {
            "splits": sorted(record.counts),
            "rows": sum(of.rows for config in record.configs.values() for of in config.values()),
            "pairs": sum(counts.counterfactuals for counts in record.counts.values()),
            "seconds": record.measured.seconds if record.measured else None,
        }
    return {**found, "drops": dict(drops), "errata": dict(errata), "card": trust}


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("names", nargs="*", help="datasets; all, if none is named")
    arguments.add_argument("--builds", type=Path, help="folder of builds, one for each dataset")
    arguments.add_argument("--json", action="store_true", help="print JSON")
    given = arguments.parse_args()
    names = given.names or list_datasets(ROOT)
    table = [figures_of(load_manifest(name, root=ROOT), given.builds) for name in names]
    if given.json:
        json.dump(table, sys.stdout, indent=1)
        return
    print("|", " | ".join(table[0]), "|")
    print("|---" * len(table[0]) + "|")
    for line in table:
        cells = [
            " ".join(f"{key} {count:,}" for key, count in sorted(value.items()))
            if isinstance(value, dict)
            else ", ".join(value)
            if isinstance(value, list)
            else f"{round(value):,}"
            if isinstance(value, int | float)
            else str(value if value is not None else "-")
            for value in line.values()
        ]
        print("|", " | ".join(cell or "-" for cell in cells), "|")


if __name__ == "__main__":
    main()
