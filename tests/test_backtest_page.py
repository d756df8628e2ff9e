"""docs/backtest.md and the README say what the stored result of `parley backtest` says, and the result fits the cases.

After a new run: parley backtest --shuffles 200 --check --format json > NEW, then python tests/test_backtest_page.py NEW
"""

import csv
import json
import re
import sys
from collections import Counter
from pathlib import Path

import pytest
from sklearn.metrics import cohen_kappa_score

from sim.backtest.cases import read_cases
from sim.backtest.frozen import development, fingerprints
from sim.backtest.told import told
from sim.behaviours import BACKTEST
from sim.load import load_scenario, read_once
from sim.scenario import Quantity
from sim.shelf import folder
from sim.words import Table

ROOT = Path(__file__).parents[1]
PAGE, README, CASES = ROOT / "docs" / "backtest.md", ROOT / "README.md", folder() / "historical"
RESULT = CASES / "result.json"
SHIPPED = ROOT / "sim" / "calibrated.yaml"
BLOCK = re.compile(r"<!-- (?P<name>[a-z]+) -->\n.*?<!-- end -->", re.S)
SENTENCES = re.compile(r"(?<=## How often it was wrong\n\n).*?(?=\n\n)", re.S)


def result():
    return json.loads(RESULT.read_text(encoding="utf-8"))


def in_markdown(table: Table) -> str:
    rows = [table.head, ["---"] + ["---:"] * (len(table.head) - 1), *table.rows]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def blocks(found) -> dict[str, str]:
    answer = told(found, read_cases(CASES))
    scores, sizes, numbers, patterns, worst = map(in_markdown, answer.tables)
    check = found["calibration_check"]
    failed = [name for name, one in check["numbers"].items() if not one["passed"]]
    words = "Every number passed." if check["passed"] else f"Not passed by {', '.join(f'`{name}`' for name in failed)}."
    effective = check["effective_points"]["median"]
    return {
        "lines": "\n".join(answer.lines),
        "scores": scores,
        "sizes": sizes,
        "parts": parts(found),
        "coders": coders(),
        "numbers": numbers,
        "patterns": patterns,
        "worst": worst,
        "check": f"{words} {check['histories']} histories; effective points of the posterior: {effective:.0f}.",
    }


def parts(found) -> str:
    words = {("development", "with"): "cases of which the code book was made", ("development", "without"): "all others",
             ("recalled", "with"): "coded from recall", ("recalled", "without"): "supported by a text"}  # fmt: skip
    rows = [
        (name, str(one["n_cases"]), str(one["n_wars"]), *(f"{one['skill'][rival]['value']:+.3f}" for rival in RIVALS))
        for (mask, word), name in words.items()
        for one in [found["subsets"][mask][word]["pooled"]]
    ]
    head = ("Pooled skill against", "cases", "wars", *(name.replace("_", " ") for name in RIVALS))
    return in_markdown(Table("", head, rows)).replace("-0.", "−0.")


RIVALS = ("base_rates", "hindsight", "regression", "uncalibrated")


def coders() -> str:
    with (CASES / "second-coder.csv").open(encoding="utf-8", newline="") as file:
        second = {row["id"]: row for row in csv.DictReader(file)}
    first = {name: read_once(CASES / f"{name}.yaml").coded.child("steps").plain() for name in second}
    rows = []
    for code in list(next(iter(first.values()))):
        pairs = [(str(first[name][code]), row[code]) for name, row in second.items()]
        equal = sum(one == other for one, other in pairs) / len(pairs)
        rows.append((f"`{code}`", f"{equal:.2f}", f"{cohen_kappa_score(*zip(*pairs, strict=True)):.2f}"))
    return in_markdown(Table("", ("Code", "equal", "kappa"), rows))


def sentences(found) -> str:
    whole, fresh = found["pooled"], found["subsets"]["development"]["without"]["pooled"]
    (skill, ends, rival), (new, new_ends, new_rival) = map(of_base_rates, (whole, fresh))
    text = (
        f"Scored on {found['cases']} ceasefire offers of {found['wars']} past wars, each war forecast from the others, "
        f"its shares are better than base rates: a pooled Brier skill of {skill:.2f} (90 % interval {ends}), and of "
        f"{new:.2f} ({new_ends}) on the {fresh['n_cases']} offers that its code book had not seen. A plain logistic "
        f"regression on the same codes does better still ({rival:.2f} and {new_rival:.2f}): what the model adds is "
        f"reasons and what-ifs, not a better forecast. {found['recalled']} of the cases are coded from memory, and "
        "levels should not be believed: [docs/backtest.md](docs/backtest.md) tells what was tried, and where it was "
        "most wrong."
    )
    return wrapped(text)


def of_base_rates(pooled) -> tuple[float, str, float]:
    """Skill against base rates of the model, with its interval in words, and of the regression."""
    mine, scores = pooled["skill"]["base_rates"], pooled["baselines"]
    low, high = (f"{end:.2f}".replace("-", "−") for end in mine["interval_90"])
    return mine["value"], f"{low} to {high}", 1 - scores["regression"]["brier"] / scores["base_rates"]["brier"]


def wrapped(text: str) -> str:
    import textwrap

    return textwrap.fill(text, 118, break_long_words=False, break_on_hyphens=False)


@pytest.fixture(scope="module")
def made():
    return blocks(result())


@pytest.mark.parametrize(
    "name", ["lines", "scores", "sizes", "parts", "coders", "numbers", "patterns", "worst", "check"]
)
def test_a_block_of_the_page_is_what_the_result_says(name, made):
    shown = {block["name"]: block[0] for block in BLOCK.finditer(PAGE.read_text(encoding="utf-8"))}
    assert made[name] in shown[name]


def test_the_readme_says_how_often_the_model_was_wrong():
    assert SENTENCES.search(README.read_text(encoding="utf-8"))[0] == sentences(result())


def test_the_stored_result_is_of_the_cases_and_the_metric_that_ship():
    assert result()["fingerprints"] == fingerprints(CASES, read_cases(CASES))


def test_nothing_leaks_on_outcomes_dealt_at_random():
    leak = result()["leak"]
    assert leak["shuffles"] >= 200 and leak["mean_skill"] <= 0.01


def test_the_page_counts_flat_refusals_by_who_made_the_offer():
    flat, short, early = Counter(), Counter(), set(development(CASES))
    for case in read_cases(CASES):
        proposer = case.codes.get("proposer", "third")
        whose = case.codes.get("mediator", "minor") if proposer == "third" else "enemy"
        for side, answer in zip("ab", case.outcome.answers, strict=True):
            if side != proposer and answer in ("conditional", "reject"):
                short[whose, case.id in early] += 1
                flat[whose, case.id in early] += answer == "reject"

    def counted(whose: str, half: bool) -> str:
        return f"{flat[whose, half]} of {short[whose, half]}"

    great, minor, enemy = (counted(whose, True) for whose in ("great", "minor", "enemy"))
    told = f"{great} were flat refusals where a great power carried the offer, {minor} where a smaller mediator did, "
    told += f"and {enemy} where the enemy made it; in the ninety others, which other people drafted and coded, "
    great, minor, enemy = (counted(whose, False) for whose in ("great", "minor", "enemy"))
    assert f"{told}{great}, {minor}, and {enemy}." in " ".join(PAGE.read_text(encoding="utf-8").split())


MISREAD = "precision_answers"  # what misread codes pull down: docs/backtest.md
TELLING = 0.2  # share of the prior's variance that the cases take away, below which they say too little (judgement)
UNITS = {name: number.unit for name, number in load_scenario("march-2025").behaviour if isinstance(number, Quantity)}


def calibrated(found) -> str:
    """sim/calibrated.yaml: the posterior as ranges of the behavioural numbers."""
    lines = [
        "# Behavioural numbers as past wars leave them, in every scenario that does not say `behaviour: stated`:",
        "# written by tests/test_backtest_page.py from what `parley backtest` found, over those of behaviour.yaml.",
    ]
    for name, one in found["numbers"].items():
        if name == MISREAD or one["shrinkage"] < TELLING:
            continue
        low, value, high = (f"{one[f'posterior_{word}']:.3g}" for word in ("low", "median", "high"))
        unit = f"unit: {UNITS[name]}, " if UNITS[name] else ""
        lines.append(
            f"{name}: {{value: {value}, {unit}range: [{low}, {high}], source: {BACKTEST}, "
            f'why: "median and middle 90 % by {found["cases"]} offers of {found["wars"]} wars; '
            f"from {one['prior_low']:.3g} to {one['prior_high']:.3g} before them\"}}"
        )
    return "\n".join(lines) + "\n"


def test_calibrated_numbers_are_those_of_the_result():
    assert SHIPPED.read_text(encoding="utf-8") == calibrated(result())


def marked(name: str, made: dict[str, str]) -> str:
    return f"<!-- {name} -->\n{made[name]}\n<!-- end -->"


def rewrite(new: str | None) -> None:
    if new is not None:
        rounded = json.loads(Path(new).read_text(encoding="utf-8"), parse_float=lambda text: round(float(text), 4))
        RESULT.write_text(json.dumps(rounded, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    found = result()
    SHIPPED.write_text(calibrated(found), encoding="utf-8")
    made = blocks(found)
    PAGE.write_text(BLOCK.sub(lambda block: marked(block["name"], made), PAGE.read_text("utf-8")), encoding="utf-8")
    README.write_text(SENTENCES.sub(lambda _: sentences(found), README.read_text("utf-8")), encoding="utf-8")


if __name__ == "__main__":
    rewrite(sys.argv[1] if len(sys.argv) > 1 else None)
