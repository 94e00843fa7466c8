"""The module of each platform.

`write` puts a shop's bills into the inbox; `flow_texts` are the numbers its bills give movements.
"""

from simulator.files import douyin, jd, kuaishou, pdd, tmall, wxshop, xhs

WRITERS = {
    "douyin": douyin,
    "kuaishou": kuaishou,
    "wxshop": wxshop,
    "tmall": tmall,
    "xhs": xhs,
    "jd": jd,
    "pdd": pdd,
}
