"""What each card is worth: how much more often an outcome comes about because the card is there.

Three questions, all answered by removal in the same futures (`sim.analysis.coalitions`):

- alone: all cards there, less all but this one. What would be missing without it, today.
- in hand: its Shapley value within its holder's hand, the cards of others untouched.
- among all: its Shapley value among the cards of everybody.

Two cards that can stand in for each other are each worth little alone and share their worth in the other two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from sim.analysis.answer import weeks_of
from sim.analysis.coalitions import Cards, Game, Question
from sim.analysis.drivers import about
from sim.analysis.inputs import weeks_for
from sim.analysis.shapley import Plan, Value, Worth, worth
from sim.experiment import Experiment, Report, outcome
from sim.outcomes import BY_WEEK, Columns, Outcome
from sim.scenario import Scenario
from sim.words import number_of

PAIRS = 8  # of orders: fewer do not tell how far they may be off


@dataclass(frozen=True)
class Worths:
    """What cards are worth for one outcome. Shares of all futures: as it is, and without any card."""

    outcome: Outcome
    base: float
    bare: float
    alone: Mapping[str, Worth]
    in_hand: Mapping[str, Worth]
    among_all: Mapping[str, Worth]
    hands: Mapping[str, Worth]  # holder -> all cards of its hand, removed together
    total: Worth


@dataclass(frozen=True)
class CardStudy:
    """A study of the cards of a scenario, in `replications` futures of one seed.

    >>> import sim
    >>> study = CardStudy.of(sim.load_scenario("march-2025"), ["accept:russia"], replications=50, pairs=2)
    >>> len(study.coalitions) < study.game.workers * 2 ** 17
    True
    """

    game: Game
    plans: Mapping[str, Plan]  # holder -> its hand
    every: Plan

    @classmethod
    def of(
        cls,
        scenario: Scenario,
        outcomes: list[str] | None = None,
        *,
        replications: int = 1000,
        weeks: int | None = None,
        seed: int = 0,
        fixed: bool = False,
        pairs: int = PAIRS,
        workers: int = 1,
    ) -> CardStudy:
        """Plan a study; nothing but `usual_outcomes` is simulated yet. OutcomeError where an outcome is none."""
        asked = (
            [outcome(scenario, words) for words in dict.fromkeys(outcomes)]
            if outcomes
            else usual_outcomes(scenario, seed=seed, replications=replications, fixed=fixed, weeks=weeks)
        )
        seen = max(weeks_for(one, scenario, weeks) for one in asked)
        game = Game(Question(scenario, tuple(asked), seed, replications, seen, fixed), workers)
        plans = {holder: Plan.of(sorted(hand), pairs=pairs, seed=seed) for holder, hand in hands(game).items()}
        return cls(game, plans, Plan.of(sorted(game.live), pairs=pairs, seed=seed))

    @property
    def coalitions(self) -> list[Cards]:
        """Sets of cards that have to be simulated, each once."""
        live = self.game.live
        asked = [live, frozenset(), *(live - {card} for card in live)]
        for plan in self.plans.values():
            asked += [some | (live - set(plan.players)) for some in plan.sets()]
        return self.game.missing([*asked, *self.every.sets()])

    def cost(self) -> str:
        """What it takes, in words, by the time that one set takes once everything is loaded."""
        asked, workers = self.game.question, self.game.workers
        first, second = [*self.coalitions, frozenset[str](), frozenset[str]()][:2]
        self.game(first)
        started = perf_counter()
        self.game(second)
        seconds = (perf_counter() - started) * len(self.coalitions)
        return (
            f"{len(self.coalitions) + 2:,} sets of cards, {asked.replications:,} futures of {weeks_of(asked.weeks)} "
            f"each, {about(seconds)} on {number_of(workers, 'core')}"
        )

    def run(self, progress: Report | None = None) -> list[Worths]:
        """Simulate what is missing and work out the worths, outcome by outcome."""
        self.game.learn(self.coalitions, progress)
        return [self._worths(row, one) for row, one in enumerate(self.game.question.outcomes)]

    def _worths(self, row: int, asked: Outcome) -> Worths:
        live = self.game.live

        def value(present: Cards) -> NDArray[np.float64]:
            found: NDArray[np.float64] = self.game(present)[row]
            return found

        def beside(hand: Cards) -> Value:
            return lambda some: value(some | (live - hand))

        def missed(cards: Cards) -> Worth:
            return worth((value(live) - value(live - cards))[None])

        nothing = worth(np.zeros((1, self.game.question.replications)))
        spent = dict.fromkeys(sorted(set(self.game.question.scenario.cards) - live), nothing)
        in_hand = [plan.values(beside(frozenset(plan.players))) for plan in self.plans.values()]
        return Worths(
            asked,
            float(value(live).mean()),
            float(value(frozenset()).mean()),
            {card: missed(frozenset([card])) for card in sorted(live)} | spent,
            {card: one for hand in in_hand for card, one in hand.items()} | spent,
            self.every.values(value) | spent,
            {holder: missed(frozenset(plan.players)) for holder, plan in self.plans.items()},
            missed(live),
        )


def hands(game: Game) -> dict[str, list[str]]:
    """Cards that can do anything, by holder."""
    cards = game.question.scenario.cards
    return {
        holder: sorted(name for name in game.live if cards[name].holder == holder)
        for holder in sorted({cards[name].holder for name in game.live})
    }


def usual_outcomes(
    scenario: Scenario, *, seed: int = 0, replications: int = 1000, fixed: bool = False, weeks: int | None = None
) -> list[Outcome]:
    """The opening is accepted by the side that accepts it less often; a full ceasefire is signed by week 13."""
    trial = Experiment(seed, replications, 0, fixed)
    sides = (scenario.front.side_a, scenario.front.side_b)
    yes = [Outcome("accept", None, side) for side in sorted(sides)]
    hesitant = min(yes, key=lambda one: float(trial.indicator(scenario, one).mean()))
    return [hesitant, Outcome("signed_full", min(BY_WEEK, weeks or scenario.horizon_weeks))]


@dataclass(frozen=True)
class Cost:
    """What a card costs, and how it was used. blowback, audience_cost: stake, once. consent: chance that all agree.

    announced, played, dropped: shares of futures in which that happened at least once, to the scenario's horizon.
    """

    blowback: float
    blowback_range: tuple[float, float]
    audience_cost: float | None  # where it may be announced
    borne_by: str | None
    consents: Mapping[str, float]  # veto holder -> chance
    announced: float
    played: float
    dropped: float

    @property
    def consent(self) -> float:
        """Chance that every veto holder agrees."""
        return float(np.prod(list(self.consents.values())))


def may_be_announced(scenario: Scenario, name: str) -> bool:
    """Whether a card may be threatened before it is played: one that presses for an answer, and does not say no."""
    card = scenario.cards[name]
    aim = card.aim or ("war" if scenario.actors[card.holder].role == "belligerent" else "answer")
    other_kind = card.effects.withdraws or card.effects.eases_blame.ends[1] > 0
    return card.announce and aim == "answer" and not other_kind


def costs(scenario: Scenario, columns: Columns) -> dict[str, Cost]:
    """What every card costs, and how often it was used in some futures of the scenario."""
    audience = scenario.behaviour.audience_cost.value

    def share(what: str, name: str) -> float:
        return float((columns[f"{what}.{name}"] > 0).mean())

    return {
        name: Cost(
            card.blowback.value,
            card.blowback.ends,
            audience if may_be_announced(scenario, name) else None,
            card.borne_by,
            {veto: chance.value for veto, chance in card.requires.items()},
            share("announced", name),
            share("played", name),
            share("dropped", name),
        )
        for name, card in sorted(scenario.cards.items())
    }
