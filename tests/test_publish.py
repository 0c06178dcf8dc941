"""Publishing to a Hub that speaks the real protocol, with the real client."""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

import irrealis.hub.publishing
import irrealis.release.folder
import irrealis.remote.client
from irrealis.cli import main
from irrealis.errors import CheckFailed, IrrealisError, Unavailable
from irrealis.hub import Conflict, HubError, publish, verify, yank
from irrealis.hub.yanking import noted
from irrealis.release.folder import Difference
from irrealis.remote import find_token
from irrealis.store import read_releases
from tests.faults import FINISHED, KEPT, UNTAGGED, Matrix, outcomes, points
from tests.hub import KINDS, Blob, Fault, Hub
from tests.workshop import REPO, TOKEN, Workshop, quick

pytestmark = pytest.mark.slow  # a Hub is served to a client in most of them

OTHER = "hf_TheOtherMaintainer"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder for everything, temporary files of killed processes included."""
    folder = tmp_path_factory.mktemp("publish")
    before = tempfile.tempdir
    (folder / "tmp").mkdir()
    tempfile.tempdir = str(folder / "tmp")
    yield folder
    tempfile.tempdir = before


@pytest.fixture(scope="module")
def workshop(home: Path) -> Workshop:
    return Workshop(home)


@pytest.fixture(scope="module")
def standing(home: Path) -> Iterator[Hub]:
    with Hub({TOKEN: ("org", "user"), OTHER: ("org",)}) as hub, quick(hub, home):
        yield hub


@pytest.fixture
def hub(standing: Hub, workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """An empty Hub; the environment has a token for it. What is read back is files only."""
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    monkeypatch.setenv("HF_ENDPOINT", standing.endpoint)
    monkeypatch.setattr(irrealis.hub.publishing, "load_back", lambda *_, **__: None)
    standing.repositories.clear()
    standing.before, standing.part = None, 0
    standing.reset()
    yield standing
    workshop.forget()
    assert standing.leaks == []


@pytest.fixture
def reading(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> Hub:
    """The same, and `load_dataset` reads back as well."""
    monkeypatch.setattr(irrealis.hub.publishing, "load_back", irrealis.release.folder.load_back)
    return hub


def test_a_version_is_one_commit_with_a_tag_on_it(reading: Hub, workshop: Workshop) -> None:
    hub = reading
    first = workshop.publish(hub, "1.0.0")
    second = workshop.publish(hub, "1.1.0")
    found = hub.repositories[REPO]
    assert first.status == second.status == "published"
    assert found.tags == {"v1.0.0": first.commit, "v1.1.0": second.commit}
    assert [one.title for _, one in found.history("main")] == [
        "tiny 1.1.0",
        "tiny 1.0.0",
        "initial commit",
    ]
    for version in ("1.0.0", "1.1.0"):
        served = found.files(f"v{version}")
        assert served.pop(".gitattributes")  # the Hub's own
        assert served == workshop.files(version)


def test_files_that_are_gone_are_deleted_and_those_of_others_stay(
    hub: Hub, workshop: Workshop
) -> None:
    workshop.publish(hub, "1.1.0")
    found = hub.repositories[REPO]
    files = dict(found.commits[found.branches["main"]].files)
    files["docs/figure.png"] = files["metrics.json"]
    found.branches["main"] = found.add(files, found.branches["main"], "a figure", "org")
    workshop.publish(hub, "2.0.0")
    served = found.files("v2.0.0")
    assert not [path for path in served if "validation" in path]
    assert served.keys() - workshop.files("2.0.0").keys() == {".gitattributes", "docs/figure.png"}


def test_the_card_names_the_repository_that_it_is_in(hub: Hub, workshop: Workshop) -> None:
    workshop.publish(hub, "1.0.0")
    served = hub.repositories[REPO].files("v1.0.0")["README.md"].decode()
    assert f'load_dataset("{REPO}", "pairs", revision="v1.0.0")' in served
    assert f'irrealis.load("{REPO}", "pairs", version="1.0.0")' in served
    assert "ORG/" not in served
    assert "ORG/tiny" in (workshop.releases / "1.0.0" / "README.md").read_text()


def test_what_has_not_changed_is_not_uploaded_again(hub: Hub, workshop: Workshop) -> None:
    whole = workshop.publish(hub, "1.0.0").change
    hub.reset()
    done = workshop.publish(hub, "1.0.1")  # the same rows
    assert sorted(done.change.add) == [
        *("CHANGELOG.md", "README.md", "build.json", "croissant.json")
    ]
    assert "lfs upload" not in hub.asked
    hub.reset()
    changed = workshop.publish(hub, "1.1.0").change  # one row
    assert hub.asked["lfs upload"] == sum(path.endswith(".parquet") for path in changed.add) == 2
    assert len(whole.add) == 13


def test_the_same_again_does_nothing(hub: Hub, workshop: Workshop) -> None:
    first = workshop.publish(hub, "1.0.0")
    hub.reset()
    again = workshop.publish(hub, "1.0.0")
    assert (again.status, again.commit) == ("already published", first.commit)
    assert "is published already" in again.text()
    assert not {"create repo", "preupload", "commit", "tag"} & hub.asked.keys()
    assert read_releases(workshop.folder)[0].hub[0].commit == first.commit


def test_a_released_version_never_changes(hub: Hub, workshop: Workshop) -> None:
    workshop.publish(hub, "1.1.0")
    state = hub.snapshot()
    other = workshop.releases / "1.1.0-other"
    _as_version(workshop.releases / "2.0.0", other, "1.1.0", workshop)
    with pytest.raises(IrrealisError, match=r"has v1.1.0 with other content"):
        workshop.publish(hub, "1.1.0", release_folder=other)
    assert hub.snapshot() == state


def test_an_older_version_leaves_main_alone(hub: Hub, workshop: Workshop) -> None:
    workshop.publish(hub, "1.0.0")
    newest = workshop.publish(hub, "1.1.0")
    done = workshop.publish(hub, "1.0.1")
    found = hub.repositories[REPO]
    assert done.branch == "release-v1.0.1"
    assert found.branches["main"] == newest.commit
    assert found.tags["v1.0.1"] == done.commit
    assert found.commits[str(done.commit)].parent == found.tags["v1.0.0"]
    assert b"Version 1.0.1 of" in found.files("v1.0.1")["README.md"]
    assert b"Version 1.1.0 of" in found.files("main")["README.md"]


def test_a_dry_run_changes_nothing(hub: Hub, workshop: Workshop) -> None:
    done = workshop.publish(hub, "1.0.0", dry_run=True)
    assert hub.repositories == {}
    assert "upload README.md" in done.text()
    workshop.publish(hub, "1.0.0")
    state = hub.snapshot()
    hub.reset()
    done = workshop.publish(hub, "2.0.0", dry_run=True)
    assert "delete data/pairs/validation-00000-of-00001.parquet" in done.text()
    assert hub.snapshot() == state
    assert hub.uploaded == 0
    assert not (workshop.folder / "releases.json").exists()


def test_private_is_created_private_and_never_made_of_what_is_public(
    hub: Hub, workshop: Workshop
) -> None:
    workshop.publish(hub, "1.0.0", private=True)
    assert hub.repositories[REPO].private
    workshop.publish(hub, "1.0.0", to="user/open")
    assert not hub.repositories["user/open"].private
    with pytest.raises(IrrealisError, match="exists and is public"):
        workshop.publish(hub, "1.1.0", to="user/open", private=True)


def test_another_dataset_is_not_overwritten(hub: Hub, workshop: Workshop) -> None:
    workshop.publish(hub, "1.0.0")
    found = hub.repositories[REPO]
    files = dict(found.commits[found.branches["main"]].files)
    del files["build.json"]
    found.branches["main"] = found.add(files, None, "theirs", "org")
    found.tags.clear()
    state = hub.snapshot()
    with pytest.raises(IrrealisError, match="org/tiny holds something else"):
        workshop.publish(hub, "1.1.0")
    assert hub.snapshot() == state


def test_a_lower_version_is_not_written_beside_another_dataset(
    hub: Hub, workshop: Workshop
) -> None:
    workshop.publish(hub, "1.1.0")
    found = hub.repositories[REPO]
    for tag, branch in (("v1.1.0", "main"), ("v1.0.0", "release-v1.0.1")):
        files = dict(found.commits[found.branches["main"]].files)
        other = files["build.json"].content.replace(b'"dataset": "tiny"', b'"dataset": "huge"')
        files["build.json"] = Blob(other, lfs=False)
        sha = found.add(files, found.branches["main"], "theirs", "org")
        found.tags[tag] = found.branches[branch] = sha
        state = hub.snapshot()
        hub.reset()
        with pytest.raises(IrrealisError, match="holds something else on") as refused:
            workshop.publish(hub, "1.0.1")
        assert "found:    huge" in str(refused.value)
        assert hub.snapshot() == state
        assert not {"branch", "preupload", "commit", "tag"} & hub.asked.keys()
        found.branches["main"] = found.tags["v1.1.0"] = next(
            at for at, one in found.history("main") if one.title == "tiny 1.1.0"
        )


@pytest.mark.parametrize("kind", ["403", "401", "409"])
def test_a_refused_publish_leaves_no_branch(kind: str, hub: Hub, workshop: Workshop) -> None:
    workshop.publish(hub, "1.0.0")
    workshop.publish(hub, "1.1.0")
    state = hub.snapshot()
    hub.reset(Fault(kind, "commit"))
    with pytest.raises(HubError, match="committing"):
        workshop.publish(hub, "1.0.1")
    assert hub.snapshot() == state


def test_what_is_not_served_as_built_leaves_no_branch(
    hub: Hub, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop.publish(hub, "1.0.0")
    workshop.publish(hub, "1.1.0")

    def load_back(*_: object, **__: object) -> None:
        raise CheckFailed("other rows")

    monkeypatch.setattr(irrealis.hub.publishing, "load_back", load_back)
    with pytest.raises(CheckFailed, match="it was removed, as it was made for this"):
        workshop.publish(hub, "1.0.1")
    assert hub.repositories[REPO].branches.keys() == {"main"}


def test_exactly_what_a_release_makes_is_uploaded(
    hub: Hub, workshop: Workshop, tmp_path: Path
) -> None:
    def stray(folder: Path) -> None:
        (folder / "notes.txt").write_text("mine")

    def hidden(folder: Path) -> None:
        (folder / ".token").write_text("mine")

    def link(folder: Path) -> None:
        (folder / "metrics.json").rename(tmp_path / "metrics.json")
        (folder / "metrics.json").symlink_to(tmp_path / "metrics.json")

    def gone(folder: Path) -> None:
        (folder / "metrics.json").unlink()

    for number, spoil in enumerate((stray, hidden, link, gone)):
        folder = shutil.copytree(workshop.at("1.0.0"), tmp_path / str(number))
        spoil(folder)
        with pytest.raises(IrrealisError, match="does not hold exactly what a release makes"):
            workshop.publish(hub, "1.0.0", release_folder=folder)
        assert hub.order == []


def test_what_no_longer_belongs_is_removed(hub: Hub, workshop: Workshop) -> None:
    license_ = workshop.folder / "LICENSE-upstream"
    workshop.publish(hub, "1.0.0")
    found = hub.repositories[REPO]
    files = dict(found.commits[found.branches["main"]].files)
    for path in (license_.name, "data/old/train-00000-of-00001.parquet"):
        files[path] = files["metrics.json"]
    found.branches["main"] = found.add(files, found.branches["main"], "older", "org")
    workshop.publish(hub, "1.1.0")
    served = found.files("v1.1.0")
    assert served.keys() - {".gitattributes"} == workshop.files("1.1.0").keys()


# -- what is refused without asking the Hub


def _edit_manifest(workshop: Workshop, old: str, new: str, *, commit: bool = True) -> None:
    path = workshop.folder / "dataset.yaml"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    if commit:
        workshop.git("commit", "-qam", "edit")


def _dirty(workshop: Workshop, _: Path) -> None:
    _edit_manifest(workshop, "title: Tiny", "title: Tiny ", commit=False)


def _dirty_log(workshop: Workshop, _: Path) -> None:
    with (workshop.folder / "CHANGELOG.md").open("a") as file:
        file.write("More.\n")


def _stale_card(_: Workshop, folder: Path) -> None:
    (folder / "README.md").write_text((folder / "README.md").read_text().replace("Tiny", "Big"))


def _altered_row(_: Workshop, folder: Path) -> None:
    shutil.copy(
        folder / "data/pairs/validation-00000-of-00001.parquet",
        folder / "data/pairs/train-00000-of-00001.parquet",
    )


REFUSED: dict[str, tuple[Callable[[Workshop, Path], None], str]] = {
    "a license that forbids it": (
        lambda shop, _: _edit_manifest(
            shop, "redistribution: allowed", "redistribution: forbidden"
        ),
        "license does not allow publishing: redistribution is forbidden",
    ),
    "a license that nobody knows": (
        lambda shop, _: _edit_manifest(shop, "tribution: allowed", "tribution: unknown"),
        r"redistribution is unknown[\s\S]*say so in \S*dataset.yaml \(license, redistr",
    ),
    "a manifest that is not in git": (_dirty, "must be in git as it is"),
    "a change log that is not in git": (_dirty_log, "must be in git as it is"),
    "another version in the manifest": (
        lambda shop, _: _edit_manifest(shop, "version: 1.0.0", "version: 1.0.7"),
        "was not built as .*dataset.yaml says",
    ),
    "other parameters in the manifest": (
        lambda shop, _: _edit_manifest(shop, "{variants: 2}", "{variants: 1}"),
        "was not built as .*dataset.yaml says",
    ),
    "a gate that does not hold": (
        lambda shop, _: _edit_manifest(shop, "min: 0.25", "min: 0.99"),
        "gate",
    ),
    "what was not released": (
        lambda _, folder: (folder / "build.json").unlink(),
        "there is no release in",
    ),
    "an altered row": (_altered_row, "failures in"),
    "a card that is not the release's": (_stale_card, "README.md is not what the registry makes"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_it_refuses(case: str, hub: Hub, workshop: Workshop, tmp_path: Path) -> None:
    spoil, message = REFUSED[case]
    folder = shutil.copytree(workshop.at("1.0.0"), tmp_path / "release")
    spoil(workshop, folder)
    with pytest.raises(IrrealisError, match=message):
        publish("tiny", root=workshop.root, to=REPO, endpoint=hub.endpoint, release_folder=folder)
    assert hub.order == []


def test_it_refuses_without_a_token(
    hub: Hub, workshop: Workshop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from huggingface_hub import constants

    monkeypatch.delenv("HF_TOKEN")
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "token"))
    with pytest.raises(Unavailable, match="no token for the Hub"):
        workshop.publish(hub, "1.0.0")
    assert hub.order == []
    (tmp_path / "token").write_text(TOKEN)  # as `hf auth login` leaves it
    assert find_token() == TOKEN


@pytest.mark.parametrize("repo", ["tiny", "a/b/c", "../tiny", "org/ti ny", "org/"])
def test_what_is_no_repository_is_refused(repo: str, hub: Hub, workshop: Workshop) -> None:
    with pytest.raises(IrrealisError, match="not a repository's name"):
        workshop.publish(hub, "1.0.0", to=repo)


# -- faults


@pytest.mark.slow
def test_every_fault_at_every_request_leaves_one_release_whole(
    hub: Hub, workshop: Workshop
) -> None:
    found = list(outcomes(workshop, hub, loading=False))  # raises where it does not hold
    assert {one.fault.kind for one in found if one.struck} == set(KINDS)
    missed = [one.fault for one in found if not one.struck]
    assert missed == []
    results = {(one.fault.request, one.fault.kind): one.result for one in found}
    assert results["commit", "500"] == results["commit", "answer lost"] == FINISHED
    assert results["commit", "403"] == KEPT
    assert results["tag", "403"] == UNTAGGED
    # a Hub that is busy for a moment stops nobody
    for one in found:
        if one.fault.kind in ("429", "500", "reset"):
            assert one.result == FINISHED, one


@pytest.mark.parametrize("kind", ["reset", "500", "401", "truncated"])
def test_a_hub_that_fails_while_load_dataset_reads_back_does_no_harm(
    kind: str, reading: Hub, workshop: Workshop
) -> None:
    matrix = Matrix(workshop, reading)
    name, number = next(
        point for point in reversed(points(matrix.requests())) if point[0] == "tree"
    )
    one = matrix.run(Fault(kind, name, number, lasting=kind == "401"))
    assert one.struck
    if one.result != FINISHED:
        assert "whole, but could not be read back, so v1.1.0 was not tagged" in one.message


def test_a_message_says_what_happened_and_how_to_go_on(hub: Hub, workshop: Workshop) -> None:
    workshop.publish(hub, "1.0.0")
    hub.reset(Fault("403", "commit"))
    with pytest.raises(HubError) as refused:
        workshop.publish(hub, "1.1.0")
    first = str(refused.value).splitlines()[0]
    assert first == "org/tiny: committing: the token does not allow this"
    assert "to do:    the token needs write access" in str(refused.value)
    hub.reset(Fault("401", "lfs download", lasting=True))
    with pytest.raises(Unavailable) as away:
        workshop.publish(hub, "1.1.0")
    assert "is on org/tiny, whole, but could not be read back" in str(away.value)
    assert "run the same command again: it goes on from there" in str(away.value)
    hub.reset()
    assert workshop.publish(hub, "1.1.0").status == "published"
    assert "commit" not in hub.asked  # it was there already


def test_patience_has_an_end(hub: Hub, workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    hub.reset(Fault("429", "revision", lasting=True))
    with pytest.raises(HubError, match="asks to slow down"):
        workshop.publish(hub, "1.0.0", patience=2.5)
    assert waited == [1.0, 1.0]  # as Retry-After says, and no third time


def test_a_file_too_large_is_not_downloaded(
    hub: Hub, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop.publish(hub, "1.0.0")
    hub.reset()
    monkeypatch.setattr(irrealis.remote.client, "_LARGEST", 10)
    with pytest.raises(HubError, match=r"build\.json of org/tiny is larger than 10 bytes"):
        workshop.publish(hub, "1.1.0")
    assert not {"head file", "get file"} & {*hub.asked}


@pytest.mark.parametrize(("header", "seconds"), [("7", 7.0), ("\u00b2", None), ("soon", None)])
def test_only_a_number_of_seconds_or_a_date_is_waited_for(
    header: str, seconds: float | None
) -> None:
    assert irrealis.remote.client._seconds(header) == seconds


def test_the_token_is_never_shown(
    hub: Hub,
    workshop: Workshop,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caplog.set_level(logging.DEBUG)
    folder = workshop.at("1.0.0")
    monkeypatch.chdir(workshop.root)
    arguments = ["publish", "tiny", "--to", REPO, "--endpoint", hub.endpoint]
    arguments += ["--release", str(folder), "--json"]
    shown = []
    for fault in (Fault("403", "commit"), Fault("401", "preupload"), Fault("500", "tree"), None):
        hub.reset(fault)
        result = CliRunner().invoke(main, arguments)
        shown.append(result.output + str(result.exception))
    assert result.exit_code == 0
    assert json.loads(result.stdout)["status"] == "already published"
    assert "injected; you sent Bearer ***" in shown[0]
    everything = "".join([*shown, *capsys.readouterr(), caplog.text])
    everything += repr(irrealis.remote.Hub(REPO, hub.endpoint, TOKEN))
    everything += (workshop.folder / "releases.json").read_text()
    assert TOKEN not in everything


def test_what_the_hub_garbles_is_not_tagged_and_main_is_put_back(
    hub: Hub, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop.publish(hub, "1.0.0")
    found = hub.repositories[REPO]
    before = found.files()

    def garble(request: str) -> None:
        main = found.commits[found.branches["main"]]
        if request == "head file" and main.title == "tiny 1.1.0":
            blob = main.files["README.md"]
            garbled = blob.content.replace(b"Version", b"version")
            main.files["README.md"] = type(blob)(garbled, lfs=False)

    hub.before = garble
    with pytest.raises(CheckFailed, match=r"does not serve what was built, so v1.1.0 was not"):
        workshop.publish(hub, "1.1.0")
    hub.before = None
    assert found.tags.keys() == {"v1.0.0"}
    assert found.files() == before
    monkeypatch.setattr(irrealis.hub.publishing, "load_back", irrealis.release.folder.load_back)
    other = Difference("pairs", "train", "rows", "3", "4")
    monkeypatch.setattr(irrealis.release.folder, "_fresh", lambda *_: (0, _json([other]), b""))
    with pytest.raises(CheckFailed, match="load_dataset does not return what was built"):
        workshop.publish(hub, "1.1.0")
    assert (set(found.tags), found.files()) == ({"v1.0.0"}, before)
    monkeypatch.setattr(irrealis.hub.publishing, "load_back", lambda *_, **__: None)
    assert workshop.publish(hub, "1.1.0").status == "published"


def _json(differences: list[Difference]) -> bytes:
    from dataclasses import asdict

    return json.dumps([asdict(one) for one in differences]).encode()


# -- two maintainers


def test_of_two_who_publish_at_once_one_wins_and_the_other_is_told(
    hub: Hub, workshop: Workshop
) -> None:
    workshop.publish(hub, "1.0.0")
    once = threading.Event()
    theirs = {}

    def interfere(request: str) -> None:
        if request == "commit" and not once.is_set():
            once.set()
            found = hub.repositories[REPO]
            files = dict(found.commits[found.branches["main"]].files)
            files["NOTE"] = files["metrics.json"]
            theirs["sha"] = found.add(files, found.branches["main"], "theirs", "org")
            found.branches["main"] = theirs["sha"]

    hub.before = interfere
    with pytest.raises(Conflict, match="somebody else has committed to main of org/tiny") as told:
        workshop.publish(hub, "1.1.0")
    assert f"found:    commit {theirs['sha']}" in str(told.value)
    assert "nothing of yours was committed" in str(told.value)
    found = hub.repositories[REPO]
    assert found.branches["main"] == theirs["sha"]
    assert found.tags.keys() == {"v1.0.0"}
    done = workshop.publish(hub, "1.1.0")  # on top of theirs
    assert found.commits[str(done.commit)].parent == theirs["sha"]
    assert "NOTE" in found.files("v1.1.0")


def test_two_publishes_of_one_version_end_in_one_tag(hub: Hub, workshop: Workshop) -> None:
    """The other one is between its commit and its tag."""
    workshop.publish(hub, "1.0.0")
    hub.reset(Fault("403", "tag"))
    other = workshop.releases / "1.1.0-theirs"
    _as_version(workshop.releases / "2.0.0", other, "1.1.0", workshop)
    with pytest.raises(HubError, match=r"tagging v1.1.0"):
        workshop.publish(hub, "1.1.0", release_folder=other)
    hub.reset()
    found = hub.repositories[REPO]
    theirs = found.branches["main"]
    with pytest.raises(Conflict, match=r"unfinished publish of 1.1.0 with other content") as told:
        workshop.publish(hub, "1.1.0")
    assert f"--replace {theirs}" in str(told.value)
    assert found.branches["main"] == theirs
    done = workshop.publish(hub, "1.1.0", replace=theirs)
    assert found.tags["v1.1.0"] == found.branches["main"] == done.commit


def test_a_tag_that_somebody_else_set_stands(hub: Hub, workshop: Workshop) -> None:
    workshop.publish(hub, "1.0.0")
    found = hub.repositories[REPO]
    first = found.branches["main"]

    def race(request: str) -> None:
        if request == "tag":
            found.tags.setdefault("v1.1.0", first)

    hub.before = race
    with pytest.raises(Conflict, match=r"somebody else has tagged v1.1.0"):
        workshop.publish(hub, "1.1.0")
    assert found.tags["v1.1.0"] == first


def _as_version(source: Path, to: Path, version: str, workshop: Workshop) -> None:
    """A release with the rows of another one."""
    from irrealis.manifest import load_manifest
    from irrealis.show import card
    from irrealis.store import read_record

    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(source, to)
    workshop.at(version)
    record = read_record(to).model_copy(update={"version": version})
    record.write(to)
    manifest = load_manifest("tiny", root=workshop.root)
    (to / "README.md").write_text(card.card_text(to, manifest=manifest, record=record))
    shutil.copy(workshop.folder / "CHANGELOG.md", to / "CHANGELOG.md")


@pytest.mark.slow
def test_of_two_publishers_at_once_one_finishes_and_neither_harms_the_other(
    hub: Hub, workshop: Workshop, home: Path
) -> None:
    """Two processes, each with another version, whose commits start at the same time."""
    workshop.publish(hub, "1.0.0")
    both = threading.Barrier(2, timeout=60)
    first = Counter[str]()

    def wait(request: str) -> None:
        first[request] += 1
        if request == "commit" and first[request] <= 2:
            both.wait()

    running = []
    for version in ("1.1.0", "2.0.0"):
        clone = shutil.copytree(workshop.root, home / f"clone-{version}")
        manifest = workshop.manifest.replace("version: 1.0.0", f"version: {version}")
        (clone / "datasets/tiny/dataset.yaml").write_text(manifest)
        log = f"# Changelog\n\n## {version}\n\nA version.\n"
        (clone / "datasets/tiny/CHANGELOG.md").write_text(log)
        identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
        subprocess.run(["git", *identity, "commit", "-qam", version], cwd=clone, check=True)
        arguments = ["publish", "tiny", "--to", REPO, "--release", str(workshop.releases / version)]
        running.append(
            subprocess.Popen(
                [str(Path(sys.executable).parent / "irrealis"), *arguments],
                cwd=clone,
                env={**os.environ, "HF_HOME": str(home / f"own-{version}")},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
        )
    hub.before = wait
    outputs = [process.communicate(timeout=240)[0] for process in running]
    hub.before = None
    assert sorted(process.returncode for process in running) == [0, 2], outputs
    (lost,) = (n for n, process in enumerate(running) if process.returncode)
    assert "somebody else has committed to main of org/tiny in the meantime" in outputs[lost]
    found = hub.repositories[REPO]
    assert len(found.tags) == 2
    version = ("1.1.0", "2.0.0")[lost]
    assert workshop.publish(hub, version).status == "published"
    assert found.tags.keys() == {"v1.0.0", "v1.1.0", "v2.0.0"}
    for one in ("1.0.0", "1.1.0", "2.0.0"):
        served = found.files(f"v{one}")
        del served[".gitattributes"]
        assert served == workshop.files(one)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("request_name", "number"),
    [("lfs part", 1), ("lfs part", 2), ("lfs complete", 1), ("lfs verify", 1)],
)
@pytest.mark.parametrize("kind", ["reset", "500", "answer lost", "truncated"])
def test_a_fault_inside_of_an_upload_in_parts_leaves_the_old_release_or_the_new(
    request_name: str, number: int, kind: str, hub: Hub, workshop: Workshop
) -> None:
    workshop.publish(hub, "1.0.0")
    hub.part = 5_000
    found = hub.repositories[REPO]
    before = found.files()
    hub.reset(Fault(kind, request_name, number))
    try:
        workshop.publish(hub, "1.1.0")
    except HubError:
        assert (found.files(), set(found.tags)) == (before, {"v1.0.0"})
    assert hub.struck.is_set()
    hub.reset()
    workshop.publish(hub, "1.1.0")
    served = found.files("v1.1.0")
    del served[".gitattributes"]
    assert served == workshop.files("1.1.0")
    assert [one.title for _, one in found.history("main")][:2] == ["tiny 1.1.0", "tiny 1.0.0"]


# -- verify and yank


def test_anyone_can_verify_what_is_served(
    hub: Hub, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = workshop.publish(hub, "1.0.0")
    monkeypatch.delenv("HF_TOKEN")
    alone = verify(REPO, endpoint=hub.endpoint)
    assert (alone.tag, alone.commit, alone.registry) == ("v1.0.0", done.commit, None)
    assert "not compared with a registry" in alone.text()
    inside = verify(REPO, tag="v1.0.0", endpoint=hub.endpoint, root=workshop.root)
    assert "those that this registry's releases.json records" in inside.text()
    assert "the tag is at the commit that was recorded" in inside.text()
    with pytest.raises(Unavailable, match=r"has no release v1.0.9") as told:
        verify(REPO, tag="v1.0.9", endpoint=hub.endpoint)
    assert "expected: v1.0.0" in str(told.value)
    with pytest.raises(Unavailable, match="there is no dataset org/nothing"):
        verify("org/nothing", endpoint=hub.endpoint)


def test_verify_finds_other_rows_a_moved_tag_and_stray_data(hub: Hub, workshop: Workshop) -> None:
    workshop.publish(hub, "1.0.0")
    workshop.publish(hub, "1.1.0")
    found = hub.repositories[REPO]
    state = hub.snapshot()

    def tamper(
        version: str, files: dict[str, str], *, size: tuple[bytes, bytes] = (b"", b"")
    ) -> None:
        hub.restore(state)
        repository = hub.repositories[REPO]
        old, new = (repository.commits[repository.tags[f"v{one}"]] for one in ("1.0.0", version))
        changed = {**old.files, **{to: new.files[source] for source, to in files.items()}}
        record = old.files["build.json"].content.replace(*size, 1)
        changed["build.json"] = Blob(record, lfs=False)
        repository.tags["v1.0.0"] = repository.add(changed, None, "tampered", "org")

    assert found.tags
    pairs = "data/pairs/train-00000-of-00001.parquet"
    tamper("1.1.0", {pairs: pairs})
    with pytest.raises(CheckFailed, match="is not of the size that was built") as told:
        verify(REPO, tag="v1.0.0", endpoint=hub.endpoint)
    sizes = [f'"bytes": {size}'.encode() for size in (told.value.expected, told.value.found)]
    tamper("1.1.0", {pairs: pairs}, size=(sizes[0], sizes[1]))
    with pytest.raises(CheckFailed, match="does not return what was built"):
        verify(REPO, tag="v1.0.0", endpoint=hub.endpoint)
    tamper("1.0.0", {pairs: "data/pairs/train-00001-of-00001.parquet"})
    with pytest.raises(CheckFailed, match="data that its build does not know"):
        verify(REPO, tag="v1.0.0", endpoint=hub.endpoint)
    # a whole other release under the tag: its own record agrees with it, the registry's does not
    hub.restore(state)
    workshop.forget()
    workshop.publish(hub, "1.0.0")
    repository = hub.repositories[REPO]
    tamper("1.0.0", {"metrics.json": "NOTE"})
    with pytest.raises(CheckFailed, match="the tag of org/tiny was moved since"):
        verify(REPO, tag="v1.0.0", endpoint=hub.endpoint, root=workshop.root)
    assert repository.tags


def test_a_yanked_version_is_warned_of_and_stays(hub: Hub, workshop: Workshop) -> None:
    workshop.publish(hub, "1.0.0")
    (workshop.folder / "README.md").write_text("# Tiny\n\n## Example\n\nOne.\n")
    found = hub.repositories[REPO]
    tag, served = found.tags["v1.0.0"], found.files("v1.0.0")
    reason = "labels of <Bergen> are wrong"
    done = yank("tiny@v1.0.0", root=workshop.root, reason=reason)
    assert (found.tags["v1.0.0"], found.files("v1.0.0")) == (tag, served)
    main = found.files()
    assert json.loads(main["yanked.json"]) == {"1.0.0": reason}
    for card in (main["README.md"].decode(), (workshop.folder / "README.md").read_text()):
        before, _ = card.split("## Example")
        assert "**Version 1.0.0 was yanked: labels of &lt;Bergen&gt; are wrong**" in before
    for log in (main["CHANGELOG.md"].decode(), (workshop.folder / "CHANGELOG.md").read_text()):
        assert "## 1.0.0\n\n**Yanked:** labels of" in log
    assert [place.commit for place in done.places] == [found.branches["main"]]
    hub.reset()
    again = yank("tiny@1.0.0", root=workshop.root, reason=reason)
    assert again.places == done.places
    assert "commit" not in hub.asked
    (workshop.folder / "README.md").unlink()


def test_a_yank_goes_on_past_a_place_that_is_away(hub: Hub, workshop: Workshop) -> None:
    workshop.publish(hub, "1.0.0")
    record = json.loads((workshop.folder / "releases.json").read_text())
    (place,) = record[0]["hub"]
    elsewhere = [
        {**place, "repo": "org/gone"},
        {**place, "endpoint": "https://evil.example"},  # which gets no token
    ]
    record[0]["hub"] = [*elsewhere, place]
    (workshop.folder / "releases.json").write_text(json.dumps(record))
    with pytest.raises(Unavailable, match="2 of 3 repositories do not warn yet") as told:
        yank("tiny@v1.0.0", root=workshop.root, reason="wrong")
    assert "org/gone" in str(told.value)
    assert "belongs to another Hub, so it is not sent" in str(told.value)
    assert json.loads(hub.repositories[REPO].files()["yanked.json"]) == {"1.0.0": "wrong"}
    assert read_releases(workshop.folder)[0].yanked == "wrong"


def test_a_later_release_keeps_the_warning(hub: Hub, workshop: Workshop) -> None:
    workshop.publish(hub, "1.0.0")
    yank("tiny@v1.0.0", root=workshop.root, reason="wrong")
    with pytest.raises(IrrealisError, match="warns of versions that this registry knows nothing"):
        workshop.publish(hub, "1.1.0")  # which forgets what this registry recorded
    assert hub.repositories[REPO].tags.keys() == {"v1.0.0"}


def test_only_what_was_released_can_be_yanked(hub: Hub, workshop: Workshop) -> None:
    workshop.at("1.0.0")
    for release, message in (("tiny@v3.0.0", "was not published"), ("tiny", "not a release")):
        with pytest.raises(IrrealisError, match=message):
            yank(release, root=workshop.root, reason="wrong")
    with pytest.raises(IrrealisError, match="needs a reason"):
        yank("tiny@v1.0.0", root=workshop.root, reason=" \n")
    assert hub.order == []


def test_the_note_of_a_yank_goes_under_its_own_version() -> None:
    log = "# L\n\n## 1.0.10\n\nTen.\n\n## 1.0.1 (2026-01-01)\n\nOne.\n"
    once = noted(log, version="1.0.1", reason="a")
    assert once == log.replace("-01)\n\n", "-01)\n\n**Yanked:** a\n\n")
    assert noted(once, version="1.0.1", reason="b") == once.replace("** a", "** b")
    assert noted("# L\n", version="1.0.1", reason="a") == "# L\n\n## 1.0.1\n\n**Yanked:** a\n"


def test_the_command_line_publishes_in_a_process_of_its_own(
    hub: Hub, workshop: Workshop, home: Path
) -> None:
    arguments = ["publish", "tiny", "--to", REPO, "--endpoint", hub.endpoint]
    arguments += ["--release", str(workshop.at("1.0.0"))]
    done = subprocess.run(
        [str(Path(sys.executable).parent / "irrealis"), *arguments],
        cwd=workshop.root,
        env={**os.environ, "HF_TOKEN": TOKEN, "HF_HOME": str(home / "own")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert f"published tiny 1.0.0: {REPO}@v1.0.0, commit " in done.stdout
    assert TOKEN not in done.stdout + done.stderr


def test_a_part_of_a_dataset_is_not_published(hub: Hub, workshop: Workshop, tmp_path: Path) -> None:
    folder = shutil.copytree(workshop.at("1.0.0"), tmp_path / "part")
    record = json.loads((folder / "build.json").read_text())
    (folder / "build.json").write_text(json.dumps({**record, "limit": 12}))
    with pytest.raises(CheckFailed, match="part of a dataset cannot be released") as caught:
        publish("tiny", root=workshop.root, to=REPO, endpoint=hub.endpoint, release_folder=folder)
    assert "the first 12 records of each split" in str(caught.value)
    assert not hub.order  # nothing was asked of the Hub
