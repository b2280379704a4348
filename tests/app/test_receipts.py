"""Receipts and guesses on the wire; and the codes that docs/protocol.md translates."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from app.frames import Flag, Id
from engine import explain, quantities
from tests.app.commands import SPIRAL, Driver, started
from tests.app.test_protocol import rows, section

ENGINE = Path(__file__).resolve().parents[2] / "engine"
W00 = {"name": "W0", "index": [0, 0]}
GRADIENT = {"kind": "gradient", **W00}


def receipt(driver: Driver) -> Any:
    """The receipt of the next frame; None where it is empty."""
    text = driver.frame()[1][Id.RECEIPT]
    return json.loads(text) if text else None


def test_a_receipt_comes_with_every_exact_frame() -> None:
    driver = started()
    assert Id.RECEIPT not in driver.frame()[1]
    driver.do("subscribe", explain=GRADIENT)
    first = receipt(driver)
    assert first == json.loads(json.dumps(explain(driver.experiment, GRADIENT).as_json()))
    driver.do("step")
    assert receipt(driver)["next"]["terms"][0]["value"] == pytest.approx(first["next"]["value"])
    driver.do("move_point", index=0, point=[2.0, 2.0])
    assert receipt(driver)["terms"][0]["factors"][1] == 2.0
    driver.do("play", rate=1000)
    seen = set()
    for _ in range(12):
        driver.clock.now += 0.034
        driver.advance()
        header, sections = driver.frame()
        seen.add((bool(header.flags & Flag.EXACT), Id.RECEIPT in sections))
    assert seen == {(True, True), (False, False)}
    driver.do("subscribe", explain=None)
    assert Id.RECEIPT not in driver.frame()[1]


def test_a_receipt_needs_no_tables() -> None:
    driver = started()
    driver.do("subscribe", tables=False, regions=False, explain={"kind": "total"})
    sections = driver.frame()[1]
    assert json.loads(sections[Id.RECEIPT])["value"] == sections[Id.TOTALS][0, 2]


def test_a_number_that_is_no_more_has_an_empty_receipt() -> None:
    driver = started(SPIRAL)
    unit = {"kind": "activation", "layer": 0, "unit": 5, "point": 199}
    driver.do("subscribe", explain=unit)
    assert receipt(driver)["quantity"] == unit
    driver.do("configure", changes={"hidden": [{"units": 5}]})
    assert receipt(driver) is None
    driver.do("configure", changes={"hidden": [{"units": 6}]})
    assert receipt(driver) is not None
    driver.do("remove_point", index=0)
    assert receipt(driver) is None


def test_an_impossible_number_is_refused_and_the_last_one_stays() -> None:
    driver = started()
    driver.do("subscribe", explain=GRADIENT)
    refused = driver.do("subscribe", explain={"kind": "loss", "point": 9})
    assert (refused["type"], refused["field"]) == ("refused", "quantity.point")
    assert receipt(driver)["quantity"] == GRADIENT
    other = Driver()
    assert other.do("subscribe", explain={"kind": "loss", "point": 9})["type"] == "applied"
    other.do("start", config={})
    assert receipt(other) is None, "before a start nothing is known"


LONG = 10**300
HOSTILE: list[Any] = [
    {"kind": "x" * 100_000},
    {"kind": "loss", "point": LONG},
    {"kind": "loss", "point": -LONG},
    {"kind": "loss", "point": 0.5},
    {"kind": "loss", "point": None},
    {"kind": "loss", "point": [[[[0]]]]},
    {"kind": {"kind": "loss"}},
    {"kind": "score", "point": 0, "unit": LONG},
    {"kind": "z", "layer": LONG, "unit": 0, "point": 0},
    {"kind": "next", "name": "W" * 50_000, "index": [0, 0]},
    {"kind": "next", "name": {"W0": 1}, "index": [0, 0]},
    {"kind": "next", "name": "W0", "index": [0] * 20_000},
    {"kind": "next", "name": "W0", "index": [LONG, LONG]},
    {"kind": "next", "name": "W0", "index": {"0": 0}},
    {"kind": "next", "name": "W0", "index": [[0], [0]]},
    {"kind": "parameter", **W00},
    {str(i): i for i in range(5_000)},
    {},
]


@pytest.mark.parametrize("quantity", HOSTILE, ids=[f"{i}" for i in range(len(HOSTILE))])
def test_what_is_no_number_is_refused_in_few_words(quantity: Any) -> None:
    driver = started()
    refused = driver.do("subscribe", explain=quantity)
    assert refused["type"] == "refused"
    assert refused["field"].startswith("quantity")
    assert len(json.dumps(refused)) < 2_000
    if quantity.get("kind") != "parameter":
        assert driver.do("answer", quantity=quantity, value=1.0)["type"] == "refused"
    assert driver.do("ping")["type"] == "applied"


def test_a_guess_is_checked_and_a_wrong_one_tells_no_number() -> None:
    driver = started({"data": "lecture_frame"})
    for guess, right in ((1.12, True), (-1.12, False)):
        applied = driver.do("answer", quantity={"kind": "parameter", **W00}, value=guess)
        *_, event = driver.events("answered")
        assert event["id"] == applied["id"]
        assert event["quantity"] == {"kind": "parameter", **W00}
        assert (event["right"], event["value"]) == (right, 1.1239 if right else None)
        assert event["apart"] == pytest.approx(abs(1.1239 - guess))
    driver.do("answer", quantity=GRADIENT, value=100.0, tolerance=1000)
    assert driver.events("answered")[-1]["right"]
    assert driver.do("answer", quantity=GRADIENT, value=0, tolerance=-1)["field"] == "tolerance"
    assert Driver().do("answer", quantity=GRADIENT, value=0)["code"] == "closed"


def test_how_far_a_guess_is_from_an_infinite_number() -> None:
    driver = started({"data": "cs231n", "loss": "squared_error"})
    driver.do("set_param", name="W0", index=[0, 0], value=1e300)
    driver.do("answer", quantity={"kind": "total"}, value=1.0)
    event = driver.events("answered")[-1]
    assert (event["right"], event["apart"], event["value"]) == (False, None, None)


def test_a_receipt_of_many_samples_is_small() -> None:
    driver = started({"data": {"name": "blobs", "count": 1000}, "batch_size": 400})
    driver.do("subscribe", explain=GRADIENT)
    assert len(driver.frame()[1][Id.RECEIPT]) < 24_000
    found = receipt(driver)
    assert found["rest"]["count"] == 1000 - 64
    assert found["next"]["parts"][0]["rest"]["count"] == 400 - 64


def table(head: str) -> dict[str, str]:
    """The cells of a table, by each name in the first of a row."""
    part = section(8).split(f"| {head} |")[1].split("\n\n")[0]
    found = {}
    for row in rows(part):
        found |= {name: " ".join(row[1:]) for name in re.findall(r"`(\w+)`", row[0])}
    return found


def used(pattern: str) -> set[str]:
    """What the modules of receipts write out by a pattern."""
    source = "".join(path.read_text("utf-8") for path in sorted(ENGINE.glob("receipts_*.py")))
    return set(re.findall(pattern, source))


def test_every_kind_and_every_code_is_described() -> None:
    kinds = table("kind")
    assert kinds.keys() == quantities.FIELDS.keys()
    for kind, fields in quantities.FIELDS.items():
        described = re.findall(r"`(\w+)`", kinds[kind])
        assert set(described) == set(fields), kind
    # The names of penalties and of the parts of a total are taken from them.
    terms = used(r'\b[Tt]erm\(\s*"(\w+)"') | {"l1", "l2", "data_loss", "penalty"}
    assert table("code of a term").keys() == terms
    operations = table("code of an operation")
    assert operations.keys() == {"divide", "times", "add", "into", "apply"}
    for code in operations:
        whats = used(rf'\b{code}\((?:[^"\n]|\([^"\n]*\))*?, "(\w+)"')
        assert whats, code
        assert whats <= set(re.findall(r"`(\w+)`", operations[code])), code
    parts = set(re.findall(r"`(\w+)`", section(8).split("`what` one of")[1]))
    assert used(r'(?:part|mean_square|_corrected|_sum_root)\((?:update, )?"(\w+)"') <= parts
