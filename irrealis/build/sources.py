"""Where the records of a build come from: the sample, upstream's pinned files, or given files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from irrealis.build.builder import Builder
from irrealis.errors import IrrealisError
from irrealis.inputs import fetch, open_input
from irrealis.manifest import MOST_RECORDS, Manifest, PinnedFile


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read records from; `pinned` says which member of an archive, if it is one."""

    path: Path
    name: str
    pinned: PinnedFile | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """So many records that a program draws."""

    size: int


def sources_of(
    manifest: Manifest,
    *,
    inputs: str,
    files: Sequence[Path],
    splits: Sequence[str],
    size: int | None = None,
) -> dict[str, list[Source | Drawn]]:
    """What to read or draw, split by split, in the manifest's order.

    Args:
        manifest: of the dataset.
        inputs: `sample`, or `upstream` for all of it.
        files: read these instead.
        splits: only these.
        size: records to draw for each split instead of the manifest's numbers.

    Raises:
        IrrealisError: no such split or file, or a size of a dataset that is not generated.
    """
    if manifest.inputs.generate:
        return _sizes(manifest, inputs=inputs, files=files, splits=splits, size=size)
    if size is not None:
        raise IrrealisError(
            "a size is for datasets that are generated",
            dataset=manifest.name,
            field="--size",
            expected="--limit N for the first records of a dataset that reads files",
        )
    if files:
        if len(splits) > 1:
            raise IrrealisError(
                "--input builds one split",
                dataset=manifest.name,
                expected="one --split at most",
                found=", ".join(splits),
            )
        if splits and splits[0] not in manifest.splits:
            raise IrrealisError(
                "no such split",
                dataset=manifest.name,
                split=splits[0],
                expected=", ".join(manifest.splits),
            )
        for file in files:
            if not file.is_file():
                raise IrrealisError(f"no file {file}", dataset=manifest.name, field="--input")
        return {
            splits[0] if splits else manifest.splits[0]: [
                Source(file, name=file.name) for file in files
            ]
        }
    found: dict[str, list[Source | Drawn]] = {}
    if inputs == "upstream":
        for split, pinned in manifest.upstream_files(splits):
            path = fetch(pinned, dataset=manifest.name, split=split)
            name = pinned.url.rsplit("/", 1)[-1]
            found.setdefault(split, []).append(Source(path, name, pinned))
        return found
    for split in splits:
        if split not in manifest.splits_of("sample"):
            raise IrrealisError(
                "the sample has no such split",
                dataset=manifest.name,
                split=split,
                expected=", ".join(manifest.splits_of("sample")),
                hint="leave --split out to build all of it",
            )
    return {
        split: [Source(path, name=path.name) for path in manifest.sample_files(split)]
        for split in manifest.splits_of("sample")
        if not splits or split in splits
    }


def _sizes(
    manifest: Manifest,
    *,
    inputs: str,
    files: Sequence[Path],
    splits: Sequence[str],
    size: int | None,
) -> dict[str, list[Source | Drawn]]:
    generate = manifest.inputs.generate
    if generate is None or files:
        raise IrrealisError(
            "a generated dataset reads no files",
            dataset=manifest.name,
            field="--input",
            hint=f"irrealis build {manifest.name} --size 1000",
        )
    if size is not None and not 0 < size <= MOST_RECORDS:
        raise IrrealisError(
            "no such size",
            dataset=manifest.name,
            field="--size",
            expected=f"1 to {MOST_RECORDS:,}",
            found=f"{size:,}",
        )
    sizes = generate.full if inputs == "upstream" else generate.sample
    for split in splits:
        if split not in sizes:
            raise IrrealisError(
                "no such split",
                dataset=manifest.name,
                split=split,
                expected=", ".join(sizes),
            )
    wanted = splits or manifest.built_splits(inputs)
    return {split: [Drawn(size or sizes[split])] for split in manifest.splits if split in wanted}


def alternates_of(manifest: Manifest, split: str) -> set[str]:
    """The splits that may hold the same records as this one."""
    return {s for group in manifest.alternatives if split in group for s in group} - {split}


def records_of(
    builder: Builder[Any, Any], manifest: Manifest, *, inputs: str, splits: Sequence[str]
) -> Iterator[Any]:
    """Records of these splits; nothing is fetched before the first is asked for."""
    if manifest.inputs.generate:
        return  # a record that another split has too is found by the check
    given = manifest.splits_of(inputs)  # a split of the sample need not be pinned upstream
    for split in (split for split in splits if split in given):
        found = sources_of(manifest, inputs=inputs, files=(), splits=[split])
        yield from read_records(builder, found[split], split=split)


def read_records(
    builder: Builder[Any, Any], sources: Iterable[Source | Drawn], *, split: str
) -> Iterator[Any]:
    """The records of a split, one after the other.

    Raises:
        IrrealisError: a file that is not in the builder's format.
    """

    def files() -> Iterator[tuple[str, BinaryIO]]:
        for source in sources:
            assert isinstance(source, Source)  # noqa: S101 a split is read or drawn
            with open_input(source.pinned, source.path) as stream:
                yield source.name, stream

    sizes = [source.size for source in sources if isinstance(source, Drawn)]
    try:
        if sizes:
            yield from builder.generate(split, sizes[0])
        else:
            yield from builder.read_split(files())
    except IrrealisError as error:
        error.at(dataset=builder.dataset, split=split)
        raise
