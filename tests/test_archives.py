"""Compressed files and tar archives: read by their name, bounded, and never unpacked to disk."""

from __future__ import annotations

import gzip
import io
import lzma
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from irrealis.errors import IrrealisError
from irrealis.inputs import zip_members
from tests.test_inputs import Pin, read

BODY = b'[{"a": 1}]\n' * 20_000
MEMBER = "x/train.json"
Pack = Callable[[bytes], bytes]


def zst(data: bytes) -> bytes:
    out = pa.BufferOutputStream()
    with pa.CompressedOutputStream(out, "zstd") as stream:
        stream.write(data)
    return bytes(out.getvalue())


PACKS: dict[str, Pack] = {"gz": gzip.compress, "xz": lzma.compress, "zst": zst}


def tarred(
    *entries: tuple[str, bytes], change: Callable[[tarfile.TarInfo], None] | None = None
) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in entries:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            if change:
                change(info)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def member(name: str) -> Pin:
    return Pin(f"https://example.org/{name}", member=MEMBER)


@pytest.mark.parametrize("end", PACKS)
def test_what_is_compressed_is_read_by_its_name(end: str, tmp_path: Path) -> None:
    path = tmp_path / f"x.json.{end}"
    path.write_bytes(PACKS[end](BODY))
    assert read(None, path) == BODY
    path.rename(tmp_path / "0123abcd")  # as it is called in the cache
    assert (
        read(Pin(f"https://example.org/x.JSON.{end.upper()}?raw=1"), tmp_path / "0123abcd") == BODY
    )
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("end", PACKS)
def test_streams_one_behind_another_are_one_file(end: str, tmp_path: Path) -> None:
    path = tmp_path / f"x.{end}"
    path.write_bytes(PACKS[end](BODY) + PACKS[end](b"more"))
    assert read(None, path) == BODY + b"more"


def test_zeros_may_stand_behind_the_streams_of_xz(tmp_path: Path) -> None:
    path = tmp_path / "x.xz"
    path.write_bytes(lzma.compress(BODY) + b"\0" * 8 + lzma.compress(b"more") + b"\0" * 400_000)
    assert read(None, path) == BODY + b"more"


@pytest.mark.parametrize("end", PACKS)
@pytest.mark.parametrize("damage", [lambda data: data[:-20], lambda data: data[:40] + b"x" * 40])
def test_damage_is_named_with_the_file(end: str, damage: Pack, tmp_path: Path) -> None:
    path = tmp_path / f"x.{end}"
    path.write_bytes(damage(PACKS[end](bytes(range(256)) * 40)))
    with pytest.raises(IrrealisError, match=rf"x\.{end} is damaged"):
        read(None, path)


@pytest.mark.parametrize("end", PACKS)
def test_a_bomb_is_cut_while_it_is_read(end: str, tmp_path: Path) -> None:
    path = tmp_path / f"x.{end}"
    path.write_bytes(PACKS[end](b"a" * 50_000_000))
    tracemalloc.start()
    with pytest.raises(IrrealisError, match=rf"x\.{end} is too large\n.*1,000,000 bytes"):
        read(None, path, max_bytes=1_000_000)
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


def test_xz_may_not_ask_for_gigabytes_of_memory(tmp_path: Path) -> None:
    path = tmp_path / "x.xz"
    data = bytearray(lzma.compress(b"a"))
    at = data.index(b"\x21\x01") + 2  # of the filter that gives the size of the dictionary
    data[at] = 40  # 4 GiB
    header = 12  # behind the header of the stream stands that of the block, with a check sum
    size = (data[header] + 1) * 4
    data[header + size - 4 : header + size] = _crc(bytes(data[header : header + size - 4]))
    path.write_bytes(data)
    with pytest.raises(IrrealisError, match=r"x\.xz is damaged: Memory usage limit"):
        read(None, path)


def _crc(data: bytes) -> bytes:
    from zlib import crc32

    return crc32(data).to_bytes(4, "little")


@pytest.mark.parametrize("end", ["tar", "tar.gz", "tgz", "tar.xz", "txz", "tar.zst", "tzst"])
def test_a_member_of_a_tar_archive_is_read(end: str, tmp_path: Path) -> None:
    pack = next((pack for name, pack in PACKS.items() if end[-2:] == name[-2:]), bytes)
    path = tmp_path / "0123abcd"
    path.write_bytes(pack(tarred(("x/other.json", b"no"), (MEMBER, BODY), ("x/last", b"no"))))
    assert read(member(f"x.{end}"), path) == BODY
    assert list(tmp_path.iterdir()) == [path]


def test_a_member_that_is_missing_is_told_with_the_nearest(tmp_path: Path) -> None:
    path = tmp_path / "x.tar"
    path.write_bytes(tarred(("y/train.json", b""), ("z", b"")))
    with pytest.raises(IrrealisError, match=r"2 files, nearest: y/train\.json"):
        read(member("x.tar"), path)


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE]
)
def test_a_member_that_is_no_file_is_refused(kind: bytes, tmp_path: Path) -> None:
    def change(info: tarfile.TarInfo) -> None:
        info.type, info.linkname = kind, "/etc/passwd"

    path = tmp_path / "x.tar"
    path.write_bytes(tarred((MEMBER, b""), change=change))
    with pytest.raises(IrrealisError, match=r"x\.tar, member x/train\.json cannot be read"):
        read(member("x.tar"), path)


def test_the_member_and_what_stands_before_it_are_bounded(tmp_path: Path) -> None:
    path = tmp_path / "x.tar"
    path.write_bytes(tarred(("first", b"a" * 60_000), (MEMBER, b"b" * 60_000)))
    assert len(read(member("x.tar"), path, max_bytes=200_000)) == 60_000
    for bound in (30_000, 100_000):
        with pytest.raises(IrrealisError, match=r"x\.tar.* is too large"):
            read(member("x.tar"), path, max_bytes=bound)


def test_a_header_that_holds_a_bomb_is_refused_before_it_is_read(tmp_path: Path) -> None:
    def change(info: tarfile.TarInfo) -> None:
        info.type = tarfile.XHDTYPE

    path = tmp_path / "x.tar.gz"
    path.write_bytes(gzip.compress(tarred(("pax", b"1" * 100_000_000), change=change)))
    tracemalloc.start()
    with pytest.raises(IrrealisError, match="an entry that is no file has 100,000,000 bytes"):
        read(member("x.tar.gz"), path)
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


def test_a_member_that_is_cut_off_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.tar"
    path.write_bytes(tarred((MEMBER, BODY))[:4000])
    with pytest.raises(IrrealisError, match=r"x\.tar, member x/train\.json is damaged"):
        read(member("x.tar"), path)


@pytest.mark.parametrize("data", [b"", b"no archive", b"\0" * 3000])
def test_what_is_no_tar_archive_is_said_to_be_none(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.tar"
    path.write_bytes(data)
    with pytest.raises(IrrealisError, match=r"x\.tar (is not a tar archive|holds 0 files)"):
        read(member("x.tar"), path)


@pytest.mark.parametrize("name", ["x.tar", "x.tgz", "x.json"])
def test_a_tar_archive_of_ones_own_is_said_to_be_one(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    data = tarred((MEMBER, BODY))
    path.write_bytes(gzip.compress(data) if name == "x.tgz" else data)
    with pytest.raises(IrrealisError, match=r"is a tar archive[\s\S]*unpack it"):
        read(None, path)


BROKEN: list[tuple[str, Callable[[bytes], bytes], str]] = [
    ("header", lambda data: b"PK\x03\x03" + data[4:], "Bad magic number"),
    ("name", lambda data: data.replace(b"a.json", b"b.json", 1), "differ"),
    ("checksum", lambda data: data.replace(b"1111", b"1112", 1), "is damaged: Bad CRC-32"),
    ("encrypted", lambda data: _at(data, b"PK\x01\x02", 8, b"\1"), "encrypted"),
    ("method", lambda data: _at(data, b"PK\x01\x02", 10, b"\x0c"), "compression method 12"),
    ("flag", lambda data: _at(data, b"PK\x01\x02", 8, b"\x20"), "patched"),
    ("cut", lambda data: data[40:], "cannot be read|no zip|not a zip"),
    ("nameless", lambda data: _at(data, b"PK\x01\x02", 28, b"\0"), "cannot be read|not a zip"),
]


def _at(data: bytes, mark: bytes, offset: int, value: bytes) -> bytes:
    """The data with another value at an offset from its first mark."""
    start = data.index(mark) + offset
    return data[:start] + value + data[start + len(value) :]


def _one(path: Path) -> bytes:
    return read(Pin("https://example.org/x.zip", member="a.json"), path)


def _all(path: Path) -> list[bytes]:
    with zip_members(path, lambda _: True) as members:
        return [stream.read() for _, stream in members]


READ: dict[str, Callable[[Path], object]] = {"one": _one, "all": _all}


@pytest.mark.parametrize("way", READ)
@pytest.mark.parametrize(
    ("damage", "said"), [row[1:] for row in BROKEN], ids=[r[0] for r in BROKEN]
)
def test_a_zip_archive_that_is_broken_anywhere_is_an_error_of_ours(
    damage: Callable[[bytes], bytes], said: str, way: str, tmp_path: Path
) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo("a.json"), b"1" * 100)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(IrrealisError, match=rf"(?s)x\.zip.*({said})"):
        READ[way](path)


def test_a_zip_archive_with_two_members_of_a_name_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.json", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.json", b"2")
    with (
        pytest.raises(IrrealisError, match=r"x\.zip holds 2 files of one name(?s:.*)a\.json"),
        zip_members(path, lambda _: True),
    ):
        pass
