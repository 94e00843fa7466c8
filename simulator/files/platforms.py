"""The modules of each platform.

`write` puts a shop's bills into the inbox; `flow_texts` are the numbers its bills give movements.
"""

from simulator.files import (
    douyin,
    douyin_repeats,
    jd,
    jd_repeats,
    kuaishou,
    pdd,
    pdd_repeats,
    taobao_ads,
    tmall,
    tmall_repeats,
    wxshop,
    xhs,
)

WRITERS = {
    "douyin": douyin,
    "kuaishou": kuaishou,
    "wxshop": wxshop,
    "tmall": tmall,
    "xhs": xhs,
    "jd": jd,
    "pdd": pdd,
}
# Exports beside the bills, after which they come: they repeat what the bills say, or tell of ads.
BESIDE = {
    "douyin": (douyin_repeats,),
    "tmall": (tmall_repeats, taobao_ads),
    "jd": (jd_repeats,),
    "pdd": (pdd_repeats,),
}
