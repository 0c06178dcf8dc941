"""The record of a build, `build.json`: what was made, of what, by what, and how to recognize it."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from irrealis.errors import IrrealisError, invalid
from irrealis.files import json_file, write_file
from irrealis.manifest import FULL

RECORD_FILE = "build.json"
CONTENTS = frozenset({"data", RECORD_FILE, "metrics.json"})  # of a build folder
# configs that datasets share, in the order of a card
COMMON = ("pairs", "native", "native_mix", "rejects", "repairs")
# why the engine itself drops a record, whatever its dataset
SEEN_BEFORE, FAILED_CHECK, FAILED_EDIT = "id-seen-before", "failed-check", "failed-edit"
ENGINE_REASONS = frozenset({SEEN_BEFORE, FAILED_CHECK, FAILED_EDIT})
_LARGEST = 16 * 1024 * 1024


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class InputFile(_Part):
    """A file that was read: its name, size in bytes, and SHA-256."""

    split: str
    name: str
    size: int
    sha256: str


class SplitRecord(_Part):
    """One config of one split: rows, bytes on disk, identity, and where its shards are."""

    rows: int = Field(ge=0)
    bytes: int = Field(ge=0)
    content_hash: str = Field(pattern=r"^sha256:[0-9a-f]{64}$")
    shards: list[str]


class Counts(_Part):
    """What became of the records of a split: `records` = `kept` + those dropped."""

    records: int = 0
    kept: int = 0
    counterfactuals: int = 0
    rejects: dict[str, int] = {}
    repairs: dict[str, int] = {}


class Measured(_Part):
    """What differs from run to run; left out of builds made with --reproducible."""

    seconds: float
    peak_memory_mb: float
    python: str
    platform: str
    commit: str | None = None  # of the registry, where it is kept in git
    clean: bool | None = None  # whether its files were as in that commit


class BuildRecord(_Part):
    """All of `build.json`."""

    format: Literal[1] = 1
    dataset: str
    version: str
    inputs: Literal["sample", "upstream", "files"]
    input_files: list[InputFile]
    made_from: dict[str, str] = {}  # digests of builder, schema, manifest, sample and engine
    columns: dict[str, str] = {}  # field -> column of the files of a user's own
    sizes: dict[str, int] = {}  # records drawn for each split, of a dataset that is generated
    builder: str
    schema_: str = Field(alias="schema")
    parameters: dict[str, object]
    config_parameters: dict[str, dict[str, object]] = {}  # of configs that have their own
    seed: int
    limit: int | None
    engine: dict[str, str]
    models: list[dict[str, str]]
    configs: dict[str, dict[str, SplitRecord]]
    counts: dict[str, Counts]
    measured: Measured | None = None

    @property
    def splits(self) -> list[str]:
        """Names of the splits that were built, in the manifest's order."""
        return list(self.counts)

    @property
    def main(self) -> str:
        """The config that a record is kept in: `pairs`, or `native` in a dataset without pairs."""
        return "pairs" if "pairs" in self.configs else "native"

    def write(self, folder: Path) -> None:
        """Write `folder`/build.json."""
        optional = ("columns", "config_parameters", "made_from", "measured", "sizes")
        empty = {name for name in optional if not getattr(self, name)}
        content = self.model_dump(by_alias=True, exclude=empty)
        write_file(folder / RECORD_FILE, json_file(content))


def read_record(folder: Path) -> BuildRecord:
    """The record of a build or release folder, with its shards' paths checked.

    Raises:
        IrrealisError: no record, one that is not in our format, or one that names files outside
            of its folder.
    """
    path = folder / RECORD_FILE
    try:
        if path.stat().st_size > _LARGEST:
            raise IrrealisError(f"{path} is larger than {_LARGEST} bytes")
        content = path.read_bytes()
    except OSError:
        missing = not folder.exists()
        raise IrrealisError(
            f"not built yet: no folder {folder}" if missing else f"{folder} holds no {RECORD_FILE}",
            expected="a folder made by irrealis build or irrealis release",
            hint=_command(folder),
        ) from None
    record = parse_record(content, source=str(path))
    root = folder.resolve()
    for config, splits in record.configs.items():
        for split, part in splits.items():
            for shard in part.shards:
                if not _holds(root, shard):
                    raise IrrealisError(
                        f"{path} names a shard that is not there",
                        dataset=record.dataset,
                        split=split,
                        field=f"configs.{config}.{split}.shards",
                        expected=f"a file inside of {folder}",
                        found=shard,
                        hint="build again",
                    )
    return record


def _command(folder: Path) -> str:
    """What would put a build into a folder; one that a registry has is made by its name."""
    if folder.parent.name == "build":
        return f"irrealis build {folder.name}{' --inputs upstream' * (FULL in folder.parts)}"
    return "irrealis build NAME --out FOLDER"


def parse_record(content: bytes, *, source: str) -> BuildRecord:
    """The record in the content of a build.json; `source` names it in errors.

    Raises:
        IrrealisError: it is not in our format.
    """
    try:
        return BuildRecord.model_validate_json(content)
    except ValidationError as error:
        raise invalid(f"{source} is not a build record", error, hint="build again") from None


def _holds(root: Path, name: str) -> bool:
    try:
        target = (root / name).resolve()
        return target.is_relative_to(root) and target.is_file()
    except (OSError, RuntimeError, ValueError):  # too long, a loop of links, a NUL
        return False


def ordered_configs(record: BuildRecord) -> list[str]:
    """Configs in the order of a card: `pairs`, native ones, `rejects` and `repairs`."""
    order = {name: place for place, name in enumerate(COMMON)}
    return sorted(record.configs, key=lambda name: order.get(name, order["rejects"] - 0.5))
