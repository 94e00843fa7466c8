"""`python -m simulator check`: what the warehouse found against what was planted.

Every planted fault must be found under its own reason and nothing else may be flagged; the month
totals of the journal must equal the truth to the cent; every settlement line that reconciliation
reads must belong to the order that the truth links it to.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table

FOUND_IN_RECORDS = "merged_deposit"
FOUND_IN_FILES = "duplicate_download"
MONTH_FIGURES = ("revenue_net", "vat", "cost", "fees", "refunds_net")
EXCEPTIONS = """
    select reason_code, sub_order_id, order_id, match_key
    from reconciliation.recon_exceptions
"""
MERGED = f"""
    select records.reason_code, records.reconciliation_id, members.side_key as payout_id
    from reconciliation.reconciliation_record as records
    inner join reconciliation.recon_payout_matches as members
        on records.match_key = members.match_key and records.platform_code = members.platform_code
    where records.reason_code = '{FOUND_IN_RECORDS}' and members.side_code = 'left'
    order by members.side_key
"""
DELIVERIES = f"""
    select '{FOUND_IN_FILES}' as reason_code, source_folder || '/' || file_name as match_key
    from star.bill_file_dim
    where delivery_count > 1
"""
LINK_KEY = ["shop_id", "flow_number", "order_id", "occurred_at", "amount"]
SETTLEMENT_LINES = """
    select
        shop_id,
        coalesce(flow_number, '') as flow_number,
        coalesce(order_id, '') as order_id,
        occurred_at,
        line_amount as amount,
        count(distinct bill_line_id) as line_count
    from star.transaction_fact
    where bill_kind = 'settlement'
    group by shop_id, flow_number, order_id, occurred_at, line_amount
"""
# Whatever sales and refunds credit besides receivables, VAT and goods is revenue, of any line kind.
JOURNAL = """
    select
        accounting_period,
        shop_id,
        sum(case when voucher_type_code in ('sale', 'refund')
            and account_code not like '1122%' and account_code not like '2221%'
            and account_code not like '1406%' and account_code not like '6401%'
            then credit_amount - debit_amount else 0 end) as revenue_net,
        sum(case when voucher_type_code in ('sale', 'refund') and account_code like '22210107%'
            then credit_amount - debit_amount else 0 end) as vat,
        sum(case when account_code like '6401%' then debit_amount - credit_amount else 0 end)
            as cost,
        sum(case when voucher_type_code = 'fund_flow'
            and (account_code like '66%' or account_code like '6711%')
            then debit_amount - credit_amount else 0 end) as fees,
        sum(case when voucher_type_code = 'refund'
            and account_code not like '1122%' and account_code not like '2221%'
            and account_code not like '1406%' and account_code not like '6401%'
            then debit_amount - credit_amount else 0 end) as refunds_net
    from accounting.journal
    where voucher_type_code not in ('period_close', 'year_close')
    group by accounting_period, shop_id
"""


@dataclass(frozen=True)
class Tally:
    """Faults of one kind: planted, found, missed, and flagged without being planted."""

    code: str
    planted: int
    found: int
    missed: tuple[str, ...]
    false: tuple[str, ...]

    @property
    def is_exact(self) -> bool:
        """Everything found and nothing else flagged."""
        return not self.missed and not self.false


Query = Callable[[str], pd.DataFrame]


def open_duckdb() -> Query:
    """Queries against $STORELEDGER_DATA/storeledger.duckdb, read only."""
    import duckdb  # noqa: PLC0415 - the other target must not need this driver

    path = Path(os.environ.get("STORELEDGER_DATA") or "data") / "storeledger.duckdb"
    if not path.exists():
        raise FileNotFoundError(f"no warehouse at {path}: run the pipeline first")
    connection = duckdb.connect(str(path), read_only=True)

    def query(sql: str) -> pd.DataFrame:
        try:
            return rows_of(connection.execute(sql))
        except duckdb.CatalogException as error:
            raise ValueError(f"the warehouse at {path} is not built: {error}") from error

    return query


def open_postgres() -> Query:
    """Queries against the PostgreSQL of STORELEDGER_PG_*."""
    import psycopg2  # noqa: PLC0415

    names = {
        "host": "HOST",
        "port": "PORT",
        "user": "USER",
        "password": "PASSWORD",
        "dbname": "DBNAME",
    }
    settings = {key: os.environ.get(f"STORELEDGER_PG_{name}") for key, name in names.items()}
    connection = psycopg2.connect(**{key: value for key, value in settings.items() if value})

    def query(sql: str) -> pd.DataFrame:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return rows_of(cursor)

    return query


def rows_of(cursor) -> pd.DataFrame:
    """A DB-API result as a frame of Python objects, so that money stays Decimal."""
    names = [column[0] for column in cursor.description]
    return pd.DataFrame(cursor.fetchall(), columns=names, dtype=object)


def tally_keys(code: str, planted: list[set[str]], flagged: list[set[str]]) -> Tally:
    """Match planted faults and flags, each given by the keys under which it may be known."""
    known = set().union(*planted) if planted else set()
    seen = set().union(*flagged) if flagged else set()
    missed = [keys for keys in planted if not keys & seen]
    false = [keys for keys in flagged if not keys & known]
    return Tally(code, len(planted), len(planted) - len(missed), label(missed), label(false))


def label(entries: list[set[str]]) -> tuple[str, ...]:
    """A readable key of each entry."""
    return tuple(sorted(max(keys) for keys in entries))


def keys_of(frame: pd.DataFrame, columns: list[str]) -> list[set[str]]:
    """The non-empty keys of each row; a `|` separates keys of a group."""
    rows = frame[columns].fillna("").to_numpy(dtype=object).tolist()
    return [{key for cell in row for key in str(cell).split("|") if key} for row in rows]


def merged_runs(members: pd.DataFrame) -> pd.DataFrame:
    """One row per merged deposit; its key is every payout of the run, so that all must be right."""
    runs = members.groupby(["reason_code", "reconciliation_id"])["payout_id"].agg("+".join)
    return runs.rename("match_key").reset_index()


def tally_faults(truth: pd.DataFrame, query: Query) -> list[Tally]:
    """One tally per planted kind, and one for every reason that nobody planted."""
    flags = query(EXCEPTIONS)
    flags = pd.concat([flags, merged_runs(query(MERGED)), query(DELIVERIES)], ignore_index=True)
    codes = sorted(set(truth["fault_code"]) | set(flags["reason_code"]))
    columns = ["sub_order_id", "order_id", "match_key", "group_keys"]
    return [
        tally_keys(
            code,
            keys_of(truth[truth["fault_code"] == code], columns),
            keys_of(flags[flags["reason_code"] == code], columns[:3]),
        )
        for code in codes
    ]


def month_differences(truth: pd.DataFrame, query: Query) -> pd.DataFrame:
    """Rows of period, shop, figure, truth and books where the two differ."""
    key = ["accounting_period", "shop_id"]
    shops = truth["shop_id"].unique()
    books = query(JOURNAL)
    books = books[books["shop_id"].isin(shops)]
    columns = [*key, *MONTH_FIGURES]
    long = [
        frame[columns].melt(key, var_name="figure", value_name=name).set_index([*key, "figure"])
        for frame, name in ((truth, "truth"), (books, "books"))
    ]
    both = long[0].join(long[1], how="outer").fillna(Decimal("0.00"))
    return both[both["truth"] != both["books"]].reset_index()


def link_differences(truth: pd.DataFrame, query: Query) -> pd.DataFrame:
    """Settlement lines, by what names them, that truth and books do not hold equally often."""
    settled = truth[truth["bill_kind"] == "settlement"].rename(columns={"owner_id": "shop_id"})
    counts = settled.groupby(LINK_KEY).size().rename("truth")
    lines = query(SETTLEMENT_LINES)
    lines = lines[lines["shop_id"].isin(truth["owner_id"].unique())]
    lines = lines.assign(occurred_at=pd.to_datetime(lines["occurred_at"]))
    books = lines.set_index(LINK_KEY)["line_count"].rename("books")
    both = counts.to_frame().join(books, how="outer").fillna(0).astype(int)
    return both[both["truth"] != both["books"]].reset_index()


def show_links(console: Console, count: int, differences: pd.DataFrame) -> None:
    """Print the comparison of settlement lines."""
    console.print(f"{count} settlement lines, {len(differences)} differ from the books")
    for row in differences.head(10).itertuples(index=False):
        place = f"{row.shop_id} {row.order_id} {row.occurred_at} {row.amount}"
        console.print(f"{place}: truth {row.truth} lines, books {row.books}")


def show(console: Console, tallies: list[Tally], differences: pd.DataFrame, months: int) -> None:
    """Print the faults and the month totals."""
    table = Table("fault", "planted", "found", "missed", "false", title="Planted faults")
    for tally in tallies:
        numbers = (tally.planted, tally.found, len(tally.missed), len(tally.false))
        table.add_row(tally.code, *map(str, numbers), style=None if tally.is_exact else "red")
    console.print(table)
    for tally in tallies:
        for kind, keys in (("missed", tally.missed), ("false", tally.false)):
            if keys:
                console.print(f"{tally.code} {kind}: {', '.join(keys[:10])}")
    console.print(f"{months} month totals, {len(differences)} differ from the books")
    for row in differences.head(40).itertuples(index=False):
        place = f"{row.accounting_period} {row.shop_id} {row.figure}"
        console.print(f"{place}: truth {row.truth}, books {row.books}")


def check(truth_folder: Path, target: str) -> int:
    """Compare and print; 0 when every fault is found, none is false and everything ties."""
    console = Console()
    query = open_postgres() if target == "postgres" else open_duckdb()
    fault = pq.read_table(truth_folder / "fault.parquet").to_pandas().astype(object)
    total = pq.read_table(truth_folder / "month_total.parquet").to_pandas()
    link = pq.read_table(truth_folder / "bill_line_link.parquet").to_pandas()
    tallies = tally_faults(fault, query)
    differences = month_differences(total, query)
    unlinked = link_differences(link, query)
    show(console, tallies, differences, len(total) * len(MONTH_FIGURES))
    show_links(console, int((link["bill_kind"] == "settlement").sum()), unlinked)
    ties = differences.empty and unlinked.empty
    return 0 if ties and all(tally.is_exact for tally in tallies) else 1
