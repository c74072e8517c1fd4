"""Packages come from strangers: nothing is unpacked by name, and sizes are limited."""

import gzip
import io
import json
import tarfile
from pathlib import Path

import pytest

from pk_fhir.definitions import PackageError, archive
from pk_fhir.definitions.archive import read_files


def tgz(path: Path, members: dict[str, bytes], links: dict[str, str] | None = None) -> Path:
    with tarfile.open(path, "w:gz") as made:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            made.addfile(info, io.BytesIO(content))
        for name, target in (links or {}).items():
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.SYMTYPE, target
            made.addfile(info)
    return path


def test_only_json_files_directly_in_the_package_folder_are_read(tmp_path: Path):
    path = tgz(
        tmp_path / "p.tgz",
        {
            "package/a.json": b"1",
            "./package/b.json": b"2",
            "package/other/c.json": b"3",
            "package/readme.md": b"4",
            "../package/d.json": b"5",
            "/etc/e.json": b"6",
            "package/../f.json": b"7",
        },
        {"package/g.json": "/etc/passwd"},
    )
    assert list(read_files(path)) == [("a.json", b"1"), ("b.json", b"2")]


def test_a_folder_may_hold_the_files_or_a_package_folder(tmp_path: Path):
    (tmp_path / "b.json").write_text("2")
    assert list(read_files(tmp_path)) == [("b.json", b"2")]
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "a.json").write_text("1")
    assert list(read_files(tmp_path)) == [("a.json", b"1")]


@pytest.mark.parametrize(
    "content",
    [b"", b"not gzip", gzip.compress(b"not tar" * 100)],
    ids=["empty", "not gzip", "not tar"],
)
def test_a_file_that_is_no_archive_is_an_error_that_names_it(tmp_path: Path, content: bytes):
    path = tmp_path / "broken.tgz"
    path.write_bytes(content)
    with pytest.raises(PackageError, match=r"broken\.tgz is not a readable \.tgz"):
        list(read_files(path))


def test_a_truncated_archive_is_an_error(tmp_path: Path):
    whole = tgz(tmp_path / "p.tgz", {"package/a.json": json.dumps(list(range(9999))).encode()})
    whole.write_bytes(whole.read_bytes()[:500])
    with pytest.raises(PackageError, match="not a readable"):
        list(read_files(whole))


@pytest.mark.parametrize("place", ["middle", "half", "tail"])
def test_not_one_byte_of_an_archive_may_be_lost_or_wrong(tmp_path: Path, place: str):
    path = tgz(tmp_path / "p.tgz", {"package/a.json": b"{}", "package/b.json": b"[1]"})
    content = bytearray(path.read_bytes())
    if place == "middle":
        content[len(content) // 2] ^= 0xFF
    path.write_bytes(content[: {"half": len(content) // 2, "tail": -4}.get(place)])
    with pytest.raises(PackageError, match=r"p\.tgz is not a readable \.tgz \(.*\): download it"):
        list(read_files(path))


def test_what_follows_an_archive_is_no_part_of_it(tmp_path: Path):
    path = tgz(tmp_path / "p.tgz", {"package/a.json": b"{}"})
    path.write_bytes(path.read_bytes() + gzip.compress(b"x" * 50_000))
    with pytest.raises(PackageError, match="damaged after its last readable file"):
        list(read_files(path))


def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path):
    (tmp_path / "a.json").mkdir()
    (tmp_path / "b.json").symlink_to(tmp_path / "nowhere.json")
    with pytest.raises(PackageError, match=r"b\.json cannot be read: No such file"):
        list(read_files(tmp_path))


def test_a_gzip_bomb_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(archive, "MAX_FILE_BYTES", 1000)
    path = tgz(tmp_path / "bomb.tgz", {"package/a.json": b" " * 1_000_000})
    with pytest.raises(PackageError, match="larger than a FHIR package may be"):
        list(read_files(path))


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(archive, "MAX_FILES", 3)
    path = tgz(tmp_path / "many.tgz", {f"package/{i}.json": b"{}" for i in range(4)})
    with pytest.raises(PackageError, match="larger than a FHIR package may be"):
        list(read_files(path))


def test_what_is_not_there_is_an_error(tmp_path: Path):
    with pytest.raises(PackageError, match="does not exist"):
        read_files(tmp_path / "none.tgz")
