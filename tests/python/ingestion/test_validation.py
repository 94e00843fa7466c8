"""Great Expectations: what a declaration promises is checked on each batch and kept as rows."""

import json
from datetime import datetime

import ingestion
from tests.python.ingestion.bills import as_csv, fund_rows, golden_bytes, put


def rows_of(sql: str) -> list[tuple]:
    with ingestion.open_sink() as sink:
        return sink.query(sql)


def test_results_of_good_and_bad_batches_are_kept(inbox):
    put(inbox / "item.csv", golden_bytes("tmall_order_item", "gb18030"))
    put(inbox / "1.csv", golden_bytes("douyin_fund", "utf-8-sig"))
    broken = fund_rows(2, 动账场景="货款结算入账", 订单实付应结="1.00")
    broken[1][0] = "2002-06-01 10:00:00"
    put(inbox / "2.csv", as_csv(broken))
    with ingestion.open_sink() as sink:
        last = list(ingestion.load_paths([inbox], sink))[1]
    assert last.file.endswith("2.csv")
    found = rows_of(
        "select format_code, expectation, column_name, file_id, observed_value, unexpected_count "
        "from raw.batch_validation where not is_success order by expectation"
    )
    assert [row[:4] for row in found] == [
        ("douyin_fund", "expect_column_values_to_be_between", "动账时间", last.sha256),
        (
            "douyin_fund",
            "expect_column_values_to_be_in_set",
            "the net amount is the sum of its components, fees and refund negative",
            last.sha256,
        ),
    ]
    assert [row[5] for row in found] == [1, 2]
    observed = json.loads(found[0][4])
    assert (observed["rows_looked_at"], observed["rows_loaded"], observed["files"]) == (5, 5, 2)
    [(good,)] = rows_of(
        "select count(*) from raw.batch_validation where is_success "
        "and format_code = 'tmall_order_item'"
    )
    assert good >= 5


def test_a_time_of_day_beside_its_date_promises_no_day(inbox):
    put(inbox / "a.csv", golden_bytes("tmall_wechat_settlement", "gb18030"))
    put(inbox / "b.csv", golden_bytes("tmall_wechat_settlement_v8", "utf-8-sig"))
    with ingestion.open_sink() as sink:
        list(ingestion.load_paths([inbox], sink))
    found = rows_of("select column_name, is_success from raw.batch_validation order by 1")
    assert ("入帐时间", True) in found
    assert all(is_success for _, is_success in found)


def test_duplicates_are_not_validated_again(inbox):
    path = put(inbox / "a.csv", as_csv(fund_rows(1)))
    for _ in range(2):
        with ingestion.open_sink() as sink:
            list(ingestion.load_paths([path], sink))
    [(moments,)] = rows_of("select count(distinct validated_at) from raw.batch_validation")
    assert moments == 1


def test_the_declared_dates_of_assumptions_are_dates():
    found = [a.as_of for d in ingestion.declarations().values() for a in d.assumptions]
    assert found
    assert all(day < datetime.now().date() for day in found)
