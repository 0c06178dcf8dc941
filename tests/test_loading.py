"""Loading versions from a Hub, with the real clients and one cache for all of them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import irrealis.hub.publishing
from irrealis.build import build
from irrealis.errors import CheckFailed, IrrealisError, Unavailable
from irrealis.hub import yank
from irrealis.store import Place, content_of, find_folder, read_record, record_release
from tests.conftest import train_records, write_records
from tests.hub import Fault, Hub
from tests.warm import Warm
from tests.workshop import REPO, TOKEN, Workshop, quick

pytestmark = pytest.mark.slow  # what is loaded is built first, in processes of its own

Load = Callable[..., Any]
PRIVATE = "org/secret"


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Hub, Workshop, Warm]]:
    """A Hub with 1.0.0 and 1.1.0, published in this order, and a private repository."""
    home = tmp_path_factory.mktemp("loading")
    with (
        Hub({TOKEN: ("org",)}) as hub,
        quick(hub, home) as warm,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("HF_TOKEN", TOKEN)
        patch.setenv("HF_ENDPOINT", hub.endpoint)
        patch.setattr(irrealis.hub.publishing, "load_back", lambda *_, **__: None)
        workshop = Workshop(home, versions=("1.0.0", "1.1.0"))
        for version in ("1.0.0", "1.1.0"):
            workshop.publish(hub, version)
        workshop.publish(hub, "1.0.0", to=PRIVATE, private=True)
        workshop.forget()
        yield hub, workshop, warm


@pytest.fixture
def load(standing: tuple[Hub, Workshop, Warm], tmp_path: Path) -> Load:
    """Runs code in a process of its own, all of a test's with one cache; the JSON that it prints.

    In a fresh interpreter if it is to be `fresh`, else in a fork of a warm one.
    """
    hub, _, warm = standing
    hub.reset()

    def run(code: str, *, fresh: bool = False, **environment: str) -> Any:
        environment = {
            **{key: value for key, value in os.environ.items() if key != "HF_TOKEN"},
            "HF_ENDPOINT": hub.endpoint,
            "HF_HOME": str(tmp_path / "cache"),
            "HF_UPDATE_DOWNLOAD_COUNTS": "0",
            **environment,
        }
        code = PRELUDE + textwrap.dedent(code)
        if fresh:
            done = subprocess.run(
                [sys.executable, "-c", code],
                cwd=tmp_path,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
            status, output, errors = done.returncode, done.stdout, done.stderr
        else:
            status, output, errors = warm.code(code, environment, tmp_path)
        assert status == 0, errors[-3000:]
        return json.loads(output.splitlines()[-1])

    return run


PRELUDE = """
import json, warnings
import irrealis
from datasets import load_dataset
from datasets.exceptions import DatasetNotFoundError

def texts(rows):
    return sorted(row["counterfactual"]["text"] for row in rows)

def error(act, *args, **options):
    try:
        act(*args, **options)
    except Exception as found:
        return f"{type(found).__name__}: {found}"
    return "no error"

"""


def test_old_and_new_each_give_their_own_rows_from_one_cache(load: Load) -> None:
    found = load(
        f"""
        found = []
        for version in ("1.0.0", "1.1.0", "1.0.0"):
            plain = load_dataset({REPO!r}, "pairs", revision=f"v{{version}}", split="train")
            ours = irrealis.load({REPO!r}, "pairs", version=version, split="train")
            stream = irrealis.load({REPO!r}, version=version, split="train", streaming=True)
            every = irrealis.load({REPO!r}, "native", version=version)
            assert list(every) == ["train", "validation"]
            found.append([texts(plain), texts(ours), texts(stream)])
        print(json.dumps(found))
        """,
        fresh=True,
    )
    for plain, ours, stream in found:
        assert plain == ours == stream
        assert len(plain) == 22
    (old, *_), (new, *_), (again, *_) = found
    assert old == again != new
    assert sum("Now ." in text for text in new) == 2
    assert not any("Now ." in text for text in old)


@pytest.mark.slow
def test_out_of_reach_it_gives_the_version_that_was_asked_for_or_an_error(
    standing: tuple[Hub, Workshop, Warm], load: Load
) -> None:
    hub, _, _ = standing
    everything = """
        print(json.dumps({
            "old": texts(irrealis.load(REPO, "pairs", version="1.0.0", split="train")),
            "stream": texts(
                irrealis.load(REPO, "pairs", version="v1.0.0", split="train", streaming=True)
            ),
            "new": error(irrealis.load, REPO, "pairs", version="1.1.0"),
            "config": error(irrealis.load, REPO, "native", version="1.0.0"),
            "unknown": error(irrealis.load, "org/unknown", version="1.0.0"),
        }))
        """.replace("REPO", repr(REPO))
    # the Arrow cache knows both versions, the Hub's cache only one of them
    load(
        f"""
        irrealis.load({REPO!r}, "pairs", version="1.0.0")
        load_dataset({REPO!r}, "pairs", revision="v1.0.0")
        load_dataset({REPO!r}, "pairs", revision="v1.1.0")
        print(1)
        """
    )
    for offline, fault in ((True, None), (False, "500"), (False, "reset")):
        hub.reset(Fault(fault, "revision", lasting=True) if fault else None)
        found = load(everything, HF_HUB_OFFLINE=str(int(offline)))
        assert offline or hub.struck.is_set()
        assert not any("Now ." in text for text in found["old"])
        assert found["stream"] == found["old"]
        for name in ("new", "config", "unknown"):
            assert found[name].startswith("Unavailable: version 1."), found[name]
        assert "the local cache has 1.0.0" in found["new"]
        assert "lacks native of it; it has parts of 1.0.0" in found["config"]
        assert "the local cache has none of it" in found["unknown"]


def test_a_version_that_is_not_there_is_an_error_that_names_those_that_are(load: Load) -> None:
    found = load(
        f"""
        print(json.dumps([
            error(irrealis.load, {REPO!r}, version="1.2.0"),
            error(irrealis.load, {REPO!r}, "nothing", version="1.0.0"),
            error(irrealis.load, {REPO!r}, version="1.0.0", split="test"),
            error(irrealis.load, {REPO!r}, version="main"),
            error(irrealis.load, "org/nothing", version="1.0.0"),
        ]))
        """
    )
    version, config, split, main, repo = found
    assert version.startswith("Unavailable: version 1.2.0 of org/tiny is not there")
    assert "the Hub has 1.0.0, 1.1.0" in version
    assert "expected: pairs, native, rejects, repairs" in config
    assert "expected: train, validation" in split
    assert "not a version" in main
    assert "there is no dataset org/nothing on the Hub, or it is private" in repo


def test_rows_of_another_version_in_the_cache_are_found_out(load: Load) -> None:
    code = f"""
        found = irrealis.load({REPO!r}, "pairs", version="VERSION", split="train")
        print(json.dumps([found.cache_files[0]["filename"], len(found)]))
        """
    old, _ = load(code.replace("VERSION", "1.0.0"))
    new, _ = load(code.replace("VERSION", "1.1.0"))
    assert old != new
    Path(old).write_bytes(Path(new).read_bytes())
    again = load(
        f"""
        print(json.dumps(error(irrealis.load, {REPO!r}, version="1.0.0", split="train")))
        """
    )
    assert again.startswith("CheckFailed: dataset tiny, split train, field content hash")
    assert "these are not the rows of version 1.0.0" in again


def test_what_is_private_loads_with_a_token_alone(load: Load) -> None:
    code = f"""
        found = [
            error(load_dataset, {PRIVATE!r}, "pairs", revision="v1.0.0"),
            error(irrealis.load, {PRIVATE!r}, version="1.0.0"),
        ]
        if found == ["no error", "no error"]:
            rows = irrealis.load({PRIVATE!r}, version="1.0.0", split="train", streaming=True)
            found.append(len(texts(rows)))
        print(json.dumps(found))
        """
    plain, ours = load(code)
    assert plain.startswith("DatasetNotFoundError")
    assert ours.startswith("Unavailable: there is no dataset org/secret on the Hub, or it is")
    assert load(code, HF_TOKEN=TOKEN) == ["no error", "no error", 22]


def test_a_yanked_version_loads_with_a_warning(
    standing: tuple[Hub, Workshop, Warm], load: Load
) -> None:
    hub, workshop, _ = standing
    state = hub.snapshot()
    workshop.at("1.1.0")
    yank("tiny@v1.0.0", root=workshop.root, reason="wrong", to=REPO, endpoint=hub.endpoint)
    code = f"""
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            for version in ("1.0.0", "1.1.0"):
                irrealis.load({REPO!r}, version=version)
        print(json.dumps(
            [str(one.message) for one in told if one.category is irrealis.YankedVersionWarning]
        ))
        """
    warned = ["version 1.0.0 of org/tiny was withdrawn by its maintainers: wrong"]
    assert load(code) == warned
    assert load(code, HF_HUB_OFFLINE="1") == warned
    hub.restore(state)
    workshop.forget()


def test_the_package_imports_nothing_heavy() -> None:
    code = "import sys, irrealis; print(*{'datasets', 'pyarrow', 'pydantic'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout == b"\n"


def test_a_dataset_of_the_registry_is_loaded_from_where_it_was_published(
    standing: tuple[Hub, Workshop, Warm], load: Load
) -> None:
    hub, workshop, _ = standing
    state = hub.snapshot()
    for version in ("1.0.0", "1.1.0"):
        workshop.at(version)
        record_release(
            workshop.folder,
            version=version,
            content=content_of(read_record(workshop.releases / version)),
            place=Place(endpoint=hub.endpoint, repo=REPO, commit="0" * 40),
        )
    code = """
        from pathlib import Path
        def loaded(name="tiny", **more):
            return error(irrealis.load, name, split="train", root=Path(ROOT), **more)
        rows = irrealis.load("tiny", split="train", root=Path(ROOT))
        print(json.dumps([
            "Now ." in "".join(texts(rows)),
            loaded(version="1.0.0"),
            loaded(version="9.9.9"),
            loaded("tiyn"),
            loaded("org/tiny"),
        ]))
        """.replace("ROOT", repr(str(workshop.root)))
    newest, old, unknown, misspelt, versionless = load(code)
    assert newest is True
    assert old == "no error"
    assert unknown.startswith("Unavailable: dataset tiny: version 9.9.9 of it is neither published")
    assert "no dataset 'tiyn' (did you mean \"tiny\"?)" in misspelt
    assert "of the Hub a version is needed" in versionless
    yank("tiny@v1.1.0", root=workshop.root, reason="wrong", to=REPO, endpoint=hub.endpoint)
    assert load(code)[0] is False  # the one that was not withdrawn
    ledger = workshop.folder / "releases.json"
    ledger.write_text(re.sub(r'"train": "sha256:\w', '"train": "sha256:x', ledger.read_text()))
    told = load(
        f"""
        from pathlib import Path
        print(json.dumps(error(irrealis.load, "tiny", root=Path({str(workshop.root)!r}))))
        """
    )
    assert told.startswith("CheckFailed: dataset tiny, split train, field content hash")
    assert "does not hold what the registry says was published" in told
    hub.restore(state)
    workshop.forget()


def test_what_is_built_here_is_loaded_by_its_name(
    registry: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(registry)
    with pytest.raises(Unavailable) as caught:
        irrealis.load("tiny")
    assert str(caught.value) == (
        "dataset tiny: it is neither published nor built here\n"
        "  to do:    irrealis build tiny --inputs upstream"
    )
    made = build("tiny", root=Path())
    with pytest.warns(irrealis.SampleWarning, match="build/tiny is the sample of tiny"):
        rows = irrealis.load("tiny", split="train")
    assert len(list(rows)) == 22
    with pytest.raises(Unavailable, match=r"version 9\.0\.0 of it is neither published") as caught:
        irrealis.load("tiny", version="9.0.0")
    assert "expected: a version that is: 1.0.0 (built, build/tiny)\n" in str(caught.value)
    with pytest.warns(irrealis.SampleWarning):
        assert len(list(irrealis.load("build/tiny", "native", split="validation"))) == 2
    own = write_records(registry / "own.jsonl", train_records()[:3])
    build("tiny", root=Path(), files=[own], out=Path("full/build/tiny"))
    assert len(list(irrealis.load("tiny", split="train"))) == 6  # all of it comes before the sample
    assert len(irrealis.load_pairs(["tiny"], split="train")) == 6
    shutil.move("build/tiny", "aside")
    with pytest.raises(IrrealisError, match="give full/build/tiny for what was built"):
        find_folder("tiny", root=Path())  # as commands do, which take NAME for build/NAME
    shutil.move("aside", "build/tiny")
    with pytest.raises(IrrealisError, match="no config 'nothing' with rows"):
        irrealis.load("tiny", "nothing")
    shutil.copytree("full/build/tiny", "moved")
    shard = made.record.configs["pairs"]["train"].shards[0]
    shutil.copy(made.folder / shard, Path("moved") / shard)
    with pytest.raises(CheckFailed, match=r"these are not the rows of version 1.0.0, moved"):
        irrealis.load("moved", split="train")
