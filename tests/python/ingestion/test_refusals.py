"""Files that cannot be trusted as a whole: refused with a reason, registered, nothing loaded."""

import errno
import gzip
import io
import os
import random
import subprocess
import sys
import zipfile
from typing import get_args

import pytest

from ingestion import archive, long_files, reader, rows, text_reader
from ingestion.results import RefusalCode
from tests.python.ingestion.bills import as_csv, as_xlsx, fund_rows, golden_bytes, put, zipped
from tests.support.warehouse import ROOT


def without(rows: list[list[str]], *names: str) -> list[list[str]]:
    kept = [i for i, name in enumerate(rows[0]) if name not in names]
    return [[row[i] for i in kept] for row in rows]


def cut_utf8() -> bytes:
    content = bytearray(as_csv(fund_rows(3), "utf-8"))
    content[content.index("第2笔".encode())] = 0xFF
    return bytes(content)


def damaged_bzip2() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_BZIP2) as whole:
        whole.writestr("a.csv", as_csv(fund_rows(2)))
    return file.getvalue().replace(b"1AY&SY", b"1AY&SX", 1)


REFUSED = {
    "no bytes": (b"", "refused", "empty_file: no bytes"),
    "another table": (b"a,b\n1,2\n", "unknown", "no_header: no known header in the first 30 rows"),
    "columns missing": (
        as_csv(without(fund_rows(2), "动账方向", "备注")),
        "refused",
        "missing_column: 动账方向, 备注",
    ),
    "a damaged character": (cut_utf8(), "refused", "undecodable: utf-8 fails on line 3"),
    "a web page without a bill": (b"\xef\xbb\xbf<html><table></table>", "unknown", "no_header"),
    "a container that is not unpacked": (b"Rar!\x1a\x07\x01", "refused", "unknown_container: rar"),
    "an empty archive": (b"PK\x05\x06" + bytes(18), "refused", "empty_file: an archive"),
    "ascii format in gb18030": (
        "sku_code,product_name,category_name,tax_class_code,unit_price\nA,男装,男装,x,1.00\n".encode(
            "gb18030"
        ),
        "refused",
        "wrong_encoding: gb18030, erp_product comes in utf-8-sig, utf-8; utf-8 fails on line 2",
    ),
    "a NUL character": (
        as_csv(fund_rows(2, 备注="a\0b")),
        "refused",
        "not_text: holds a NUL character",
    ),
    "a NUL character in a header that need not be there": (
        as_csv(fund_rows(2)).replace("实际平台补贴,".encode(), "实际\0平台补贴,".encode()),
        "refused",
        "not_text: holds a NUL character",
    ),
    "a NUL character above the header": (
        b"a\0b\n" + as_csv(fund_rows(2), "utf-8"),
        "refused",
        "not_text: holds a NUL character",
    ),
    "a NUL character in the header of a workbook": (
        as_xlsx(("S", [[cell.replace("实际平台", "实际_x0000_平台") for cell in fund_rows(1)[0]]])),
        "refused",
        "not_text: a NUL character in the header of S",
    ),
    "an open quote": (
        as_csv(fund_rows(3)).replace(b"7100000000000000002", b'"7100000000000000002'),
        "refused",
        "open_quote: line 3: a quote is never closed",
    ),
    "cut off before its footer": (
        golden_bytes("alipay_ledger", "gb18030").rsplit(b"#", 1)[0],
        "refused",
        "cut_off: no line #导出时间…",
    ),
    "zip that is none": (b"PK\x03\x04 and so on", "refused", "archive_unreadable: zip"),
    "a member whose bytes are damaged": (
        damaged_bzip2(),
        "refused",
        "archive_unreadable: zip member: Invalid data stream",
    ),
    "an archive in an archive, a member of it damaged": (
        zipped(a=damaged_bzip2()),
        "refused",
        "archive_unreadable: zip member: Invalid data stream",
    ),
    "gzip that is none": (b"\x1f\x8b and so on", "refused", "archive_unreadable: gzip"),
    "old workbook that is none": (
        b"\xd0\xcf\x11\xe0 and so on",
        "refused",
        "workbook_unreadable: ",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refusal(case, inbox, load, query):
    content, status, reason = REFUSED[case]
    [result] = load(put(inbox / "a.csv", content))
    assert result.status == status, result.reason
    assert reason in (result.reason or "")
    [file] = query("select status, reason, rows_read, archive_path from raw.bill_file")
    assert (file["status"], file["reason"]) == (result.status, result.reason)
    assert result.reason.partition(":")[0] in get_args(RefusalCode)
    assert file["archive_path"]
    assert file["rows_read"] == 0
    assert query("select count(*) as n from raw.douyin_fund") == [{"n": 0}]
    assert query("select count(*) as n from raw.quarantined_line") == [{"n": 0}]


def test_a_line_longer_than_a_block(inbox, load, monkeypatch):
    monkeypatch.setattr("ingestion.text_reader.BLOCK_BYTES", 10_000)
    rows = fund_rows(3)
    rows[2][-1] = "长" * 20_000
    [result] = load(put(inbox / "a.csv", as_csv(rows)))
    assert result.status == "refused"
    assert result.reason == "line_too_long: line 3 is longer than 10000 bytes"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_line_without_end_is_refused_before_all_of_it_is_copied(
    encoding, inbox, load, monkeypatch
):
    monkeypatch.setattr(text_reader, "BLOCK_BYTES", 10_000)
    monkeypatch.setattr(long_files, "_BLOCK_BYTES", 1_000)
    write, copied = text_reader._write, []

    def noting(blocks, file):
        return write((copied.append(len(block)) or block for block in blocks), file)

    monkeypatch.setattr(text_reader, "_write", noting)
    [result] = load(put(inbox / "a.csv", as_csv(fund_rows(3), encoding) + b"x" * 100_000))
    assert result.reason == "line_too_long: line 5 is longer than 10000 bytes"
    assert sum(copied) < 20_000


def test_a_refused_file_is_tried_again(inbox, load, query, monkeypatch):
    path = put(inbox / "a.csv", golden_bytes("tmall_refund", "utf-8-sig"))
    with monkeypatch.context() as patch:
        patch.setattr("ingestion.reader.declarations", dict)
        assert [r.status for r in load(path)] == ["unknown"]
    assert [r.status for r in load(path)] == ["loaded"]
    assert [r["status"] for r in query("select status from raw.bill_file")] == ["loaded"]


def test_members_of_archives(inbox, load, query):
    bill = as_csv(fund_rows(2))
    nested = zipped(**{"里面.csv": as_csv(fund_rows(3)), "__MACOSX/._a": b"x", ".DS_Store": b"x"})
    names = {
        "../../evil.csv": bill,
        "深/层.zip": nested,
        "b.csv.gz": gzip.compress(as_csv(fund_rows(4))),
    }
    results = load(put(inbox / "包.zip", zipped(**names)))
    assert [r.rows_loaded for r in results] == [2, 4, 3]
    files = query("select file_name, container_name from raw.bill_file order by rows_loaded")
    assert [f["file_name"] for f in files] == ["evil.csv", "里面.csv", "b.csv"]
    assert {f["container_name"] for f in files} == {"包.zip"}
    folders = query("select distinct source_folder from raw.bill_file_delivery")
    assert folders == [{"source_folder": "dy01"}]
    assert not list(inbox.parent.parent.glob("**/evil.csv"))


def test_a_zip_bomb_is_not_unpacked(inbox, load, monkeypatch):
    monkeypatch.setattr(archive, "_RATIO_MATTERS_FROM", 1_000_000)
    bomb = zipped(**{"zeros.csv": b"0" * 50_000_000, "good.csv": as_csv(fund_rows(1))})
    results = load(put(inbox / "a.zip", bomb))
    assert [r.status for r in results] == ["loaded", "refused"]
    assert results[1].reason == "archive_too_large: unpacks beyond 200 times its size"


def test_a_gzip_bomb_is_not_unpacked(inbox, load, monkeypatch):
    monkeypatch.setattr(archive, "_RATIO_MATTERS_FROM", 1_000_000)
    [result] = load(put(inbox / "a.gz", gzip.compress(b"0" * 50_000_000)))
    assert result.reason == "archive_too_large: unpacks beyond 200 times its size"


def test_archives_nested_too_deep(inbox, load):
    content = as_csv(fund_rows(1))
    for _ in range(archive.MAX_DEPTH + 1):
        content = zipped(**{"a.zip": content})
    [result] = load(put(inbox / "a.zip", content))
    assert result.reason == "archive_too_deep: archives nested deeper than 3"


def test_an_encrypted_member_is_refused(inbox, load):
    content = bytearray(zipped(**{"a.csv": as_csv(fund_rows(1))}))
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(magic) + offset] |= 1
    [result] = load(put(inbox / "a.zip", bytes(content)))
    assert result.reason == "archive_member_encrypted: a password is needed"


@pytest.mark.parametrize("seed", range(20))
def test_damaged_bytes_end_in_a_result_and_never_in_a_traceback(seed, inbox, load):
    chance = random.Random(seed)
    kinds = [as_csv(fund_rows(9)), as_xlsx(("S", fund_rows(9))), zipped(a=as_csv(fund_rows(9)))]
    content = bytearray(kinds[seed % 3])
    for _ in range(chance.randint(1, 8)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    if seed % 2:
        del content[chance.randrange(len(content)) :]
    for result in load(put(inbox / "a.bin", bytes(content))):
        assert result.status in ("loaded", "refused", "unknown")
        assert result.reason or result.status == "loaded"


def test_members_of_all_archives_count_together(inbox, load, monkeypatch):
    monkeypatch.setattr(archive, "MAX_PARTS", 5)
    inner = zipped(**{"1.csv": b"1", "2.csv": b"2"})
    results = load(put(inbox / "a.zip", zipped(**{"a.zip": inner, "b.zip": inner, "c.zip": inner})))
    assert [r.status for r in results] == ["unknown", "unknown", "refused", "refused"]
    assert results[-1].reason == "archive_too_large: 2 more members: over 5 files and sheets in one"


@pytest.mark.parametrize("line", ["\n", "x\n", "#\n"])
def test_lines_without_end_that_are_no_rows(line, inbox, load, monkeypatch):
    """Each would be a row of blanks or a line held back: memory and time without bound."""
    monkeypatch.setattr(text_reader, "_UNFIT_LINES", 100)
    [result] = load(put(inbox / "a.csv", as_csv(fund_rows(20)) + line.encode() * 101))
    assert (result.status, result.format) == ("refused", "douyin_fund")
    assert result.reason.startswith("unsplittable: ")


def test_a_file_that_cannot_be_read_does_not_stop_the_others(inbox, load, query, monkeypatch):
    put(inbox / "a.csv", as_csv(fund_rows(1)))
    put(inbox / "b.csv", as_csv(fund_rows(2)))
    (inbox / "gone.csv").symlink_to(inbox / "nowhere.csv")
    os.mkfifo(inbox / "pipe.csv")
    (inbox / "unreadable.csv").symlink_to("/proc/self/mem")
    opened = reader.open_bills

    def vanishing(path, allowance):
        if path.name == "b.csv":
            path.unlink()
        return opened(path, allowance)

    monkeypatch.setattr(reader, "open_bills", vanishing)
    results = load(inbox)
    assert [r.status for r in results] == ["loaded", *["refused"] * 4]
    assert all(r.reason.startswith("unreadable_file: ") for r in results[1:])
    assert {r.sha256 for r in results[1:]} == {""}
    assert results[-1].reason == "unreadable_file: Input/output error"
    # The register is keyed by the bytes, and of these there are none.
    files = query("select file_id, file_name from raw.bill_file")
    assert files == [{"file_id": results[0].sha256, "file_name": "a.csv"}]
    deliveries = query("select distinct file_id from raw.bill_file_delivery")
    assert deliveries == [{"file_id": results[0].sha256}]


def test_a_file_that_changes_while_it_is_read_is_not_loaded(inbox, load, query, monkeypatch):
    path = put(inbox / "a.csv", as_csv(fund_rows(2)))
    opened = reader.open_bills

    def changing(path, allowance):
        bills = opened(path, allowance)
        path.unlink()
        put(path, as_csv(fund_rows(3)))
        return bills

    monkeypatch.setattr(reader, "open_bills", changing)
    [result] = load(path)
    assert result.reason == "unreadable_file: changed while it was read"
    assert query("select count(*) as n from raw.douyin_fund") == [{"n": 0}]


# A mapped file that is made shorter ends the process: the load has one of its own.
_SHORTENING = """
import os, sys
from pathlib import Path
import ingestion
from ingestion import reader

opened = reader.open_bills

def shortening(path, allowance):
    bills = opened(path, allowance)
    os.truncate(path, 1_000)
    return bills

reader.open_bills = shortening
with ingestion.open_sink() as sink:
    for result in ingestion.load_paths([Path(sys.argv[1])], sink):
        print(result.status, result.reason)
"""


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_file_made_shorter_while_it_is_read_is_not_loaded(encoding, inbox, query):
    header, *rows = fund_rows(20)
    path = put(inbox / "a.csv", as_csv([header, *rows * 200], encoding))
    load = subprocess.run(
        [sys.executable, "-c", _SHORTENING, str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (load.returncode, load.stderr) == (0, "")
    assert load.stdout == "refused unreadable_file: changed while it was read\n"
    assert query("select count(*) as n from raw.douyin_fund") == [{"n": 0}]
    assert query("select count(*) as n from raw.bill_file") == [{"n": 0}]


def test_a_refused_file_that_changes_at_its_next_load_is_not_loaded(inbox, load, monkeypatch):
    path = put(inbox / "a.csv", golden_bytes("tmall_refund", "utf-8-sig"))
    with monkeypatch.context() as patch:
        patch.setattr("ingestion.reader.declarations", dict)
        assert [r.status for r in load(path)] == ["unknown"]
    opened = reader.open_bills

    def changing(path, allowance):
        put(path, as_csv(fund_rows(3)))
        return opened(path, allowance)

    monkeypatch.setattr(reader, "open_bills", changing)
    assert [r.reason for r in load(path)] == ["unreadable_file: changed while it was read"]


def test_a_file_emptied_after_its_header_was_found(inbox, load, monkeypatch):
    path = put(inbox / "a.csv", as_csv(fund_rows(3), "gb18030"))
    opened = text_reader._opened

    def emptying(*arguments):
        path.write_bytes(b"")
        return opened(*arguments)

    monkeypatch.setattr(text_reader, "_opened", emptying)
    assert [r.reason for r in load(path)] == ["unreadable_file: changed while it was read"]


def test_a_file_most_rows_of_which_are_none(inbox, load, monkeypatch):
    monkeypatch.setattr(rows, "_MANY_ROWS", 10)
    bill = fund_rows(20)
    for row in bill[5:]:
        row[0] = "x"
    [result] = load(put(inbox / "a.csv", as_csv(bill)))
    assert result.reason == "no_good_row: 16 of 20 rows cannot be read"


@pytest.mark.parametrize(
    ("content", "reading"),
    [
        (as_csv(fund_rows(2)), 1),
        (as_csv(fund_rows(2)), 2),
        (as_csv(fund_rows(2)), 3),
        (zipped(a=as_csv(fund_rows(2))), 1),
    ],
    ids=["hash", "text", "copy for the archive", "member of an archive"],
)
def test_a_disk_that_fails_while_a_file_is_read_names_it(
    content, reading, *, inbox, load, query, monkeypatch
):
    """The file is refused, the files after it are loaded, and no half copy is left."""
    path, good = put(inbox / "a.bin", content), put(inbox / "b.csv", as_csv(fund_rows(3)))
    blocks, seen = long_files.blocks, []

    class Failing:
        def __init__(self, file):
            self.file = file

        def read(self, size):
            if self.file.tell():
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            return self.file.read(9)

    def failing(file, source):
        seen.append(source)
        fails = source == path and seen.count(path) == reading
        return blocks(Failing(file) if fails else file, source)

    monkeypatch.setattr(archive, "blocks", failing)
    monkeypatch.setattr(text_reader, "blocks", failing)
    first, second = load(path, good)
    assert (first.file, first.status) == (str(path), "refused")
    assert first.reason == "unreadable_file: Input/output error"
    assert (second.status, second.rows_loaded) == ("loaded", 3)
    assert query("select count(*) as n from raw.douyin_fund") == [{"n": 3}]
    kept = (inbox.parents[1] / "data" / "archive").rglob("*.part")
    assert not list(kept)
