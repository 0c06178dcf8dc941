"""A Hub that lies, and files that attack: what is refused, and what never happens."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

import irrealis
import irrealis.hub.verifying
import irrealis.remote.client
from irrealis.cli import main
from irrealis.compare import resolve
from irrealis.errors import CheckFailed, IrrealisError, Unavailable
from irrealis.hub import verify
from irrealis.remote import find_token, guarded, known_token
from irrealis.remote.fetching import refuse_foreign_data
from irrealis.remote.replies import Unsafe
from irrealis.store import BuildRecord
from tests.hub import Answer, Blob, Hub
from tests.test_diff import folder_of, pair, pairs

REPO, TOKEN = "org/toy", "hf_TheTokenThatNobodyMaySee"
CARD = "---\nlicense: mit\n---\n# Toy\n"
SHARD = "data/pairs/train-00000-of-00001.parquet"
BAD = "\x1b]0;owned\x07\x9b31m\u202e"


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """A Hub with two versions, and caches of one test's own."""
    import datasets.config
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "home/hub"))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "home/datasets")
    monkeypatch.setattr(time, "sleep", lambda _: None)
    monkeypatch.setattr(irrealis.hub.verifying, "load_back", lambda *_, **__: None)
    releases = {}
    for version, numbers in (("1.0.0", range(4)), ("1.1.0", range(5))):
        folder = folder_of(
            tmp_path / version, pairs([pair(number) for number in numbers]), version=version
        )
        (folder / "README.md").write_text(CARD)
        releases[f"v{version}"] = folder
    with Hub({TOKEN: ("org",)}) as running:
        monkeypatch.setenv("HF_ENDPOINT", running.endpoint)
        running.hold(REPO, releases)
        yield running


def _load(_: Hub) -> None:
    irrealis.load(REPO, version="1.0.0")


def _verify(hub: Hub) -> None:
    verify(REPO, tag="v1.0.0", endpoint=hub.endpoint)


def _diff(hub: Hub) -> None:
    with resolve(f"hub:{REPO}@v1.0.0", endpoint=hub.endpoint):
        pass


READERS = {"load": _load, "verify": _verify, "diff": _diff}
every_reader = pytest.mark.parametrize("reader", READERS)


def put(hub: Hub, changes: dict[str, bytes], *, tag: str = "v1.0.0") -> None:
    """Replace files of a tagged commit."""
    found = hub.repositories[REPO]
    files = dict(found.commits[found.tags[tag]].files)
    for path, content in changes.items():
        files[path] = Blob(content, lfs=path.endswith(".parquet"))
        found.objects[files[path].sha256] = content
    found.tags[tag] = found.add(files, found.tags[tag], "changed", "org")


def record_of(hub: Hub, tag: str = "v1.0.0") -> BuildRecord:
    return BuildRecord.model_validate_json(hub.repositories[REPO].files(tag)["build.json"])


@every_reader
def test_an_honest_hub_is_read(reader: str, hub: Hub) -> None:
    READERS[reader](hub)
    assert hub.asked["get file"] + hub.asked["lfs download"]


# -- tokens


@every_reader
def test_public_reads_send_no_token(reader: str, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    READERS[reader](hub)
    assert hub.tokens_seen == []


def test_a_token_goes_to_its_own_hub_alone(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    assert find_token(hub.endpoint) == TOKEN
    for endpoint in ("https://evil.example", "http://127.0.0.1:1", "https://huggingface.co"):
        with pytest.raises(IrrealisError, match="belongs to another Hub, so it is not sent"):
            find_token(endpoint)
        with pytest.raises(IrrealisError, match="belongs to another Hub"):
            irrealis.remote.Hub(REPO, endpoint, TOKEN)
        assert known_token(endpoint) is None


@pytest.mark.parametrize(
    ("home", "is_sent"),
    [
        ("https://hub.example", True),
        ("http://hub.example", False),
        ("http://localhost:8080", True),
        ("http://[::1]:8080", True),
        ("http://127.0.0.1.evil.example", False),
    ],
)
def test_a_token_is_sent_over_https_or_on_this_machine(
    home: str, is_sent: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    monkeypatch.setenv("HF_ENDPOINT", home)
    assert known_token(home) == (TOKEN if is_sent else None)


def test_a_link_to_another_host_takes_no_token_along(hub: Hub) -> None:
    from huggingface_hub import get_session

    with Hub({TOKEN: ("org",)}) as other, guarded(endpoint=hub.endpoint):
        for place in (hub.endpoint, other.endpoint):
            get_session().get(
                f"{place}/api/whoami-v2", headers={"Authorization": f"Bearer {TOKEN}"}
            )
        assert hub.tokens_seen
        assert other.tokens_seen == []


# -- what becomes a path


def _header(name: str, value: str) -> Callable[[str, str, Answer], Answer]:
    def lie(request: str, path: str, answer: Answer) -> Answer:  # noqa: ARG001
        status, headers, content = answer
        if request in ("head file", "get file") and status < 400:
            headers = {**headers, name: value}
        return status, headers, content

    return lie


@every_reader
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ETag", '"../../../../escaped"'),
        ("X-Linked-Etag", '"..%2fescaped/../../escaped"'),
        ("ETag", '"/escaped"'),
        ("X-Repo-Commit", "../../../escaped"),
        ("X-Repo-Commit", "f" * 40),
        ("Content-Encoding", "gzip"),
    ],
)
def test_a_header_that_would_be_a_path_is_refused(
    reader: str, name: str, value: str, hub: Hub, tmp_path: Path
) -> None:
    hub.lie = _header(name, value)
    if name == "Content-Encoding":
        honest = hub.lie
        hub.lie = lambda request, path, answer: (
            honest(request, path, (answer[0], answer[1], gzip.compress(answer[2])))
            if request == "get file"
            else answer
        )
    with pytest.raises(Unsafe, match="the Hub answers what no Hub should"):
        READERS[reader](hub)
    assert not [path for path in tmp_path.rglob("*") if "escaped" in path.name]


@every_reader
@pytest.mark.parametrize(
    "name", ["../escaped", "data/../../escaped", "/escaped", "a\\..\\escaped", f"data/{BAD}"]
)
def test_a_file_name_that_leaves_its_folder_is_refused(
    reader: str, name: str, hub: Hub, tmp_path: Path
) -> None:
    put(hub, {name: b"attack"})
    with pytest.raises(Unsafe, match="whose name is no path inside of a folder") as refused:
        READERS[reader](hub)
    assert str(refused.value).replace("\n", "").isprintable()
    assert not [path for path in tmp_path.rglob("*") if "escaped" in path.name]


@pytest.mark.parametrize("repo", ["../..", "org/..", "..", "org/a..b", "org/a--b", "org", "a/b/c"])
def test_what_is_no_repository_is_an_error_of_ours(repo: str, hub: Hub) -> None:
    with pytest.raises(IrrealisError, match="not a repository's name"):
        verify(repo, endpoint=hub.endpoint)
    # what has no slash is a dataset of the registry, and `..` a folder
    other = {"org": "no dataset 'org'", "..": r"\.\. holds no build\.json"}
    with pytest.raises(IrrealisError, match=other.get(repo, "not a repository's name")):
        irrealis.load(repo, version="1.0.0")
    found = CliRunner().invoke(main, ["diff", f"hub:{repo}@v1.0.0", f"hub:{repo}@v1.1.0"])
    assert found.exit_code in (1, 2, 3)
    assert found.exception is None or isinstance(found.exception, SystemExit)


# -- sizes


@every_reader
def test_a_record_of_any_size_is_refused_before_it_is_downloaded(reader: str, hub: Hub) -> None:
    def lie(request: str, path: str, answer: Answer) -> Answer:  # noqa: ARG001
        status, headers, content = answer
        if request == "tree":
            listed = json.loads(content)
            for entry in listed:
                if entry["path"] == "build.json":
                    entry["size"] = 300 * 1024 * 1024
            content = json.dumps(listed).encode()
        return status, headers, content

    hub.lie = lie
    with pytest.raises(Unavailable, match=r"build\.json of org/toy is larger than"):
        READERS[reader](hub)
    assert not {"head file", "get file"} & {*hub.asked}


@every_reader
@pytest.mark.parametrize("request_name", ["get file", "revision", "tree"])
def test_an_answer_that_does_not_end_is_cut(
    reader: str, request_name: str, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(irrealis.remote.client, "LARGEST", 100_000)
    hub.lie = lambda request, path, answer: (  # noqa: ARG005
        (answer[0], {k: v for k, v in answer[1].items() if k != "Content-Length"}, b" " * 300_000)
        if request == request_name
        else answer
    )
    with pytest.raises(Unsafe, match="the answer of the Hub is too large"):
        READERS[reader](hub)


@every_reader
def test_a_small_file_that_expands_to_gigabytes_is_refused(
    reader: str, hub: Hub, tmp_path: Path
) -> None:
    texts = pa.DictionaryArray.from_arrays(pa.array([0] * 1000, pa.int32()), ["x" * 4_400_000])
    pq.write_table(
        pa.table({"id": texts}), tmp_path / "bomb", compression="zstd", store_schema=False
    )
    bomb = (tmp_path / "bomb").read_bytes()
    assert len(bomb) < 13_000
    record = record_of(hub)
    record.configs["pairs"]["train"].bytes = len(bomb)
    put(hub, {SHARD: bomb, "build.json": record.model_dump_json(by_alias=True).encode()})
    with pytest.raises(CheckFailed, match="expands to more memory than a build's"):
        READERS[reader](hub)


# -- cards


@every_reader
@pytest.mark.parametrize(
    "data",
    [
        "https://evil.example/x.parquet",
        "hf://datasets/evil/x/data.parquet",
        "/etc/passwd",
        "../../secret-*.parquet",
        "data/../../secret-*.parquet",
        "[{split: train, path: 'zip://x::https://evil.example/x.zip'}]",
        "{train: [data/pairs/train-*.parquet, 'file:///etc/passwd']}",
    ],
)
def test_a_card_that_names_data_elsewhere_is_refused(reader: str, data: str, hub: Hub) -> None:
    front = f"configs:\n- config_name: pairs\n  data_files: {data}\n"
    put(hub, {"README.md": f"---\n{front}---\n".encode()})
    with pytest.raises(CheckFailed, match="names data that is not the repository's"):
        READERS[reader](hub)


def test_a_card_that_loads_in_another_way_is_refused() -> None:
    for config in ("{config_name: a, data_dir: /etc}", "{config_name: a, drop_labels: true}", "a"):
        with pytest.raises(CheckFailed, match="another way of loading"):
            refuse_foreign_data(f"---\nconfigs: [{config}]\n---\n", source="README.md")
    with pytest.raises(CheckFailed, match="cannot be read"):
        refuse_foreign_data("---\nconfigs: [\n---\n", source="README.md")


# -- one version, one content


def test_a_tag_that_holds_another_version_is_refused(hub: Hub) -> None:
    found = hub.repositories[REPO]
    found.tags["v1.0.0"] = found.tags["v1.1.0"]
    for reader in ("load", "verify"):
        with pytest.raises(CheckFailed) as refused:
            READERS[reader](hub)
        assert "found:    1.1.0" in str(refused.value)


def test_a_tag_that_was_moved_since_it_was_loaded_is_refused(hub: Hub) -> None:
    irrealis.load(REPO, version="1.0.0")
    first, newer = hub.repositories[REPO].files("v1.0.0"), hub.repositories[REPO].files("v1.1.0")
    record = json.loads(newer["build.json"]) | {"version": "1.0.0"}
    put(hub, {SHARD: newer[SHARD], "build.json": json.dumps(record).encode()})
    with pytest.raises(CheckFailed, match="is not what was loaded here before"):
        irrealis.load(REPO, version="1.0.0")
    put(hub, {SHARD: first[SHARD], "build.json": first["build.json"], "NOTE": b"the same rows"})
    irrealis.load(REPO, version="1.0.0")


@every_reader
def test_an_etag_of_the_newest_file_is_found_out(reader: str, hub: Hub) -> None:
    irrealis.load(REPO, version="1.1.0")  # so that the cache holds the newest
    newest = hub.repositories[REPO].commits[hub.repositories[REPO].tags["v1.1.0"]].files

    def lie(request: str, path: str, answer: Answer) -> Answer:
        status, headers, content = answer
        blob = newest.get(path.split("/resolve/")[-1].partition("/")[2])
        if request in ("head file", "get file") and blob is not None:
            headers = {**headers, "ETag": f'"{blob.oid}"'}
            if blob.lfs:
                headers["X-Linked-Etag"] = f'"{blob.sha256}"'
                headers["Location"] = f"{hub.storage}/{REPO}/{blob.sha256}"
                headers["X-Linked-Size"] = str(len(blob.content))
        return status, headers, content

    hub.lie = lie
    with pytest.raises(CheckFailed, match="is not the file that commit"):
        READERS[reader](hub)


def test_a_hub_that_echoes_a_tag_as_its_commit_is_read(hub: Hub) -> None:
    def lie(request: str, path: str, answer: Answer) -> Answer:
        status, headers, content = answer
        if request == "revision" and path.endswith("v1.0.0"):
            content = json.dumps({**json.loads(content), "sha": "v1.0.0"}).encode()
        return status, headers, content

    hub.lie = lie
    for reader in READERS.values():
        reader(hub)


@pytest.mark.usefixtures("hub")
def test_offline_an_altered_cache_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    irrealis.load(REPO, version="1.0.0")
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    irrealis.load(REPO, version="1.0.0")
    (record,) = (tmp_path / "home/hub").rglob("snapshots/*/build.json")
    record.resolve().write_bytes(record.read_bytes().replace(b'"seed": 0', b'"seed": 1'))
    with pytest.raises(CheckFailed, match="the cache holds another build"):
        irrealis.load(REPO, version="1.0.0")


@pytest.mark.usefixtures("hub")
def test_a_shard_replaced_in_the_cache_is_found_out(tmp_path: Path) -> None:
    irrealis.load(REPO, version="1.1.0")
    newest = next((tmp_path / "home/hub").rglob(f"snapshots/*/{SHARD}"))
    irrealis.load(REPO, version="1.0.0")
    for shard in (tmp_path / "home/hub").rglob(f"snapshots/*/{SHARD}"):
        if shard != newest:
            shard.resolve().write_bytes(newest.read_bytes())
    with pytest.raises(CheckFailed, match="is not the file that commit"):
        irrealis.load(REPO, version="1.0.0")


# -- what an error says


@pytest.mark.parametrize(
    "endpoint", ["huggingface.co", "http://[", "http://me:hush@127.0.0.1:1", "http://x:port"]
)
def test_an_endpoint_that_is_no_address_is_named(
    endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", endpoint)
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    for line in (["verify", REPO], ["diff", f"hub:{REPO}@v1.0.0", f"hub:{REPO}@v1.1.0"]):
        done = CliRunner().invoke(main, line)
        assert done.exit_code == 2, done.output
        assert "not the endpoint of a Hub" in done.stderr
        assert endpoint.rpartition("@")[2] in done.stderr
        assert "HF_ENDPOINT" in done.stderr
        assert "hush" not in done.stderr
    with pytest.raises(IrrealisError, match="not the endpoint of a Hub"):
        find_token()


def test_a_hub_that_is_away_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda _: None)
    done = CliRunner().invoke(main, ["verify", REPO, "--endpoint", "http://127.0.0.1:9"])
    assert done.exit_code == 3
    assert "the connection to http://127.0.0.1:9 broke" in done.stderr


def test_who_may_not_read_is_not_told_to_ask_for_the_right_to_write(hub: Hub) -> None:
    hub.lie = lambda *_: (403, {"X-Error-Message": "no"}, b"{}")
    done = CliRunner().invoke(main, ["verify", REPO, "--endpoint", hub.endpoint])
    assert done.exit_code == 3
    assert "the repository is private or asks for consent" in done.stderr
    assert "write" not in done.stderr


# -- what reaches a terminal


def test_nothing_of_a_hub_reaches_a_terminal_unescaped(hub: Hub) -> None:
    reasons = json.dumps({"1.0.0": f"wrong {BAD}"}).encode()
    found = hub.repositories[REPO]
    files = dict(found.commits[found.branches["main"]].files)
    files["yanked.json"] = Blob(reasons, lfs=False)
    found.branches["main"] = found.add(files, found.branches["main"], "yank", "org")
    with pytest.warns(irrealis.YankedVersionWarning) as warned:
        irrealis.load(REPO, version="1.0.0")
    assert str(warned[0].message).isprintable()
    for field in ("dataset", "version"):
        record = json.loads(found.files("v1.1.0")["build.json"]) | {field: f"toy{BAD}"}
        put(hub, {"build.json": json.dumps(record).encode()})
        for reader in READERS.values():
            with pytest.raises(CheckFailed) as refused:
                reader(hub)
            assert str(refused.value).replace("\n", "").isprintable()
    hub.lie = lambda request, path, answer: (  # noqa: ARG005
        500,
        {"X-Error-Message": "no"},
        json.dumps({"error": BAD}).encode(),
    )
    shown = CliRunner().invoke(main, ["verify", REPO, "--endpoint", hub.endpoint])
    assert shown.exit_code == 3
    assert shown.output.replace("\n", "").isprintable()
