"""What can be compared: folders, builds by name, and releases on the Hub, as they stood."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from irrealis.compare import resolve
from irrealis.errors import IrrealisError, Unavailable
from irrealis.store import read_record
from tests.hub import Fault, Hub
from tests.test_diff import folder_of, pair, pairs

PAIRS = [pair(number) for number in range(4)]


def test_forms_of_what_is_compared(registry: Path, tmp_path: Path) -> None:
    folder = folder_of(registry / "build/tiny", pairs(PAIRS), dataset="tiny")
    with resolve("tiny", root=registry) as found:
        assert found.folder == folder
        assert found.manifest["license"] == "mit"
    with resolve(str(folder)) as found:
        assert found.manifest["title"] == "Tiny"  # it lies in a registry
    away = folder.rename(tmp_path / "away")
    (away / "README.md").write_text("---\nlicense: cc0-1.0\n---\n# Card\n")
    with resolve(str(away), root=registry) as found:
        assert found.manifest == {"license": "cc0-1.0"}
    bomb = "---\nlicense: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n---\n"
    (away / "README.md").write_text(bomb)
    with resolve(str(away), root=registry) as found:
        assert found.manifest == {}
    for wrong in ("nothing", "tiny@v1.0", "hub:tiny", ":tiny"):
        with pytest.raises(IrrealisError) as caught, resolve(wrong, root=registry):
            pass
        assert "NAME@vX.Y.Z" in str(caught.value)
    for wrong in ("tiny@v1.0.0", "HEAD:tiny"):
        with (
            pytest.raises(IrrealisError, match="needs a registry in a git repository"),
            resolve(wrong, root=registry),
        ):
            pass


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    monkeypatch.setattr(time, "sleep", lambda _: None)
    releases = {
        "v1.0.0": folder_of(tmp_path / "old", pairs(PAIRS), version="1.0.0"),
        "v2.0.0": folder_of(tmp_path / "new", pairs(PAIRS[:2]), version="2.0.0"),
    }
    for folder in releases.values():
        (folder / "README.md").write_text("---\nlicense: mit\n---\n# Card\n")
    with Hub() as running:
        running.hold("org/toy", releases)
        yield running


def test_a_release_on_the_hub_is_that_of_its_tag(hub: Hub) -> None:
    for spec, version, rows in (("hub:org/toy@v1.0.0", "1.0.0", 4), ("hub:org/toy", "2.0.0", 2)):
        with resolve(spec, endpoint=hub.endpoint) as found:
            assert found.label == spec
            assert found.manifest == {"license": "mit"}
            record = read_record(found.folder)
            assert (record.version, record.configs["pairs"]["train"].rows) == (version, rows)
        assert not found.folder.exists()


def test_what_the_hub_does_not_have_is_told_apart(hub: Hub) -> None:
    with (
        pytest.raises(Unavailable, match="the Hub has no such tag"),
        resolve("hub:org/toy@v9.0.0", endpoint=hub.endpoint),
    ):
        pass
    with (
        pytest.raises(Unavailable, match="no such dataset on the Hub, or it is private"),
        resolve("hub:org/other@v1.0.0", endpoint=hub.endpoint),
    ):
        pass
    hub.reset(Fault("reset", "revision", lasting=True))
    with (
        pytest.raises(Unavailable, match=r"the connection to .* broke"),
        resolve("hub:org/toy@v1.0.0", endpoint=hub.endpoint),
    ):
        pass
