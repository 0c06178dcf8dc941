"""Drives a build: order, randomness, workers, shards, and the check at its end."""

from __future__ import annotations

import multiprocessing
import os
import platform
import resource
import shutil
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Literal

from irrealis.build.builder import Builder, Drop, Repair, Row, load_builder, record_rng
from irrealis.check import Report, check_folder
from irrealis.contract import arrow_schema, load_schemas
from irrealis.errors import CheckFailed, IrrealisError, Unavailable
from irrealis.files import staged_folder
from irrealis.inputs import fetch, open_input, sha256_file
from irrealis.manifest import Manifest, PinnedFile, load_manifest
from irrealis.progress import progress
from irrealis.store import (
    CONTENTS,
    RECORD_FILE,
    BuildRecord,
    Counts,
    InputFile,
    Measured,
    ShardWriter,
    SplitRecord,
    content_hash,
)

CHUNK = 8  # records that a worker takes at a time

Answer = tuple[str, list[Row | Drop | Repair]]


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read records from; `pinned` says which member of an archive, if it is one."""

    path: Path
    name: str
    pinned: PinnedFile | None = None


@dataclass(frozen=True, slots=True)
class Build:
    """A finished build: where it is, its record, and what its check found."""

    folder: Path
    record: BuildRecord
    report: Report
    not_built: tuple[str, ...] = ()

    def summary(self) -> list[str]:
        """A few lines for people: what was made, what was dropped and why, where it is."""
        lines = [f"{self.record.dataset} {self.record.version} from {self.record.inputs}"]
        for split, counts in self.record.counts.items():
            share = counts.kept / counts.records if counts.records else 0
            of = f"{counts.counterfactuals:,} counterfactuals of "
            lines.append(
                f"  {split}: {of if self.record.main == 'pairs' else ''}{counts.kept:,} of "
                f"{counts.records:,} records ({share:.1%})"
            )
            for reason, count in counts.rejects.items():
                lines.append(f"    {reason}: {count:,}")
        if self.not_built:
            lines.append(f"  not built: {', '.join(self.not_built)}")
        if self.record.measured:
            took = self.record.measured
            lines.append(f"  {took.seconds} s, at most {took.peak_memory_mb} MB")
        lines.append(f"  {self.report.rows:,} rows checked, nothing wrong; see {self.folder}")
        return lines


def build(
    name: str,
    *,
    root: Path,
    inputs: Literal["sample", "upstream"] = "sample",
    files: Sequence[Path] = (),
    splits: Sequence[str] = (),
    limit: int | None = None,
    seed: int = 0,
    workers: int = 1,
    overrides: Mapping[str, object] | None = None,
    out: Path | None = None,
    reproducible: bool = False,
) -> Build:
    """Make a dataset, check it, and put it at `out` (default `build/<name>` under `root`).

    Args:
        name: a dataset of the registry.
        inputs: `sample` (in the repository) or `upstream` (pinned; fetched if need be).
        files: build from these files in upstream's format instead, as the one split in `splits`
            (default: the manifest's first).
        splits: build only these.
        limit: edit only the first so many records of each split; what is known of the other
            records stays the same, so the rows are those of the whole build.
        seed: changes every random choice.
        workers: processes; the rows do not depend on it.
        overrides: parameters other than the manifest's.
        reproducible: leave seconds and memory out of build.json, so that the same build gives the
            same bytes.

    Raises:
        CheckFailed: the rows break the schema, an invariant or a gate; the build is kept beside
            `out` as `<out>.failed` and `out` stays as it was.
        IrrealisError: bad input.
    """
    started = time.monotonic()
    if not 0 <= seed < 2**63:
        raise IrrealisError("no such seed", expected="0 to 2**63 - 1", found=str(seed))
    manifest = load_manifest(name, root=root)
    out = out or root / "build" / name
    parameters = {**manifest.parameters, **(overrides or {})}
    builder = load_builder(manifest.builder, dataset=name, parameters=parameters, seed=seed)
    sources = _sources(manifest, inputs=inputs, files=files, splits=splits)
    schemas = load_schemas(manifest)
    arrow = {config: arrow_schema(part.schema) for config, part in schemas.items()}
    with staged_folder(out, mark=RECORD_FILE, contents=CONTENTS) as folder:
        counts: dict[str, Counts] = {}
        configs: dict[str, dict[str, SplitRecord]] = {config: {} for config in arrow}
        seen: dict[str, str] = {}
        for split, found in sources.items():
            alternates = _alternates(manifest, split)
            rivals = [
                other
                for other in manifest.splits
                if other not in {split, *alternates, *manifest.held_back}
            ]
            others = () if files else _others(builder, manifest, inputs=inputs, splits=rivals)
            with ExitStack() as stack:
                writers = {
                    config: stack.enter_context(
                        ShardWriter(
                            folder / "data" / config,
                            dataset=name,
                            config=config,
                            split=split,
                            schema=schema,
                        )
                    )
                    for config, schema in arrow.items()
                }
                answers = _answers(
                    builder,
                    split=split,
                    sources=found,
                    others=others,
                    limit=limit,
                    workers=workers,
                )
                counts[split] = _write(
                    answers,
                    writers,
                    dataset=name,
                    split=split,
                    main=manifest.main,
                    seen=seen,
                    alternates=alternates,
                )
            if not counts[split].records:
                raise IrrealisError(
                    "the input holds no records",
                    dataset=name,
                    split=split,
                    found=", ".join(source.name for source in found),
                )
            for config, writer in writers.items():
                configs[config][split] = SplitRecord(
                    rows=len(writer.digests),
                    bytes=sum(path.stat().st_size for path in writer.shards),
                    content_hash=content_hash(writer.digests),
                    shards=[path.relative_to(folder).as_posix() for path in writer.shards],
                )
        record = BuildRecord(
            dataset=name,
            version=manifest.version,
            inputs="files" if files else inputs,
            input_files=[
                InputFile(
                    split=split,
                    name=source.name,
                    size=source.path.stat().st_size,
                    sha256=sha256_file(source.path),
                )
                for split, found in sources.items()
                for source in found
            ],
            builder=manifest.builder,
            schema=manifest.schema_,
            parameters=builder.parameters.model_dump(mode="json"),
            seed=seed,
            limit=limit,
            engine={"irrealis": version("irrealis"), "pyarrow": version("pyarrow")},
            models=builder.models(),
            configs=configs,
            counts=counts,
            measured=None if reproducible else _measured(started),
        )
        record.write(folder)
        report = check_folder(folder, manifest=manifest)
        report.write_metrics(folder)
        if not report.ok:
            kept = _keep_failed(folder, out if out.name else out.resolve())
            raise CheckFailed(f"{report.text()}\n{kept}; {out} is as it was")
    left = tuple(split for split in manifest.splits if split not in sources)
    return Build(out, record, report, not_built=() if files else left)


def _sources(
    manifest: Manifest, *, inputs: str, files: Sequence[Path], splits: Sequence[str]
) -> dict[str, list[Source]]:
    """Files to read, split by split, in the manifest's order."""
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
    found: dict[str, list[Source]] = {}
    if inputs == "upstream":
        for split, pinned in manifest.upstream_files(splits):
            path = fetch(pinned, dataset=manifest.name, split=split)
            name = pinned.url.rsplit("/", 1)[-1]
            found.setdefault(split, []).append(Source(path, name, pinned))
        return found
    for split in splits:
        if split not in manifest.inputs.sample:
            raise IrrealisError(
                "the sample has no such split",
                dataset=manifest.name,
                split=split,
                expected=", ".join(manifest.inputs.sample),
                hint="leave --split out to build all of it",
            )
    return {
        split: [Source(path, name=path.name) for path in manifest.sample_files(split)]
        for split in manifest.splits
        if split in (splits or manifest.inputs.sample)
    }


def _alternates(manifest: Manifest, split: str) -> set[str]:
    """The splits that may hold the same records as this one."""
    return {s for group in manifest.alternatives if split in group for s in group} - {split}


def _others(
    builder: Builder[Any, Any], manifest: Manifest, *, inputs: str, splits: Sequence[str]
) -> Iterator[Any]:
    """Records of these splits; nothing is fetched before the first is asked for."""
    if inputs == "sample":
        splits = [split for split in splits if split in manifest.inputs.sample]
    for split in splits:
        found = _sources(manifest, inputs=inputs, files=(), splits=[split])
        yield from _records(builder, found[split], split=split)


def _records(builder: Builder[Any, Any], sources: Iterable[Source], *, split: str) -> Iterator[Any]:
    def files() -> Iterator[tuple[str, BinaryIO]]:
        for source in sources:
            with open_input(source.pinned, source.path) as stream:
                yield source.name, stream

    try:
        yield from builder.read_split(files())
    except IrrealisError as error:
        error.at(dataset=builder.dataset, split=split)
        raise


def _answers(
    builder: Builder[Any, Any],
    *,
    split: str,
    sources: Sequence[Source],
    others: Iterable[Any],
    limit: int | None,
    workers: int,
) -> Iterator[Answer]:
    """What the builder says of each record, in the order of the records."""
    read = partial(_records, builder, sources, split=split)
    total = sum(1 for _ in read()) if sys.stderr.isatty() else None
    context = builder.context_beside(read(), others=others)
    records = islice(read(), limit)
    bar = partial(progress, name=f"build {split}", unit="records", total=total)
    if workers == 1:
        _start(builder, context)
        yield from bar(map(_edit, records))
        return
    # spawned, not forked: a fork copies the locks of libraries' threads in whatever state they are
    with ProcessPoolExecutor(
        workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start_worker,
        initargs=(builder, context),
    ) as pool:
        try:
            yield from bar(_windowed(pool, records, ahead=4 * workers))
        except BrokenProcessPool:
            raise Unavailable(
                "a worker process was killed",
                dataset=builder.dataset,
                split=split,
                hint="if memory ran out, build with fewer --workers",
            ) from None


def _windowed(pool: ProcessPoolExecutor, records: Iterator[Any], *, ahead: int) -> Iterator[Answer]:
    """Like `pool.map`, but with no more than `ahead` chunks waiting, to bound the memory."""
    waiting: deque[Future[list[Answer]]] = deque()
    try:
        while chunk := list(islice(records, CHUNK)):
            waiting.append(pool.submit(_edit_all, chunk))
            if len(waiting) == ahead:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


_edit: Callable[[Any], Answer]


def _start(builder: Builder[Any, Any], context: Any) -> None:
    """Make this process ready to edit: the one thing a worker keeps is what never changes."""
    global _edit
    _edit = partial(_answer, builder, context)


def _start_worker(builder: Builder[Any, Any], context: Any) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _start(builder, context)


def _end_with_parent() -> None:
    """End this worker when the process that started it is gone, by whatever signal."""
    parent = multiprocessing.parent_process()
    assert parent is not None  # noqa: S101 a worker has one
    parent.join()
    os._exit(1)


def _edit_all(records: list[Any]) -> list[Answer]:
    return [_edit(record) for record in records]


def _answer(builder: Builder[Any, Any], context: Any, record: Any) -> Answer:
    original_id = builder.original_id(record)
    rng = record_rng(dataset=builder.dataset, seed=builder.seed, original_id=original_id)
    try:
        return original_id, list(builder.edit(record, context=context, rng=rng))
    except Exception as error:
        error.add_note(f"while editing {original_id!r}")
        raise


def _write(
    answers: Iterator[Answer],
    writers: Mapping[str, ShardWriter],
    *,
    dataset: str,
    split: str,
    main: str,
    seen: dict[str, str],
    alternates: Collection[str],
) -> Counts:
    """Write what the builder said, and count it; a record is kept that has a row of `main`.

    `seen` maps an original's id to its split; one that was seen in one of the `alternates` alone
    is meant to be here as well.
    """
    records = kept = pairs = 0
    here: set[str] = set()
    rejects: Counter[str] = Counter()
    repairs: Counter[str] = Counter()
    for original_id, said in answers:
        records += 1
        parts = said
        before = split if original_id in here else seen.get(original_id)
        if before is not None and before not in alternates:
            parts = [Drop("id-seen-before", f"an earlier record of split {before} has it")]
        seen.setdefault(original_id, split)
        here.add(original_id)
        made = sum(isinstance(part, Row) and part.config == main for part in parts)
        dropped = any(isinstance(part, Drop) and part.level == "record" for part in parts)
        if dropped == bool(made):
            raise IrrealisError(
                f"the builder must give {main} of a record, or drop it with a reason",
                dataset=dataset,
                split=split,
                row=original_id,
                found=f"{made} {main} and {'a' if dropped else 'no'} drop",
            )
        kept += bool(made)
        pairs += made if main == "pairs" else 0
        for part in parts:
            if isinstance(part, Row):
                if part.config not in writers:
                    raise IrrealisError(
                        "the builder gives a row of a config that the schema does not have",
                        dataset=dataset,
                        split=split,
                        row=original_id,
                        expected=", ".join(writers),
                        found=part.config,
                    )
                writers[part.config].write(part.values)
            elif isinstance(part, Drop):
                rejects[part.reason] += 1
                writers["rejects"].write(
                    {
                        "original_id": original_id,
                        "level": part.level,
                        "reason": part.reason,
                        "detail": part.detail,
                    }
                )
            else:
                repairs[part.kind] += 1
                writers["repairs"].write(
                    {
                        "original_id": original_id,
                        "kind": part.kind,
                        "where": part.where,
                        "before": part.before,
                        "after": part.after,
                    }
                )
    return Counts(
        records=records,
        kept=kept,
        counterfactuals=pairs,
        rejects=dict(sorted(rejects.items())),
        repairs=dict(sorted(repairs.items())),
    )


def _keep_failed(folder: Path, out: Path) -> str:
    """Copy a build that failed its check to where it can be looked at; says where, or why not."""
    aside = out.with_name(f"{out.name}.failed")
    try:
        with staged_folder(aside, mark=RECORD_FILE, contents=CONTENTS) as failed:
            shutil.copytree(folder, failed, dirs_exist_ok=True)
    except (IrrealisError, OSError) as error:  # that of shutil has no number of the system's
        return f"the build could not be kept: {error}"
    return f"the build is kept in {aside}"


def _measured(started: float) -> Measured:
    peak = max(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    unit = 1 if sys.platform == "darwin" else 1024  # ru_maxrss is in bytes there, in KiB elsewhere
    return Measured(
        seconds=round(time.monotonic() - started, 2),
        peak_memory_mb=round(peak * unit / 1e6, 1),
        python=platform.python_version(),
        platform=platform.platform(),
    )
