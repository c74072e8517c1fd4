"""The files of a FHIR package: a .tgz, a folder, or a place in the user's package cache.

A package is an npm package (https://confluence.hl7.org/display/FHIR/NPM+Package+Specification): its
files stand in a folder ``package``. Archives come from strangers, so nothing is ever unpacked by
name, and both the number and the size of files are limited.
"""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tarfile

MAX_FILES = 50_000
MAX_FILE_BYTES = 64 * 2**20
MAX_TOTAL_BYTES = 512 * 2**20
# Files of a package that are no resources.
MANIFESTS = frozenset({"package.json", ".index.json", ".index.db", "package-lock.json"})

Files = Iterator[tuple[str, bytes]]


class PackageError(ValueError):
    """A package that cannot be read, found or written; the text names it and says what to do."""


def read_files(path: Path) -> Files:
    """Name and content of each JSON file directly in the package folder of `path`, in name order.

    Raises PackageError where `path` is neither a folder nor a .tgz, or is beyond the limits.
    """
    if path.is_dir():
        return _folder(path)
    if path.is_file():
        return _tgz(path)
    raise PackageError(f"{path} does not exist: give a .tgz, a folder, or name#version")


def read_sources(path: Path) -> Files:
    """As `read_files` for a folder whose files stand in subfolders too, as authors sort them.

    A package has its files in one folder: PackageError where two of them have the same name. Hidden
    folders, npm's own, and the manifests of subfolders are left out.
    """
    base = _base(path)
    seen: dict[str, Path] = {}
    for file in sorted(_below(base)):
        if file.name in seen:
            raise PackageError(
                f"{file} and {seen[file.name]} have the same name, and a package has all its files in "
                "one folder: rename one"
            )
        seen[file.name] = file
    return _contents(path, list(seen.values()))


def _below(folder: Path) -> Iterator[Path]:
    yield from folder.glob("*.json")
    for each in folder.iterdir():
        hidden = each.name.startswith(".") or each.name == "node_modules"
        if each.is_dir() and not each.is_symlink() and not hidden:
            yield from (file for file in _below(each) if file.name not in MANIFESTS)


def _folder(path: Path) -> Files:
    return _contents(path, sorted(_base(path).glob("*.json")))


def _base(path: Path) -> Path:
    inner = path / "package"
    return inner if inner.is_dir() else path


def _contents(path: Path, files: list[Path]) -> Files:
    total = 0
    for count, file in enumerate(files):
        if file.is_dir():
            continue
        try:
            size = file.stat().st_size
            total += size
            _within_limits(path, count, size, total)
            content = file.read_bytes()
        except OSError as error:
            raise PackageError(f"{file} cannot be read: {error.strerror or error}") from error
        yield file.name, content


def _tgz(path: Path) -> Files:
    import tarfile  # noqa: PLC0415 - slow to import, and few runs read an archive

    total = 0
    try:
        with gzip.open(path) as packed, tarfile.open(fileobj=packed, mode="r|") as archive:
            for count, member in enumerate(archive):
                total += member.size
                _within_limits(path, count, member.size, total)
                name = _flat_name(member)
                content = archive.extractfile(member) if name else None
                if name and content is not None:
                    yield name, content.read()
            _to_the_end(path, packed)
    except (tarfile.TarError, EOFError, OSError, zlib.error) as error:
        raise PackageError(f"{path} is not a readable .tgz ({error}): download it again") from error


def _to_the_end(path: Path, packed: gzip.GzipFile) -> None:
    """Read what follows the last file: only at its end does gzip tell whether all was there and right."""
    rest = 0
    while chunk := packed.read(1 << 20):
        rest += len(chunk)
        _within_limits(path, 0, 0, rest)
        if chunk.strip(b"\0"):
            raise PackageError(f"{path} is damaged after its last readable file: download it again")


def _flat_name(member: "tarfile.TarInfo") -> str | None:
    """The file's own name where it is a JSON file that stands directly in ``package``."""
    parts = PurePosixPath(member.name).parts
    parts = parts[1:] if parts and parts[0] == "." else parts
    if not member.isfile() or len(parts) != 2 or parts[0] != "package":  # noqa: PLR2004 - folder and file
        return None
    return parts[1] if parts[1].endswith(".json") else None


def _within_limits(path: Path, count: int, size: int, total: int) -> None:
    if count >= MAX_FILES or size > MAX_FILE_BYTES or total > MAX_TOTAL_BYTES:
        raise PackageError(
            f"{path} is larger than a FHIR package may be here ({MAX_FILES} files, "
            f"{MAX_FILE_BYTES >> 20} MiB a file, {MAX_TOTAL_BYTES >> 20} MiB together)"
        )
