"""A registry of one toy for each kind of record, which the suites run over as over any dataset.

`python -m tests.toys` writes what git keeps of them: golden files, cards, metrics and plots.
"""

import shutil
import tempfile
from pathlib import Path

from irrealis.manifest import list_datasets

TOYS = Path(__file__).parent
ROOT = TOYS.parent.parent
# dataset -> root of the registry that it is in
HOMES = {name: root for root in (ROOT, TOYS) for name in list_datasets(root)}


def write_kept(name: str) -> None:
    """Write what git keeps of a toy."""
    from irrealis.build import build
    from irrealis.build.golden import write_golden
    from irrealis.release import release

    home = TOYS / "datasets" / name
    write_golden(name, root=TOYS)
    with tempfile.TemporaryDirectory() as place:
        made = build(name, root=TOYS, out=Path(place) / "build", reproducible=True)
        made.report.write_metrics(home)
        made.report.write_headline(home)
        made.report.write_plots(home / "plots")
        released = release(name, root=TOYS, build_folder=made.folder, out=Path(place) / name)
        shutil.copy(released.folder / "README.md", home)
