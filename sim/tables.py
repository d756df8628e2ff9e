"""A scenario as named NumPy arrays, with the uncertainties of R replications drawn.

Letters: R replications, A actors, K issues, L levels, T types, C cards. Replications run along the *last*
axis, where NumPy works on contiguous memory; an array that is the same in every replication has length 1
there. Actors are [side a, side b, others by name]; issues, cards and packages go by name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from sim.rules.terms import OPEN_ENDED, Array, Attribute, Ints
from sim.scenario import Card, Effects, Quantity, Scenario, quantities
from sim.streams import Purpose, Streams

BATCH = 16  # numbers drawn at a time, so that what is underway fits into a cache
MOST = 8192  # replications whose draws are remembered
_remembered: dict[tuple[Any, ...], Array] = {}  # what was drawn last: a summary asks for it once more
TYPE_WEIGHTS = np.array([0.06, 0.12, 0.20, 0.24, 0.20, 0.12, 0.06])  # of the seven points of a belief


def draw(quantity: Quantity, u: Array) -> Array:
    """Value of an uncertain number at uniform draws u, by inverse distribution.

    >>> draw(Quantity(value=2, range=(1, 3)), np.array([0.0, 0.5, 1.0]))
    array([1., 2., 3.])
    """
    drawn: Array = _drawn([quantity], u[None])[0]
    return drawn


def _drawn(numbers: Sequence[Quantity], u: Array) -> Array:
    """(n, R) values of n uncertain numbers at (n, R) uniform draws."""
    low, high = np.array([number.ends for number in numbers]).T[:, :, None]
    value, width = np.array([number.value for number in numbers])[:, None], high - low
    rising = low + np.sqrt(u * width * (value - low))  # of triangles, on either side of the peak
    falling = high - np.sqrt((1 - u) * width * (high - value))
    drawn = np.where(u < (value - low) / np.where(width == 0, 1.0, width), rising, falling)
    if (flat := np.array([number.shape == "uniform" for number in numbers])).any():
        drawn[flat] = (low + u * width)[flat]
    return drawn


class Numbers:
    """Every number of a scenario by its dotted path, as (1,) or, drawn, as (R,)."""

    def __init__(
        self, scenario: Scenario, streams: Streams, fixed: bool, given: Mapping[str, Array] | None = None
    ) -> None:
        self.drawn = draw_all({} if fixed else ranges_of(scenario), streams) | dict(given or {})

    def __call__(self, path: str, quantity: Quantity | None) -> Array:
        """The number at a path; zero where the scenario has none."""
        known = self.drawn.get(path)
        return known if known is not None else np.array([quantity.value if quantity else 0.0])


def ranges_of(scenario: Scenario) -> dict[str, Quantity]:
    """Every number with a range, by its dotted path."""
    return {path: number for path, number, _ in quantities(scenario) if number.range is not None}


def draw_all(ranges: Mapping[str, Quantity], streams: Streams) -> dict[str, Array]:
    """Path -> (R,) what replications draw from some ranges."""
    if not ranges:
        return {}
    asked = tuple(ranges.items()), streams.address
    drawn = _remembered.get(asked)
    if drawn is None:
        names, numbers = list(ranges), list(ranges.values())
        drawn = np.empty((len(names), streams.once.count))
        for some in (slice(first, first + BATCH) for first in range(0, len(names), BATCH)):
            drawn[some] = _drawn(numbers[some], streams.hypercube(names[some]))
        drawn.flags.writeable = False
        _remembered.clear()
        if streams.once.count <= MOST:
            _remembered[asked] = drawn
    return dict(zip(ranges, streams.repeated(drawn), strict=True))


def drawn_inputs(
    scenario: Scenario, seed: int, first: int = 0, count: int = 1, fixed: bool = False, per_draw: int = 1
) -> dict[str, Array]:
    """What replications `first` to `first + count - 1` drew for every number with a range: path -> (R,).

    The same numbers that an ensemble with this seed took, drawn again: a run need not store them.

    >>> import sim
    >>> drawn = drawn_inputs(sim.load_scenario("march-2025"), seed=0, count=3)
    >>> drawn["actors.russia.war.cost"].shape
    (3,)
    """
    return Numbers(scenario, Streams(seed, first, count, per_draw), fixed).drawn


def stack(rows: list[Array]) -> Array:
    """(n, R) of n numbers; (n, 1) if none of them was drawn."""
    if not rows:
        return np.zeros((0, 1))
    width = max(row.shape[-1] for row in rows)
    whole = np.empty((len(rows), *rows[0].shape[:-1], width), dtype=rows[0].dtype)
    for i, row in enumerate(rows):
        whole[i] = row
    return whole


@dataclass(frozen=True)
class CardTables:
    """Cards in the order of their names. Numbers (C, R or 1); belligerents [a, b] in axis 1 of (C, 2, R or 1)."""

    names: tuple[str, ...]
    holder: tuple[int, ...]
    target: tuple[int, ...]  # side, or -1
    aims_at_answer: tuple[bool, ...]
    withdraws: tuple[bool, ...]
    gesture: tuple[bool, ...]
    announces: tuple[bool, ...]
    repeatable: tuple[bool, ...]
    while_fighting: tuple[bool, ...]
    flows: tuple[bool, ...]  # has inflow, attrition or capacity effects
    lift_class: tuple[int, ...]  # index into `lifting`, or -1
    lifted_by_yes: tuple[bool, ...]
    erosion: Array  # (C, R|1) share of the strength left after a week
    phase: Array  # (C, R|1) delta^n
    stream: Array  # (C, R|1) worth today of one unit a week for as long as it lasts
    war_cost: Array
    deal_value: Array
    blame: Array
    eases_blame: Array
    blowback: Array
    inflow: Array  # (C, 2, R|1)
    attrition: Array
    capacity: Array
    consent: NDArray[np.bool_]  # (C, R|1)
    status: tuple[int, ...]  # at the start


@dataclass(frozen=True)
class EventTables:
    """One event: when, and what it does."""

    name: str
    week: int | None
    hazard: Array
    once: bool
    target: int
    inflow: Array  # (2, R|1)
    attrition: Array
    capacity: Array
    war_cost: Array
    blame: Array
    cards: dict[int, int]
    new_leader: int  # side, or -1


@dataclass(frozen=True)
class Tables:
    """Everything that the rules read and that does not change during a run."""

    names: tuple[str, ...]  # actors
    issues: tuple[str, ...]
    levels: tuple[int, ...]  # number of levels of each issue
    status_quo: Ints  # (K,)
    pen: int  # mediator who writes the terms, or -1
    number: Mapping[str, Array]  # behavioural and war numbers, (1,) or (R,)
    capacity: Array  # (2, R|1) at the start
    inflow: Array  # (2, R|1)
    cost: Array  # (A, R|1)
    ground: Array  # (A, R|1) signed worth of all of the disputed land
    halt: Array  # (2, R|1) worth of a halted front to each side
    blame: Array  # (2, R|1)
    multiplier: tuple[Array, Array]  # of each side: (T, R|1) cost of fighting
    red_factor: tuple[Array, Array]  # (T, R|1) cost of a red line
    weight: tuple[Array, Array]  # (T, R|1) prior
    only: tuple[int | None, int | None]
    resolve: Array  # (A, 2, R|1) multiplier of blowback: resolute, irresolute
    share_resolute: Array  # (A, R|1)
    resolve_only: tuple[str | None, ...]
    does: Mapping[str, Attribute]  # what terms do
    worth: tuple[Attribute, ...]  # (A) Dv without land
    red: tuple[tuple[Attribute, ...], tuple[Attribute, ...]]  # of each side: terms that add up
    lifting: tuple[Attribute, ...]  # distinct conditions that lift cards: 1 where they hold
    never: tuple[tuple[tuple[int, frozenset[int]], tuple[int, frozenset[int]]], ...]
    length: Array  # (ranks,) weeks, by rank in does["length"]
    renewal: Array  # (ranks, R|1)
    victory: Ints  # (2, K) end states
    packages: tuple[tuple[str, Ints], ...]  # candidates
    opening: Ints  # (K,)
    alltexts: Ints | None  # (M, K) with `candidates: all`
    cards: CardTables
    events: tuple[EventTables, ...]
    rules: Mapping[str, Any] = field(default_factory=dict)


def _utility(scenario: Scenario, number: Numbers, actor: str, issue: str) -> Array:
    """(L, R|1) what each level of an issue adds to an actor's Dv."""
    block, demand = scenario.issues[issue], scenario.actors[actor].demands[issue]
    last, ideal = len(block.levels) - 1, scenario.level(issue, demand.ideal)
    delta = number("behaviour.discount", scenario.behaviour.discount)
    given = np.array([1.0])
    for giver, part in block.deliverers.items():
        path = f"issues.{issue}.deliverers.{giver}"
        given = given - number(f"{path}.share", part.share) * (1 - number(f"{path}.cooperation", part.cooperation))
    u = [
        number(f"issues.{issue}.levels.{i}.utility.{actor}", level.utility[actor])
        if actor in level.utility
        else np.array([1 - abs(i - ideal) / max(ideal, last - ideal)])
        for i, level in enumerate(block.levels)
    ]
    salience = number(f"actors.{actor}.demands.{issue}.salience", demand.salience)
    quo = u[scenario.level(issue, block.status_quo)]
    return stack(
        [salience * (u[i] - quo) * given * delta**level.effective_after for i, level in enumerate(block.levels)]
    )


def beyond(levels: int, start: int, origin: int) -> Array:
    """(L, 1) one where a level is at `start` or further from `origin` in its direction."""
    index = np.arange(levels)
    held = index >= start if start > origin else index <= start if start < origin else index == start
    return held.astype(float)[:, None]


def _condition(scenario: Scenario, issues: tuple[str, ...], condition: Mapping[str, Any]) -> dict[int, Array]:
    """Tables whose product is one where a condition holds."""
    return {
        issues.index(issue): beyond(
            len(scenario.issues[issue].levels),
            scenario.level(issue, name),
            scenario.level(issue, scenario.issues[issue].status_quo),
        )
        for issue, name in sorted(condition.items())
    }


def _attributes(
    scenario: Scenario, number: Numbers, issues: tuple[str, ...], sides: tuple[str, str]
) -> dict[str, Attribute]:
    """What terms do, apart from what they are worth."""
    delta = number("behaviour.discount", scenario.behaviour.discount)
    tables: dict[str, dict[int, Array]] = {}

    def note(name: str, k: int, rows: list[Array], neutral: float) -> None:
        table = stack(rows)
        if (table != neutral).any():
            tables.setdefault(name, {})[k] = table

    for k, issue in enumerate(issues):
        path, levels = f"issues.{issue}.levels", scenario.issues[issue].levels
        at = [f"{path}.{i}" for i in range(len(levels))]
        one = np.array([1.0])
        hazard = [number(f"{p}.hazard", level.hazard) for p, level in zip(at, levels, strict=True)]
        halting = [level.halts_front * one for level in levels]
        void = [level.void_on_breach * one for level in levels]
        note("halts", k, halting, 0)
        note("rate", k, [h * (1 - v) for h, v in zip(hazard, void, strict=True)], 0)
        note("breach", k, [h * v for h, v in zip(hazard, void, strict=True)], 0)
        note("rate_halted", k, [h * (1 - v) * f for h, v, f in zip(hazard, void, halting, strict=True)], 0)
        note("breach_halted", k, [h * v * f for h, v, f in zip(hazard, void, halting, strict=True)], 0)
        note(
            "monitor",
            k,
            [number(f"{p}.hazard_multiplier", level.hazard_multiplier) for p, level in zip(at, levels, strict=True)],
            1,
        )
        note("open", k, [number(f"{p}.open_front", level.open_front) for p, level in zip(at, levels, strict=True)], 1)
        note("calm", k, [1 - number(f"{p}.violation", level.violation) for p, level in zip(at, levels, strict=True)], 1)
        for s, side in enumerate(sides):
            note(
                f"saved{s}",
                k,
                [
                    number(f"{p}.cost_saved.{side}", level.cost_saved.get(side)) * delta**level.effective_after
                    for p, level in zip(at, levels, strict=True)
                ],
                0,
            )
            note(
                f"rearm{s}",
                k,
                [
                    number(f"{p}.rearmament.{side}", level.rearmament.get(side, Quantity(value=1)))
                    for p, level in zip(at, levels, strict=True)
                ],
                1,
            )
        note("lines", k, [(level.line is not None) * one for level in levels], 0)
        note("line", k, [number(f"{p}.line", level.line) for p, level in zip(at, levels, strict=True)], 0)
    how = {
        "halts": "sum",
        "rate": "sum",
        "breach": "sum",
        "rate_halted": "sum",
        "breach_halted": "sum",
        "monitor": "product",
        "open": "product",
        "calm": "product",
        "saved0": "sum",
        "saved1": "sum",
        "rearm0": "product",
        "rearm1": "product",
        "lines": "sum",
        "line": "sum",
    }
    return {name: Attribute(kind, tables.get(name, {})) for name, kind in how.items()}


def _lengths(scenario: Scenario, number: Numbers, issues: tuple[str, ...]) -> tuple[Attribute, Array, Array]:
    """Rank of the length of each level (shortest first, then by issue), and what the ranks mean."""
    found = sorted(
        (level.duration, k, i)
        for k, issue in enumerate(issues)
        for i, level in enumerate(scenario.issues[issue].levels)
        if level.duration is not None
    )
    tables: dict[int, Array] = {}
    weeks_of, chance_of = [], []
    for rank, (weeks, k, i) in enumerate(found):
        levels = scenario.issues[issues[k]].levels
        tables.setdefault(k, np.full((len(levels), 1), float(len(found))))[i] = rank
        weeks_of.append(float(weeks))
        chance_of.append(number(f"issues.{issues[k]}.levels.{i}.renewal", levels[i].renewal))
    return (
        Attribute("least", {k: tables[k] for k in sorted(tables)}),
        np.array([*weeks_of, float(OPEN_ENDED)]),
        stack([*chance_of, np.array([0.0])]),
    )


def _red(scenario: Scenario, number: Numbers, issues: tuple[str, ...], side: str) -> tuple[Attribute, ...]:
    """Red lines of a side: one sum of all that have no condition, one product for each that has."""
    plain: dict[int, Array] = {}
    conditional = []
    for k, issue in enumerate(issues):
        demand = scenario.actors[side].demands.get(issue)
        if demand is None:
            continue
        levels, ideal = len(scenario.issues[issue].levels), scenario.level(issue, demand.ideal)
        for i, line in enumerate(demand.red_line):
            cost = number(f"actors.{side}.demands.{issue}.red_line.{i}.cost", line.cost)
            crossed = beyond(levels, scenario.level(issue, line.from_), ideal) * cost
            if line.if_:
                tables = _condition(scenario, issues, line.if_)
                tables[k] = tables[k] * crossed if k in tables else crossed
                conditional.append(Attribute("product", tables))
            else:
                plain[k] = plain[k] + crossed if k in plain else crossed
    return (Attribute("sum", plain), *conditional)


def _types(scenario: Scenario, number: Numbers, side: str) -> tuple[Array, Array, Array]:
    """(T, R|1) cost multipliers and red-line factors scaled to mean 1, and their weights."""
    block = scenario.actors[side].types
    path = f"actors.{side}.types"
    if block.named:
        names = sorted(block.named)
        weight = stack([number(f"{path}.named.{n}.share", block.named[n].share) for n in names])
        raw = stack([number(f"{path}.named.{n}.cost_multiplier", block.named[n].cost_multiplier) for n in names])
    else:
        weight = TYPE_WEIGHTS[:, None]
        middle = ndtri(np.cumsum(TYPE_WEIGHTS) - TYPE_WEIGHTS / 2)[:, None]
        raw = np.exp(number(f"{path}.sd_ln_cost", block.sd_ln_cost) * middle)
    multiplier = raw / (weight * raw).sum(0)
    factor = multiplier ** -number("behaviour.red_line_exponent", scenario.behaviour.red_line_exponent)
    return multiplier, factor / (weight * factor).sum(0), weight


def _per_side(number: Numbers, path: str, given: Mapping[str, Quantity], sides: tuple[str, str]) -> Array:
    return stack([number(f"{path}.{side}", given.get(side)) for side in sides])


def _flows(number: Numbers, path: str, effects: Effects, sides: tuple[str, str]) -> dict[str, Array]:
    return {
        name: _per_side(number, f"{path}.{name}", getattr(effects, name), sides)
        for name in ("inflow", "attrition", "capacity")
    }


STATUS = {"idle": 0, "announced": 1, "in_force": 2, "spent": 3}


def _cards(
    scenario: Scenario, number: Numbers, streams: Streams, issues: tuple[str, ...], names: tuple[str, ...]
) -> tuple[CardTables, tuple[Attribute, ...]]:
    sides = (names[0], names[1])
    order = sorted(scenario.cards)
    cards: list[Card] = [scenario.cards[name] for name in order]
    delta = number("behaviour.discount", scenario.behaviour.discount)
    mu = number("front.decision_hazard", scenario.front.decision_hazard)
    conditions: list[dict[str, int]] = []
    lift_class = []
    erosion, stream, consent = [], [], []
    for name, card in zip(order, cards, strict=True):
        terms = {issue: scenario.level(issue, level) for issue, level in sorted(card.lifted_by.terms.items())}
        if terms and terms not in conditions:
            conditions.append(terms)
        lift_class.append(conditions.index(terms) if terms else -1)
        half = number(f"cards.{name}.half_life_weeks", card.half_life_weeks)
        erosion.append(np.array([1.0]) if card.half_life_weeks is None else 2.0 ** (-1 / half))
        stream.append(1 / (1 - delta * (1 - mu if card.while_fighting else 1.0) * erosion[-1]))
        given = [
            streams.uniform(Purpose.CONSENT, f"{name}:{veto}", 0) < number(f"cards.{name}.requires.{veto}", chance)
            for veto, chance in sorted(card.requires.items())
        ]
        consent.append(np.logical_and.reduce(given) if given else np.array([True]))

    def numbers(field_name: str) -> Array:
        return stack(
            [
                number(f"cards.{n}.effects.{field_name}", getattr(c.effects, field_name))
                for n, c in zip(order, cards, strict=True)
            ]
        )

    flows = [_flows(number, f"cards.{n}.effects", c.effects, sides) for n, c in zip(order, cards, strict=True)]

    def flow(name: str) -> Array:
        return stack([f[name] for f in flows]) if flows else np.zeros((0, 2, 1))

    tables = CardTables(
        names=tuple(order),
        holder=tuple(names.index(c.holder) for c in cards),
        target=tuple(sides.index(c.target) if c.target in sides else -1 for c in cards),
        aims_at_answer=tuple(
            (c.aim or ("war" if c.holder in sides else "answer")) == "answer" and not c.effects.withdraws for c in cards
        ),
        withdraws=tuple(c.effects.withdraws for c in cards),
        gesture=tuple(c.effects.eases_blame.ends[1] > 0 for c in cards),
        announces=tuple(c.announce for c in cards),
        repeatable=tuple(c.repeatable for c in cards),
        while_fighting=tuple(c.while_fighting for c in cards),
        flows=tuple(bool(c.effects.inflow or c.effects.attrition or c.effects.capacity) for c in cards),
        lift_class=tuple(lift_class),
        lifted_by_yes=tuple(c.lifted_by.answer == "accept" for c in cards),
        erosion=stack(erosion),
        phase=stack([delta**c.phase_in_weeks for c in cards]),
        stream=stack(stream),
        war_cost=numbers("war_cost"),
        deal_value=numbers("deal_value"),
        blame=numbers("blame"),
        eases_blame=numbers("eases_blame"),
        blowback=stack([number(f"cards.{n}.blowback", c.blowback) for n, c in zip(order, cards, strict=True)]),
        inflow=flow("inflow"),
        attrition=flow("attrition"),
        capacity=flow("capacity"),
        consent=stack(consent).astype(bool),
        status=tuple(STATUS[c.status] for c in cards),
    )
    return tables, tuple(Attribute("product", _condition(scenario, issues, condition)) for condition in conditions)


def _events(
    scenario: Scenario, number: Numbers, names: tuple[str, ...], cards: tuple[str, ...]
) -> tuple[EventTables, ...]:
    sides = (names[0], names[1])
    made = []
    for i, event in enumerate(scenario.events):
        path = f"events.{i}"
        made.append(
            EventTables(
                name=event.label,
                week=scenario.week_of(event),
                hazard=number(f"{path}.hazard_per_week", event.hazard_per_week),
                once=event.once,
                target=sides.index(event.target) if event.target in sides else -1,
                war_cost=number(f"{path}.effects.war_cost", event.effects.war_cost),
                blame=number(f"{path}.effects.blame", event.effects.blame),
                cards={cards.index(name): STATUS[status] for name, status in event.cards.items()},
                new_leader=sides.index(event.new_leader) if event.new_leader in sides else -1,
                **_flows(number, f"{path}.effects", event.effects, sides),
            )
        )
    return tuple(made)


def _never(
    scenario: Scenario, issues: tuple[str, ...]
) -> tuple[tuple[tuple[int, frozenset[int]], tuple[int, frozenset[int]]], ...]:
    """Pairs of (issue, levels) that may not meet in one text."""
    pairs = []
    for k, issue in enumerate(issues):
        for i, level in enumerate(scenario.issues[issue].levels):
            for other, banned in sorted(level.never.items()):
                names = banned if isinstance(banned, list) else [banned]
                pairs.append(
                    (
                        (k, frozenset({i})),
                        (issues.index(other), frozenset(scenario.level(other, name) for name in names)),
                    )
                )
    return tuple(pairs)


def _all_texts(levels: tuple[int, ...]) -> Ints:
    return np.array(list(product(*(range(n) for n in levels))), dtype=np.intp)


def build(
    scenario: Scenario, streams: Streams, fixed: bool = False, given: Mapping[str, Array] | None = None
) -> Tables:
    """Tables of the replications of `streams`; `fixed` takes values and draws no ranges.

    given: dotted path -> (R,) values that stand in for those of the scenario.
    """
    number = Numbers(scenario, streams, fixed, given)
    sides = (scenario.front.side_a, scenario.front.side_b)
    names = (*sides, *sorted(set(scenario.actors) - set(sides)))
    issues = tuple(sorted(scenario.issues))
    actors = scenario.actors
    proposer = actors[scenario.opening.proposer]
    wars = [war for side in sides if (war := actors[side].war)]  # the loader refuses a belligerent without a war
    cards, lifting = _cards(scenario, number, streams, issues, names)
    does = _attributes(scenario, number, issues, sides)
    does["length"], length, renewal = _lengths(scenario, number, issues)
    types = [_types(scenario, number, side) for side in sides]

    def terms(package: str) -> Ints:
        levels = scenario.terms(package)
        return np.array([levels[issue] for issue in issues], dtype=np.intp)

    def victory(side: str) -> list[int]:
        won = []
        for issue in issues:
            block, demand = scenario.issues[issue], actors[side].demands.get(issue)
            wins = (
                demand
                and demand.salience.value > 0
                and not block.deliverers
                and (block.won_by is None or side in block.won_by)
            )
            won.append(scenario.level(issue, demand.ideal if demand and wins else block.status_quo))
        return won

    inflow = []
    for side, war in zip(sides, wars, strict=True):
        total = number(f"actors.{side}.war.production", war.production)
        for giver in sorted(war.aid):
            total = total + number(f"actors.{side}.war.aid.{giver}", war.aid[giver])
        inflow.append(total)

    def others(path: str) -> list[Array]:
        return [number(f"actors.{name}.{path}", getattr(actors[name], path)) for name in names[2:]]

    behaviour = {
        name: number(f"behaviour.{name}", getattr(scenario.behaviour, name))
        for name in type(scenario.behaviour).model_fields
        if name != "why"
    }
    front = {
        name: number(f"front.{name}", getattr(scenario.front, name))
        for name in ("contest_power", "decision_hazard", "attrition", "shock_sd", "speed", "held_by_a")
    }
    mediator = {
        name: number(f"mediator.{name}", getattr(scenario.mediator, name)) for name in ("pledge", "partial_share")
    }
    withdrawal = scenario.mediator.withdrawal
    if withdrawal:
        mediator |= {
            name: number(f"mediator.withdrawal.{name}", getattr(withdrawal, name))
            for name in ("base", "per_week", "per_blame")
        }
    levels = tuple(len(scenario.issues[issue].levels) for issue in issues)
    return Tables(
        names=names,
        issues=issues,
        levels=levels,
        status_quo=np.array([scenario.level(i, scenario.issues[i].status_quo) for i in issues], dtype=np.intp),
        pen=names.index(scenario.opening.proposer) if proposer.role == "mediator" else -1,
        number=behaviour | front | mediator,
        capacity=stack(
            [number(f"actors.{side}.war.capacity", war.capacity) for side, war in zip(sides, wars, strict=True)]
        ),
        inflow=stack(inflow),
        cost=stack(
            [number(f"actors.{side}.war.cost", war.cost) for side, war in zip(sides, wars, strict=True)]
            + others("cost")
        ),
        ground=stack(
            [
                sign * number(f"actors.{side}.war.worth_of_ground", war.worth_of_ground)
                for sign, side, war in zip((1, -1), sides, wars, strict=True)
            ]
            + others("worth_of_ground")
        ),
        halt=stack(
            [
                number(f"actors.{side}.war.worth_of_halt", war.worth_of_halt)
                for side, war in zip(sides, wars, strict=True)
            ]
        ),
        blame=stack([number(f"actors.{side}.blame", actors[side].blame) for side in sides]),
        multiplier=(types[0][0], types[1][0]),
        red_factor=(types[0][1], types[1][1]),
        weight=(types[0][2], types[1][2]),
        only=(actors[sides[0]].types.only, actors[sides[1]].types.only),
        resolve=stack(
            [
                stack(
                    [
                        number(f"actors.{n}.resolve.{r}", getattr(actors[n].resolve, r))
                        for r in ("resolute", "irresolute")
                    ]
                )
                for n in names
            ]
        ),
        share_resolute=stack(
            [number(f"actors.{n}.resolve.share_resolute", actors[n].resolve.share_resolute) for n in names]
        ),
        resolve_only=tuple(actors[n].resolve.only for n in names),
        does=does,
        worth=tuple(
            Attribute(
                "sum",
                {
                    k: _utility(scenario, number, n, issue)
                    for k, issue in enumerate(issues)
                    if issue in actors[n].demands
                },
            )
            for n in names
        ),
        red=(_red(scenario, number, issues, sides[0]), _red(scenario, number, issues, sides[1])),
        lifting=lifting,
        never=_never(scenario, issues),
        length=length,
        renewal=renewal,
        victory=np.array([victory(side) for side in sides], dtype=np.intp),
        packages=tuple((name, terms(name)) for name in sorted(scenario.packages) if scenario.packages[name].proposed),
        opening=terms(scenario.opening.package),
        alltexts=_all_texts(levels) if scenario.rules.candidates == "all" else None,
        cards=cards,
        events=_events(scenario, number, names, cards.names),
        rules=scenario.rules.model_dump() | {"withdrawal": withdrawal is not None},
    )
