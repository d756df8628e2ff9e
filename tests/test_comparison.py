"""Two runs held against each other: what the laws of a fair comparison are."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import yaml

import sim
from sim.comparison import Comparison, compare
from sim.comparison.attribution import REST, Plan
from sim.comparison.divergence import typical
from sim.comparison.inputs import Mixture, differences
from sim.comparison.pair import pair
from sim.comparison.parting import parting
from sim.comparison.sides import sides_of
from sim.comparison.wording import sentence, tables
from sim.load import load_text
from sim.manifest import RunError
from sim.outcomes import OutcomeError
from sim.record import CLASSES
from sim.scenario import Scenario
from sim.streams import SCHEME
from tests.conftest import SMALL

COST, SPREAD, SPEED = "actors.north.war.cost", "actors.north.types.sd_ln_cost", "front.speed"
PLEDGE = "mediator.pledge"
BOTH = {COST: 0.009, SPREAD: 0.8}


def made(scenario: Scenario, changes: dict | None = None, **options) -> sim.Result:
    return sim.run(scenario, changes=changes, **({"replications": 120, "weeks": 13} | options))


def scenario_with(edit) -> Scenario:
    raw = json.loads(json.dumps(SMALL))
    edit(raw)
    return load_text(yaml.safe_dump(raw, sort_keys=False))


@pytest.fixture(scope="module")
def two(small: Scenario) -> Comparison:
    """The small scenario, and the same with a dearer war whose cost is less well known."""
    return compare(made(small), made(small, BOTH))


def sums(found: Comparison) -> dict[tuple[str, int | None], float]:
    totals: dict[tuple[str, int | None], float] = {}
    for one in found.effects:
        totals[one.outcome, one.week] = totals.get((one.outcome, one.week), 0.0) + one.effect
    return totals


def test_only_inputs_that_differ_are_told_with_both_values(two: Comparison):
    told = {one["path"]: (one["a"], one["b"]) for one in two.as_json()["inputs"]}
    assert told == {SPREAD: (0, 0.8), COST: (0.002, 0.009)}


def test_texts_that_explain_are_no_inputs(small: Scenario):
    def reword(raw):
        raw["question"] = "Another question?"
        raw["actors"]["north"]["label"] = "The North"
        raw["cards"]["loan"]["why"] = "because"

    assert differences(small, scenario_with(reword)) == []


def test_a_range_alone_is_a_difference(small: Scenario):
    def widen(raw):
        raw["mediator"]["pledge"] = {"value": 0.05, "range": [0.01, 0.1], "source": "judgement", "why": "wide"}

    [one] = [change.as_json() for change in differences(small, scenario_with(widen))]
    assert (one["path"], one["change"], one["range_a"], one["range_b"]) == (PLEDGE, 0, None, [0.01, 0.1])


def test_the_same_inputs_and_luck_differ_by_nothing_at_all(small: Scenario):
    found = compare(made(small), made(small))
    assert found.rows and found.means
    for row in (*found.rows, *found.means):
        assert row.difference == row.low == row.high == 0
    assert found.same and found.effects == [] and found.divergence is None
    assert "same inputs, same luck" in found.notes[0] and sentence(found).startswith("Same inputs, same luck")


def test_effects_sum_to_the_difference_of_every_outcome(two: Comparison):
    rows = {(row.outcome, row.week): row.difference for row in two.rows}
    assert len(sums(two)) == 4
    for key, total in sums(two).items():
        assert total == pytest.approx(rows[key], abs=1e-12)
    assert any(abs(total) > 0.05 for total in sums(two).values())
    assert REST not in {one.path for one in two.effects}


def test_the_effect_of_two_changes_is_that_of_every_order(small: Scenario):
    """Worked by hand: each change adds the mean of what it adds first, and of what it adds last."""
    shares = {}
    for some in ((), (COST,), (SPREAD,), (COST, SPREAD)):
        columns = made(small, {path: BOTH[path] for path in some}).columns()
        shares[some] = float((columns["first_answer.north"] == 0).mean())
    by_cost = (shares[(COST,)] - shares[()] + shares[(COST, SPREAD)] - shares[(SPREAD,)]) / 2
    found = compare(made(small), made(small, BOTH), outcomes=["accept:north"])
    assert {one.path: one.effect for one in found.effects}[COST] == pytest.approx(by_cost, abs=1e-12)


def test_an_input_that_changes_nothing_has_no_effect(small: Scenario):
    quiet = scenario_with(lambda raw: raw["front"].update(disputed_km2=1000))
    loud = made(quiet, {COST: 0.01})
    found = compare(made(small), loud, outcomes=["accept:north", "signed_full@13"])
    effects = [one.effect for one in found.effects if one.path == "front.disputed_km2"]
    assert effects == [0.0, 0.0]
    assert any(one.effect != 0 for one in found.effects if one.path == COST)


def test_runs_in_the_other_order_differ_by_the_opposite(two: Comparison):
    back = compare_sides(two.b, two.a)
    there = {(row.outcome, row.week): row for row in back.rows}
    for row in two.rows:
        other = there[row.outcome, row.week]
        assert other.difference == -row.difference
        assert (other.low, other.high) == pytest.approx((-row.high, -row.low), abs=1e-12)
    mirrored = {(one.outcome, one.week, one.path): -one.effect for one in back.effects}
    for one in two.effects:
        assert mirrored[one.outcome, one.week, one.path] == pytest.approx(one.effect, abs=1e-12)


def compare_sides(a, b, **options) -> Comparison:
    return pair(a, b, options.pop("names", ()), attribution=options.pop("attribution", True))


def test_sampled_orders_sum_to_the_difference_too_and_mirror(small: Scenario, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sim.comparison.attribution.EXACT", 1)
    a, b = made(small), made(small, BOTH | {PLEDGE: 0.3})
    there, back = (compare(*sides, outcomes=["accept:north"]) for sides in ((a, b), (b, a)))
    [row] = [row for row in there.rows if row.outcome == "accept:north"]
    assert "orders of 3 changes" in there.notes[-1]
    assert sums(there)["accept:north", None] == pytest.approx(row.difference, abs=1e-12)
    assert {one.path: -one.effect for one in back.effects} == pytest.approx(
        {one.path: one.effect for one in there.effects}, abs=1e-12
    )


def test_saliences_of_one_actor_are_one_change(small: Scenario):
    def shift(raw):
        raw["actors"]["south"]["demands"]["scope"]["salience"] = 0.3
        raw["actors"]["south"]["demands"]["prisoners"]["salience"] = 0.7
        raw["front"]["speed"] = 0.02

    other = scenario_with(shift)
    mixture = Mixture(small, other, differences(small, other))
    assert sorted(len(part) for part in mixture.parts()) == [1, 2]


def test_blocks_that_one_lacks_are_told_and_mixed_with_what_names_them(small: Scenario):
    def shrink(raw):
        del raw["issues"]["prisoners"], raw["cards"]["loan"]
        for name in ("north", "south"):
            del raw["actors"][name]["demands"]["prisoners"]
            raw["actors"][name]["demands"]["scope"]["salience"] = 1

    found = compare(made(small), made(scenario_with(shrink)))
    told = found.as_json()
    assert [one["path"] for one in told["only_in_a"]] == ["issues.prisoners", "cards.loan"]
    assert told["only_in_b"] == []
    assert {one.path for one in found.effects} == {"cards.loan", "actors.north.demands.prisoners + 4 more"}
    assert any("loan" in note and "not compared" in note for note in found.notes)
    rows = {(row.outcome, row.week): row.difference for row in found.rows}
    assert all(total == pytest.approx(rows[key], abs=1e-12) for key, total in sums(found).items())


def test_another_seed_is_unpaired_and_not_attributed(small: Scenario):
    found = compare(made(small), made(small, BOTH, seed=1), outcomes=["accept:north", "conditional@13"])
    assert not any(row.paired for row in found.rows) and found.divergence is None
    assert any(note.startswith("unpaired: the seeds differ (0 and 1)") for note in found.notes)
    assert {one.path for one in found.effects} == {COST, SPREAD, REST}
    assert {one["path"] for one in found.run_differences} == {"seed"}
    same_inputs = compare(made(small), made(small, seed=1))
    assert same_inputs.effects == [] and not same_inputs.same


@pytest.mark.parametrize(("option", "words"), [({"fixed": True}, "drawn in the other"), ({"seed": 9}, "seeds differ")])
def test_other_luck_is_named(small: Scenario, option: dict, words: str):
    found = compare(made(small), made(small, **option), attribution=False)
    assert words in found.notes[0]


def test_another_stream_scheme_or_engine_is_told(small: Scenario):
    a, b = sides_of([made(small), made(small)])
    old = replace(b, streams=SCHEME + 1, engine="0.0.1", fresh=False)
    found = compare_sides(a, old, attribution=False)
    assert {one["path"] for one in found.run_differences} == {"streams", "engine"}
    assert "different schemes" in found.notes[0]


def test_the_first_common_replications_are_paired(small: Scenario):
    found = compare(made(small, replications=150), made(small, {COST: 0.01}), attribution=False)
    assert all(row.paired for row in found.rows)
    assert {row.count for row in found.rows if row.outcome.startswith("accept")} == {120}
    assert any("120 replications" in note and "150" in note for note in found.notes)


def test_shorter_and_older_runs_compare_as_far_as_they_can(small: Scenario):
    a, b = sides_of([made(small), made(small, {COST: 0.01}, weeks=6)])
    poorer = replace(b, columns={k: v for k, v in b.columns.items() if k not in ("signed_full", "first_answer.south")})
    found = compare_sides(a, poorer, names=["signed_full@4"], attribution=False)
    assert max(row.week or 0 for row in found.rows) == 6
    assert any("up to week 6" in note for note in found.notes)
    assert any("signed_full" in note for note in found.notes) and any("south" in note for note in found.notes)


def test_dates_of_both_stand_beside_each_other(small: Scenario):
    later = scenario_with(lambda raw: raw.update(as_of="2025-04-01"))
    found = compare(made(small), made(later), attribution=False)
    row = next(row for row in found.rows if row.week == 4)
    assert (row.date_a, row.date_b) == ("2025-04-08", "2025-04-29")
    assert any("counted from 2025-03-11" in note for note in found.notes)


def test_futures_that_an_engine_no_longer_makes_leave_a_rest(small: Scenario):
    a, b = sides_of([made(small), made(small, BOTH)])
    other = dict(b.columns) | {"first_answer.north": np.full(120, 2, np.int8)}
    found = compare_sides(a, replace(b, columns=other, fresh=False), names=["accept:north"])
    assert any("cannot be made again" in note for note in found.notes)
    [row] = [row for row in found.rows if row.outcome == "accept:north"]
    assert sums(found)["accept:north", None] == pytest.approx(row.difference, abs=1e-12)


def test_a_large_attribution_looks_at_fewer_futures_and_says_so(small: Scenario, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sim.comparison.attribution.BUDGET", 400)
    said: list[str] = []
    found = compare(made(small), made(small, BOTH), say=said.append)
    assert said == ["Which change made the difference: all 4 sets of 2 changes, 100 futures each."]
    rows = {(row.outcome, row.week): row.difference for row in found.rows}
    assert all(total == pytest.approx(rows[key], abs=1e-12) for key, total in sums(found).items())


def test_many_changes_are_taken_block_by_block(small: Scenario, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sim.comparison.attribution.MOST", 2)
    other = sim.run(small, changes={COST: 0.01, "actors.north.war.capacity": 1.5, PLEDGE: 0.3}, replications=1).scenario
    plan = Plan.of(Mixture(small, other, differences(small, other)), 100)
    assert sorted(len(part) for part in plan.parts) == [1, 2]


def test_the_typical_future_has_the_commonest_pair_of_ends_and_the_lowest_number():
    full, no = CLASSES.index("full_ceasefire"), CLASSES.index("rejected")
    a = np.array([[no, no], [no, no], [no, no], [full, full], [no, no]])
    b = np.array([[no, no], [full, full], [no, full], [no, no], [full, full]])
    assert typical(np.stack([a, b])) == (1, 3)
    assert typical(np.stack([a, a])) is None
    met_again = np.array([[no, no], [full, no], [no, no], [full, full], [no, no]])
    assert typical(np.stack([a, met_again])) == (1, 1)


def test_where_the_ways_part_is_the_first_decision_that_differs(two: Comparison):
    found = two.divergence
    by = found["diverged_by_week"]
    assert by == sorted(by) and 0 < by[-1] <= 1
    told = found["typical"]
    assert told["as_saved"] and told["a"]["did"] != told["b"]["did"] and told["a"]["phase"] == told["phase"]
    ends = [side.columns["class.13"][told["replication"]] for side in (two.a, two.b)]
    assert [CLASSES[end] for end in ends] == [told["a_ends"], told["b_ends"]]
    lines = parting(two)
    assert any(f"future {told['replication']}" in line for line in lines)
    assert any("worth" in line and "chance" in line for line in lines)


def test_three_runs_are_held_against_the_first(small: Scenario):
    base, dear, rich = made(small), made(small, {COST: 0.01}), made(small, {PLEDGE: 0.3})
    found = compare(base, dear, rich)
    [other] = found.as_json()["others"]
    assert [one["path"] for one in other["inputs"]] == [PLEDGE]
    assert {one.path for one in found.others[0].effects} == {PLEDGE}
    head = next(table.head for table in tables(found) if table.title.startswith("First answers"))
    assert head == ("Of 100 futures", "A", "B", "C")


def test_a_scenario_is_simulated_as_the_first_run_was(small: Scenario, scenario_file: Path, store: Path):
    run = made(small, seed=3).save("base")
    found = compare("base", f"{scenario_file}:dear", attribution=False)
    assert (found.b.seed, found.b.replications, found.b.weeks) == (3, 120, 13)
    assert found.luck.paired and [one.path for one in found.changes] == [COST]
    assert found.a.name == run.name


def test_a_damaged_run_is_refused(small: Scenario, store: Path):
    run = made(small).save("base")
    table = run.folder / "futures.parquet"
    data = bytearray(table.read_bytes())
    data[len(data) // 2] ^= 1
    table.write_bytes(data)
    with pytest.raises(RunError, match="not what was saved"):
        compare("base", run)


def test_what_is_neither_run_nor_scenario_is_refused(store: Path):
    with pytest.raises(RunError, match="no saved run"):
        compare("march-2025", "no-such-thing")


def test_an_outcome_asked_for_is_compared_and_attributed(small: Scenario):
    found = compare(made(small), made(small, {COST: 0.01}), outcomes=["full_ceasefire@9"])
    assert [(row.outcome, row.week) for row in found.rows].count(("full_ceasefire", 9)) == 1
    assert {(one.outcome, one.week) for one in found.effects} == {("full_ceasefire", 9)}
    with pytest.raises(OutcomeError, match="no outcome is called"):
        compare(made(small), made(small), outcomes=["fullceasefire"])


def test_json_is_what_it_says(two: Comparison):
    told = json.loads(json.dumps(two.as_json(), allow_nan=False))
    assert {"inputs", "outcomes", "attribution", "only_in_a", "only_in_b", "divergence", "runs", "notes"} <= set(told)
    assert {"outcome", "week", "a", "b", "difference", "low", "high", "paired"} <= set(told["outcomes"][0])
    assert {"outcome", "week", "path", "effect"} <= set(told["attribution"][0])
    assert "others" not in told


def test_tables_for_python_have_a_row_for_each(two: Comparison):
    assert set(two.inputs.path) == {COST, SPREAD}
    assert len(two.outcomes) == len(two.rows)
    summed = two.attribution.groupby("outcome").effect.sum()
    differences = two.outcomes.set_index("outcome").difference
    assert summed["accept:north"] == pytest.approx(differences["accept:north"], abs=1e-12)
