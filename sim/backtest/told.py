"""A backtest in words, tables and facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sim.analysis.answer import Answer
from sim.backtest.cases import Case
from sim.backtest.frozen import changed, development, fingerprints
from sim.backtest.levels import judged
from sim.backtest.run import Backtest
from sim.backtest.seen import answering, not_agreed
from sim.words import Table

RIVALS = {
    "base_rates": "base rates",
    "commonest": "always the commonest",
    "regression": "regression on the codes",
    "weighted_mean": "weighted mean",
    "hindsight": "base rates in hindsight",
    "uncalibrated": "model before calibration",
}
OUTCOMES = {
    "first_answer": "first answer",
    "agreement_13": "agreement within 13 weeks",
    "in_force_30": "in force after 30 days",
    "in_force_90": "in force after 90 days",
    "in_force_180": "in force after 180 days",
}
PARTS = {
    "development": "the cases that were not scored while the code book was made",
    "recalled": "the cases that some text supports",
}
WORST = 10  # misses that are told


def facts(backtest: Backtest, folder: Path, shuffles: int = 0, check: bool = False) -> dict[str, Any]:
    """Everything that a backtest found, as numbers that JSON can hold."""
    found = backtest.verdict(development(folder))
    for name, outcome in found["outcomes"].items():
        sides = answering(backtest.cases) if name == "first_answer" else []
        outcome["predictions"] = [_named(one, backtest.cases[one["case"]]) for one in outcome["predictions"]]
        for (i, side), one in zip(sides, outcome["predictions"], strict=False):
            one["side"] = backtest.cases[i].sides[side]
    _, posterior = backtest.posterior
    return {
        "cases": len(backtest.cases),
        "wars": len({case.war for case in backtest.cases}),
        "recalled": sum(case.source == "recall" for case in backtest.cases),
        "points": len(next(iter(backtest.points.values()))),
        "seed": backtest.seed,
        "fingerprints": fingerprints(folder, backtest.cases),
        "changed_since_frozen": changed(folder, backtest.cases),
        **found,
        "aims": judged(found),
        "without_agreement": int(not_agreed(backtest.cases)),
        "power": backtest.power,
        "effective_points": posterior.effective,
        "numbers": backtest.numbers(),
        "patterns": [asdict(one) | {"found": bool(one.found)} for one in backtest.patterns()],
        **({"leak": backtest.leak(shuffles)} if shuffles else {}),
        **({"calibration_check": backtest.check()} if check else {}),
    }


def _named(prediction: Mapping[str, Any], case: Case) -> dict[str, Any]:
    return {**prediction, "case": case.id, "war": case.war}


def told(found: Mapping[str, Any], cases: Sequence[Case]) -> Answer:
    """The result for a reader: how well, against whom, how calibrated, where most wrong."""
    tables = [_scores(found), _sizes(found), _numbers(found), _patterns(found), _worst(found, cases)]
    rows = [
        {"outcome": name, **_flat(prediction)}
        for name, outcome in found["outcomes"].items()
        for prediction in outcome["predictions"]
    ]
    return Answer("Backtest on past offers", _lines(found), tables, dict(found), rows)


def _flat(prediction: Mapping[str, Any]) -> dict[str, Any]:
    shares = {f"share.{name}": share for name, share in prediction["shares"].items()}
    return {key: value for key, value in prediction.items() if key != "shares"} | shares


def _lines(found: Mapping[str, Any]) -> list[str]:
    skill, other = found["pooled"]["skill"]["base_rates"], found["pooled"]["skill"]["regression"]
    better = "better" if (skill["value"] or 0) > 0 else "no better"
    low, high = map(_signed, skill["interval_90"] or (None, None))
    lines = [
        f"On {found['cases']} offers of {found['wars']} wars, each war forecast from the others, the model does "
        f"{better} than base rates: pooled Brier skill {_signed(skill['value'])} (90 % of draws of wars between "
        f"{low} and {high}; above zero in {100 * (skill['above_zero'] or 0):.0f} % of them).",
        f"Against a logistic regression on the same codes it is {_signed(other['value'])}; against the best that a "
        f"constant could do in hindsight {_signed(found['pooled']['skill']['hindsight']['value'])}.",
        f"Of the levels set beforehand it reaches: {found['aims']['level']}{_missed(found['aims']['aims'])}."
        + (" A skill this high is to be suspected of leakage." if found["aims"]["suspect"] else ""),
        f"{found['recalled']} of the cases rest on recall alone.",
        *(_part(name, found["subsets"]) for name in ("development", "recalled") if name in found["subsets"]),
    ]
    error, chance = _calibration(found["pooled"]["reliability"])
    lines.append(
        f"Shares are off by {error} on average; a perfectly calibrated forecaster would be off by {chance} by chance."
    )
    if found["changed_since_frozen"]:
        what = ", ".join(found["changed_since_frozen"]).replace("_", " ")
        lines.append(f"Not as frozen before the first scoring: {what}.")
    if "leak" in found:
        leak = found["leak"]
        lines.append(
            f"On {leak['shuffles']} deals of the outcomes at random the mean skill is {_signed(leak['mean_skill'])} "
            f"± {leak['standard_error']:.3f}: {'something leaks' if leak['leaks'] else 'nothing leaks'}."
        )
    if "calibration_check" in found:
        passed = found["calibration_check"]["passed"]
        lines.append(f"Simulation-based calibration of the posterior: {'passed' if passed else 'NOT passed'}.")
    return lines


def _part(name: str, subsets: Mapping[str, Any]) -> str:
    """The skill on cases that the code book had not seen, and on those that some text supports."""
    part = subsets[name]["without"]["pooled"]
    skill = part["skill"]["base_rates"]
    low, high = skill["interval_90"] or (None, None)
    draws = f"90 % of draws: {_signed(low)} to {_signed(high)}" if part["n_wars"] > 1 else "one war, so no interval"
    return f"On {PARTS[name]}, {part['n_cases']} of them, it is {_signed(skill['value'])} ({draws})."


def _missed(aims: Sequence[Mapping[str, Any]]) -> str:
    """What is missed of the aims, each with what was found and what was asked for."""
    missed = [f"{one['what']} {_signed(one['found'])}, not {_signed(one['bound'])}" for one in aims if not one["met"]]
    return f" (missed: {'; '.join(missed)})" if missed else ""


def _calibration(reliability: Mapping[str, Any]) -> tuple[str, str]:
    """The calibration error, and what chance would make of it; nothing where nothing was seen."""
    if not reliability["pairs"]:
        return "-", "-"
    low, high = reliability["by_chance"]["interval_90"]
    return _plain(reliability["calibration_error"]), f"{_plain(low)} to {_plain(high)}"


def _plain(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _signed(value: float | None) -> str:
    return "not known" if value is None else f"{value:+.3f}".replace("-", "−")


def _scores(found: Mapping[str, Any]) -> Table:
    blocks = {
        **{OUTCOMES.get(name, name): one for name, one in found["outcomes"].items()},
        "all alike": found["pooled"],
    }
    rows = [(name, *_score_row(one)) for name, one in blocks.items()]
    head = ("Brier score (0 is perfect)", "model", *RIVALS.values(), "skill (90 % of draws)")
    return Table("Brier scores, and skill against base rates", head, rows)


def _score_row(one: Mapping[str, Any]) -> list[str]:
    skill = one["skill"]["base_rates"]
    low, high = skill["interval_90"] or (None, None)
    rivals = [_plain(one["baselines"][name]["brier"]) for name in RIVALS]
    return [_plain(one["score"]["brier"]), *rivals, f"{_signed(skill['value'])} ({_signed(low)} to {_signed(high)})"]


def _sizes(found: Mapping[str, Any]) -> Table:
    rows = [
        (OUTCOMES.get(name, name), *(f"{one[key]}" for key in ("n_rows", "n_cases", "n_wars", "not_seen")),
         _plain(one["score"]["log"]), _plain(one["score"]["rps"]), *_calibration(one["reliability"]))
        for name, one in found["outcomes"].items()
    ]  # fmt: skip
    head = (
        "What was asked",
        "answers",
        "cases",
        "wars",
        "not seen",
        "log score",
        "RPS",
        "calibration error",
        "by chance",
    )
    return Table("What was scored", head, rows)


def _numbers(found: Mapping[str, Any]) -> Table:
    rows = [
        (name, *(f"{one[f'prior_{q}']:.3g}" for q in ("low", "median", "high")),
         *(f"{one[f'posterior_{q}']:.3g}" for q in ("low", "median", "high")), f"{100 * one['shrinkage']:.0f} %",
         f"{100 * max(0.0, one['share']):.0f} %")
        for name, one in found["numbers"].items()
    ]  # fmt: skip
    head = (
        "Number",
        "prior 5 %",
        "median",
        "95 %",
        "posterior 5 %",
        "median",
        "95 %",
        "shrinkage",
        "share of the score",
    )
    return Table("Behavioural numbers before and after the cases", head, rows)


def _patterns(found: Mapping[str, Any]) -> Table:
    rows = [
        (one["name"], "; ".join(f"{what} {value:.3g}" for what, value in one["measured"].items()),
         f"{one['difference']:+.3f} ± {one['standard_error']:.3f}", "found" if one["found"] else "not found")
        for one in found["patterns"]
    ]  # fmt: skip
    return Table("Patterns that nobody put in", ("Pattern", "measured", "difference", ""), rows)


def _worst(found: Mapping[str, Any], cases: Sequence[Case]) -> Table:
    known = {case.id: case for case in cases}
    every = [
        (1 - one["shares"][one["observed"]], name, one)
        for name, outcome in found["outcomes"].items()
        for one in outcome["predictions"]
        if one["observed"] is not None
    ]
    every.sort(key=lambda row: -row[0])
    rows = [_miss(missed, name, one, known[one["case"]]) for missed, name, one in every[:WORST]]
    return Table("The worst misses", ("Offer", "asked", "came about (was given)", "what the codes said"), rows)


def _miss(missed: float, name: str, one: Mapping[str, Any], case: Case) -> tuple[str, ...]:
    asked = OUTCOMES.get(name, name) + (f" of {one['side']}" if "side" in one else "")
    return case.title, asked, f"{one['observed']} ({100 - 100 * missed:.0f} of 100)", why(case)


def why(case: Case) -> str:
    """What the model was told that sets a case apart, in the words of its codes."""
    return ", ".join(f"{code} {step}" for code, step in case.codes.items() if step not in USUAL)


USUAL = ("full", "open", "none", "even", "far", "slow", "heavy", "neither", "no", "third", "minor")
