"""Where the files of a load come from: folders, zip and gzip archives; and where bytes are kept."""

import errno
import gzip
import hashlib
import lzma
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from ingestion.long_files import append, blocks, start_of
from ingestion.results import RefusedFile

MAX_RATIO = 200
MAX_DEPTH = 3
# Members of archives and sheets of workbooks inside one file, all together: each is looked at and
# sorted by itself, however few rows it has.
MAX_PARTS = 400
_RATIO_MATTERS_FROM = 64 * 1024**2

ZIP_MAGIC = b"PK\x03\x04"
_EMPTY_ZIP_MAGIC = b"PK\x05\x06"
GZIP_MAGIC = b"\x1f\x8b"
OLE2_MAGIC = b"\xd0\xcf\x11\xe0"
_OTHER_CONTAINERS = {
    b"Rar!": "rar",
    b"7z\xbc\xaf": "7z",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"%PDF": "pdf",
}

# What zipfile raises of an archive that is damaged, encrypted, or packed in an unknown way; bz2
# raises an OSError without a number.
UNPACKING_ERRORS = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, RuntimeError)


class Allowance:
    """What the archives and workbooks inside one file may still unpack to, at all depths together.

    So many bytes, and so many parts: members of archives, sheets of workbooks.
    """

    def __init__(self, packed_bytes: int):
        self.left = max(_RATIO_MATTERS_FROM, MAX_RATIO * packed_bytes)
        self.parts_left = MAX_PARTS

    def take(self, count: int) -> None:
        """Take so many bytes of what is left; raise RefusedFile when it is not enough."""
        if count > self.left:
            raise RefusedFile("archive_too_large", f"unpacks beyond {MAX_RATIO} times its size")
        self.left -= count

    def take_members(self, count: int) -> None:
        """Take so many members; raise RefusedFile when there are more than are left."""
        self._take_parts(count, RefusedFile("archive_too_large", _too_many(count, "members")))

    def take_sheets(self, count: int) -> None:
        """Take so many sheets; raise RefusedFile when there are more than are left."""
        self._take_parts(count, RefusedFile("workbook_too_large", _too_many(count, "sheets")))

    def _take_parts(self, count: int, refusal: RefusedFile) -> None:
        if count > self.parts_left:
            raise refusal
        self.parts_left -= count


def _too_many(count: int, parts: str) -> str:
    return f"{count} more {parts}: over {MAX_PARTS} files and sheets in one"


@dataclass(frozen=True)
class BillSource:
    """One file to load: where its bytes are, and the names under which it was delivered.

    A member that is refused unpacked stays `packed`: `path` is then its archive, `packed` its name.
    """

    path: Path
    shown_name: str
    file_name: str
    source_folder: str
    allowance: Allowance = field(compare=False)
    container_name: str | None = None
    refusal: RefusedFile | None = None
    packed: str | None = None


def files_below(paths: list[Path]) -> Iterator[Path]:
    """Yield the files named, and those below the folders named, sorted; not the hidden ones."""
    for path in paths:
        if path.is_dir():
            found = (p for p in path.rglob("*") if not p.is_dir())
            yield from sorted(
                p for p in found if not any(s.startswith(".") for s in p.relative_to(path).parts)
            )
        else:
            yield path


@contextmanager
def opened(path: Path) -> Iterator[Iterator[BillSource]]:
    """Give the bill files that one file holds: itself, or an archive's members by name."""
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "a pipe or a device, not a file", str(path))
    folder = shown(path.resolve().parent.name)
    with tempfile.TemporaryDirectory(prefix="storeledger-") as scratch:
        allowance = Allowance(path.stat().st_size)
        source = BillSource(path, shown(str(path)), shown(path.name), folder, allowance)
        yield _unpacked(source, Path(scratch), 0)


def shown(name: str) -> str:
    """Return a file's name as text that every table can hold: stray bytes as escapes."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _unpacked(source: BillSource, scratch: Path, depth: int) -> Iterator[BillSource]:
    magic = start_of(source.path, 8)
    try:
        if magic.startswith((ZIP_MAGIC, _EMPTY_ZIP_MAGIC)) and not _is_workbook(source.path):
            yield from _zip_members(source, scratch, depth)
        elif magic.startswith(GZIP_MAGIC):
            yield from _gzip_member(source, scratch, depth)
        elif kind := next((k for m, k in _OTHER_CONTAINERS.items() if magic.startswith(m)), None):
            raise RefusedFile("unknown_container", f"{kind}: unpack it first")
        else:
            yield source
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        yield replace(source, refusal=RefusedFile("archive_unreadable", f"zip: {error}"))
    except RefusedFile as refusal:
        yield replace(source, refusal=refusal)


def _is_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return {"[Content_Types].xml", "xl/workbook.xml"} <= set(archive.namelist())
    except zipfile.BadZipFile:
        return False


def _check_depth(depth: int) -> None:
    if depth >= MAX_DEPTH:
        raise RefusedFile("archive_too_deep", f"archives nested deeper than {MAX_DEPTH}")


def _zip_members(source: BillSource, scratch: Path, depth: int) -> Iterator[BillSource]:
    with zipfile.ZipFile(source.path) as archive:
        _check_depth(depth)
        source.allowance.take_members(len(archive.infolist()))
        members = [(m, _member_name(m)) for m in archive.infolist() if not m.is_dir()]
        members = [(m, n) for m, n in members if not n.startswith("__MACOSX/")]
        members = [(m, n) for m, n in members if not _base_name(n).startswith(".")]
        if not members:
            raise RefusedFile("empty_file", "an archive without members")
        for number, (member, name) in enumerate(sorted(members, key=lambda pair: pair[1])):
            # The member's own name never becomes a path on this machine.
            unpacked = scratch / f"{depth}-{number}"
            child = _child(source, unpacked, name)
            try:
                source.allowance.take(member.file_size)
                _extract(archive, member, unpacked)
            except RefusedFile as refusal:
                yield replace(child, path=source.path, refusal=refusal, packed=name)
            else:
                yield from _unpacked(child, scratch, depth + 1)
            unpacked.unlink(missing_ok=True)


def _extract(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> None:
    try:
        with archive.open(member) as packed, target.open("wb") as file:
            for block in blocks(packed, Path(str(archive.filename))):
                append(file, block)
    except (*UNPACKING_ERRORS, ValueError) as error:
        if isinstance(error, RuntimeError) and member.flag_bits & 1:
            raise RefusedFile("archive_member_encrypted", "a password is needed") from error
        raise RefusedFile("archive_unreadable", f"zip member: {error}") from error
    except OSError as error:
        if error.errno is not None:
            raise
        raise RefusedFile("archive_unreadable", f"zip member: {error}") from error


def _gzip_member(source: BillSource, scratch: Path, depth: int) -> Iterator[BillSource]:
    _check_depth(depth)
    unpacked = scratch / f"{depth}-gzip"
    try:
        with gzip.open(source.path) as packed, unpacked.open("wb") as file:
            for block in blocks(packed, source.path):
                source.allowance.take(len(block))
                append(file, block)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise RefusedFile("archive_unreadable", f"gzip: {error}") from error
    child = _child(source, unpacked, source.file_name.removesuffix(".gz"))
    yield from _unpacked(child, scratch, depth + 1)


def _member_name(member: zipfile.ZipInfo) -> str:
    """Return the member's name; Chinese tools write GBK without saying so."""
    is_utf8 = member.flag_bits & 0x800
    if is_utf8:
        return shown(member.filename)
    try:
        return member.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return shown(member.filename)


def _base_name(name: str) -> str:
    return name.replace("\\", "/").rsplit("/", 1)[-1]


def _child(source: BillSource, unpacked: Path, name: str) -> BillSource:
    return BillSource(
        path=unpacked,
        shown_name=f"{source.shown_name}/{name}",
        file_name=_base_name(name),
        source_folder=source.source_folder,
        allowance=source.allowance,
        container_name=source.container_name or source.file_name,
    )


def sha256_of(path: Path) -> str:
    """Return the hexadecimal sha256 of a file's bytes."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for block in blocks(file, path):
            digest.update(block)
    return digest.hexdigest()


def _copy(path: Path, target: Path) -> str:
    """Copy a file's bytes; return the hexadecimal sha256 of what was written."""
    digest = hashlib.sha256()
    with path.open("rb") as source, target.open("wb") as copy:
        for block in blocks(source, path):
            digest.update(block)
            append(copy, block)
    return digest.hexdigest()


def identity(content: str, part: str | None) -> str:
    """Return the id of a file by its sha256; a part of it is told apart by its name."""
    return content if part is None else hashlib.sha256(f"{content}/{part}".encode()).hexdigest()


def keep(path: Path, content: str, data_folder: Path) -> str:
    """Copy a file's bytes once to `archive/<2 digits>/<sha256>`; return that path.

    A copy appears under its name when it is whole, so a load that is killed leaves no half of one.
    Raises OSError when the file's bytes are no longer those of the sha256.
    """
    relative = Path("archive") / content[:2] / content
    target = data_folder / relative
    if target.exists():
        _check_unchanged(path, sha256_of(path), content)
        return relative.as_posix()
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(".part")
    try:
        _check_unchanged(path, _copy(path, unfinished), content)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    return relative.as_posix()


def _check_unchanged(path: Path, found: str, content: str) -> None:
    if found != content:
        raise OSError(errno.EBUSY, "changed while it was read", str(path))
