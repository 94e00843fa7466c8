"""Files are read beside the work on the one before: in order, one ahead, nothing left behind."""

import tempfile
import threading

import pytest

from ingestion import reader
from ingestion.reader import BillReader
from tests.python.ingestion.bills import as_csv, fund_rows, put, zipped

KEY = b"k" * 32


def test_one_file_is_read_ahead_and_no_more(inbox, monkeypatch):
    paths = [put(inbox / f"{n}.csv", as_csv(fund_rows(n))) for n in (1, 2, 3, 4)]
    begun = {path.name: threading.Event() for path in paths}
    read = BillReader.read

    def noted(self, path):
        begun[path.name].set()
        return read(self, path)

    monkeypatch.setattr(BillReader, "read", noted)
    readings = BillReader(None, [], KEY).ahead(paths)
    with next(readings).result() as bills:
        assert begun["2.csv"].wait(10)
        assert not begun["3.csv"].is_set()
        assert [rows.table.num_rows for bill in bills for rows in bill.rows] == [1]
    assert next(readings).result()
    assert begun["3.csv"].wait(10)
    assert not begun["4.csv"].is_set()


def test_what_was_unpacked_is_there_while_its_bill_is_at_hand_and_gone_after(inbox, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(inbox.parent / "scratch"))
    (inbox.parent / "scratch").mkdir()
    for n in (1, 2, 3):
        put(inbox / f"{n}.zip", zipped(**{"a.csv": as_csv(fund_rows(n))}))
    readings = BillReader(None, [], KEY).ahead(sorted(inbox.iterdir()))
    for _ in range(2):
        with next(readings).result() as bills:
            for bill in bills:
                assert bill.source.path.read_bytes()
        assert not bill.source.path.exists()
    readings.close()  # the third has been read by now, or is being read
    assert not list((inbox.parent / "scratch").iterdir())


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
