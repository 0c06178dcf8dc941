"""An empty registry in a git repository of one's own."""

from __future__ import annotations

import json
import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from importlib.resources import files
from pathlib import Path
from string import Template

from irrealis.errors import IrrealisError
from irrealis.files import write_file
from irrealis.manifest import MARKER

CONSTRAINTS = "constraints.txt"
# template -> file; names that begin with a dot do not travel well in packages
_FILES = {
    "irrealis.yaml": MARKER,
    "pipeline.yaml": "dvc.yaml",  # by its own name DVC would take it for one of this repository
    "params.yaml": "params.yaml",
    "gitignore": ".gitignore",
    "gitattributes": ".gitattributes",
    "dvcignore": ".dvcignore",
    "dvc/config": ".dvc/config",
    "dvc/gitignore": ".dvc/.gitignore",
    "pre-commit-config.yaml": ".pre-commit-config.yaml",
    "requirements.txt": "requirements.txt",
    "workflows/ci.yml": ".github/workflows/ci.yml",
    "workflows/release.yml": ".github/workflows/release.yml",
    "README.md": "README.md",
    "gitkeep": "datasets/.gitkeep",
}
_KEPT = {"README.md"}  # of which one that is there stays as it is


def init(folder: Path) -> list[Path]:
    """Make an empty registry in a git repository: all files that a registry needs beside datasets.

    Args:
        folder: the root of the repository.

    Returns:
        The files that were written.

    Raises:
        IrrealisError: no git repository, a registry already, or files that are in the way; nothing
            is written then.
    """
    if not (folder / ".git").exists():
        raise IrrealisError(
            f"{folder.resolve()} is not the root of a git repository",
            hint="git init, then irrealis init",
        )
    there = [name for name in _FILES.values() if (folder / name).exists() and name not in _KEPT]
    if (folder / CONSTRAINTS).exists():
        there.append(CONSTRAINTS)
    if there:
        raise IrrealisError(
            f"{', '.join(there)}: there already",
            expected="a repository without these files",
            hint="it is a registry already; irrealis new NAME adds a dataset"
            if MARKER in there
            else "move them, and put back what you need of them afterwards",
        )
    templates = files("irrealis.own") / "template"
    values = {"requirement": requirement()}
    written: list[Path] = []
    try:
        for template, name in _FILES.items():
            if (folder / name).exists():
                continue
            written.append(folder / name)
            text = Template((templates / template).read_text(encoding="utf-8"))
            write_file(folder / name, text.safe_substitute(values).encode())
        written.append(folder / CONSTRAINTS)
        write_file(folder / CONSTRAINTS, pins().encode())
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise
    return written


def requirement() -> str:
    """How irrealis was installed, as a line of requirements.txt, with what building needs."""
    ours = distribution("irrealis")
    record = json.loads(ours.read_text("direct_url.json") or "{}")
    if vcs := record.get("vcs_info"):
        return f"irrealis[build] @ {vcs['vcs']}+{record['url']}@{vcs['commit_id']}"
    if str(record.get("url", "")).startswith("https://"):
        return f"irrealis[build] @ {record['url']}"
    if record:  # a file of this machine
        return (
            "# Say where irrealis comes from, for machines other than yours, such as\n"
            "# irrealis[build] @ git+https://HOST/ORG/REPOSITORY@COMMIT\n"
            f"irrealis[build]=={ours.version}"
        )
    return f"irrealis[build]=={ours.version}"


def pins(beside: str = "") -> str:
    """The packages that irrealis needs, in the versions that are installed, as constraints.

    The stage of every dataset depends on them: builds of another engine are stale.

    Args:
        beside: constraints so far; what they say of other packages, and their comments, stay.
    """
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    found: dict[str, str] = {}
    asked: list[tuple[str, frozenset[str]]] = [("irrealis", frozenset({"build"}))]
    seen: set[tuple[str, frozenset[str]]] = set()
    while asked:
        name, extras = need = asked.pop()
        if need in seen:
            continue
        seen.add(need)
        package = _installed(name)
        if package is None:
            continue  # for another platform, or an extra that is not here
        found[canonicalize_name(name)] = package.version
        for line in package.requires or ():
            wanted = Requirement(line)
            if wanted.marker is None or any(
                wanted.marker.evaluate({"extra": extra}) for extra in ("", *extras)
            ):
                asked.append((wanted.name, frozenset(wanted.extras)))
    lines = {name: f"{name}=={version}" for name, version in found.items()}
    comments = []
    for line in map(str.strip, beside.splitlines()):
        if named := re.match(r"[\w.-]+", line):
            lines.setdefault(canonicalize_name(named[0]), line)
        elif line:
            comments.append(line)
    comments = comments or ["# What builds were made with; `irrealis init --pins` writes it anew."]
    return "".join(f"{line}\n" for line in (*comments, *(lines[name] for name in sorted(lines))))


def _installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None
