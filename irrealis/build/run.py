"""Drives a build: sources, edits, shards, and the check at its end."""

from __future__ import annotations

import platform
import shutil
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from irrealis.build.builder import Builder, load_builder
from irrealis.build.engines import PATIENCE, Engine, InProcess, Pool
from irrealis.build.making import Making, Plan
from irrealis.build.origin import environment, origin
from irrealis.build.repeated import refuse_repeated_ids
from irrealis.build.requirements import refuse_missing
from irrealis.build.sources import Drawn, Source, sources_of
from irrealis.check import Failure, Report
from irrealis.contract import load_schemas
from irrealis.errors import CheckFailed, IrrealisError, calling
from irrealis.files import staged_folder, work_folder
from irrealis.git import commit_and_state
from irrealis.inputs import sha256_file, size_and_hash
from irrealis.manifest import Manifest, built_in, home, load_manifest
from irrealis.store import CONTENTS, RECORD_FILE, BuildRecord, InputFile, Measured
from irrealis.text.languages import other_language

_GLANCE = 1 << 20  # bytes of a file of which the language is looked at


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
        lines += _dropped(self.record)
        if self.not_built:
            lines.append(f"  not built: {', '.join(self.not_built)}")
        if self.record.measured:
            took = self.record.measured
            lines.append(f"  {took.seconds} s, at most {took.peak_memory_mb} MB")
        lines.append(f"  {self.report.rows:,} rows checked, nothing wrong; see {self.folder}")
        return [*lines, *self.report.warned()]


def _dropped(record: BuildRecord) -> Iterator[str]:
    """What was kept of each split, and how many were dropped for which reason."""
    for split, counts in record.counts.items():
        share = counts.kept / counts.records if counts.records else 0
        of = f"{counts.counterfactuals:,} counterfactuals of " if record.main == "pairs" else ""
        yield f"  {split}: {of}{counts.kept:,} of {counts.records:,} records ({share:.1%})"
        for reason, count in counts.rejects.items():
            yield f"    {reason}: {count:,}"


def build(
    name: str,
    *,
    root: Path,
    inputs: Literal["sample", "upstream"] = "sample",
    files: Sequence[Path | str] = (),
    columns: Mapping[str, str] | None = None,
    splits: Sequence[str] = (),
    size: int | None = None,
    limit: int | None = None,
    seed: int = 0,
    workers: int | None = None,
    engine: Literal["local", "ray"] = "local",
    address: str | None = None,
    patience: float = PATIENCE,
    overrides: Mapping[str, object] | None = None,
    out: Path | None = None,
    reproducible: bool = False,
) -> Build:
    """Make a dataset, check it, and put it at `out`.

    What is finished of a build that was interrupted is kept beside `out`, and the same build goes
    on with it.

    Args:
        name: a dataset of the registry.
        inputs: `sample` (in the repository) or `upstream` (pinned; fetched if need be).
        files: build from these files in upstream's format instead, as the one split in `splits`
            (default: the manifest's first); paths, or URLs that fsspec opens.
        columns: of these files, .jsonl or .parquet: field of the builder's records -> the column
            that gives it. There are no other fields then.
        splits: build only these.
        size: draw so many records for each split, of a dataset that is generated.
        limit: edit only the first so many records of each split; what is known of the other
            records stays the same, so the rows are those of the whole build.
        seed: changes every random choice.
        workers: processes, 1 if not given; of `ray`, chunks at a time, one for each processor of
            the cluster if not given. The rows do not depend on it.
        engine: `local` works on this machine, `ray` on a cluster (extra `ray`); the rows are the
            same.
        address: of the Ray cluster; one is started on this machine if not given.
        patience: seconds that a chunk may take in another process before it is tried again.
        out: `build/<name>` if not given, under `root`, or under `root`/full for upstream.
        overrides: parameters other than the manifest's.
        reproducible: leave seconds and memory out of build.json, so that the same build gives the
            same bytes.

    Raises:
        CheckFailed: the rows break the schema, an invariant or a gate; the build is kept beside
            `out` as `<out>.failed` and `out` stays as it was.
        IrrealisError: bad input.
        Unavailable: a package that the builder needs, or a file of upstream, cannot be had.
    """
    started = time.monotonic()
    _refuse_options(engine, address=address, seed=seed)
    kind: Literal["sample", "upstream", "files"] = "files" if files else inputs
    manifest = load_manifest(name, root=root)
    refuse_missing(manifest)
    out = out or home(root, kind) / "build" / name
    builder = _builder(manifest, seed=seed, overrides=overrides or {})
    sources = sources_of(
        manifest,
        inputs=inputs,
        files=files,
        splits=splits,
        size=size,
        columns=columns,
        lines=builder.lines,
    )
    tables = load_schemas(manifest)
    plan = _plan(
        manifest, builder, sources, root=root, inputs=kind, limit=limit, columns=columns or {}
    )
    runner = _engine_of(engine, workers=workers, address=address, patience=patience)
    with (
        staged_folder(out, mark=RECORD_FILE, contents=CONTENTS) as folder,
        work_folder(out, key=plan.key) as work,
    ):
        with Making(folder, work, plan, builder, manifest, tables=tables) as making:
            with runner:
                for split, found in sources.items():
                    making.split(split, found, engine=runner)
            record = making.record(measured=None if reproducible else _measured(started, root=root))
            record.write(folder)
            if not manifest.repeated_ids:
                refuse_repeated_ids(folder, record)
            record, report = making.settled(record)
        if files:
            report.warnings += _foreign(sources, manifest)
        report.write_metrics(folder)
        _refuse_failed(report, record, folder=folder, out=out)
    left = tuple(split for split in manifest.splits if split not in sources)
    return Build(out, record, report, not_built=() if files else left)


def _refuse_options(engine: str, *, address: str | None, seed: int) -> None:
    """Refuse an address without a Ray cluster, and a seed that no row could record."""
    if address is not None and engine != "ray":
        raise IrrealisError(
            "an address is that of a Ray cluster",
            field="--address",
            expected="--engine ray beside it",
            found=f"--engine {engine}",
        )
    if not 0 <= seed < 2**63:
        raise IrrealisError("not a valid seed", expected="0 to 2**63 - 1", found=str(seed))


def _builder(
    manifest: Manifest, *, seed: int, overrides: Mapping[str, object]
) -> Builder[Any, Any]:
    """The dataset's builder, with the manifest's parameters but for those that are overridden."""
    return load_builder(
        manifest.builder,
        dataset=manifest.name,
        parameters={**manifest.parameters, **overrides},
        seed=seed,
        configs={config: of.parameters for config, of in manifest.configs.items() if of.parameters},
    )


def _refuse_failed(report: Report, record: BuildRecord, *, folder: Path, out: Path) -> None:
    """Keep a build that failed its check beside `out`, and raise what the check found.

    Raises:
        CheckFailed: the report has failures.
    """
    if report.ok:
        return
    kept = _keep_failed(folder, out if out.name else out.resolve())
    dropped = "\n".join([*_dropped(record), *report.warned()])
    raise CheckFailed(f"{report.text()}\n{dropped}\n{kept}; {out} is as it was")


def _engine_of(
    name: Literal["local", "ray"], *, workers: int | None, address: str | None, patience: float
) -> Engine:
    """The engine of this name.

    Args:
        name: `local` or `ray`.
        workers: processes; for `ray`, tasks at a time (if not given, one for each processor).
        address: of a Ray cluster; one is started here if not given.
        patience: seconds that a chunk may take in another process.

    Raises:
        Unavailable: Ray is not installed.
    """
    if name == "ray":
        from irrealis.build.ray_engine import Cluster

        return Cluster(address=address, workers=workers, patience=patience)
    return InProcess() if workers in (None, 1) else Pool(workers or 1, patience=patience)


def _plan(
    manifest: Manifest,
    builder: Builder[Any, Any],
    sources: Mapping[str, Sequence[Source | Drawn]],
    *,
    root: Path,
    inputs: Literal["sample", "upstream", "files"],
    limit: int | None,
    columns: Mapping[str, str],
) -> Plan:
    """What is to be built: the record of a build that has not made anything yet."""
    with calling(dataset=manifest.name, field="models"):
        models = builder.models()
    return Plan(
        BuildRecord(
            dataset=manifest.name,
            version=manifest.version,
            inputs=inputs,
            input_files=[
                _input_file(source, split)
                for split, found in sources.items()
                for source in found
                if isinstance(source, Source)
            ],
            sizes={
                split: source.size
                for split, found in sources.items()
                for source in found
                if isinstance(source, Drawn)
            },
            builder=manifest.builder,
            schema=manifest.schema_,
            parameters=builder.parameters.model_dump(mode="json"),
            made_from=origin(manifest, root=root),
            config_parameters={
                config: own.model_dump(mode="json") for config, own in builder.configs.items()
            },
            seed=builder.seed,
            limit=limit,
            engine={"irrealis": version("irrealis"), "pyarrow": version("pyarrow")},
            models=models,
            configs={},
            counts={},
            columns=dict(columns),
        ),
        # the first records of a file are read by one process
        pieces=builder.lines
        and limit is None
        and all(
            isinstance(source, Source) and source.in_pieces
            for found in sources.values()
            for source in found
        ),
        environment=environment(),
    )


def _input_file(source: Source, split: str) -> InputFile:
    if source.url:
        size, digest = size_and_hash(source.url)
    else:
        size, digest = source.path.stat().st_size, sha256_file(source.path)
    return InputFile(split=split, name=source.name, size=size, sha256=digest)


def _foreign(
    sources: Mapping[str, Sequence[Source | Drawn]], manifest: Manifest
) -> Iterator[Failure]:
    """User-supplied files that do not seem to be in the languages of the dataset."""
    for split, found in sources.items():
        for source in found:
            if isinstance(source, Source):
                with source.open() as stream:
                    start = stream.read(_GLANCE)
                if b"\0" in start:
                    continue  # no text, such as Parquet
                other = other_language(start.decode("utf-8", "ignore"), manifest.languages)
                if other is not None:
                    own = f"to {', '.join(manifest.languages)}"
                    field = f"the language of {source.name}"
                    yield Failure("language", field, own, other, split=split)


def _keep_failed(folder: Path, out: Path) -> str:
    """Copy a build that failed its check to where it can be looked at; says where, or why not."""
    aside = out.with_name(f"{out.name}.failed")
    try:
        with staged_folder(aside, mark=RECORD_FILE, contents=CONTENTS) as failed:
            shutil.copytree(folder, failed, dirs_exist_ok=True)
    except (IrrealisError, OSError) as error:  # that of shutil has no number of the system's
        return f"the build could not be kept: {error}"
    return f"the build is kept in {aside}"


def _measured(started: float, *, root: Path) -> Measured:
    import resource  # not on Windows, where nothing is built

    # an installed package is not under version control, even if its folder is in a repository
    commit, clean = commit_and_state(root) if root != built_in() else (None, None)
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
        commit=commit,
        clean=clean,
    )
