"""What a load says about each file, and the one exception that refuses a file."""

from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Literal

Status = Literal["loaded", "duplicate", "refused", "unknown", "withdrawn"]
RefusalCode = Literal[
    "archive_member_encrypted",
    "archive_too_deep",
    "archive_too_large",
    "archive_unreadable",
    "cell_without_value",
    "cut_off",
    "empty_file",
    "html_too_long",
    "line_too_long",
    "missing_column",
    "no_good_row",
    "no_header",
    "not_text",
    "open_quote",
    "repeated_block",
    "rounded_ids",
    "sheets_differ",
    "too_many_columns",
    "twin_columns",
    "undecodable",
    "unknown_container",
    "unreadable_file",
    "unsplittable",
    "workbook_too_large",
    "workbook_unreadable",
    "wrong_encoding",
    "xml_with_doctype",
]


LineCode = Literal[
    "bad_date",
    "bad_number",
    "blank_cell",
    "direction_conflict",
    "rounded_id",
    "swallowed_lines",
    "too_few_fields",
    "too_many_fields",
    "unended_line",
    "unknown_direction",
    "wide_digits",
]


class RefusedFile(Exception):
    """A file that cannot be trusted as a whole; `status` is `unknown` when no format matches.

    `reason` is the code of the refusal and what was seen, e.g. `missing_column: 动账方向`.
    """

    def __init__(
        self,
        code: RefusalCode,
        detail: str,
        status: Status = "refused",
        format_code: str | None = None,
    ):
        self.reason = f"{code}: {detail}"
        super().__init__(self.reason)
        self.code: RefusalCode = code
        self.status: Status = status
        self.format_code = format_code


@dataclass(frozen=True)
class LoadResult:
    """The outcome of one file; the first nine fields are the JSON object of the command line."""

    file: str
    sha256: str
    format: str | None
    status: Status
    rows_read: int = 0
    rows_loaded: int = 0
    rows_quarantined: int = 0
    control_totals: dict[str, dict[str, object]] = field(default_factory=dict)
    reason: str | None = None
    rows_control: int = 0
    period_start: date | None = None
    period_end: date | None = None

    def as_json(self) -> dict[str, object]:
        """Return the public JSON object of this result."""
        shown = ("file", "sha256", "format", "status", "rows_read", "rows_loaded")
        shown += ("rows_quarantined", "control_totals", "reason")
        values = asdict(self)
        return {name: values[name] for name in shown}


@dataclass
class BillFile:
    """One row of `raw.bill_file`, filled while the file is read."""

    file_id: str
    file_name: str
    container_name: str | None
    byte_count: int
    loaded_at: datetime
    archive_path: str | None = None
    format_code: str | None = None
    format_version: str | None = None
    encoding: str | None = None
    sheet_name: str | None = None
    period_start: date | None = None
    period_end: date | None = None
    rows_read: int = 0
    rows_loaded: int = 0
    rows_quarantined: int = 0
    rows_control: int = 0
    control_totals: str = "{}"
    status: Status = "loaded"
    reason: str | None = None


@dataclass(frozen=True)
class Delivery:
    """One row of `raw.bill_file_delivery`."""

    file_id: str
    file_name: str
    source_folder: str
    container_name: str | None
    delivered_at: datetime


@dataclass(frozen=True)
class QuarantinedLine:
    """One row of `raw.quarantined_line`, without the columns that are the same for a whole file."""

    sheet_name: str | None
    line_number: int
    reason_code: LineCode
    column_name: str | None
    detail: str
    line_text: str
