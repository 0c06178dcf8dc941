"""What is known of each version that was loaded here, apart from the caches that it proves.

The first load of a version remembers its commit and the SHA-256 of its `build.json`, in a folder of
its own beside the caches. A tag that is moved later, and a cache that was filled or altered by
something else, are found out by it.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from irrealis.errors import invalid
from irrealis.files import json_file, read_file, write_file

_LARGEST = 64 * 1024


class Proof(BaseModel):
    """A version as it was first loaded; `yanked` is why it was withdrawn, as last heard."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    commit: str = Field(pattern=r"^[0-9a-f]{40}$")
    record: str = Field(pattern=r"^[0-9a-f]{64}$")  # SHA-256 of build.json
    yanked: str | None = None


def read_proof(endpoint: str, repo: str, tag: str) -> Proof | None:
    """What is remembered of a version; None if it was not loaded here.

    Raises:
        IrrealisError: the file is something else.
    """
    path = _folder(endpoint, repo) / f"{tag}.json"
    if not path.is_file():
        return None
    try:
        return Proof.model_validate_json(read_file(path, largest=_LARGEST))
    except ValidationError as error:
        raise invalid(f"{path} is not a record of a load", error, hint="delete it") from None


def write_proof(endpoint: str, repo: str, tag: str, proof: Proof) -> None:
    """Remember a version."""
    content = json_file(proof.model_dump(exclude_none=True))
    write_file(_folder(endpoint, repo) / f"{tag}.json", content)


def loaded_tags(endpoint: str, repo: str) -> list[str]:
    """Tags of the versions that were loaded here, in no order."""
    return [path.stem for path in _folder(endpoint, repo).glob("v*.json")]


def _folder(endpoint: str, repo: str) -> Path:
    from huggingface_hub import constants

    return Path(constants.HF_HOME) / "irrealis" / "loaded" / quote(endpoint, safe="") / repo
