"""Whether a dataset is ready to be merged: what each is asked, each question a check by itself.

The dataset is built from its sample, twice, released and loaded back; what git keeps beside it must
be what that gives.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from irrealis.build import GOLDEN_FILE, Build, build, dump, golden_lines
from irrealis.check import load_definitions, outside_gates
from irrealis.compare import OVERLAP_FILE, read_overlap
from irrealis.contract import arrow_schema, load_schemas
from irrealis.errors import CheckFailed, IrrealisError, Unavailable
from irrealis.evaluate import read_evaluation, read_upstream
from irrealis.manifest import Manifest, load_manifest
from irrealis.measure import definition
from irrealis.new import IMPORTED, left_of_template, stale_pipelines, without_parameters
from irrealis.release import Release, heading_of, release
from irrealis.store import Kept, read_metrics


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of one check: it passed if it has no `problem`, and could be made at all.

    `missing` says what is not there that it needs, such as a package.
    """

    check: str
    problem: str = ""
    missing: str = ""

    @property
    def ok(self) -> bool:
        """Whether it was made, and passed."""
        return not (self.problem or self.missing)


@dataclass(frozen=True, slots=True)
class Readiness:
    """What came of all checks of a dataset."""

    dataset: str
    verdicts: tuple[Verdict, ...]

    @property
    def ok(self) -> bool:
        """Whether it is ready: every check was made, and passed."""
        return all(verdict.ok for verdict in self.verdicts)

    @property
    def exit_code(self) -> int:
        """Of the command: 0 if it is ready, 1 if a check failed, 3 if one could not be made."""
        if any(verdict.problem for verdict in self.verdicts):
            return CheckFailed.exit_code
        return 0 if self.ok else Unavailable.exit_code

    def text(self) -> str:
        """A line for each check, and for each problem what to do."""
        words = {0: "ready", CheckFailed.exit_code: "not ready"}
        lines = [f"{self.dataset}: {words.get(self.exit_code, 'not known to be ready')}"]
        for verdict in self.verdicts:
            mark = "NO" if verdict.problem else "??" if verdict.missing else "ok"
            lines.append(f"  {mark}  {verdict.check}{': not checked' * bool(verdict.missing)}")
            lines += [
                f"       {line}" for line in (verdict.problem or verdict.missing).splitlines()
            ]
        return "\n".join(lines)

    def as_dict(self) -> dict[str, Any]:
        """For scripts."""
        return {
            "dataset": self.dataset,
            "ready": self.ok,
            "checks": [
                {
                    "check": verdict.check,
                    "ok": None if verdict.missing else verdict.ok,
                    "problem": verdict.problem or None,
                    "missing": verdict.missing or None,
                }
                for verdict in self.verdicts
            ],
        }


@dataclass(frozen=True, slots=True)
class _Made:
    manifest: Manifest
    root: Path
    build: Build
    release: Release
    scratch: Path


_Check = Callable[[_Made], Iterator[str]]


def ready(name: str, *, root: Path, here: bool = False) -> Readiness:
    """Ask all that every dataset of a registry is asked; nothing of the registry is changed.

    Args:
        name: of the dataset.
        root: of the registry.
        here: load the release back in this process; see `irrealis.release.loading_here`.

    Raises:
        IrrealisError: no such dataset, or a manifest that is wrong.
        CheckFailed, Unavailable: it cannot be built or released from its sample.
    """
    manifest = load_manifest(name, root=root)
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        built = build(name, root=root, out=scratch / "build", reproducible=True)
        released = release(
            name, root=root, build_folder=built.folder, out=scratch / name, here=here
        )
        made = _Made(manifest, root, built, released, scratch)
        return Readiness(
            name,
            (
                Verdict("builds from its sample, passes its audit, and loads back as it was built"),
                *(_ask(what, check, made) for what, check in _CHECKS.items()),
            ),
        )


def _ask(what: str, check: _Check, made: _Made) -> Verdict:
    try:
        return Verdict(what, "\n".join(check(made)))
    except Unavailable as error:
        return Verdict(what, missing=str(error))
    except (IrrealisError, OSError) as error:
        return Verdict(what, str(error))


def _parameters(made: _Made) -> Iterator[str]:
    yield from without_parameters(made.manifest)


def _changelog(made: _Made) -> Iterator[str]:
    version = made.manifest.version
    if not heading_of(version).search(_kept(made, "CHANGELOG.md").decode()):
        yield f"CHANGELOG.md has no entry for {version}: irrealis bump {made.manifest.name}"


def _template(made: _Made) -> Iterator[str]:
    for path, number, line in left_of_template(made.manifest.name, root=made.root):
        yield f"{path}, line {number} is as the template has it: {line.strip()}"


def _drops(made: _Made) -> Iterator[str]:
    record = made.build.record
    for split, counts in record.counts.items():
        if not counts.kept:
            yield f"no record of {split} is kept"
        if counts.kept + sum(counts.rejects.values()) < counts.records:
            yield f"records of {split} are neither kept nor rejected"
    # a builder of one's own shows what it drops; that of declared pairs is the registry's
    own = not record.sizes and record.builder != IMPORTED
    if own and not any(counts.rejects for counts in record.counts.values()):
        yield "nothing of the sample is dropped: add a record that has to be"


def _workers(made: _Made) -> Iterator[str]:
    again = build(
        made.manifest.name,
        root=made.root,
        out=made.scratch / "again",
        workers=2,
        reproducible=True,
    )
    for path in sorted(made.build.folder.rglob("*")):
        twin = again.folder / path.relative_to(made.build.folder)
        if path.is_file() and twin.read_bytes() != path.read_bytes():
            yield f"{path.relative_to(made.build.folder)} differs: does edit keep a state?"


def _golden(made: _Made) -> Iterator[str]:
    now = dump(list(golden_lines(made.build.folder, made.build.record))).splitlines()
    kept = _kept(made, GOLDEN_FILE).splitlines()
    if now != kept:
        same = [line == other for line, other in zip(now, kept, strict=False)]
        number = same.index(False) if False in same else len(same)
        yield f"{GOLDEN_FILE} differs from line {number + 1}: if the change is meant,"
        yield f"irrealis golden {made.manifest.name}, and review the diff"


def _in_git(made: _Made) -> Iterator[str]:
    for name in ("README.md", "metrics.json"):
        if _kept(made, name) != (made.release.folder / name).read_bytes():
            yield f"{name} is not what the release gives: irrealis make {made.manifest.name}"
    for path in made.build.report.write_plots(made.scratch / "plots"):
        if _kept(made, f"plots/{path.name}") != path.read_bytes():
            made_by = f"irrealis make {made.manifest.name}"
            yield f"plots/{path.name} is not what the build gives: {made_by}"


def _features(made: _Made) -> Iterator[str]:
    import pyarrow.parquet as pq
    from datasets import Features

    for config, table in load_schemas(made.manifest).items():
        declared = arrow_schema(table.schema)
        for part in made.release.record.configs[config].values():
            for shard in part.shards:
                footer = pq.read_schema(made.release.folder / shard)
                features = [Features.from_arrow_schema(schema) for schema in (footer, declared)]
                if features[0] != features[1] or footer.metadata != declared.metadata:
                    yield f"{shard} has other columns than the schema of {config}"


def _card(made: _Made) -> Iterator[str]:
    from huggingface_hub import DatasetCard

    text = (made.release.folder / "README.md").read_text(encoding="utf-8")
    try:
        card = DatasetCard(text, ignore_metadata_errors=False)
    except ValueError as error:
        yield str(error)
        return
    wanted = {"license", "language", "task_categories", "configs", "dataset_info"}
    for name in sorted(wanted - vars(card.data).keys()):
        yield f"the card has no {name}"


def _figures(made: _Made) -> Iterator[str]:
    name, manifest = made.manifest.name, made.manifest
    kept = read_upstream(manifest)
    evaluation = read_evaluation(manifest)
    files: dict[str, Kept | None] = {
        "upstream.json": kept,
        "evaluation.json": evaluation,
        OVERLAP_FILE: read_overlap(manifest),
    }
    for what, content in files.items():
        if content is not None and (content.version, content.inputs) != (
            manifest.version,
            "upstream",
        ):
            yield f"{what} is of {content.version} from {content.inputs}, not of {manifest.version}"
    own = load_definitions(manifest)
    sample = read_metrics(made.build.folder / "metrics.json", dataset=name)
    whole = kept.metrics if kept else {}
    for figures in (*sample.values(), *whole.values()):
        for metric in figures:
            if definition(metric, own) is None:
                yield f"{metric} has no definition: write it into Audit.definitions"
    for gate in manifest.gates:
        found = [("sample", sample), ("upstream", whole)]
        if (kept or gate.inputs != "upstream") and not any(
            gate.metric in figures and gate.applies(inputs, split)
            for inputs, metrics in found
            for split, figures in metrics.items()
        ):
            yield f"the gate of {gate.metric} is of a metric that no split has"
    for failure in outside_gates(whole, manifest=manifest, inputs="upstream", apart=True):
        yield str(failure)


def _pins(made: _Made) -> Iterator[str]:
    upstream = made.manifest.inputs.upstream
    for split, files in (upstream.splits if upstream else {}).items():
        for pin in files:
            if not (pin.sha256 or pin.git_blob):
                yield f"{pin.url} of {split} has no hash"


def _pipeline(made: _Made) -> Iterator[str]:
    folder = made.manifest.folder.resolve()
    for path in stale_pipelines(made.root):
        if path.resolve().is_relative_to(folder):
            yield f"{path.name} is not what manifest and imports say: irrealis sync"


def _kept(made: _Made, name: str) -> bytes:
    path = made.manifest.folder / name
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise IrrealisError(
            f"{name} is missing", hint=f"irrealis golden {made.manifest.name}, then dvc repro"
        ) from None


_CHECKS: dict[str, _Check] = {
    "the manifest states its parameters": _parameters,
    "upstream files are pinned by hash": _pins,
    "nothing is left of the template": _template,
    "the change log has an entry for the version": _changelog,
    "the sample shows what is kept and what is dropped": _drops,
    "two workers build the same files as one": _workers,
    "the golden file is what the sample gives": _golden,
    "card, metrics and plots in git are what the sample gives": _in_git,
    "files have the columns of the schema": _features,
    "the Hub's library accepts the card": _card,
    "figures are of this version, defined, and within the gates": _figures,
    "the pipeline is what manifest and imports say": _pipeline,
}
