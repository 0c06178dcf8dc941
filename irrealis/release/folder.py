"""A release: a checked build as its users get it, loaded back before anyone can see it.

`load_dataset` fills columns that a card declares and the data lacks with None, casts types and
loads altered rows, all without a warning. So a release is loaded in a fresh interpreter as its
users will load it, and its schema and rows are compared with the build's.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass, field, replace
from itertools import zip_longest
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Literal

import orjson

from irrealis.check import Report, apart, check_folder, short
from irrealis.errors import CheckFailed, IrrealisError, Unavailable, causes_of, printable
from irrealis.files import staged_folder, write_file
from irrealis.manifest import Manifest, home, load_manifest
from irrealis.release.tags import part_of, refuse_other_content
from irrealis.remote import guarded
from irrealis.show import CROISSANT_FILE, card, croissant_metadata
from irrealis.store import (
    CONTENTS,
    RECORD_FILE,
    BuildRecord,
    SplitRecord,
    batches,
    content_hash,
    ordered_configs,
    read_record,
    row_digest,
)

if TYPE_CHECKING:
    import pyarrow as pa
    from datasets.arrow_dataset import Dataset
    from datasets.iterable_dataset import IterableDataset

CHANGELOG = "CHANGELOG.md"
PLOTS = "plots"  # the folder in datasets/<name> for what DVC draws
_BATCH = 1_000  # rows decoded at a time
_DOWNLOAD = 8 * 1024**3  # bytes of one answer of the Hub; what is loaded is in the cache already


@dataclass(frozen=True, slots=True)
class Release:
    """A release folder and its record."""

    folder: Path
    record: BuildRecord

    def summary(self) -> str:
        """What was built, what was dropped and why, where to look, and how to load it."""
        record, folder = self.record, _shown(self.folder)
        made_of = {"sample": "the sample", "upstream": "upstream's data", "files": "files"}
        lines = [f"{record.dataset} {record.version}, built from {made_of[record.inputs]}"]
        width = max(map(len, record.configs))
        for config in ordered_configs(record):
            parts = record.configs[config]
            rows = ", ".join(f"{split} {part.rows}" for split, part in parts.items())
            lines.append(f"  {config:{width}}  {rows} rows")
        for split, counts in record.counts.items():
            lost = counts.records - counts.kept
            lines.append(
                f"  {split}: {counts.kept} of {counts.records} records kept"
                + (f", {lost} dropped" if lost else "")
            )
            for table, found in (("dropped", counts.rejects), ("repaired", counts.repairs)):
                if found:
                    reasons = ", ".join(f"{short(name)} {n}" for name, n in found.items())
                    lines.append(f"    {table}: {reasons}")
        lines += [
            f"  card: {folder / card.CARD_FILE}; what was dropped: {folder / 'data' / 'rejects'}",
            f'  from datasets import load_dataset; load_dataset("{folder}", "{record.main}")',
        ]
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where what was loaded differs from what was built."""

    config: str
    split: str | None
    field: str
    expected: str
    found: str
    row: str | None = None


def release(
    name: str,
    *,
    root: Path,
    inputs: Literal["sample", "upstream"] = "sample",
    build_folder: Path | None = None,
    out: Path | None = None,
    keep_card: bool = False,
    report: Report | None = None,
    here: bool = False,
) -> Release:
    """Make a release of a build: card, change log, record, metrics, Croissant description, and a
    copy of its shards.

    Args:
        name: a dataset of the registry at `root`.
        inputs: of the build, if its folder is not given.
        build_folder: the build; `build/<name>` if not given, under `root`, or under `root`/full for
            upstream.
        out: the release; `release/<name>` beside that `build` if not given. What is there is
            replaced only when everything has passed.
        keep_card: also put the card, the metrics and the plots where git keeps them: into
            datasets/<name>, or datasets/<name>/full for upstream.
        report: of a check that this process has just made of the build, which is not made again.
        here: load the release back in this process; see `making.loading_here`.

    Raises:
        CheckFailed: the build fails its check, does not load back as it was built, or is to be the
            registry's own release of a version that is tagged and holds other rows.
        IrrealisError: no build, or one of another version or dataset.
    """
    manifest = load_manifest(name, root=root)
    source = build_folder or home(root, inputs) / "build" / name
    record = read_record(source)
    own = home(root, record.inputs) / "release" / name
    out = out or own
    _refuse_unfit(source, out=out, record=record, manifest=manifest)
    if out.resolve() == own.resolve() and part_of(record, manifest) is None:
        refuse_other_content(record, root=root)
    report = report or check_folder(source, manifest=manifest)
    if not report.ok:
        raise CheckFailed(f"{report.text()}\n{out} is as it was")
    record = record.model_copy(update={"measured": None})
    with staged_folder(out, mark=RECORD_FILE, contents=_contents(manifest)) as folder:
        _copy_shards(source, folder, record)
        record.write(folder)
        report.write_metrics(folder)
        _describe(folder, manifest, record)
        load_back(folder, build_folder=source, here=here)
    if keep_card:
        _keep_card(out, report, home(manifest.folder, record.inputs))
    return Release(out, record)


def _describe(folder: Path, manifest: Manifest, record: BuildRecord) -> None:
    """Write what describes a release to people and tools: card, change log, Croissant, licenses."""
    text = card.card_text(folder, manifest=manifest, record=record)
    write_file(folder / card.CARD_FILE, text.encode())
    write_file(folder / CHANGELOG, _changelog(manifest, record))
    described = croissant_metadata(folder, manifest=manifest, record=record)
    write_file(folder / CROISSANT_FILE, orjson.dumps(described, option=orjson.OPT_INDENT_2))
    for note in sorted(manifest.folder.glob("LICENSE*")):
        if note.is_file() and not note.is_symlink():
            write_file(folder / note.name, note.read_bytes())


def _keep_card(release: Path, report: Report, folder: Path) -> None:
    """Put the card, the metrics and the plots of a release where git keeps them."""
    folder.mkdir(exist_ok=True)
    for kept in (card.CARD_FILE, "metrics.json"):
        write_file(folder / kept, (release / kept).read_bytes())
    report.write_headline(folder)
    report.write_plots(folder / PLOTS)


def _contents(manifest: Manifest) -> set[str]:
    """What a release folder holds."""
    return {
        *CONTENTS,
        card.CARD_FILE,
        CHANGELOG,
        CROISSANT_FILE,
        *(note.name for note in manifest.folder.glob("LICENSE*")),
    }


def release_files(manifest: Manifest, record: BuildRecord) -> set[str]:
    """All files of a release, relative to its folder."""
    shards = {
        shard
        for splits in record.configs.values()
        for part in splits.values()
        for shard in part.shards
    }
    return shards | (_contents(manifest) - {"data"})


@dataclass(frozen=True, slots=True)
class Served:
    """A commit of a repository on a Hub, to be loaded from there."""

    endpoint: str
    repo: str
    commit: str
    cache: Path  # a Hub cache that holds the commit's files, and nothing else
    token: str | None = field(default=None, repr=False)


def offline(scratch: str) -> dict[str, str]:
    """Variables that keep a Hub library from the network, the cache and the user's settings."""
    return {
        "HF_HUB_OFFLINE": "1",
        "HF_HOME": scratch,
        "HF_DATASETS_CACHE": str(Path(scratch) / "datasets"),
        "HF_DATASETS_DISABLE_PROGRESS_BARS": "1",
    }


def load_back(
    folder: Path, *, build_folder: Path, served: Served | None = None, here: bool = False
) -> None:
    """Load a release in a fresh interpreter, or `here`, and compare it with its build.

    Every config and split is loaded as its users do: from the folder, offline, whole and streaming;
    or, if it is `served`, from the Hub. An Arrow copy of the data is made in the temporary folder
    and removed.

    Args:
        folder: the release.
        build_folder: the build that it was made of.
        served: where the Hub serves it; if not given, it is loaded from its folder.
        here: whether this process loads it, within `loading_here`.

    Raises:
        CheckFailed: a schema, a feature or a row is not the build's; names dataset, config, split,
            column, expected and found.
        Unavailable: the Hub that serves it could not be reached.
    """
    record = read_record(build_folder)
    if here:
        _refuse(list(compare(folder.resolve(), build_folder=build_folder.resolve())), record)
        return
    with tempfile.TemporaryDirectory(prefix="irrealis-") as scratch:
        environment = offline(scratch)
        arguments = [str(folder.resolve()), str(build_folder.resolve())]
        if served:
            arguments += [served.repo, served.commit]
            environment |= {
                "HF_HUB_OFFLINE": "0",
                "HF_DATASETS_OFFLINE": "0",
                "HF_ENDPOINT": served.endpoint,
                "HF_HUB_CACHE": str(served.cache),
                "HF_TOKEN": served.token or "",  # the store is in the user's HF_HOME
                "HF_UPDATE_DOWNLOAD_COUNTS": "0",
            }
        status, output, errors = _fresh(arguments, {**os.environ, **environment}, Path(scratch))
    if status:
        text = errors.decode(errors="replace").strip()
        if served and served.token:
            text = text.replace(served.token, "***")
        shown = "\n".join(f"    {printable(line)}" for line in text.splitlines()[-5:])
        if served:
            raise Unavailable(
                f"{served.repo} could not be loaded at commit {served.commit}:\n{shown}",
                dataset=record.dataset,
            )
        raise CheckFailed(f"the release could not be loaded back:\n{shown}", dataset=record.dataset)
    _refuse([Difference(**difference) for difference in orjson.loads(output)], record)


def _refuse_unfit(source: Path, *, out: Path, record: BuildRecord, manifest: Manifest) -> None:
    """Fail where a build is of another version, or lies in the folder of its release."""
    source_path, out_path = source.resolve(), out.resolve()
    if source_path.is_relative_to(out_path) or out_path.is_relative_to(source_path):
        raise IrrealisError(
            "a release and its build need separate folders",
            dataset=manifest.name,
            found=f"{source} and {out}",
        )
    if record.version != manifest.version:
        raise IrrealisError(
            f"{source} is a build of another version",
            dataset=manifest.name,
            field="version",
            expected=manifest.version,
            found=record.version,
            hint=f"irrealis build {manifest.name}",
        )


def _refuse(differences: Sequence[Difference], record: BuildRecord) -> None:
    """Fail where there are differences; the error names the first."""
    if differences:
        first = differences[0]
        more = f" (and {len(differences) - 1} more differences)" if differences[1:] else ""
        raise CheckFailed(
            f"config {first.config}: load_dataset does not return what was built{more}",
            dataset=record.dataset,
            split=first.split,
            row=first.row,
            field=first.field,
            expected=first.expected,
            found=first.found,
            hint="release again; if it persists, `datasets` has changed how it loads Parquet",
        )


def _fresh(
    arguments: Sequence[str], environment: dict[str, str], scratch: Path
) -> tuple[int, bytes, bytes]:
    """Run `main` in a fresh interpreter: exit status, output and errors."""
    done = subprocess.run(  # noqa: S603 our own interpreter and module
        # -P: what lies in the current folder must not be imported in place of a library
        [sys.executable, "-P", "-m", __name__, *arguments],
        env=environment,
        cwd=scratch,  # where no folder has the name of a repository, which would be loaded instead
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def compare(
    folder: Path, *, build_folder: Path, repo: str | None = None, commit: str | None = None
) -> Iterator[Difference]:
    """Differences between a build and what `load_dataset` makes of a release folder of it.

    With `repo` and `commit`, of what the Hub serves, of which the folder is a copy. `load_back`
    calls this in a process where nothing is configured and nothing is cached.
    """
    record = read_record(build_folder)
    loadable = card.loadable_splits(record)
    for config, parts in record.configs.items():
        sides = {
            split: _Side(config, split, part, _schema(build_folder / part.shards[0]), build_folder)
            for split, part in parts.items()
        }
        wrong = [file for side in sides.values() for file in side.in_files(folder)]
        yield from wrong
        if config in loadable and not wrong:  # else it would fail, or say the same again
            yield from _loaded(
                repo or str(folder), config, [sides[split] for split in loadable[config]], commit
            )


def _loaded(
    path: str, config: str, sides: Sequence[_Side], commit: str | None
) -> Iterator[Difference]:
    """Load a config as users do: a folder whole and streaming, a commit of the Hub whole."""
    import httpx2
    import pyarrow as pa
    from datasets.exceptions import DatasetsError
    from datasets.load import load_dataset

    splits = [side.split for side in sides]
    try:
        whole = load_dataset(path, config, revision=commit)
        stream = None if commit else load_dataset(path, config, streaming=True)
        for loaded in (whole, stream):
            if loaded is None:
                continue
            names = list(map(str, loaded))
            if names != splits:
                yield Difference(config, None, "splits", ", ".join(splits), ", ".join(names))
                continue
            for side in sides:
                yield from side.in_rows(loaded[side.split])
    except (DatasetsError, pa.ArrowException, OSError, TypeError, ValueError) as error:
        causes = list(causes_of(error))
        if commit and any(
            isinstance(cause, httpx2.HTTPError | ConnectionError) for cause in causes
        ):
            raise  # a problem of the Hub, not of the data
        cause = error.__cause__ or error
        yield Difference(config, None, "load_dataset", ", ".join(splits), short(str(cause)))


@dataclass(frozen=True, slots=True)
class _Side:
    """One config and split of the build: what a release of it must give."""

    config: str
    split: str
    part: SplitRecord
    schema: pa.Schema
    folder: Path

    def differs(self, field: str, expected: object, found: object) -> Difference:
        return Difference(self.config, self.split, field, short(expected), short(found))

    def in_files(self, folder: Path) -> Iterator[Difference]:
        """Differences that the footers of the shards in `folder` show."""
        import pyarrow.parquet as pq

        rows = 0
        for shard in self.part.shards:
            try:
                rows += pq.read_metadata(folder / shard).num_rows
                found = _schema(folder / shard)
            except (OSError, ValueError) as error:  # what is no Parquet is an ArrowInvalid
                yield self.differs(shard, "a Parquet file", str(error))
                return
            wrong = list(self.in_schema(found))
            yield from wrong
            # `Features` passes over what a footer says of a type that is not the column's
            if not wrong and found.metadata != self.schema.metadata:
                yield self.differs("features in the footer", self.schema.metadata, found.metadata)
        if rows != self.part.rows:
            yield self.differs("rows", self.part.rows, rows)

    def in_schema(self, schema: pa.Schema) -> Iterator[Difference]:
        """Columns whose Arrow type or feature differs."""
        from datasets import Features

        want, have = (
            {
                # types are compared as types: a list's element has many names in Arrow
                name: (given.field(name).type, feature)
                for name, feature in Features.from_arrow_schema(given).items()
            }
            for given in (self.schema, schema)
        )
        for name in dict.fromkeys([*want, *have]):
            if want.get(name) != have.get(name):
                expected, found = (
                    "{} as {}".format(*side[name]) if name in side else "no such column"
                    for side in (want, have)
                )
                yield self.differs(name, expected, found)
        if sorted(want) == sorted(have) and list(want) != list(have):
            yield self.differs("order of columns", ", ".join(want), ", ".join(have))

    def in_rows(self, loaded: Dataset | IterableDataset) -> Iterator[Difference]:
        """The first difference in features, types or rows of what was loaded."""
        features = loaded.features
        if features is None:
            yield self.differs("features", ", ".join(self.schema.names), "none")
            return
        wrong = list(self.in_schema(features.arrow_schema))
        digests: list[bytes] = []
        for table in _tables(loaded):
            # features are checked already, and a batch does not always carry them
            types = table.schema.with_metadata(self.schema.metadata)
            wrong = wrong or list(self.in_schema(types))
            if wrong:
                break
            digests += map(row_digest, table.to_pylist())
        if wrong:
            yield from wrong
        elif content_hash(digests) != self.part.content_hash:
            yield self.first_of(row for table in _tables(loaded) for row in table.to_pylist())

    def first_of(self, rows: Iterable[dict[str, Any]]) -> Difference:
        """The first cell that differs from the build's; there must be one."""
        built = (
            row
            for shard in self.part.shards
            for batch in batches(self.folder / shard)
            for row in batch.to_pylist()
        )
        for number, (want, have) in enumerate(zip_longest(built, rows)):
            if want is None or have is None:
                return self.differs("rows", self.part.rows, number)
            for name in want:
                if want[name] != have[name]:
                    key = str(next(iter(want.values())))
                    return replace(self.differs(name, *apart(want[name], have[name])), row=key)
        return self.differs("content hash", self.part.content_hash, "another, of equal rows")


def _tables(loaded: Dataset | IterableDataset) -> Iterator[pa.Table]:
    return iter(loaded.with_format("arrow").iter(batch_size=_BATCH))


def _schema(path: Path) -> pa.Schema:
    import pyarrow.parquet as pq

    return pq.read_schema(path)


def _copy_shards(source: Path, folder: Path, record: BuildRecord) -> None:
    """Copy the shards byte for byte; not as links, because either folder may be changed later."""
    for config, parts in record.configs.items():
        for split, part in parts.items():
            for number, shard in enumerate(part.shards):
                # the names that the card declares, and none that leaves the folder
                name = f"{split}-{number:05}-of-{len(part.shards):05}.parquet"
                if PurePosixPath(shard).parts != ("data", config, name):
                    raise IrrealisError(
                        f"{source / RECORD_FILE} names a shard that builds do not make",
                        dataset=record.dataset,
                        split=split,
                        field=f"configs.{config}.{split}.shards",
                        expected=f"data/{config}/{name}",
                        found=shard,
                        hint="build again",
                    )
                copy = folder / shard
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source / shard, copy)
                with copy.open("rb") as written:
                    os.fsync(written.fileno())


def _changelog(manifest: Manifest, record: BuildRecord) -> bytes:
    """The dataset's own change log; without one, what this version holds."""
    own = manifest.folder / CHANGELOG
    if own.is_file():
        return own.read_bytes()
    lines = ["# Changelog", "", f"## {record.version}", ""]
    for config, parts in record.configs.items():
        rows = ", ".join(f"{part.rows} rows in {split}" for split, part in parts.items())
        lines.append(f"- `{config}`: {rows}")
    return "\n".join([*lines, ""]).encode()


def _shown(folder: Path) -> Path:
    """The folder relative to the current one if it is below it."""
    here = Path.cwd()
    whole = folder.resolve()
    return whole.relative_to(here) if whole.is_relative_to(here) else whole


def main() -> None:
    """Print the differences between a release folder and its build folder, as JSON."""
    folder, build_folder, *served = sys.argv[1:]
    repo, commit = served or (None, None)
    endpoint = os.environ.get("HF_ENDPOINT", "")
    with guarded(endpoint=endpoint, largest=_DOWNLOAD) if repo else nullcontext():
        differences = compare(
            Path(folder), build_folder=Path(build_folder), repo=repo, commit=commit
        )
        found = [asdict(difference) for difference in differences]
    sys.stdout.buffer.write(orjson.dumps(found))
    sys.stdout.flush()
    # a thread of Arrow's may still run, and the interpreter's own end would then abort the process
    os._exit(0)


if __name__ == "__main__":
    main()
