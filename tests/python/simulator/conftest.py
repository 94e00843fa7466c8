"""One small company for all tests of the simulator."""

from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from simulator.company import make_company, read_parameters
from simulator.publish import write_files
from simulator.truth import tables, write_truth
from simulator.world import World, simulate

PREFIXES = {"kuaishou": "ks", "wxshop": "wx", "xhs": "xhs", "jd": "jd", "pdd": "pdd"}


@dataclass(frozen=True)
class Written:
    """A simulated world, where its files lie, and its truth tables as frames."""

    world: World
    inbox: Path
    truth_folder: Path
    truth: dict


def describe(folder: Path) -> Path:
    """The company with a shop on every platform, and bank accounts and couriers of every kind."""
    parameters = read_parameters()
    sold = {shop["platform"] for shop in parameters["shops"]}
    parameters["shops"] += [
        {
            "id": f"{PREFIXES[code]}01",
            "platform": code,
            "number": 50 + number,
            "name": f"{code} 旗舰店",
            "weight": 0.25,
            "bank": "cmb_0001",
            "ad_share": 0.05 * (code in ("jd", "pdd")),
            "channels": {"live": 0.4, "shelf": 0.4, "affiliate": 0.2},
            "courier": "yto" if code == "pdd" else "zto",
        }
        for number, code in enumerate(sorted(set(parameters["platforms"]) - sold))
    ]
    tmall = next(shop for shop in parameters["shops"] if shop["platform"] == "tmall")
    tmall |= {"ad_share": 0.05, "courier": "cainiao"}
    parameters["banks"] |= {"wage": "ccb_0001", "tax_payment": "pingan_0001", "rent": "cmbc_0001"}
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "company.yml"
    path.write_text(yaml.safe_dump(parameters, allow_unicode=True), encoding="utf-8")
    return path


def write_company(folder: Path, seed: int, months: int = 3, orders_per_day: float = 45) -> Written:
    world = simulate(make_company(seed, months, orders_per_day, describe(folder)))
    write_files(world, folder / "inbox")
    write_truth(world, folder / "truth")
    frames = {name: table.to_pandas() for name, table in tables(world)}
    return Written(world, folder / "inbox", folder / "truth", frames)


@pytest.fixture(scope="session")
def company(tmp_path_factory) -> Written:
    return write_company(tmp_path_factory.mktemp("company"), seed=11)
