"""Git commands that the registry runs."""

from __future__ import annotations

import subprocess
from pathlib import Path

from irrealis.errors import IrrealisError, Unavailable


def run_git(*arguments: str, root: Path, text: str | None = None) -> str:
    """What a git command prints, run in the registry.

    Raises:
        IrrealisError: the command fails; says what git says.
        Unavailable: there is no git.
    """
    try:
        done = subprocess.run(  # noqa: S603 arguments are a list, and no shell reads them
            ["git", "-C", str(root), *arguments],  # noqa: S607 the user's own git
            input=text,
            stdin=subprocess.DEVNULL if text is None else None,
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
            check=False,
        )
    except FileNotFoundError:
        raise Unavailable("git is not installed", hint="install git") from None
    if done.returncode:
        message = done.stderr.strip().removeprefix("fatal: ").removeprefix("error: ")
        raise IrrealisError(f"git {arguments[0]} failed: {message}")
    return done.stdout


def in_git(root: Path) -> bool:
    """Whether the registry is kept in git."""
    return any((folder / ".git").exists() for folder in (root.resolve(), *root.resolve().parents))


def find_commit(revision: str, *, root: Path) -> str:
    """The commit that a revision names: a branch, a tag, a hash, HEAD~2, ...

    Raises:
        IrrealisError: no such revision.
    """
    try:
        named = f"{revision}^{{commit}}"
        return run_git("rev-parse", "--verify", "-q", "--end-of-options", named, root=root).strip()
    except IrrealisError:
        raise IrrealisError(
            f"no git revision {revision!r}",
            hint="git fetch --tags brings the tags that others made",
        ) from None


def commit_and_state(root: Path) -> tuple[str | None, bool | None]:
    """The commit of a registry, and whether its files are as in it; None where git cannot tell."""
    try:
        head = find_commit("HEAD", root=root) if in_git(root) else None
        return head, not run_git("status", "--porcelain", root=root) if head else None
    except IrrealisError:
        return None, None


def changed_files(since: str, *, root: Path) -> list[str]:
    """Files of the registry that differ from where this branch left the one of a revision.

    What is not committed counts; files of the working tree that git does not know do as well.

    Raises:
        IrrealisError: no such revision, or one that shares nothing with HEAD.
    """
    commit = find_commit(since, root=root)
    base = run_git("merge-base", commit, "HEAD", root=root).strip()
    differ = run_git("diff", "--name-only", "-z", "--no-renames", "--relative", base, root=root)
    new = run_git("ls-files", "-z", "--others", "--exclude-standard", root=root)
    return sorted({name for name in (differ + new).split("\0") if name})
