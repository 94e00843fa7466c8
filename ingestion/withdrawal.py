"""Take the rows of a bill out again: a person says that the platform has issued it anew."""

from ingestion.raw_tables import raw_tables
from ingestion.sinks import Sink


class NoSuchFile(LookupError):
    """No loaded file, or more than one, has an id that begins so."""


def withdraw(sink: Sink, file_id: str, because: str) -> str:
    """Take out the rows of the one loaded file whose id begins with `file_id`; return its name.

    The register keeps the file as `withdrawn` with the reason, and the archive its bytes. The same
    bytes stay withdrawn when they come again. Raises NoSuchFile.
    """
    sink.make_tables()
    mark = sink.placeholder()
    with sink.transaction():
        found = sink.query(
            "select file_id, file_name, format_code from raw.bill_file"
            f" where status = 'loaded' and substr(file_id, 1, {len(file_id)}) = {mark}",
            [file_id],
        )
        if len(found) != 1:
            raise NoSuchFile(f"{len(found)} loaded files have an id that begins with {file_id!r}")
        [(whole_id, file_name, code)] = found
        sink.query(
            f'delete from raw."{raw_tables()[code].name}" where _file_id = {mark}', [whole_id]
        )
        sink.query(f"delete from raw.quarantined_line where file_id = {mark}", [whole_id])
        sink.query(
            "update raw.bill_file set status = 'withdrawn', rows_read = 0, rows_loaded = 0,"
            f" rows_quarantined = 0, rows_control = 0, reason = {mark} where file_id = {mark}",
            [f"withdrawn: {because}", whole_id],
        )
    return file_name
