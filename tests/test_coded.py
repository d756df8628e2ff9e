"""A case is a row of codes: what a code book sets, and what is said of a row that does not fit it."""

import json

import numpy as np
import pytest

from sim.load import ScenarioError, load_scenario, read_once
from sim.scenario import quantities
from sim.shelf import folder

TEMPLATE = folder() / "historical" / "template.yaml"
BOOK = read_once(TEMPLATE).root.child("codes").plain()
FIRST = {code: next(iter(entry["steps"])) for code, entry in BOOK.items()}


@pytest.fixture
def case(tmp_path):
    """Writes a case beside a copy of the template: its codes, or a text in place of them."""
    (tmp_path / "template.yaml").write_text(TEMPLATE.read_text(encoding="utf-8"), encoding="utf-8")

    def write(steps=None, head="extends: template.yaml\nname: A case\nas_of: 1940-02-23\n", **changed):
        steps = FIRST | changed if steps is None else steps
        body = json.dumps(steps).replace('"', "")
        path = tmp_path / "case.yaml"
        path.write_text(f"{head}coded:\n  source: recall\n  confidence: low\n  steps: {body}\n", encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize("code", BOOK)
def test_every_step_of_every_code_makes_a_scenario(code, case):
    for step in BOOK[code]["steps"]:
        assert load_scenario(case(**{code: step})).name == "A case"


@pytest.mark.parametrize("code", BOOK)
def test_every_step_changes_something_or_is_the_one_that_the_template_is_written_in(code, case):
    made = [load_scenario(case(**{code: step})) for step in BOOK[code]["steps"]]
    assert all(one != other for i, one in enumerate(made) for other in made[:i])


def test_a_code_sets_its_numbers_with_the_source_of_the_case_and_says_why(case):
    cost = load_scenario(case(cost_b="ruinous", gap="far")).actors["b"].war.cost
    assert (cost.value, cost.source, cost.confidence) == (0.006, "recall", "low")
    assert cost.why == "coded cost_b = ruinous: army, economy or people are near what they can bear"


def test_a_step_multiplies_what_other_codes_have_set_whatever_their_order(case):
    slow, fast = (load_scenario(case(cost_b="ruinous", gap="far", pace=pace)).actors["b"].war.cost
                  for pace in ("slow", "fast"))  # fmt: skip
    assert (fast.value, fast.ends) == (2 * slow.value, (2 * slow.ends[0], 2 * slow.ends[1]))
    assert (fast.source, fast.unit) == ("recall", slow.unit)
    assert fast.why.startswith(f"{slow.why}; 2 times that: coded pace = fast: ")


def test_steps_multiply_one_after_the_other(case):
    plain, both = (load_scenario(case(cost_a="heavy", gap=gap, pace=pace)).actors["a"].war.cost.value
                   for gap, pace in (("far", "slow"), ("near", "low")))  # fmt: skip
    assert both == pytest.approx(plain * 1.2 * 0.5)


@pytest.mark.parametrize(
    ("times", "message"),
    [
        ("{actors.a.war.csot: 2}", "did you mean 'actors.a.war.cost'"),
        ("{actors.a.label: 2}", "no number stands there"),
        ("{issues.length.levels.days.hazard_multiplier: 2}", "no number stands there"),  # left at its default of 1
        ("{actors.a.war.cost: much}", "found text 'much', expected a number"),
        ("{actors.a.war.cost: .inf}", "expected a factor above 0"),
        ("{actors.a.war.cost: -1}", "expected a factor above 0"),
    ],
)
def test_a_factor_that_fits_nowhere_is_refused_with_its_line(times, message, case):
    path = case(gap="near")
    template = path.with_name("template.yaml")
    text = template.read_text(encoding="utf-8")
    wrong = text.replace("times: {actors.a.war.cost: 1.2, actors.b.war.cost: 1.2,", f"times: {times[:-1]},", 1)
    assert wrong != text
    template.write_text(wrong, encoding="utf-8")
    for file in (path, template):  # a case, and the book by itself
        with pytest.raises(ScenarioError, match=message) as error:
            load_scenario(file)
        assert "template.yaml:" in str(error.value)


@pytest.mark.parametrize("slip", ["time:", "times: 2 #"])
def test_a_slip_in_the_book_is_refused_in_every_case(slip, case):
    path = case(gap="near")
    template = path.with_name("template.yaml")
    text = template.read_text(encoding="utf-8")
    start = text.index("        times: {actors.a.war.cost: 1.2")
    end = text.index("        set:\n          issues.status", start)
    template.write_text(text[:start] + f"        {slip} {{}}\n" + text[end:], encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"did you mean 'times'|expected a mapping"):
        load_scenario(path)


def test_a_factor_widens_a_range_around_nought(case):
    path = case(gap="near")
    template = path.with_name("template.yaml")
    text = template.read_text(encoding="utf-8")
    template.write_text(text.replace("actors.a.war.cost: 1.2,", "actors.a.war.worth_of_halt: 2,", 1), encoding="utf-8")
    assert load_scenario(path).actors["a"].war.worth_of_halt.ends == (-1.6, 1.6)


def test_what_a_case_does_not_code_keeps_the_judgement_of_the_template(case):
    found = {path: source for path, _, source in quantities(load_scenario(case(ahead="a_far")))}
    assert found["actors.a.war.capacity"] == "recall"
    assert found["actors.b.war.capacity"] == "judgement"


def test_mirrored_codes_give_mirrored_wars(case):
    """Sides a and b are names: to swap them in the codes swaps what they are given, to the last number."""
    def numbers(scenario, swap):
        names = {"a": "b", "b": "a"} if swap else {}
        return {
            ".".join(names.get(part, part) for part in path.split(".")): number.value
            for path, number, _ in quantities(scenario) if path.startswith(("actors.a.war", "actors.b.war"))
        }  # fmt: skip

    one = load_scenario(case(ahead="a_far", unmet="a", cost_a="light", patron_b="heavy"))
    other = load_scenario(case(ahead="b_far", unmet="b", cost_b="light", patron_a="heavy"))
    assert numbers(one, swap=True) == numbers(other, swap=False)


def test_a_code_left_out_is_named_with_its_line(case):
    without = {code: step for code, step in FIRST.items() if code != "pace"}
    with pytest.raises(ScenarioError, match=r"case.yaml:7:10: no answer to pace; a case chooses one step"):
        load_scenario(case(without))


def test_a_step_that_a_code_does_not_have_is_named_with_the_right_one(case):
    with pytest.raises(ScenarioError, match=r"case.yaml:7:\d+: pace has no step 'fastt'; did you mean 'fast'\?"):
        load_scenario(case(pace="fastt"))


def test_a_code_that_the_book_does_not_have_is_named_with_the_right_one(case):
    with pytest.raises(ScenarioError, match=r"the code book has no code 'pcae'; did you mean 'pace'\?"):
        load_scenario(case(FIRST | {"pcae": "fast"}))


def test_codes_without_a_code_book_are_refused(case):
    with pytest.raises(ScenarioError, match="`coded` without a code book"):
        load_scenario(case(head="name: A case\nas_of: 1940-02-23\n"))


def test_an_answer_that_is_no_word_is_told_as_what_it_is(case):
    with pytest.raises(ScenarioError, match=r"case.yaml:7:\d+: steps.pace: found a list of 1, expected text"):
        load_scenario(case(pace=["fast"]))


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ("confidence:", "confidense:", r"case.yaml:6:3: unknown key 'confidense'; did you mean 'confidence'\?"),
        (": low", ": great", r"case.yaml:6:15: confidence: found text 'great', expected 'low',"),
    ],
)
def test_a_slip_in_what_a_case_says_of_its_codes_is_told_with_what_is_right(right, wrong, message, case):
    path = case()
    path.write_text(path.read_text(encoding="utf-8").replace(right, wrong), encoding="utf-8")
    with pytest.raises(ScenarioError, match=message):
        load_scenario(path)


def test_a_case_of_codes_runs(case):
    from sim.negotiation import simulate

    futures = simulate(load_scenario(case()), seed=1, count=64, weeks=13)
    assert futures.classes.shape == (64, 14)


def test_numbers_that_are_drawn_for_the_replications_are_taken_one_each(case):
    """Each replication decides with its own number: the careful and the careless differ, others do not notice."""
    from sim.negotiation import simulate

    scenario = load_scenario(case(ahead="a", unmet="a"))
    same = simulate(scenario, seed=1, count=64, weeks=2, drawn={"behaviour.weight_of_no": np.full(64, 0.113)})
    half = np.where(np.arange(64) < 32, 0.113, 1e-9)
    mixed = simulate(scenario, seed=1, count=64, weeks=2, drawn={"behaviour.weight_of_no": half})
    assert (same.first_answer[:32] == mixed.first_answer[:32]).all()
    assert not (mixed.first_answer[32:] == 2).any()
