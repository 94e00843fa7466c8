"""Files are read beside the work on the one before: in order, one ahead, nothing left behind."""

import gc
import tempfile
import weakref

import pytest

from ingestion import reader, text_reader
from ingestion.reader import BillReader
from tests.python.ingestion.bills import as_csv, fund_rows, put, zipped

KEY = b"k" * 32


def test_one_file_is_read_ahead_and_no_more(inbox):
    paths = [put(inbox / f"{n}.csv", as_csv(fund_rows(n))) for n in (1, 2, 3, 4)]
    given = []
    readings = BillReader(None, [], KEY).ahead(given.append(path) or path for path in paths)
    for number, reading in enumerate(readings, start=1):
        assert given == paths[: number + 1]
        with reading.result() as bills:
            assert [rows.table.num_rows for bill in bills for rows in bill.rows] == [number]
    assert number == 4


def test_what_was_unpacked_is_there_while_its_bills_are_at_hand_and_gone_after(inbox, monkeypatch):
    scratch = inbox.parent / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    for n in (1, 2, 3):
        put(inbox / f"{n}.zip", zipped(**{"a.csv": as_csv(fund_rows(n))}))
    files = []
    read = BillReader.read
    monkeypatch.setattr(BillReader, "read", lambda self, path: kept(files, read(self, path)))
    readings = BillReader(None, [], KEY).ahead(sorted(inbox.iterdir()))
    for _ in range(2):
        reading = next(readings).result()
        with reading as bills:
            folders = [bill.source.path.parent for bill in bills if bill.source.path.read_bytes()]
            assert all(folder.exists() for folder in folders)
        assert len(folders) == 1
        assert not folders[0].exists()
    readings.close()
    assert len(files) in (2, 3)  # the third has been read by now, or never will be
    assert not list(scratch.iterdir())


def kept(files, file):
    files.append(file)
    return file


def test_the_first_rows_of_a_file_are_held_no_longer_than_the_others(inbox, monkeypatch):
    monkeypatch.setattr(text_reader, "BLOCK_BYTES", 10_000)
    path = put(inbox / "a.csv", as_csv(fund_rows(200)))
    with BillReader(None, [], KEY).read(path) as bills:
        rows = next(bills).rows
        first = weakref.ref(next(rows))
        assert next(rows) is not None
    gc.collect()
    assert first() is None


def test_a_known_file_is_not_sorted_before_someone_asks(inbox, monkeypatch):
    path = put(inbox / "a.csv", as_csv(fund_rows(2)))
    [bill] = BillReader(None, [], KEY).read(path).bills
    sorted_chunks = []
    sort = reader.RowSorter.sort
    monkeypatch.setattr(
        reader.RowSorter, "sort", lambda self, chunk: sorted_chunks.append(1) or sort(self, chunk)
    )
    [known] = BillReader(None, [bill.file_id], KEY).read(path).bills
    assert not sorted_chunks
    assert [rows.table.num_rows for rows in known.rows] == [2]
    assert sorted_chunks == [1]


def test_an_error_of_reading_is_that_of_its_own_file(inbox):
    good = put(inbox / "a.csv", as_csv(fund_rows(2)))
    first, gone, last = BillReader(None, [], KEY).ahead([good, inbox / "gone.csv", good])
    with pytest.raises(FileNotFoundError):
        gone.result()
    assert [len(list(future.result().bills)) for future in (first, last)] == [1, 1]
