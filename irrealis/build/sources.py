"""Where the records of a build come from: the sample, upstream's pinned files, or given files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from irrealis.build.builder import Builder, located
from irrealis.errors import IrrealisError
from irrealis.inputs import FORMS, fetch, file_name, is_url, open_input, open_url, pieces_of
from irrealis.manifest import MOST_RECORDS, Manifest, PinnedFile


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read records from; `pinned` says which member of an archive, if it is one.

    One that has a `url` is read from there, as JSON lines with the fields of `columns`.
    """

    path: Path
    name: str
    pinned: PinnedFile | None = None
    url: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)

    @property
    def in_pieces(self) -> bool:
        """Whether many processes can read it at once."""
        return bool(self.url) and self.name.endswith(FORMS)

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Its bytes.

        Raises:
            IrrealisError: here, or later from reading: it cannot be read.
        """
        opened = open_url(self.url) if self.url else open_input(self.pinned, self.path)
        with opened as stream:
            yield stream


@dataclass(frozen=True, slots=True)
class Drawn:
    """So many records that a program draws."""

    size: int


def sources_of(
    manifest: Manifest,
    *,
    inputs: str,
    files: Sequence[Path | str],
    splits: Sequence[str],
    size: int | None = None,
    columns: Mapping[str, str] | None = None,
    lines: bool = False,
) -> dict[str, list[Source | Drawn]]:
    """What to read or draw, split by split, in the manifest's order.

    Args:
        manifest: of the dataset.
        inputs: `sample`, or `upstream` for all of it.
        files: read these instead.
        splits: only these.
        size: records to draw for each split instead of the manifest's numbers.
        columns: of the files: field -> the column that gives it.
        lines: the builder reads JSON lines, each of which is a record by itself.

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
        split = _only_split(manifest, splits)
        given = [_given(file, manifest.name, columns or {}, lines=lines) for file in files]
        return {split: [*given]}
    return _fetched(manifest, splits) if inputs == "upstream" else _sampled(manifest, splits)


def _only_split(manifest: Manifest, splits: Sequence[str]) -> str:
    """The split that given files are: the one that is asked for, or else the manifest's first."""
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
    return splits[0] if splits else manifest.splits[0]


def _fetched(manifest: Manifest, splits: Sequence[str]) -> dict[str, list[Source | Drawn]]:
    """Upstream's pinned files of these splits; of all if none is named."""
    found: dict[str, list[Source | Drawn]] = {}
    for split, pinned in manifest.upstream_files(splits):
        path = fetch(pinned, dataset=manifest.name, split=split)
        name = pinned.url.rsplit("/", 1)[-1]
        found.setdefault(split, []).append(Source(path, name, pinned))
    return found


def _sampled(manifest: Manifest, splits: Sequence[str]) -> dict[str, list[Source | Drawn]]:
    """The sample's files of these splits; of all if none is named."""
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


def _given(file: Path | str, dataset: str, columns: Mapping[str, str], *, lines: bool) -> Source:
    """A file of the user's own, here or elsewhere."""
    url = str(file) if is_url(str(file)) else ""
    path = Path(file_name(url)) if url else Path(file)
    if not url:
        if path.is_dir():
            raise IrrealisError(
                f"{file} is a folder",
                dataset=dataset,
                field="--input",
                expected="a file",
                hint="name each of its files with an --input of its own",
            )
        if not path.is_file():
            raise IrrealisError(f"no file {file}", dataset=dataset, field="--input")
        if columns or (lines and path.suffix == ".parquet"):
            url = path.resolve().as_uri()
    source = Source(path, path.name, url=url, columns=columns)
    if (columns or path.suffix == ".parquet") and url and not (lines and source.in_pieces):
        raise IrrealisError(
            f"{path.name} cannot be read by columns",
            dataset=dataset,
            field="--input",
            expected="a file of .jsonl or .parquet, and a dataset of which a line is a record"
            if lines
            else "a file in upstream's format, as a record of this dataset is more than a line",
        )
    return source


def _sizes(
    manifest: Manifest,
    *,
    inputs: str,
    files: Sequence[Path | str],
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
            "not a valid size",
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
        IrrealisError: a file that is not in the builder's format; or what the builder raises, see
            `theirs`.
    """

    def files() -> Iterator[tuple[str, BinaryIO]]:
        for source in sources:
            assert isinstance(source, Source)  # noqa: S101 a split is read or drawn
            if source.in_pieces and builder.lines:
                for piece in pieces_of(source.url, source.columns):
                    with piece.stream() as stream:
                        yield piece.label, stream
                continue
            with source.open() as stream:
                yield source.name, stream

    sizes = [source.size for source in sources if isinstance(source, Drawn)]
    if sizes:
        yield from located(lambda: builder.generate(split, sizes[0]), builder=builder, split=split)
    else:
        yield from located(lambda: builder.read_split(files()), builder=builder, split=split)
