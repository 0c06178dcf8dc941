"""A new dataset that works, for a contributor to edit."""

from __future__ import annotations

import importlib
import keyword
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.resources import files
from importlib.util import cache_from_source
from pathlib import Path
from string import Template
from tempfile import TemporaryDirectory

import yaml

from irrealis.errors import IrrealisError
from irrealis.files import write_file
from irrealis.manifest import MANIFEST_FILE, Manifest
from irrealis.new.importing import Imported, imported
from irrealis.new.model import copied
from irrealis.new.pipeline import FILE, pipeline

_LONGEST = 64  # the Hub takes 96 characters, and an organization's name comes before
# part of the template -> where it goes; those that every new dataset has, however it is made
OWN = {
    "dataset.yaml": "datasets/{name}/dataset.yaml",
    "sample/train.jsonl": "datasets/{name}/sample/train.jsonl",
    "sample/test.jsonl": "datasets/{name}/sample/test.jsonl",
    "builder.py": "builders/{module}.py",
    "schema.py": "schemas/{module}.py",
}
_MARK = re.compile(r"# change\b|\bChange: ")  # stands where a template says what to change
KEPT = (
    "CHANGELOG.md",
    "evaluation.json",
    "known_issues.yaml",
    "reading.json",
    "upstream.json",
)


def scaffold(
    name: str,
    *,
    root: Path,
    model: Manifest | None = None,
    pairs: Imported | None = None,
) -> list[Path]:
    """Make a small dataset that builds and passes its check, for a contributor to edit.

    Writes `datasets/<name>/`, `builders/<module>.py` and `schemas/<module>.py`, the golden file and
    the card of the sample, and the dataset's `dvc.yaml`; on any failure the registry is as it was.

    Args:
        name: lower-case words and digits joined by hyphens; the module has underscores instead.
        root: the registry's root.
        model: a dataset to begin as a copy of, such as what `model_of` gives for a family.
        pairs: files of pairs to import, which need no builder or schema of their own.

    Returns:
        The files, `dvc.yaml` last.

    Raises:
        IrrealisError: a name that cannot be used, or files that are there already.
    """
    module = _module(name)
    folder = root / "datasets" / name
    modules = [root / kind / f"{module}.py" for kind in ("builders", "schemas")]
    # a package builders/<module>/ would win over the new file without a word
    claimed = [folder, *modules, *(path.with_suffix("") for path in modules)]
    if there := [str(path) for path in claimed if path.exists() or path.is_symlink()]:
        raise IrrealisError(
            f"{', '.join(there)}: there already",
            dataset=name,
            hint="choose another name, or move what is there",
        )
    values = {"name": name, "module": module, "title": name.replace("-", " ").capitalize()}
    if model is not None:
        own = copied(model, name=name, module=module)
    elif pairs is not None:
        own = imported(pairs, **values)
    else:
        own = {target.format(**values): _filled(part, values) for part, target in OWN.items()}
    kept = {f"datasets/{name}/{part}": _filled(part, values) for part in KEPT}
    with _all_or_nothing(folder, modules):
        for target, content in (own | kept).items():
            write_file(root / target, content)
        importlib.invalidate_caches()  # the new modules may be younger than a folder's listing
        from irrealis.build import write_golden  # slow to import

        golden = write_golden(name, root=root)
        card = _write_card(name, root=root)
        write_file(folder / FILE, pipeline(name, root=root).encode())
        return [*(root / path for path in own | kept), golden, *card, folder / FILE]


def left_of_template(name: str, *, root: Path) -> Iterator[tuple[Path, int, str]]:
    """Lines of a dataset that say what to change in them, and are still as `scaffold` wrote them.

    Args:
        name: of the dataset.
        root: the registry's root.

    Returns:
        File, line number and line, of `dataset.yaml`, the builder and the schema.
    """
    values = {"name": name, "module": name.replace("-", "_"), "title": name}
    for part, target in OWN.items():
        path = root / target.format(**values)
        marked = {
            line for line in _filled(part, values).decode().splitlines() if _MARK.search(line)
        }
        if marked and path.is_file():
            for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
                if line in marked:
                    yield path, number, line


def without_parameters(manifest: Manifest) -> Iterator[str]:
    """What to write where a manifest leaves out `parameters`, a key that DVC tracks even if empty.

    Args:
        manifest: of a dataset, as its file is now.
    """
    if "parameters" not in yaml.safe_load((manifest.folder / MANIFEST_FILE).read_text("utf-8")):
        yield f"write `parameters: {{}}` into {MANIFEST_FILE}: dvc.yaml tracks them"


def _filled(part: str, values: dict[str, str]) -> bytes:
    text = (files("irrealis.new") / "template" / part).read_text(encoding="utf-8")
    return Template(text).substitute(values).encode()


def _write_card(name: str, *, root: Path) -> list[Path]:
    """The card and the metrics of a first build, which `dvc repro` will find to be right."""
    from irrealis.build import build
    from irrealis.release import release

    with TemporaryDirectory() as scratch:
        made = build(name, root=root, out=Path(scratch) / "build", reproducible=True)
        release(
            name,
            root=root,
            build_folder=made.folder,
            out=Path(scratch) / "release",
            keep_card=True,
            report=made.report,
        )
    folder = root / "datasets" / name
    return [
        *(folder / kept for kept in ("README.md", "metrics.json", "headline.json")),
        *sorted(folder.glob("plots/*")),
    ]


def _module(name: str) -> str:
    """The module of a dataset's builder and schema.

    Raises:
        IrrealisError: no dataset or no module can have such a name.
    """
    module = name.replace("-", "_")
    # stricter than the manifest, which does not ask what the Hub and Python can make of a name
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name) or len(name) > _LONGEST:
        raise IrrealisError(
            "not a name for a dataset",
            field="name",
            expected=f"a letter, then letters, digits and single hyphens; at most {_LONGEST}, "
            "all lower-case, such as my-dataset",
            found=ascii(name)[: 2 * _LONGEST],
        )
    if keyword.iskeyword(module) or module in sys.stdlib_module_names:
        raise IrrealisError(
            "not a name for a dataset",
            field="name",
            expected="a name that Python has not taken for itself",
            found=name,
            hint=f"{name}-cf",
        )
    return module


@contextmanager
def _all_or_nothing(folder: Path, modules: list[Path]) -> Iterator[None]:
    """If the block fails, remove the folder and the modules."""
    compiled = [Path(cache_from_source(path)) for path in modules]
    homes = {path.parent for path in (*compiled, *modules)}
    new = sorted((home for home in homes if not home.exists()), reverse=True)  # inner ones first
    try:
        yield
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        for path in (*modules, *compiled):
            path.unlink(missing_ok=True)
        for home in new:
            with suppress(OSError):  # somebody else has put something there since
                home.rmdir()
        raise
