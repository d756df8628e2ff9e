"""`parley cards`: what cards are worth, and how strong one would have to be."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from sim.cli import OK, UsageError
from sim.cli_asked import Changes, HowPrinted, Seed, Weeks, Whole, loaded, show
from sim.cli_values import a_whole_number

if TYPE_CHECKING:
    from sim.experiment import Experiment
    from sim.scenario import Scenario

Count = Parameter(converter=a_whole_number, validator=Number(gte=1, lte=1024))


def cards(
    scenario: str,
    /,
    *,
    outcome: Annotated[
        list[str] | None, Parameter(name=["--outcome", "--answer"], consume_multiple=False, negative_iterable="")
    ] = None,
    overwhelming: str | None = None,
    level: Annotated[float, Parameter(validator=Number(gt=0, lte=1))] = 0.5,
    set_: Changes = None,
    replications: Annotated[int, Whole] = 1000,
    weeks: Weeks = None,
    seed: Seed = 0,
    fixed: bool = False,
    pairs: Annotated[int, Parameter(converter=a_whole_number, validator=Number(gte=2, lte=10_000))] = 8,
    workers: Annotated[int | None, Count] = None,
    format: HowPrinted = "table",
    chart: Annotated[Path | None, Parameter(name=["--chart", "-o"])] = None,
) -> int:
    """Tell what each card is worth: how much more often something comes about because the card is there.

    A card is removed wholly, as if it had never been there: nobody can play it, threaten with it or expect it, a card
    in force at the start is in force no more, and events no longer set it. The futures are the same otherwise.
    Alone: all cards there, less all but this one. In its hand, among all: Shapley values, which share out what cards
    do together; they are exact for up to six cards, else found from pairs of orders.

    Parameters
    ----------
    scenario
        Name or file, with a variant after a colon, or a saved run, whose scenario is then asked
    outcome
        What is asked of a future, as often as you like, such as accept:russia or signed_full@13
        [default: the opening is accepted by the side that accepts it less often; a full ceasefire is signed by week 13]
    overwhelming
        Instead, a card: how strong and how credible would it have to be for the outcome to reach --level?
        [default outcome: its target accepts the opening]
    level
        Share of futures, with --overwhelming
    fixed
        Take every number at its stated value, not drawn from its range
    pairs
        Pairs of orders for hands of more than six cards: more take longer and tell more exactly
    workers
        Processes at work [default: one for each core]; the result is the same
    chart
        With --overwhelming: write the map to this file: .svg, .png, .pdf or .html
    """
    from sim.analysis import cards_words
    from sim.analysis.worth_of_cards import CardStudy, costs
    from sim.ensemble import cores
    from sim.experiment import Experiment
    from sim.printing import progress

    made = loaded(scenario, set_)
    if overwhelming is not None:
        trial = Experiment(seed, replications, weeks, fixed)
        return _overwhelming(made, overwhelming, outcome or [], level, trial, chart, format)
    if chart is not None:
        raise UsageError("-o writes the map of one card; add --overwhelming CARD")
    if not made.cards:
        raise UsageError(f"{made.name} has no cards")
    study = CardStudy.of(
        made, outcome, replications=replications, weeks=weeks, seed=seed, fixed=fixed, pairs=pairs,
        workers=workers or cores(),
    )  # fmt: skip
    sys.stderr.write(f"cards: {study.cost()}\n")
    with progress("sets of cards") as bar:
        found = study.run(bar)
    used = Experiment(seed, replications, weeks, fixed).futures(made)
    show(cards_words.told(study, found, costs(made, used)), format)
    return OK


def _overwhelming(
    made: Scenario, card: str, words: list[str], level: float, trial: Experiment, path: Path | None, format: HowPrinted
) -> int:
    from sim import experiment
    from sim.analysis import overwhelming, overwhelming_words
    from sim.analysis.answer import weeks_of
    from sim.analysis.charts import checked_target
    from sim.analysis.inputs import weeks_for
    from sim.printing import progress

    if len(words) > 1:
        raise UsageError(f"found {len(words)} outcomes, expected one: a map shows one outcome")
    if path is not None:
        checked_target(path)
    overwhelming.effects_of(made, card)
    target = made.cards[card].target
    if not words and target not in (made.front.side_a, made.front.side_b):
        raise UsageError(f"{card} has no target that answers; say --outcome, e.g. --outcome signed_full@13")
    asked = experiment.outcome(made, words[0] if words else f"accept:{target}")
    seen = weeks_of(weeks_for(asked, made, trial.weeks))
    points = len(overwhelming.BLOWBACK) * (len(overwhelming.DAMAGE) + 1)
    sys.stderr.write(f"cards: {points} points, {trial.replications:,} futures of {seen} at each\n")
    with progress("points of the map") as bar:
        found = overwhelming.strength(made, card, asked, level=level, trial=trial, progress=bar)
    show(overwhelming_words.told(found), format)
    if path is not None:
        overwhelming_words.chart(found, path)
    return OK
