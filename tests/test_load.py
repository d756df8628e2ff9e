"""Variants, extends, changes, and the whole of what is wrong at once."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.load import (
    ScenarioError,
    load_scenario,
    load_text,
    locate,
    parse_changes,
    put_together,
    read_once,
    scenario_text,
)
from sim.scenario import Quantity
from sim.shelf import split_variant
from tests.faults import TEMPLATE, assert_refused, edited, marked, problems

VARIANT = "actors.north.war.cost: 0.0032"


def number(path: str, value: object) -> Quantity:
    """A number of the template after a change; path ends in actor.war.key or front.key."""
    part: object = load_text(TEMPLATE, changes={path: value})
    for name in path.split("."):
        part = part[name] if isinstance(part, dict) else getattr(part, name)
    assert isinstance(part, Quantity)
    return part


def refusal(*args: object, **kwargs: object) -> str:
    with pytest.raises(ScenarioError) as refused:
        load_text(*args, **kwargs)  # type: ignore[arg-type]
    return str(refused.value)


# --- all at once


def test_faults_of_shape_names_and_sums_are_told_together_and_by_line():
    assert_refused(
        edited(
            ("as_of: 2025-01-06", "as_of: ▸tomorrow"),
            ("- label: critical sites", "- ▸lable: critical sites"),
            (
                "    demands:\n      scope: {ideal: no truce, salience: 0.1}",
                "    ▸demands:\n      scope: {ideal: no truce, salience: 0.5}",
            ),
            ("role: mediator", "role: ▸medator"),
            ("side_b: south", "side_b: ▸sout"),
            ("target: north", "target: ▸norht"),
            ("package: thirty_days", "package: ▸thirty"),
        ),
        "unknown key 'lable'; did you mean 'label'?",
        "sums to 1.400",
        "did you mean 'mediator'?",
        "'sout'",
        "'norht'",
    )


def test_what_only_follows_from_a_fault_is_not_told():
    assert_refused(edited(("    label: Who watches", "    ▸lable: Who watches")), "unknown key 'lable'")
    assert_refused(edited(("\nissues:", "\n▸isues:")), "did you mean 'issues'?")
    assert_refused(edited(("\nactors:", "\n▸actorz:")), "did you mean 'actors'?")
    assert_refused(
        edited(("monitoring: {ideal: nobody, salience: 0.1}", "monitoring: {ideal: nobody, ▸saliense: 0.1}")),
        "salience",
    )


def test_a_block_that_is_missing_is_named_with_what_belongs_there():
    text = TEMPLATE.replace("opening: {proposer: envoy, package: thirty_days}", "")
    assert "the scenario has no 'opening'; add opening: a mapping with proposer, package" in refusal(text)


def test_an_error_survives_the_way_to_another_process():
    with pytest.raises(ScenarioError) as refused:
        load_text("name: x")
    assert pickle.loads(pickle.dumps(refused.value)).problems == refused.value.problems


# --- changes


def test_a_plain_number_keeps_the_unit_and_moves_the_range_in_proportion():
    changed = number("actors.north.war.cost", 0.002)
    assert (changed.value, changed.unit) == (0.002, "stake a week")
    assert changed.range == pytest.approx((0.001 * 0.002 / 0.0016, 0.0025 * 0.002 / 0.0016))


def test_a_range_that_no_longer_holds_the_value_moves_in_proportion():
    changed = number("actors.north.war.capacity", 2.1)  # was 1.05 in [0.95, 1.15]
    assert changed.range == pytest.approx((1.9, 2.3))


def test_a_range_moves_no_further_than_its_kind_allows():
    share = (
        load_text(
            edited(("share_resolute: 0.25", "share_resolute: {value: 0.5, range: [0.3, 0.7]}")),
            changes={"actors.envoy.resolve.share_resolute": 0.9},
        )
        .actors["envoy"]
        .resolve.share_resolute
    )
    assert share.range == pytest.approx((0.54, 1.0))
    discount = load_text(TEMPLATE, changes={"behaviour.discount": 0.995}).behaviour.discount
    assert discount.range is not None and discount.range[1] < 1


def test_a_range_turns_with_the_sign():
    text = edited(("south: {value: -0.003,", "south: {value: -0.003, range: [-0.004, -0.002],"))
    changed = load_text(text, changes={"cards.aid_pause.effects.inflow.south": 0.003})
    assert changed.cards["aid_pause"].effects.inflow["south"].range == pytest.approx((0.002, 0.004))


def test_a_range_around_zero_is_dropped_when_the_value_leaves_it():
    text = edited(("  shock_sd: 0.6", "  shock_sd: {value: 0, range: [0, 0.1]}"))
    assert load_text(text, changes={"front.shock_sd": 0.5}).front.shock_sd == Quantity(value=0.5)


def test_a_mapping_replaces_the_whole_number():
    assert number("actors.north.war.cost", {"value": 0.01}) == Quantity(value=0.01)


def test_levels_are_reached_by_number_or_by_label_also_with_dots_in_it():
    text = edited(
        ("whole theatre # a", "whole theatre, 100.0 km # a"),
        ("scope: whole theatre}", "scope: 2}"),
        ("{scope: whole theatre, mon", "{scope: 2, mon"),
    )
    text = text.replace("ideal: whole theatre", "ideal: 2").replace("scope: whole theatre}", "scope: 2}")
    for name in ("2", "whole theatre, 100.0 km"):
        scenario = load_text(text, changes={f"issues.scope.levels.{name}.hazard": 0.05})
        assert scenario.issues["scope"].levels[2].hazard.value == 0.05


def test_what_the_file_leaves_at_its_default_can_be_changed():
    changes = {
        "issues.recognition.levels.1.hazard": 0.1,
        "actors.south.resolve.share_resolute": 0.1,
        "rules.candidates": "all",
        "actors.south.war.aid.north": 0.001,
        "front.held_by_a": 0.5,
    }
    scenario = load_text(TEMPLATE, changes=changes)
    assert scenario.issues["recognition"].levels[1].hazard.value == 0.1
    assert scenario.actors["south"].resolve.share_resolute.value == 0.1
    assert scenario.rules.candidates == "all" and scenario.front.held_by_a.value == 0.5


def test_the_only_red_line_needs_no_number():
    for path in ("actors.south.demands.posture.red_line.cost", "actors.south.demands.posture.red_line.0.cost"):
        assert load_text(TEMPLATE, changes={path: 0.9}).actors["south"].demands["posture"].red_line[0].cost.value == 0.9


def test_nothing_takes_a_key_away():
    scenario = load_text(TEMPLATE, changes={"cards.aid_pause": None, "mediator.withdrawal": None})
    assert set(scenario.cards) == {"export_ban", "walk_away"} and scenario.mediator.withdrawal is None


def test_a_scenario_with_changes_carries_no_variants():
    assert load_text(TEMPLATE).variants and not load_text(TEMPLATE, changes={"horizon_weeks": 13}).variants


@pytest.mark.parametrize(
    ("path", "way_out"),
    [
        ("actors.north.war.costs", "did you mean 'actors.north.war.cost'?"),
        ("north.war.cost", "did you mean 'actors.north.war.cost'?"),
        ("cards.export_bann.blowback", "did you mean 'cards.export_ban.blowback'?"),
        ("issues.scope.levels.all.hazard", "known: no truce"),
        ("issues.scope.levels.7.hazard", "has no '7'"),
        ("actors.north.label.x", "actors.north.label is a single value"),
        ("horizon", "did you mean 'horizon_weeks'?"),
        ("", "has no ''"),
        ("...", "has no ''"),
    ],
)
def test_a_misspelt_path_is_told_with_the_nearest_right_one(path: str, way_out: str):
    said = refusal(TEMPLATE, changes={path: 1})
    assert said.startswith(f"change {path}: ") and way_out in said


@pytest.mark.parametrize("value", ["much", -1, float("nan"), [1], {"valu": 1}, True, object()])
def test_a_change_to_something_impossible_is_refused_at_the_change(value: object):
    assert refusal(TEMPLATE, changes={"actors.north.war.cost": value}).startswith("change actors.north.war.cost: ")


def test_a_change_that_upsets_a_sum_is_told_at_the_change():
    said = refusal(TEMPLATE, changes={"actors.north.demands.scope.salience": 0.3})
    assert said.startswith("change actors.north.demands.scope.salience: salience of north sums to 1.200")


def test_a_number_out_of_its_bounds_is_named_as_it_was_written_and_not_by_the_range_that_moved_with_it():
    said = refusal(TEMPLATE, changes={"behaviour.weight_of_no": 1.5})
    assert said == "change behaviour.weight_of_no: found 1.5, expected at least 0 and at most 1"


def test_a_change_that_takes_an_earlier_one_back_is_refused_and_the_other_order_is_not():
    both = {"behaviour.discount": 0.98, "behaviour": "stated"}
    said = refusal(TEMPLATE, changes=both)
    assert "takes back what the change of behaviour.discount did before it; write that one after it" in said
    written = "  flat:\n    question: Why?\n    set: {behaviour.discount: 0.98, behaviour: stated}\n"
    inside = TEMPLATE.replace("  costlier_war:\n", f"{written}  costlier_war:\n", 1)
    assert inside != TEMPLATE and "takes back what the change of behaviour.discount did" in refusal(inside)
    kept = load_text(TEMPLATE, changes=dict(reversed(both.items()))).behaviour
    assert kept.discount.value == 0.98


def test_changes_on_the_command_line_are_read_like_a_file():
    given = ["horizon_weeks=52", "name=a=b", "x.y={value: 1, range: [0, 2]}", "rules.conditional=off"]
    assert parse_changes(given) == {
        "horizon_weeks": 52,
        "name": "a=b",
        "x.y": {"value": 1, "range": [0, 2]},
        "rules.conditional": "off",
    }


@pytest.mark.parametrize("given", ["horizon_weeks", "=3", "a={", "a=*b"])
def test_a_change_that_is_no_change_is_refused(given: str):
    with pytest.raises(ScenarioError, match="change"):
        parse_changes([given])


# --- variants


def test_a_variant_changes_values_and_asks_its_own_question():
    scenario = load_text(TEMPLATE, variant="costlier_war")
    assert scenario.actors["north"].war is not None and scenario.actors["north"].war.cost.value == 0.0032
    assert scenario.question == "What if the war cost North twice as much?" and not scenario.variants


def test_an_unknown_variant_is_told_with_the_nearest():
    assert "no variant is called 'costlier'; did you mean 'costlier_war'?" in refusal(TEMPLATE, variant="costlier")


def test_a_fault_of_a_variant_is_told_at_its_own_line_though_nobody_asked_for_it():
    assert_refused(edited((VARIANT, "▸actors.north.war.costt: 1")), "'actors.north.war.cost'")
    assert_refused(
        edited((VARIANT, "actors.north.war.cost: ▸-1".replace("▸", "")), ("set: {actors", "set: {▸actors")),
        "variant costlier_war: actors.north.war.cost",
    )
    assert_refused(
        edited((VARIANT, "▸actors.north.demands.scope.salience: 0.3")), "variant costlier_war: salience of north"
    )
    assert_refused(edited((VARIANT, "▸cards.export_ban.reversible: yes")), "expected true or false; write true")
    assert_refused(edited((VARIANT, "▸packages.thirty_days.terms.scope: all of it")), "no level 'all of it'")


def test_a_fault_of_the_scenario_is_not_told_again_for_each_variant():
    assert len(problems(edited(("holder: envoy", "holder: envy")))) == 1


def test_a_sound_variant_of_a_faulty_scenario_may_mend_it():
    text = edited(("shock_sd: 0.6", "shock_sd: -1"), (VARIANT, "front.shock_sd: 1"))
    assert load_text(text, variant="costlier_war").front.shock_sd.value == 1


# --- behaviour


def test_behaviour_is_merged_number_by_number():
    default, changed = load_text(TEMPLATE), load_text("behaviour: {act_rate: 0.7}\n" + TEMPLATE)
    assert changed.behaviour.act_rate == Quantity(value=0.7)
    assert changed.behaviour.discount == default.behaviour.discount


# --- extends


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "base.yaml").write_text(TEMPLATE, encoding="utf-8")
    return tmp_path


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def refused_file(path: Path) -> str:
    with pytest.raises(ScenarioError) as refused:
        load_scenario(path)
    return str(refused.value)


def test_a_file_that_extends_another_sets_values_and_overrides_keys(folder: Path):
    child = write(
        folder / "child.yaml",
        "extends: base.yaml\nname: Child\nhorizon_weeks: 13\nset: {actors.north.war.cost: 0.002}\n"
        "variants: {long: {question: Longer?, set: {horizon_weeks: 52}}}\n",
    )
    scenario = load_scenario(child)
    assert (scenario.name, scenario.horizon_weeks) == ("Child", 13)
    assert scenario.actors["north"].war is not None and scenario.actors["north"].war.cost.value == 0.002
    assert set(scenario.variants) == {"costlier_war", "stronger_ban", "long"}
    assert load_scenario(f"{child}:long").horizon_weeks == 52


def test_a_fault_in_an_extended_file_is_told_in_that_file(folder: Path):
    text, [(line, column)] = marked(edited(("side_b: south", "side_b: ▸sout")))
    write(folder / "base.yaml", text)
    said = refused_file(write(folder / "child.yaml", "extends: base.yaml\n"))
    assert f"{folder / 'base.yaml'}:{line}:{column}: no actor is called 'sout'" in said


def test_a_fault_in_set_is_told_at_its_line(folder: Path):
    child = write(folder / "child.yaml", "extends: base.yaml\nset:\n  actors.north.war.costs: 1\n  front.speed: -1\n")
    said = refused_file(child)
    assert f"{child}:3:3: actors.north.war has no 'costs'" in said and f"{child}:4:3: front.speed: found -1" in said


@pytest.mark.parametrize("name", ["../outside.yaml", "link.yaml", "sub/../../outside.yaml", "/etc/hostname"])
def test_extends_does_not_leave_the_folder(tmp_path: Path, name: str):
    inner = tmp_path / "inner"
    inner.mkdir()
    write(tmp_path / "outside.yaml", TEMPLATE)
    (inner / "link.yaml").symlink_to(tmp_path / "outside.yaml")
    child = write(inner / "child.yaml", f"extends: {name}\n")
    assert f"{child}:1:10: `extends` {name!r} leaves the folder" in refused_file(child)


def test_extends_in_a_circle_is_refused(folder: Path):
    write(folder / "a.yaml", "extends: b.yaml\n")
    write(folder / "b.yaml", "extends: a.yaml\n")
    assert "`extends` goes in a circle: a.yaml -> b.yaml -> a.yaml" in refused_file(folder / "a.yaml")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("extends: bas.yaml", "no such file; did you mean 'base.yaml'?"),
        ("extends: 12", "found the number 12"),
        ("extends: [base.yaml]", "found a list of 1"),
        ("extends: ''", "expected the name of a file"),
        ('extends: "a\\0b"', "expected the name of a file"),
        ("extends: .", "no such file"),
        ("extends: base.yaml\nset: 3", "expected paths such as"),
    ],
)
def test_extends_of_what_is_no_file_is_refused(folder: Path, text: str, words: str):
    assert words in refused_file(write(folder / "child.yaml", text))


def test_set_without_extends_is_refused():
    assert "`set` without `extends`" in refusal("set: {horizon_weeks: 3}\n" + TEMPLATE)


def test_a_text_in_no_file_extends_nothing():
    assert "stands in no folder" in refusal("extends: base.yaml")


# --- files and names


def test_a_file_is_found_by_its_path_and_a_folder_is_not_a_file(folder: Path):
    assert load_scenario(folder / "base.yaml") == load_text(TEMPLATE)
    assert "no such file" in refused_file(folder / "bas.yaml")
    (folder / "dir.yaml").mkdir()
    assert "is a folder" in refused_file(folder / "dir.yaml")


def test_a_large_file_is_refused_unread(folder: Path):
    assert "1,000,000 bytes" in refused_file(write(folder / "large.yaml", "#" * 1_000_001))


def test_an_unknown_name_is_refused():
    with pytest.raises(ScenarioError, match="no scenario is called 'no-such-talks'"):
        locate("no-such-talks")


@pytest.mark.parametrize("name", ["C:\\talks.yaml", "C:/talks.yaml", "talks.yaml", "toy/fearon"])
def test_a_colon_of_a_path_names_no_variant(name: str):
    assert split_variant(name) == (name, None)


# --- written out


def test_a_scenario_written_out_is_read_back_the_same():
    odd = edited(
        ("label: North", "label: '1e3'"), ("label: South", "label: 'no: yes, #1'"), ("label: How long", 'label: "0o17"')
    )
    for scenario in (
        load_text(TEMPLATE),
        load_text(odd),
        load_text(TEMPLATE, variant="costlier_war"),
        load_text(TEMPLATE, changes={"behaviour.discount": {"value": 0.97}, "cards.export_ban.reversible": True}),
        load_text(
            edited(
                (
                    "packages: #",
                    "events: [{label: e, date: 2025-02-01, target: north, effects: {blame: 0.1}}]\npackages: #",
                )
            )
        ),
    ):
        assert load_text(scenario_text(scenario)) == scenario


def test_a_scenario_written_out_repeats_no_aliases():
    assert "&" not in scenario_text(load_text(TEMPLATE)) and "*" not in scenario_text(load_text(TEMPLATE))


WORDS = [
    *("actors", "north", "war", "cost", "value", "range", "demands", "posture", "red_line", "if", "label", "x", "0"),
    *("issues", "scope", "levels", "cards", "export_ban", "lifted_by", "terms", "variants", "set", "behaviour"),
    *("discount", "-1", "sources", "packages", "front"),
]
PATHS = st.lists(st.sampled_from([*WORDS, "whole theatre", ""]), min_size=1, max_size=6).map(".".join)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.dates() | st.just("north"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["value", "range", "x"]), inner),
    max_leaves=5,
)


@given(st.dictionaries(PATHS, VALUES, min_size=1, max_size=3))
@settings(max_examples=150, deadline=None)
def test_no_change_does_more_than_be_refused(changes: dict[str, object]):
    try:
        scenario = load_text(TEMPLATE, changes=changes)
    except ScenarioError as error:
        assert error.problems
    else:
        assert load_text(scenario_text(scenario)) == scenario


def test_what_was_read_once_is_put_together_again_and_again(scenario_file: Path):
    draft = read_once(scenario_file)
    for changes in ({}, {"actors.north.war.cost": 0.004}, {"actors.north.war.cost": 0.005}):
        assert put_together(draft, "dear", changes) == load_scenario(scenario_file, "dear", changes)
