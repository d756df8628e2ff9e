"""What a scenario file may say: the pydantic models, and nothing else.

Shapes and ranges of single values are checked here; whatever needs two places of a file to be
compared (names, saliences, red lines) is checked in `sim.checks`, where the message can point at
the line. Every model is frozen and refuses keys that it does not know.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

SWITCH = Literal["on", "off"]
Role = Literal["belligerent", "mediator", "backer"]


class Part(BaseModel):
    """A block of a scenario: immutable, and closed to keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Quantity(Part):
    """One number that a reader can argue with.

    In a file it is either a plain number or a mapping. `range` makes it an uncertainty: an ensemble
    draws it once a replication, triangular around `value` unless `shape` says otherwise.
    `source` is a key of the scenario's `sources`, or `judgement`; a judgement says `why`.
    A quantity without a source takes that of the block around it.
    """

    value: float
    range: tuple[float, float] | None = None
    shape: Literal["triangular", "uniform"] = "triangular"
    unit: str | None = None
    source: str | None = None
    confidence: Literal["low", "medium", "high"] | None = None
    why: str | None = None
    hindsight: bool = False

    @model_validator(mode="before")
    @classmethod
    def _plain_number(cls, given: Any) -> Any:
        if isinstance(given, bool):
            raise ValueError("found true/false, expected a number")
        return {"value": given} if isinstance(given, (int, float)) else given

    @model_validator(mode="after")
    def _value_in_range(self) -> Quantity:
        if self.range is not None and not self.range[0] <= self.value <= self.range[1]:
            raise ValueError(
                f"value {self.value:g} lies outside its range {list(self.range)}; widen the range or move the value"
            )
        return self

    @property
    def ends(self) -> tuple[float, float]:
        """Lowest and highest value it may take."""
        return self.range or (self.value, self.value)


def _bounded(low: float, high: float, open_high: bool = False) -> AfterValidator:
    def check(number: Quantity) -> Quantity:
        for end in (*number.ends, number.value):
            if not (low <= end and (end < high if open_high else end <= high)):
                upper = f"below {high:g}" if open_high else f"at most {high:g}"
                bound = f"at least {low:g}" + ("" if high == float("inf") else f" and {upper}")
                raise ValueError(f"found {end:g}, expected {bound}")
        return number

    return AfterValidator(check)


Any_ = Quantity
NonNegative = Annotated[Quantity, _bounded(0, float("inf"))]
Share = Annotated[Quantity, _bounded(0, 1)]
Discount = Annotated[Quantity, _bounded(0, 1, open_high=True)]
LevelName = int | str  # a level by its index or by its label
Condition = dict[str, LevelName]  # issue -> level: holds from that level on, away from the status quo


class Source(Part):
    """Where a number or a fact was read."""

    title: str
    publisher: str | None = None
    date: dt.date | str | None = None
    address: str | None = None
    note: str | None = None


class Level(Part):
    """One answer to an issue, and what it does. Defaults do nothing."""

    label: str
    halts_front: bool = False
    open_front: Share = Quantity(value=1)  # share of the front left open
    effective_after: int = Field(0, ge=0, le=520)  # weeks
    cost_saved: dict[str, Share] = {}  # belligerent -> share of the weekly cost of fighting
    rearmament: dict[str, NonNegative] = {}  # belligerent -> multiplier of its inflow under a truce
    hazard: NonNegative = Quantity(value=0)  # rate of collapse a week
    hazard_multiplier: NonNegative = Quantity(value=1)
    void_on_breach: bool = False
    violation: Share = Quantity(value=0)  # chance of a week with violations, apart from collapse
    line: Share | None = None  # share of the disputed land that side a holds under this level
    duration: int | None = Field(None, ge=1, le=520)  # weeks; none is open-ended
    renewal: Share = Quantity(value=0)  # chance of being renewed when it runs out
    utility: dict[str, Share] = {}  # actor -> worth of this level on the issue, in [0, 1]
    never: dict[str, LevelName | list[LevelName]] = {}  # may not be combined with
    why: str | None = None
    source: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _plain_label(cls, given: Any) -> Any:
        return {"label": given} if isinstance(given, str) else given


class Deliverer(Part):
    """A share of an issue's worth that only one actor can give, and how far it will."""

    share: Share
    cooperation: Share
    source: str | None = None
    why: str | None = None


class Issue(Part):
    """One question and its ordered answers."""

    label: str
    levels: Annotated[list[Level], Field(min_length=2, max_length=201)]
    status_quo: LevelName = 0
    deliverers: dict[str, Deliverer] = {}
    won_by: list[str] | None = None  # whose victory brings its ideal; none is both belligerents
    source: str | None = None
    why: str | None = None


class RedLine(Part):
    """A line that costs the signer once to cross: from this level on, away from its ideal."""

    from_: LevelName = Field(alias="from")
    cost: NonNegative  # stake, once, at signature, for the mean type
    if_: Condition = Field({}, alias="if")
    source: str | None = None
    why: str | None = None
    hindsight: bool = False

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, populate_by_name=True)


def _as_list(given: Any) -> Any:
    return [] if given is None else [given] if isinstance(given, (dict, RedLine)) else given


class Demand(Part):
    """What an actor wants on one issue. Several red lines add up."""

    ideal: LevelName
    salience: Share
    red_line: Annotated[list[RedLine], BeforeValidator(_as_list)] = []
    source: str | None = None
    why: str | None = None


class War(Part):
    """A belligerent's side of the war. Stocks in units of side b's capacity at the start."""

    capacity: NonNegative
    production: NonNegative  # capacity a week
    aid: dict[str, NonNegative] = {}  # giver -> capacity a week
    cost: NonNegative  # stake a week, of the mean type
    worth_of_ground: NonNegative = Quantity(value=0)  # stake for all of the disputed land
    worth_of_halt: Any_ = Quantity(value=0)  # stake, while the front is halted, beyond what issues say; < 0: fights on
    source: str | None = None
    why: str | None = None


class NamedType(Part):
    """One named private type."""

    cost_multiplier: NonNegative
    share: Share


class Types(Part):
    """Private information about the cost of fighting: seven points, or a list by name."""

    sd_ln_cost: NonNegative = Quantity(value=0)
    named: dict[str, NamedType] = {}
    only: int | None = Field(default=None, ge=0, le=6)  # all have this point; others keep believing the weights
    source: str | None = None
    why: str | None = None


class Resolve(Part):
    """Private information about what playing a card costs its holder."""

    resolute: NonNegative = Quantity(value=1)
    irresolute: NonNegative = Quantity(value=1)
    share_resolute: Share = Quantity(value=0.5)
    only: Literal["resolute", "irresolute"] | None = None
    source: str | None = None
    why: str | None = None


class Actor(Part):
    """A state or bloc."""

    label: str
    role: Role
    demands: dict[str, Demand] = {}
    war: War | None = None  # belligerents
    cost: NonNegative = Quantity(value=0)  # mediators and backers: what the war costs them a week
    worth_of_ground: Any_ = Quantity(value=0)  # mediators and backers: signed, + favours side a
    types: Types = Types()
    resolve: Resolve = Resolve()
    blame: Share = Quantity(value=0)  # at the start
    source: str | None = None
    why: str | None = None


class Front(Part):
    """The war that the talks are about."""

    side_a: str
    side_b: str
    disputed_km2: NonNegative | None = None
    held_by_a: Share = Quantity(value=0)
    contest_power: NonNegative  # gamma
    decision_hazard: Share  # mu, a week
    attrition: NonNegative  # alpha, a week
    shock_sd: NonNegative  # sigma
    speed: NonNegative  # g, share of the disputed land a week at 2p - 1 = 1
    source: str | None = None
    why: str | None = None


class Withdrawal(Part):
    """What tries a mediator's patience."""

    base: NonNegative  # stake
    per_week: NonNegative  # share of the pledge for each week on the clock
    per_blame: NonNegative  # share of the pledge at full blame of either side
    source: str | None = None
    why: str | None = None


class Mediation(Part):
    """What a deal at all is worth to the mediator who holds the pen."""

    pledge: NonNegative = Quantity(value=0)  # stake, first full signature
    partial_share: Share = Quantity(value=0)  # of the pledge, first partial signature
    withdrawal: Withdrawal | None = None
    source: str | None = None
    why: str | None = None


class Rules(Part):
    """Switches for tests and variants."""

    protocol: Literal["mediator", "alternating"] = "mediator"
    candidates: Literal["near", "all"] = "near"
    conditional: SWITCH = "on"
    rounds: int | None = Field(default=None, ge=1)
    threat_returns: SWITCH = "off"


class Effects(Part):
    """What a card or an event does."""

    war_cost: NonNegative = Quantity(value=0)  # stake a week to the target, standing
    inflow: dict[str, Any_] = {}  # belligerent -> change of capacity a week, standing
    attrition: dict[str, NonNegative] = {}  # belligerent -> added losses, share of the opponent's capacity a week
    capacity: dict[str, Any_] = {}  # belligerent -> change of capacity, once
    deal_value: NonNegative = Quantity(value=0)  # stake to the target, while terms that halt the front hold
    blame: Any_ = Quantity(value=0)  # change of the target's blame, once
    eases_blame: Share = Quantity(value=0)  # a gesture: share of the holder's blame that it takes away
    withdraws: bool = False  # the mediator leaves


class LiftedBy(Part):
    """What takes a card out of force again."""

    terms: Condition = {}  # all of them must hold
    answer: Literal["accept"] | None = None


def _lifts(given: Any) -> Any:
    if given in (None, "nothing"):
        return {}
    if isinstance(given, dict) and not {"terms", "answer"} & given.keys():
        return {"terms": given}
    return given


class Card(Part):
    """A leverage instrument."""

    label: str
    holder: str
    target: str | None = None
    aim: Literal["answer", "war"] | None = None  # none: war where a belligerent holds it, else answer
    effects: Effects = Effects()
    blowback: NonNegative = Quantity(value=0)  # stake, once, to the holder
    while_fighting: bool = False
    phase_in_weeks: int = Field(0, ge=0)
    half_life_weeks: NonNegative | None = None
    lifted_by: Annotated[LiftedBy, BeforeValidator(_lifts)] = LiftedBy()
    requires: dict[str, Share] = {}  # veto holder -> chance of consent, drawn once
    announce: bool = True  # may be threatened before it is played
    reversible: bool = True
    repeatable: bool = False
    status: Literal["idle", "in_force", "spent"] = "idle"
    borne_by: str | None = None  # who pays for the blowback
    mechanism: str | None = None
    record: str | None = None  # what was done with it, and what was seen
    source: str | None = None
    why: str | None = None
    confidence: Literal["low", "medium", "high"] | None = None


class Event(Part):
    """Something that happens to the talks: dated, in a week, or at a weekly hazard."""

    label: str
    date: dt.date | None = None
    week: int | None = Field(None, ge=0)
    hazard_per_week: Share | None = None
    once: bool = True
    target: str | None = None
    effects: Effects = Effects()
    cards: dict[str, Literal["idle", "in_force", "spent"]] = {}
    new_leader: str | None = None  # this belligerent's type is drawn again, and nobody knows it
    source: str | None = None
    why: str | None = None

    @model_validator(mode="after")
    def _one_clock(self) -> Event:
        if sum(when is not None for when in (self.date, self.week, self.hazard_per_week)) != 1:
            raise ValueError("an event has exactly one of date, week, hazard_per_week")
        return self


class Package(Part):
    """Named terms: issue -> level, the status quo elsewhere."""

    label: str
    terms: Condition
    proposed: bool = True  # a candidate for the mediator; off: kept for variants and for show
    source: str | None = None
    why: str | None = None


class Opening(Part):
    """Who holds the pen, and what lies on the table in week 0."""

    proposer: str
    package: str


class Resolves(Part):
    """A forecasting question: how an outsider would settle it."""

    question: str
    kind: Literal["full", "partial"]
    announced_by_week: int = Field(ge=0)
    stands_weeks: int = Field(0, ge=0)


class Variant(Part):
    """A scenario with changed values: dotted path -> new value."""

    question: str
    set: dict[str, Any]


class Step(Part):
    """One answer of a code book, and what it sets."""

    why: str  # when a coder chooses it
    set: dict[str, Any] = {}  # dotted path -> value; numbers take their source from the case
    times: dict[str, float] = {}  # dotted path -> factor of what all codes have set there, its range too


class Code(Part):
    """One question of a code book, with the coarse steps that answer it."""

    question: str
    steps: Annotated[dict[str, Step], Field(min_length=2)]


class Coded(Part):
    """A case by a code book: one step of every code."""

    source: str | None = None  # of the codes, a key of `sources`; every number that they set takes it
    confidence: Literal["low", "medium", "high"] | None = None
    steps: dict[str, str]  # code -> step


class Behaviour(Part):
    """How actors choose, the same for all scenarios: `sim/behaviour.yaml`, and `sim/calibrated.yaml` over it."""

    discount: Discount  # delta, a week
    precision_answers: NonNegative  # lambda, 1/stake
    precision_holders: NonNegative
    precision_mediator: NonNegative
    act_rate: Share  # r
    weight_of_no: Share  # w_no
    blame_yes_but: Share
    blame_no: Share
    blame_decay: Share  # share left after a week
    blame_discount: Share  # kappa
    adoption_prior_yes: NonNegative  # Beta
    adoption_prior_no: NonNegative
    audience_cost: NonNegative  # stake
    text_cost: NonNegative  # stake
    repeat_share: Share  # of the pledge
    red_line_exponent: NonNegative  # e
    temptation: NonNegative  # eta, 1/stake
    temptation_clip: NonNegative  # bound of |eta * temptation|
    spell_epsilon: NonNegative  # epsilon, in odds p
    capacity_floor: NonNegative
    why: str | None = None


class Scenario(Part):
    """The whole truth of a run."""

    name: str
    question: str
    as_of: dt.date
    horizon_weeks: int = Field(26, ge=1, le=520)
    sources: dict[str, Source] = {}
    behaviour: Behaviour
    issues: Annotated[dict[str, Issue], Field(min_length=1)]
    actors: dict[str, Actor]
    front: Front
    mediator: Mediation = Mediation()
    rules: Rules = Rules()
    cards: dict[str, Card] = {}
    events: list[Event] = []
    packages: Annotated[dict[str, Package], Field(min_length=1)]
    opening: Opening
    resolve: dict[str, Resolves] = {}
    variants: dict[str, Variant] = {}
    codes: dict[str, Code] = {}  # what a file that extends this one may choose from, under `coded`

    def level(self, issue: str, name: LevelName) -> int:
        """Index of a level given by index or label; ValueError where there is none.

        >>> import sim
        >>> sim.load_scenario("march-2025").level("nato", "barred")
        3
        """
        levels = self.issues[issue].levels
        if isinstance(name, int) and 0 <= name < len(levels):
            return name
        labels = [level.label for level in levels]
        if isinstance(name, str) and name in labels:
            return labels.index(name)
        raise ValueError(f"{issue} has no level {name!r}; its levels are {labels}")

    def terms(self, package: str) -> dict[str, int]:
        """Levels of every issue under a package: the status quo where it is silent."""
        written = self.packages[package].terms
        return {issue: self.level(issue, written.get(issue, block.status_quo)) for issue, block in self.issues.items()}

    def week_of(self, event: Event) -> int | None:
        """Week in which a dated event takes effect (0 for what came before), none for a hazard."""
        if event.date is not None:
            return max(0, (event.date - self.as_of).days // 7)
        return event.week


def quantities(
    part: BaseModel, path: str = "", source: str | None = None
) -> Iterator[tuple[str, Quantity, str | None]]:
    """Every number that a scenario states as (dotted path, quantity, source that covers it), in the order of the file.

    Defaults of keys that nobody wrote are left out.
    """
    source = getattr(part, "source", None) or source
    for name, written in _numbered(type(part)).items():
        if name in part.model_fields_set:
            yield from _walk(getattr(part, name), f"{path}{written}", source)


@lru_cache
def _numbered(block: type[BaseModel]) -> dict[str, str]:
    """Fields of a block in which numbers may be found, as they are called and as they are written."""
    kinds = {name: field for name, field in block.model_fields.items() if name not in ("variants", "codes")}
    return {name: field.alias or name for name, field in kinds.items() if _may_hold(field.annotation)}


def _may_hold(kind: Any) -> bool:
    """Whether something of a kind may be a quantity or hold one."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return kind is Quantity or bool(_numbered(kind))
    return kind is Any or any(map(_may_hold, get_args(kind)))


def _walk(value: Any, path: str, source: str | None) -> Iterator[tuple[str, Quantity, str | None]]:
    if isinstance(value, Quantity):
        yield path, value, value.source or source
    elif isinstance(value, BaseModel):
        yield from quantities(value, path + ".", source)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _walk(item, f"{path}.{key}", source)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _walk(item, f"{path}.{index}", source)
