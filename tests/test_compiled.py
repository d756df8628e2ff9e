"""The compiled rules and the model week by week give the same futures; nobody runs rules built from other sources."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim import compiled
from sim.cli import main
from sim.compiled import build
from sim.load import load_scenario
from sim.negotiation import Negotiation, drawn_world, simulate
from sim.printing import SLOW
from sim.scenario import Scenario
from tests.random_scenarios import random_scenario
from tests.test_twin import differing

HOW = "build them: python sim/compiled/build.py"


def test_compiled_rules_are_there_and_those_of_these_sources() -> None:
    assert (build.HERE / build.LIBRARY).exists(), HOW
    assert compiled.library() is not None, f"they were built from other sources: {HOW}"


def both(scenario: Scenario, **how: Any) -> Mapping[str, Any]:
    """Facts in which they differ."""
    return differing(simulate(scenario, **how), Negotiation(scenario, **how).run())


@pytest.mark.parametrize("seed", range(40))
def test_futures_are_those_of_the_model(seed: int) -> None:
    assert not both(random_scenario(seed), seed=seed, count=250)


@pytest.mark.parametrize(
    "name", ["march-2025", "january-2022", "istanbul-2022", "november-2025-plan", "historical/korea-1951-06"]
)
def test_futures_of_shipped_scenarios_are_those_of_the_model(name: str) -> None:
    assert not both(load_scenario(name), seed=1, count=1500)


def test_luck_is_found_at_the_same_address() -> None:
    march = load_scenario("march-2025")
    assert not both(march, seed=2**64 - 1, first=1019, count=40, weeks=60), "over the edge of a block, and of weeks"
    assert not both(march, seed=3, first=5, count=30, per_draw=4)
    assert not both(march, seed=3, count=30, fixed=True, weeks=0)


def test_points_of_a_design_and_numbers_drawn_elsewhere() -> None:
    march = load_scenario("march-2025")
    some = {"behaviour.discount": np.linspace(0.95, 0.99, 5), "mediator.pledge": np.linspace(0.1, 0.5, 5)}
    assert not both(march, seed=4, first=7, count=20, points=some)
    assert not both(march, seed=4, count=5, drawn=some)


def test_older_processors_find_the_same_futures() -> None:
    scenario = random_scenario(7)
    luck, tables, which = drawn_world(scenario, seed=5, count=400)
    old = compiled.futures(tables, luck, which, scenario.horizon_weeks, rules="parley_run_plain")
    assert not differing(old, simulate(scenario, seed=5, count=400))


def test_rules_built_from_other_sources_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled.library.cache_clear()
    monkeypatch.setattr(compiled, "fingerprint", lambda: "of other sources")
    try:
        assert compiled.library() is None
        told = simulate(load_scenario("toy/ultimatum"), seed=1, count=50)  # by the model itself
    finally:
        monkeypatch.undo()
        compiled.library.cache_clear()
    assert not differing(told, simulate(load_scenario("toy/ultimatum"), seed=1, count=50))


def test_a_run_without_compiled_rules_says_so_and_comes_to_the_same(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["run", "march-2025", "--replications", "40", "--weeks", "6", "--seed", "1", "--format", "json"]
    asked.append("--no-save")
    assert main(asked) == 0
    fast = capsys.readouterr()
    monkeypatch.setattr(compiled, "library", lambda: None)
    assert main(asked) == 0
    slow = capsys.readouterr()
    assert slow.out == fast.out and SLOW in slow.err and SLOW not in fast.err


PROBE = """
#include "lanes.h"
void probe(const double *x, double *e, double *l, double *one_e, double *one_l, int count) {
    for (int m = 0; m < count; m += LANES) {
        put(e + m, lanes_exp_of(lanes(x + m)));
        put(l + m, lanes_log_of(lanes_exp_of(lanes(x + m) * 0.5)));
    }
    for (int m = 0; m < count; m++) one_e[m] = exp_of(x[m]), one_l[m] = log_of(exp_of(x[m] * 0.5));
}
"""


def compiled_probe(source: str, folder: Path) -> Any:
    """The function `probe` of some C source, compiled as the rules are."""
    (folder / "probe.c").write_text(source)
    whole = str(folder / "probe.so")
    build.compile_each(str(folder), [f"-I{build.HERE}", "-shared", str(folder / "probe.c"), "-o", whole])
    return ctypes.CDLL(whole).probe


def test_exponentials_and_logarithms_are_right_to_the_last_digits(tmp_path: Path) -> None:
    probe = compiled_probe(PROBE, tmp_path)
    x = np.concatenate([np.linspace(-699, 699, 20_001), np.linspace(-1, 1, 19_999)])
    found = np.empty((4, len(x)))
    probe(
        x.ctypes.data_as(ctypes.c_void_p), *(row.ctypes.data_as(ctypes.c_void_p) for row in found), len(x)
    )
    for exp, log in (found[:2], found[2:]):
        assert (np.abs(exp / np.exp(x) - 1) < 4e-16).all()
        assert (np.abs(log - x / 2) < 2e-16 * np.maximum(np.abs(x), 1)).all()


def test_exponentials_end_in_nothing_and_in_a_large_number(tmp_path: Path) -> None:
    source = '#include "lanes.h"\ndouble probe(double x) { return lanes_exp_of(all_lanes(x))[3]; }\n'
    probe = compiled_probe(source, tmp_path)
    probe.restype, probe.argtypes = ctypes.c_double, [ctypes.c_double]
    assert [probe(x) for x in (-np.inf, -701.0, 0.0, np.inf)] == [0, 0, 1, pytest.approx(np.exp(700))]
