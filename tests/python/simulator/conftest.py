"""One small company for all tests of the simulator."""

from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from simulator.company import make_company, read_parameters
from simulator.publish import write_files
from simulator.truth import tables, write_truth
from simulator.world import World, simulate


@dataclass(frozen=True)
class Written:
    """A simulated world, where its files lie, and its truth tables as frames."""

    world: World
    inbox: Path
    truth_folder: Path
    truth: dict


# Shops whose only bills are those of a payment service, as nobody exports their orders.
OWN_SHOPS = (
    {"id": "wp01", "platform": "wxpay", "number": 9, "name": "微信小程序"},
    {"id": "yz01", "platform": "youzan", "number": 10, "name": "有赞微商城"},
)


def describe(folder: Path) -> Path:
    """The company with shops of one size, so that even a small one has every event everywhere."""
    parameters = read_parameters()
    for shop in OWN_SHOPS:
        own = {"weight": 1.0, "bank": "cmb_0001", "ad_share": 0.0, "channels": {"shelf": 1.0}}
        parameters["shops"].append({**shop, **own})
    for shop in parameters["shops"]:
        shop["weight"] = 1 / len(parameters["shops"])
    parameters["fees"]["small_payment_share"] = 0.02
    parameters["fees"]["inspection"]["share_of_orders"] = 0.06
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
