"""What tests share: the repository, a registry of one tiny dataset, and the mirror of upstream."""

from __future__ import annotations

import gc
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from unittest import mock

import pytest
import requests

from irrealis.manifest import MARKER
from tests.warm import Warm

# What the caller's shell says of the Hub is read as its client is imported, so it must go before
# that: each test says itself whether it is offline, with which token, and where the Hub is.
CALLERS = (
    *("HF_HUB_OFFLINE", "HF_DATASETS_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_XET"),
    *("HF_ENDPOINT", "HF_TOKEN", "HF_TOKEN_PATH", "HUGGING_FACE_HUB_TOKEN"),
)
for _name in CALLERS:
    os.environ.pop(_name, None)

# Tests start hundreds of processes: without bytecode each of them compiles all of irrealis again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# There is a process for each processor, and what they work on is small: threads of their own take
# longer to hand it to one another than to do it. The libraries read this as they are imported.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS"):
    os.environ.setdefault(_name, "1")

WHOLE = """\
name: tiny
version: 1.0.0
title: Tiny
summary: Sentences in which a city gives way to another.
builder: tiny
schema: tiny
license: mit
redistribution: allowed
citation: |
  @misc{tiny, title = {Tiny}}
languages: [en]
tasks: [text-classification]
splits: [train, validation, test]
inputs:
  sample:
    train: [sample/train.jsonl]
    validation: [sample/validation.jsonl]
parameters: {variants: 2}
gates:
  - {metric: yield, min: 0.25, reason: half of the records may have no city}
"""

# What MANIFEST may have after its sample; without it the sample is all there is.
UPSTREAM = """\
  upstream:
    license: mit
    citation: |
      @misc{tiny-upstream, title = {Tiny}}
    splits:
      test:
        - url: http://127.0.0.1:9/tiny/test.jsonl
          size: 3
          sha256: ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad
"""
MANIFEST = WHOLE.replace("parameters:", f"{UPSTREAM}parameters:")

# A record is {"id", "text", "city"}; "act" makes the builder misbehave as a test wants it to.
BUILDER = '''\
"""Another city of the split takes the place of a sentence's own."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable, Iterator
from random import Random
from typing import Any, BinaryIO, ClassVar

from pydantic import Field

from irrealis.build import Builder, Drop, Parameters, Repair, Row, chunks
from irrealis.errors import IrrealisError
from irrealis.inputs import read_json_records
from irrealis.contract import Edit, Evidence, Generator, Intervention, Pair


class TinyParameters(Parameters):
    variants: int = Field(2, ge=1)


class Tiny(Builder[dict[str, Any], list[str]]):
    parameters_type: ClassVar[type[Parameters]] = TinyParameters

    def read(self, stream: BinaryIO, *, source: str) -> Iterator[dict[str, Any]]:
        for number, record in enumerate(read_json_records(stream, source=source)):
            if not isinstance(record.get("text"), str):
                raise IrrealisError(
                    f"{source}, record {number}: no text",
                    field="text",
                    expected="a string",
                    found=repr(record.get("text")),
                )
            yield record

    def original_id(self, record: dict[str, Any]) -> str:
        return str(record["id"])

    def context(self, records: Iterable[dict[str, Any]]) -> list[str]:
        return sorted({record["city"] for record in records if record["city"]})

    def edit(
        self, record: dict[str, Any], *, context: list[str], rng: Random
    ) -> Iterable[Row | Drop | Repair]:
        if os.environ.get("TINY_KILL") == record["id"]:
            os.kill(os.getpid(), signal.SIGKILL)
        text, city, act = record["text"], record["city"], record.get("act")
        tidy = " ".join(text.split())
        if tidy != text:
            yield Repair("spaces", "text", text, tidy)
        if act == "silent":
            return
        if act == "raise":
            raise IrrealisError("the builder gives up", dataset=self.dataset, row=record["id"])
        if act == "orphan":
            os.kill(os.getppid(), signal.SIGKILL)
            signal.pause()
        if act in ("die", "late", "hang") and not os.path.exists(record.get("once", "")):
            if "once" in record:
                with open(record["once"] + ".tmp", "w") as file:
                    file.write(str(os.getpid()))
                os.rename(file.name, record["once"])
            if act == "die":
                os.kill(os.getpid(), signal.SIGKILL)
            if act == "hang":
                signal.pause()
            # as the files of the chunk are written, and before the chunk is whole
            chunks.sha256_file = lambda _: os.kill(os.getpid(), signal.SIGKILL)
        if act == "both":
            yield Drop("both", "and yet there are pairs")
        if not city:
            yield Drop("no-city", "the sentence names none")
            return
        donors = [one for one in context if one != city]
        for _ in range(self.parameters.variants):
            if not donors:
                yield Drop("few-cities", "the split names too few others", level="variant")
                return
            donor = donors.pop(int(rng.random() * len(donors)))
            start = tidy.index(city) + (act == "wrong")
            pair = Pair(
                dataset=self.dataset,
                original_id=record["id"],
                original={"text": tidy},
                counterfactual={"text": tidy.replace(city, donor, 1)},
                edits=[Edit("text", start, start + len(city), city, donor)],
                interventions=[Intervention("city", "the city", city, donor)],
                label_original=city,
                label_counterfactual=donor,
                label_effect="flip",
                evidence=Evidence("rule", "the label is the city"),
                generator=Generator("rules", "tiny", "1"),
                seed=self.seed,
            )
            yield Row("pairs", pair.row())
            words = ["\\ud800"] if act == "unicode" else pair.counterfactual["text"].split()
            yield Row(
                "nowhere" if act == "config" else "native",
                {
                    "id": pair.id,
                    "words": words,
                },
            )


BUILDER = Tiny
'''

SCHEMA = '''\
"""Rows of the tiny dataset."""

import pandera.polars as pa
import polars as pl

from irrealis.contract import Table
from irrealis.contract import pairs_schema

CONFIGS = {
    "pairs": Table(pairs_schema(fields=["text"], label=pl.String()), key="id"),
    "native": Table(
        pa.DataFrameSchema(
            {"id": pa.Column(pl.String), "words": pa.Column(pl.List(pl.String))},
            strict=True,
            ordered=True,
        ),
        key="id",
    ),
}
'''

CITIES = ("Bergen", "Cork", "Graz", "Kyoto", "Lima", "Oulu", "Porto", "Quito", "Tunis")


def train_records() -> list[dict[str, object]]:
    """Twelve records: one without a city, one with white space to mend, ids in no order."""
    records: list[dict[str, object]] = [
        {"id": f"t{number * 7 % 12}", "text": f"Train {number} leaves {city} .", "city": city}
        for number, city in enumerate((*CITIES, "Lima", "Graz"))
    ]
    records[3]["text"] = f"Train  3 leaves {records[3]['city']} . "
    return [*records, {"id": "none", "text": "No train leaves .", "city": None}]


def write_records(path: Path, records: list[dict[str, object]]) -> Path:
    """Write JSON lines."""
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One process for a few tests that are named: starting more would take longer than they do."""
    few = config.option.keyword or config.args != config.getini("testpaths")
    return 0 if few else os.cpu_count() or 1


# files whose tests take longest, which must not be left for the end
LONG = (
    *("redocred_mutations", "publish", "pipeline", "readme", "scale", "site", "scaffold"),
    *("installed", "versions", "outsider", "own_files", "workflows", "loading"),
    *("ifqa_style", "cli", "export", "light", "counterexamples", "doctests", "layout"),
)
# files whose tests share nothing between datasets: small parts, which fill the end
APART = ("mutations", "datasets")


# first, since pytest-xdist reads the groups in a hook of the same name
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of a file run in one process, since they share what is slow to make."""
    names = {item: item.path.stem.removeprefix("test_") for item in items}
    for item in items:
        parameters = getattr(item, "callspec", None)
        part = f"-{parameters.id}" if parameters and names[item] in APART else ""
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)
        item.add_marker(pytest.mark.xdist_group(f"{names[item]}{part}"))
    rank = {name: at for at, name in enumerate(LONG)}
    items.sort(key=lambda item: rank.get(names[item], len(LONG) + (names[item] in APART)))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Tests and their modules stay: to look for garbage among them takes a quarter of the time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's root."""
    return Path(__file__).parent.parent


def write_registry(home: Path) -> Path:
    """Write a registry with one dataset, `tiny`."""
    sample = home / "datasets/tiny/sample"
    for folder in (sample, home / "builders", home / "schemas"):
        folder.mkdir(parents=True)
    (home / "dvc.yaml").write_text("stages: {}\n")
    (home / MARKER).touch()
    (home / "datasets/tiny/dataset.yaml").write_text(MANIFEST)
    write_records(sample / "train.jsonl", train_records())
    write_records(
        sample / "validation.jsonl",
        [
            {"id": "v0", "text": "They came to see Bergen .", "city": "Bergen"},
            {"id": "v1", "text": "They came to see Kyoto .", "city": "Kyoto"},
        ],
    )
    (home / "builders/tiny.py").write_text(BUILDER)
    (home / "schemas/tiny.py").write_text(SCHEMA)
    return home


@contextmanager
def own_modules() -> Iterator[None]:
    """Forget afterwards the builders and schemas of `tiny` that are imported in the block."""
    names = ("irrealis.builders.tiny", "irrealis.schemas.tiny")
    others = {name: sys.modules.pop(name) for name in names if name in sys.modules}
    with pytest.MonkeyPatch.context() as patch:
        for package in map(import_module, ("irrealis.builders", "irrealis.schemas")):
            patch.setattr(package, "__path__", list(package.__path__))  # load_manifest adds to it
        yield
    for name in names:
        sys.modules.pop(name, None)
    sys.modules.update(others)


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The root of a registry with one dataset, `tiny`, whose modules import like any other's."""
    home = write_registry(tmp_path / "registry")
    monkeypatch.setenv("IRREALIS_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("IRREALIS_MIRROR", raising=False)
    with own_modules():
        yield home


@pytest.fixture(scope="session")
def warm_process() -> Iterator[Warm]:
    """A process that has imported what loads releases back, and forks for each."""
    environment = {"HF_HOME": tempfile.gettempdir(), "HF_DATASETS_DISABLE_PROGRESS_BARS": "1"}
    with Warm(environment) as process:
        yield process


@pytest.fixture(scope="module")
def warm(warm_process: Warm) -> Iterator[None]:
    """Releases are loaded back in forks of one process: its imports take longer than all else."""
    with mock.patch("irrealis.release.folder._fresh", warm_process.run):
        yield


@pytest.fixture(scope="session")
def mirror() -> Path:
    """The folder with upstream's files, for tests of the real data."""
    named = os.environ.get("IRREALIS_MIRROR")
    if not named or not Path(named).is_dir():
        pytest.skip("IRREALIS_MIRROR does not name a folder with upstream's files")
    return Path(named).resolve()


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """The address of a store of objects on this machine, with a bucket `data`."""
    server = pytest.importorskip("moto.server", reason="moto is not installed")
    store = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    store.start()
    try:
        url = "http://{}:{}".format(*store.get_host_and_port())
        requests.put(f"{url}/data", timeout=10).raise_for_status()
        yield url
    finally:
        store.stop()
