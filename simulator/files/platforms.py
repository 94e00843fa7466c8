"""The modules of each platform.

`write` puts a shop's bills into the inbox; `flow_texts` are the numbers its bills give movements;
`settlement_entries`, where a settlement bill comes before the money, are its lines.
"""

from simulator.files import (
    douyin,
    douyin_repeats,
    inspections,
    jd,
    jd_repeats,
    kuaishou,
    pdd,
    pdd_repeats,
    taobao_ads,
    tmall,
    tmall_repeats,
    tmall_reports,
    wxpay,
    wxshop,
    xhs,
    youzan,
)

WRITERS = {
    "douyin": douyin,
    "kuaishou": kuaishou,
    "wxshop": wxshop,
    "tmall": tmall,
    "xhs": xhs,
    "jd": jd,
    "pdd": pdd,
    "wxpay": wxpay,
    "youzan": youzan,
}
# Exports beside the bills, after which they come: they repeat what the bills say, or tell of ads.
BESIDE = {
    "douyin": (douyin_repeats, inspections),
    "wxshop": (inspections,),
    "tmall": (tmall_repeats, tmall_reports, taobao_ads),
    "jd": (jd_repeats,),
    "pdd": (pdd_repeats,),
}
