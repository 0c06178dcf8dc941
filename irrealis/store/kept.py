"""What was measured on a build, and is kept in git in `datasets/<name>/`, for the card to show."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from irrealis.errors import invalid
from irrealis.files import json_file, read_file, write_file

_LARGEST = 1024 * 1024


class Kept(BaseModel):
    """The build that was measured; a subclass adds what was found."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: str
    inputs: Literal["sample", "upstream", "files"]
    splits: tuple[str, ...]
    seed: int


K = TypeVar("K", bound=Kept)


def write_kept(path: Path, kept: Kept) -> Path:
    """Write what was found, and give the file's path."""
    write_file(path, json_file(kept.model_dump(mode="json")))
    return path


def read_kept(path: Path, kind: type[K], *, what: str, dataset: str, hint: str) -> K | None:
    """What was last written; None where nothing was.

    Args:
        path: the file, which may not be there.
        kind: what it holds.
        what: what that is called, such as "an evaluation".
        dataset: whose it is.
        hint: the command that writes it.

    Raises:
        IrrealisError: the file is not one of ours.
    """
    if not path.is_file():
        return None
    content = read_file(path, largest=_LARGEST)
    try:
        # nothing was measured yet: dvc.yaml wants the file to exist
        return kind.model_validate_json(content) if content.strip() != b"null" else None
    except ValidationError as error:
        raise invalid(f"{path} is not {what}", error, dataset=dataset, hint=hint) from None
