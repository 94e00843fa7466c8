"""The identities of a row: the residual of every row is stored, to the last decimal."""

from decimal import Decimal

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ingestion
from ingestion.cells import check
from ingestion.declarations import Identity, header_key
from ingestion.identities import residuals
from tests.python.ingestion.bills import as_csv, fund_rows, golden_rows, put
from tests.python.ingestion.test_golden import GOLDEN, GOLDEN_VERSIONS
from tests.python.ingestion.test_sinks import postgres  # noqa: F401

RESIDUALS = "select _line_number, _residual from raw.{} order by _line_number"


def of(identity: Identity, **cells: list[str | None]) -> list[Decimal | None]:
    columns = {name: pa.array(values, pa.string()) for name, values in cells.items()}
    return residuals(identity, columns, len(next(iter(cells.values())))).to_pylist()


def test_residuals_are_decided_to_the_cent():
    when = {"column": "kind", "values": ["a"]}
    total = Identity(about="x", result="total", plus=("one", "two", "absent"), when=when)
    found = of(
        total,
        total=["0.30", "0.31", None, "0.30"],
        one=["0.10", "0.10", None, "0.10"],
        two=["0.20", "0.20", None, "0.20"],
        kind=["a", "a", "a", "b"],
    )
    assert found == [0, Decimal("0.01"), 0, None]


def test_a_product_is_rounded_half_up():
    identity = Identity(about="x", result="r", product=("quantity", "cost"))
    assert Decimal("3") * Decimal("0.335") == Decimal("1.005")
    found = of(identity, quantity=["3.00", "3.00"], cost=["0.335", "0.335"], r=["1.01", "1.00"])
    assert found == [0, Decimal("-0.01")]


def test_a_product_with_other_terms_and_the_columns_it_needs():
    cells = {"quantity": ["3.00"], "cost": ["0.335"], "paid": ["7.00"], "freight": ["6.00"]}
    priced = {"about": "x", "result": "paid", "product": ("quantity", "cost"), "plus": ("freight",)}
    assert of(Identity(**priced), **cells) == [Decimal("-0.01")]
    assert of(Identity(**priced, needs=("cost",)), **cells) == [Decimal("-0.01")]
    assert of(Identity(**priced, needs=("absent",)), **cells) == [None]


def test_an_expense_total_of_either_sign_is_taken_off():
    identity = Identity(about="x", result="r", plus=("income",), minus_absolute=("expense",))
    found = of(identity, r=["9.00", "9.00"], income=["10.00", "10.00"], expense=["1.00", "-1.00"])
    assert found == [0, 0]


Cents = st.integers(-(10**15), 10**15)


@given(st.lists(st.tuples(Cents, Cents, Cents, Cents), min_size=1, max_size=20), st.booleans())
def test_any_amounts(rows, has_fractions):
    """Against integers: the sums are exact for any amounts that a bill can hold."""

    def shown(cents: int) -> str:
        sign, units = ("-" if cents < 0 else ""), abs(cents)
        tail = "001" if has_fractions else ""
        return f"{sign}{units // 100}.{units % 100:02d}{tail}"

    identity = Identity(about="x", result="r", plus=("p",), minus=("m",), minus_absolute=("a",))
    columns = dict(
        zip("rpma", ([shown(c) for c in column] for column in zip(*rows, strict=True)), strict=True)
    )
    expected = [
        sum(Decimal(s) * w for s, w in zip(cells[:3], (1, -1, 1), strict=True))
        + abs(Decimal(cells[3]))
        for cells in zip(*columns.values(), strict=True)
    ]
    assert of(identity, **columns) == expected


@pytest.mark.parametrize("target", ["duckdb", "postgres"])
def test_every_row_keeps_its_residual(target, inbox, load, request):
    if target == "postgres":
        request.getfixturevalue("postgres")
    rows = fund_rows(4, 动账场景="货款结算入账", 动账金额="10.00", 订单实付应结="10.00")
    rows[2][rows[0].index("平台服务费")] = "-0.01"
    rows[3][rows[0].index("订单实付应结")] = "10.00001"
    rows[4][rows[0].index("动账场景")] = "提现"
    settlement = golden_rows("douyin_settlement")
    put(inbox / "a.csv", as_csv(rows))
    put(inbox / "b.csv", as_csv(settlement))
    with ingestion.open_sink(target) as sink:
        list(ingestion.load_paths([inbox], sink))
        found = sink.query(RESIDUALS.format("douyin_fund"))
        settled = sink.query(RESIDUALS.format("douyin_settlement"))
    residual = [Decimal(0), Decimal("0.01"), Decimal("-0.00001"), None]
    assert found == list(zip(range(2, 6), residual, strict=True))
    assert [row[1] for row in settled] == [0, 0]


def test_the_first_broken_identity_counts(inbox, load, query):
    """抖音 orders have three: the last is told where the others hold."""
    rows = golden_rows("douyin_order")
    header = rows[0]
    rows[1][header.index("平台优惠")] = "1.00"
    rows[2][header.index("订单应付金额")] = "0.00"
    rows[3][header.index("平台优惠")] = "1000.00"
    rows[3][header.index("订单应付金额")] = "0.00"
    load(put(inbox / "a.csv", as_csv(rows)))
    found = [row["_residual"] for row in query(RESIDUALS.format("douyin_order"))]
    numbers = [dict(zip(header, row, strict=True)) for row in golden_rows("douyin_order")[1:]]
    payable = [Decimal(row["订单应付金额"].replace(",", "")) for row in numbers]
    before = Decimal(numbers[0]["平台优惠"] or 0)
    assert found == [before - 1, -payable[1], -payable[2]]


@pytest.mark.parametrize(
    ("cells", "residual"),
    [
        ({}, 0),
        ({"平台服务费": "-2.24", "支出合计": "-2.24"}, 0),
        ({"结算金额": "42.50"}, Decimal("0.01")),
        ({"用户实付": "43.00"}, Decimal("0.85")),
        ({"平台服务费": "2.00"}, Decimal("0.24")),
        ({"商品总价": "48.80"}, Decimal("0.10")),
        ({"结算单类型": "结算后退款-原路退回"}, 0),
    ],
)
def test_every_total_of_a_settlement_is_checked(cells, residual, inbox, load, query):
    header, explanation, row, _ = golden_rows("douyin_settlement")
    row = [cells.get(name, cell) for name, cell in zip(header, row, strict=True)]
    load(put(inbox / "a.csv", as_csv([header, explanation, row])))
    assert [found["_residual"] for found in query(RESIDUALS.format("douyin_settlement"))] == [
        residual
    ]


DECLARED = [
    (code, identity)
    for code, declaration in ingestion.declarations().items()
    for identity in declaration.identities
]


def golden_cells(code: str) -> list[dict[str, pa.Array]]:
    """The canonical cells of the format's golden files, one for each version."""
    declaration, found = ingestion.declarations()[code], []
    for name, golden in (GOLDEN | GOLDEN_VERSIONS).items():
        if code not in (name, name.removesuffix(f"_{golden.version}")):
            continue
        lines = golden_rows(name)
        names = [declaration.by_header[header_key(c)] for c in lines[golden.header_line - 1] if c]
        rows = [lines[line - 1][: len(names)] for line in golden.data_lines]
        columns = zip(names, zip(*rows, strict=True), strict=True)
        with duckdb.connect() as engine:
            found.append(
                {
                    name: check(
                        pa.array(cells, pa.string()), declaration.columns[name], engine
                    ).canonical
                    for name, cells in columns
                }
            )
    return found


def as_settlement_kind(identity: Identity, cells: dict[str, pa.Array]) -> dict[str, pa.Array]:
    """The rows under the kind an identity is for: no golden row is a refund after settlement."""
    kind = "结算单类型"
    if kind not in cells or not identity.when:
        return cells
    return cells | {kind: pa.repeat(pa.scalar(identity.when.values[0]), len(cells[kind]))}


@pytest.mark.parametrize(("code", "identity"), DECLARED)
def test_a_cent_breaks_every_declared_identity(code, identity):
    judged = 0
    for golden in golden_cells(code):
        cells = as_settlement_kind(identity, golden)
        result = pc.cast(pc.fill_null(cells[identity.result], "0.00"), pa.decimal128(28, 8))
        more = pc.cast(pc.add(result, pa.scalar(Decimal("0.01"))), pa.string())
        own = residuals(identity, cells, len(result)).to_pylist()
        broken = residuals(identity, cells | {identity.result: more}, len(result)).to_pylist()
        assert set(own) <= {0, None}
        assert broken == [None if residual is None else Decimal("0.01") for residual in own]
        judged += len(own) - own.count(None)
    assert judged > 0
