"""Where the files of a load come from: folders, zip and gzip archives; and where bytes are kept."""

import gzip
import hashlib
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from ingestion.results import RefusedFile

MAX_MEMBER_BYTES = 4 * 1024**3
MAX_RATIO = 200
MAX_DEPTH = 3
MAX_MEMBERS = 10_000
_RATIO_MATTERS_FROM = 64 * 1024**2
_BLOCK = 1024**2

ZIP_MAGIC = b"PK\x03\x04"
GZIP_MAGIC = b"\x1f\x8b"
OLE2_MAGIC = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class BillSource:
    """One file to load: where its bytes are, and the names under which it was delivered.

    A member that is refused unpacked stays `packed`: `path` is then its archive, `packed` its name.
    """

    path: Path
    shown_name: str
    file_name: str
    source_folder: str
    container_name: str | None = None
    refusal: RefusedFile | None = None
    packed: str | None = None


def files_below(paths: list[Path]) -> Iterator[Path]:
    """Yield the files named, and those below the folders named, sorted; not the hidden ones."""
    for path in paths:
        if path.is_dir():
            found = (p for p in path.rglob("*") if p.is_file())
            yield from sorted(
                p for p in found if not any(s.startswith(".") for s in p.relative_to(path).parts)
            )
        else:
            yield path


@contextmanager
def opened(path: Path) -> Iterator[Iterator[BillSource]]:
    """Give the bill files that one file holds: itself, or an archive's members by name."""
    folder = path.resolve().parent.name
    with tempfile.TemporaryDirectory(prefix="storeledger-") as scratch:
        source = BillSource(path, str(path), path.name, folder)
        yield _unpacked(source, Path(scratch), depth=0)


def _unpacked(source: BillSource, scratch: Path, depth: int) -> Iterator[BillSource]:
    with source.path.open("rb") as file:
        magic = file.read(4)
    try:
        if magic == ZIP_MAGIC and not _is_workbook(source.path):
            yield from _zip_members(source, scratch, depth)
        elif magic.startswith(GZIP_MAGIC):
            yield from _gzip_member(source, scratch, depth)
        else:
            yield source
    except zipfile.BadZipFile as error:
        yield replace(source, refusal=RefusedFile(f"zip file cannot be read: {error}"))
    except RefusedFile as refusal:
        yield replace(source, refusal=refusal)


def _is_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile:
        return False
    return "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names)


def check_workbook_size(path: Path) -> None:
    """Refuse a workbook whose parts unpack beyond the limits (a zip bomb)."""
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            _check_size(member)


def _check_size(member: zipfile.ZipInfo) -> None:
    too_big = member.file_size > MAX_MEMBER_BYTES
    too_dense = member.file_size > _RATIO_MATTERS_FROM and member.file_size > MAX_RATIO * max(
        member.compress_size, 1
    )
    if too_big or too_dense:
        raise RefusedFile(f"archive member unpacks to {member.file_size} bytes: not unpacked")


def _zip_members(source: BillSource, scratch: Path, depth: int) -> Iterator[BillSource]:
    if depth >= MAX_DEPTH:
        raise RefusedFile(f"archives nested deeper than {MAX_DEPTH}")
    with zipfile.ZipFile(source.path) as archive:
        members = [(m, _member_name(m)) for m in archive.infolist() if not m.is_dir()]
        members = [(m, n) for m, n in members if not n.startswith("__MACOSX/")]
        members = [(m, n) for m, n in members if not Path(n).name.startswith(".")]
        if len(members) > MAX_MEMBERS:
            raise RefusedFile(f"archive has {len(members)} members, more than {MAX_MEMBERS}")
        for number, (member, name) in enumerate(sorted(members, key=lambda pair: pair[1])):
            # The member's own name never becomes a path on this machine.
            unpacked = scratch / f"{depth}-{number}"
            child = _child(source, unpacked, name)
            try:
                _extract(archive, member, unpacked)
            except RefusedFile as refusal:
                yield replace(child, path=source.path, refusal=refusal, packed=name)
            else:
                yield from _unpacked(child, scratch, depth + 1)
                unpacked.unlink()


def _extract(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> None:
    _check_size(member)
    try:
        with archive.open(member) as packed, target.open("wb") as file:
            shutil.copyfileobj(packed, file, _BLOCK)
    except RuntimeError as error:  # zipfile's way to say that a password is needed
        raise RefusedFile("archive member is encrypted") from error
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
        raise RefusedFile(f"archive member cannot be unpacked: {error}") from error


def _gzip_member(source: BillSource, scratch: Path, depth: int) -> Iterator[BillSource]:
    if depth >= MAX_DEPTH:
        raise RefusedFile(f"archives nested deeper than {MAX_DEPTH}")
    unpacked = scratch / f"{depth}-gzip"
    written = 0
    try:
        with gzip.open(source.path) as packed, unpacked.open("wb") as file:
            while block := packed.read(_BLOCK):
                written += len(block)
                if written > max(_RATIO_MATTERS_FROM, MAX_RATIO * source.path.stat().st_size):
                    raise RefusedFile("archive member unpacks beyond the limit: not unpacked")
                file.write(block)
    except (OSError, EOFError, zlib.error) as error:
        raise RefusedFile(f"gzip file cannot be unpacked: {error}") from error
    yield from _unpacked(
        _child(source, unpacked, source.file_name.removesuffix(".gz")), scratch, depth + 1
    )


def _member_name(member: zipfile.ZipInfo) -> str:
    """Return the member's name; Chinese tools write GBK without saying so."""
    is_utf8 = member.flag_bits & 0x800
    if is_utf8:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return member.filename


def _child(source: BillSource, unpacked: Path, name: str) -> BillSource:
    return BillSource(
        path=unpacked,
        shown_name=f"{source.shown_name}/{name}",
        file_name=name.replace("\\", "/").rsplit("/", 1)[-1],
        source_folder=source.source_folder,
        container_name=source.container_name or source.file_name,
    )


def sha256_of(path: Path) -> str:
    """Return the hexadecimal sha256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def identity(source: BillSource) -> str:
    """Return the sha256 of the file's bytes; of a packed member, that of its archive's and name."""
    content = sha256_of(source.path)
    if source.packed is None:
        return content
    return hashlib.sha256(f"{content}/{source.packed}".encode()).hexdigest()


def keep(source: BillSource, file_id: str, data_folder: Path) -> str:
    """Copy the bytes once to `archive/<2 digits>/<sha256>`; return that path."""
    content = sha256_of(source.path) if source.packed else file_id
    relative = Path("archive") / content[:2] / content
    target = data_folder / relative
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        with (
            source.path.open("rb") as file,
            tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as unfinished,
        ):
            shutil.copyfileobj(file, unfinished, _BLOCK)
        Path(unfinished.name).replace(target)
    return relative.as_posix()
