"""A registry of one tiny dataset in git, with releases of several versions to be published."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import irrealis.release.folder
from irrealis.build import build
from irrealis.hub import Published, publish
from irrealis.manifest import MARKER
from irrealis.release import release
from tests.conftest import BUILDER, SCHEMA, WHOLE, train_records, write_records
from tests.hub import Hub
from tests.mutations import schemas_checked_once
from tests.warm import Warm

TOKEN = "hf_TheTokenThatNobodyMaySee"  # noqa: S105 of the stand-in
REPO = "org/tiny"


VERSIONS = ("1.0.0", "1.0.1", "1.1.0", "2.0.0")


class Workshop:
    """The registry at `root`, and what every test of publishing does with it."""

    def __init__(self, home: Path, *, versions: Sequence[str] = VERSIONS) -> None:
        self.root = home / "registry"
        self.releases = home / "releases"
        self.folder = self.root / "datasets/tiny"
        for folder in (self.folder / "sample", self.root / "builders", self.root / "schemas"):
            folder.mkdir(parents=True)
        (self.root / "dvc.yaml").write_text("stages: {}\n")
        (self.root / MARKER).touch()
        # modules of their own: those of another registry may be loaded in this process
        module = re.sub(r"\W", "_", f"tiny_{home.name}")
        manifest = WHOLE.replace("builder: tiny", f"builder: {module}")
        self.manifest = manifest.replace("schema: tiny", f"schema: {module}")
        (self.root / f"builders/{module}.py").write_text(BUILDER)
        (self.root / f"schemas/{module}.py").write_text(SCHEMA)
        self.git("init", "-q")
        records = train_records()
        changed = [{**one, "text": f"{one['text']} Now ."} for one in records[:1]]
        made = {
            "1.0.0": records,
            "1.0.1": records,  # the same rows
            "1.1.0": [*changed, *records[1:]],  # one record edited
            "2.0.0": records[:8],  # files of a split are gone
        }
        for version in versions:
            self.make(version, made[version], ["train"] if version == "2.0.0" else None)

    def git(self, *arguments: str) -> None:
        identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
        subprocess.run(["git", *identity, *arguments], cwd=self.root, check=True)

    def make(
        self, version: str, records: list[dict[str, object]], splits: list[str] | None = None
    ) -> None:
        """Build and release a version."""
        sample = self.folder / "sample"
        write_records(sample / "train.jsonl", records)
        write_records(
            sample / "validation.jsonl",
            [
                {"id": "v0", "text": "They came to see Bergen .", "city": "Bergen"},
                {"id": "v1", "text": "They came to see Kyoto .", "city": "Kyoto"},
            ],
        )
        self.at(version)
        made = build(
            "tiny",
            root=self.root,
            out=self.releases / f"build-{version}",
            splits=splits or (),
            reproducible=True,
        )
        with mock.patch.object(irrealis.release.folder, "load_back"):  # has tests of its own
            release("tiny", root=self.root, build_folder=made.folder, out=self.releases / version)

    def at(self, version: str) -> Path:
        """The registry as it is when a version is published, committed; the version's release."""
        manifest = self.manifest.replace("version: 1.0.0", f"version: {version}")
        (self.folder / "dataset.yaml").write_text(manifest)
        (self.folder / "CHANGELOG.md").write_text(f"# Changelog\n\n## {version}\n\nA version.\n")
        self.git("add", "-A")
        self.git("commit", "-qm", version, "--allow-empty")
        return self.releases / version

    def files(self, version: str) -> dict[str, bytes]:
        """What the Hub must serve of a version: the release, whose card names the repository."""
        folder = self.releases / version
        files = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file()
        }
        assert files["README.md"].count(b"ORG/tiny") == 3
        text = files["README.md"].replace(b", once published as `ORG/tiny`:", b":")
        return {**files, "README.md": text.replace(b"ORG/tiny", REPO.encode())}

    def publish(self, hub: Hub, version: str, **options: object) -> Published:
        """Publish a version; the registry forgets where, so that each test begins anew."""
        self.forget()
        folder = self.at(version)
        given: dict[str, object] = {"to": REPO, "release_folder": folder, "timeout": 5.0, **options}
        return publish("tiny", root=self.root, endpoint=hub.endpoint, **given)  # type: ignore[arg-type]

    def forget(self) -> None:
        (self.folder / "releases.json").unlink(missing_ok=True)


@contextmanager
def quick(hub: Hub, home: Path) -> Iterator[Warm]:
    """Read back in a warm process, check a schema once, and let nobody wait long."""
    sleep = time.sleep
    environment = {
        "HF_ENDPOINT": hub.endpoint,
        "HF_HOME": str(home / "warm"),
        "HF_UPDATE_DOWNLOAD_COUNTS": "0",
        "HF_DATASETS_DISABLE_PROGRESS_BARS": "1",
    }
    with (
        Warm(environment) as warm,
        schemas_checked_once(),
        mock.patch.object(irrealis.release.folder, "_fresh", warm.run),
        mock.patch.object(time, "sleep", lambda seconds: sleep(min(seconds, 0.002))),
    ):
        yield warm
