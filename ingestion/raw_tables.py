"""The raw tables: their columns and types, for the sinks and for the dbt sources."""

from collections.abc import Mapping
from dataclasses import dataclass

from ingestion.declarations import Declaration, declarations


@dataclass(frozen=True)
class RawColumn:
    """One column of a raw table, with its SQL type and its meaning."""

    name: str
    data_type: str
    about: str


@dataclass(frozen=True)
class RawTable:
    """One table of schema `raw`."""

    name: str
    about: str
    columns: tuple[RawColumn, ...]

    @property
    def column_names(self) -> list[str]:
        """Return the column names in table order."""
        return [column.name for column in self.columns]


TECHNICAL_COLUMNS = (
    RawColumn("_file_id", "text", "sha256 of the file's bytes"),
    RawColumn("_sheet_name", "text", "sheet the row stands on, blank in text files"),
    RawColumn("_line_number", "bigint", "1-based line in the original file, row on the sheet"),
    RawColumn("_row_hash", "text", "hash of the canonical cells, whatever the encoding or order"),
    RawColumn("_occurrence", "integer", "1, 2, … among the rows of the file with this _row_hash"),
    RawColumn("_customer_key", "text", "keyed hash (HMAC-SHA256) of the personal id columns"),
    RawColumn(
        "_residual",
        "decimal(28, 8)",
        "what the row's amounts are away from the format's identity; null where none applies",
    ),
    RawColumn("_extra", "text", "JSON object of the cells under headers nobody declared"),
    RawColumn("_loaded_at", "timestamp", "time of the load"),
)

REGISTER_TABLES = (
    RawTable(
        "bill_file",
        "The register: one row per file ever loaded or refused, by the sha256 of its bytes.",
        (
            RawColumn("file_id", "text", "sha256 of the file's bytes"),
            RawColumn("file_name", "text", "name under which the file first came"),
            RawColumn("container_name", "text", "zip file it came in, blank if none"),
            RawColumn("byte_count", "bigint", "size of the file"),
            RawColumn("format_code", "text", "declaration it follows, blank when refused early"),
            RawColumn("format_version", "text", "version of the header found"),
            RawColumn("encoding", "text", "text encoding, or the kind of workbook"),
            RawColumn("sheet_name", "text", "sheet(s) the rows stand on, blank in text files"),
            RawColumn("period_start", "date", "first day of the bill's rows"),
            RawColumn("period_end", "date", "last day of the bill's rows"),
            RawColumn(
                "rows_read", "bigint", "rows below the header = loaded + quarantined + control"
            ),
            RawColumn("rows_loaded", "bigint", "rows in the raw table"),
            RawColumn("rows_quarantined", "bigint", "rows in raw.quarantined_line"),
            RawColumn("rows_control", "bigint", "explanatory, total and footer rows"),
            RawColumn("control_totals", "text", "JSON: totals stated by the file against the rows"),
            RawColumn("status", "text", "loaded, refused, unknown or withdrawn"),
            RawColumn(
                "reason", "text", "why it was refused or withdrawn, or what is wrong with it"
            ),
            RawColumn("archive_path", "text", "where the bytes are kept, below the data folder"),
            RawColumn("loaded_at", "timestamp", "time of the load"),
            RawColumn(
                "validated_at", "timestamp", "time its rows were validated, blank until then"
            ),
        ),
    ),
    RawTable(
        "bill_file_delivery",
        "Every name and folder under which a file was delivered.",
        (
            RawColumn("file_id", "text", "sha256 of the file's bytes"),
            RawColumn("file_name", "text", "name of the file"),
            RawColumn("source_folder", "text", "folder it stood in: whose file it is"),
            RawColumn("container_name", "text", "zip file it came in, blank if none"),
            RawColumn("delivered_at", "timestamp", "time it was first seen there"),
        ),
    ),
    RawTable(
        "quarantined_line",
        "Rows that could not be trusted, with the reason and their text.",
        (
            RawColumn("file_id", "text", "sha256 of the file's bytes"),
            RawColumn("sheet_name", "text", "sheet the row stands on, blank in text files"),
            RawColumn("line_number", "bigint", "1-based line in the original file"),
            RawColumn("format_code", "text", "declaration the file follows"),
            RawColumn("reason_code", "text", "what is wrong with the row"),
            RawColumn("column_name", "text", "column at fault, blank when it is the whole row"),
            RawColumn("detail", "text", "the cell or the count at fault"),
            RawColumn("line_text", "text", "the row as it stands in the file"),
            RawColumn("loaded_at", "timestamp", "time of the load"),
        ),
    ),
    RawTable(
        "batch_validation",
        "Great Expectations results on each loaded batch.",
        (
            RawColumn("file_id", "text", "file the batch came from"),
            RawColumn("format_code", "text", "declaration the expectations come from"),
            RawColumn("expectation", "text", "what was expected"),
            RawColumn("column_name", "text", "column looked at, blank when it is the whole batch"),
            RawColumn("is_success", "boolean", "whether the batch meets it"),
            RawColumn("observed_value", "text", "what was seen, and over how many rows"),
            RawColumn("unexpected_count", "bigint", "rows that do not meet it"),
            RawColumn("validated_at", "timestamp", "time of the validation"),
        ),
    ),
)


def bill_table(declaration: Declaration) -> RawTable:
    """Return the raw table of one format: its columns as text, then the technical columns."""
    cells = tuple(
        RawColumn(name, "text", column.about) for name, column in declaration.columns.items()
    )
    about = f"{declaration.title}: {declaration.grain}, cells as downloaded."
    return RawTable(declaration.code, about, cells + TECHNICAL_COLUMNS)


def raw_tables() -> Mapping[str, RawTable]:
    """Return every raw table by its name: bills by format code, then the register."""
    bills = [bill_table(declaration) for declaration in declarations().values()]
    return {table.name: table for table in (*bills, *REGISTER_TABLES)}
