"""How holders weigh their cards at a reading (model, section 7, "Reading of the cards")."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .numbers import expit, mix, softmax
from .value import Values

if TYPE_CHECKING:
    from .table import Reading

Plan = list[tuple[str, str, float]]  # card, play or announce, weekly chance


def has_flows(card: Any) -> bool:
    """Whether a card moves capacities or their flows."""
    effects = card.effects
    return bool(effects.inflow or effects.attrition or effects.capacity)


class Threat:
    """A pressure card at the text on the table, as its holder and its target weigh it."""

    def __init__(self, at: Reading, name: str) -> None:
        self.at, self.name, self.card = at, name, at.book.cards[name]
        self.holder, self.target = self.card.holder, self.card.target
        self.idle = at.talks.deck[name].status == "idle"
        rival = at.book.other(self.target)
        self.audience: float = at.how.audience_cost
        self.discount: float = at.how.discount
        values, x, here = at.values, at.x, at.mean_type(self.holder)
        self.gain = (values.signing(self.holder, x) - at.base(self.holder)).at(here)
        self.gain += at.pledge(x) if self.holder == at.book.pen else 0.0
        self.loss, self.direct = values.loss(self.card), 0.0
        self.moves = [self._lifted_or_given()] * len(at.side(self.target).belief)
        if has_flows(self.card):
            self._with_flows(at.values_after(name))
        self.rival_signs, self.target_signs = at.signs[rival][x], at.signs[self.target][x]
        self.played_rise = self._rise(1.0)
        self.believed = mix(self._resolve_belief(), [self.kept(r, at.side(self.target).blame) for r in (True, False)])
        self.announced_rise = self._rise(self.discount * self.believed)

    def _lifted_or_given(self) -> float:
        """What playing the card adds to the target's gain from x, its flows apart."""
        at, card, added = self.at, self.card, 0.0
        halted = at.book.terms(at.x).halted
        if at.book.lifts(at.x, card) or (card.while_fighting and halted):
            added = self.loss
        elif card.lifted_by.answer == "accept":
            added = self.discount * self.loss
        if halted:
            delayed = self.discount**card.phase_in_weeks * card.effects.deal_value
            added += delayed * at.values.weight(at.x)
        return float(added)

    def _with_flows(self, after: Values) -> None:
        """Add what the altered flows do to the target's gain, to its lot under y, and to the holder's."""
        at, i = self.at, self.target
        worse = after.in_force(i, at.y, at.weeks_left) - at.base(i)
        change = after.signing(i, at.x) - at.values.signing(i, at.x) - worse
        multipliers = at.book.types[i][1]
        self.moves = [s + change.at(m) for s, m in zip(self.moves, multipliers, strict=True)]
        self.loss -= worse.at(at.mean_type(i))
        self.direct = at.direct(self.name)

    def _rise(self, share: float) -> float:
        """What a share of the card's pressure adds to the chance that both sign."""
        at, i = self.at, self.target
        pressed = [expit(at.how.precision_answers * (g + share * s))
                   for g, s in zip(at.gains[i][at.x], self.moves, strict=True)]
        return self.rival_signs * (mix(at.side(i).belief, pressed) - self.target_signs)

    def _resolve_belief(self) -> tuple[float, float]:
        resolute = self.at.talks.holders[self.holder].believed_resolute
        return resolute, 1 - resolute

    def play(self, resolute: bool, blame: float) -> float:
        """Net value to the holder of playing."""
        return self.played_rise * self.gain + self.direct - self.at.blowback(self.card, resolute, blame)

    def kept(self, resolute: bool, blame: float) -> float:
        """pi: chance that the holder makes an announced threat good."""
        return expit(self.at.how.precision_holders * (self.play(resolute, blame) + self.audience))

    def announce(self, resolute: bool, blame: float) -> float:
        """Net value to the holder of announcing."""
        kept = self.kept(resolute, blame)
        later = kept * self.play(resolute, blame) - (1 - kept) * self.audience
        return self.announced_rise * self.gain + self.discount * (1 - self.rival_signs * self.target_signs) * later

    def options(self, resolute: bool, blame: float) -> Iterator[tuple[str, str, float]]:
        """Card, act and net value, playing before announcing."""
        yield self.name, "play", self.play(resolute, blame)
        if self.card.announce:
            yield self.name, "announce", self.announce(resolute, blame)


class Hand:
    """One holder's pressure cards against one target."""

    def __init__(self, at: Reading, threats: list[Threat]) -> None:
        self.at, self.threats = at, threats
        self.holder, self.target = threats[0].holder, threats[0].target

    def plan(self, resolute: bool, blame: float) -> Plan:
        """Weekly chance of each act with an idle card."""
        return self._weekly([t for t in self.threats if t.idle], resolute, blame)

    def _weekly(self, threats: list[Threat], resolute: bool, blame: float) -> Plan:
        return weekly(self.at, [option for t in threats for option in t.options(resolute, blame)])

    def feared(self, blame: float) -> float:
        """What the target expects to lose by this hand, at the blame after its answer."""
        resolute = self.at.talks.holders[self.holder].believed_resolute
        come: dict[str, float] = {t.name: 0.0 for t in self.threats}
        for share, is_resolute in ((resolute, True), (1 - resolute, False)):
            kept = {t.name: t.kept(is_resolute, blame) for t in self.threats}
            for name, act, chance in self._weekly(self.threats, is_resolute, blame):
                come[name] += share * chance * (kept[name] if act == "announce" else 1.0)
        return sum(self._expected_loss(t, come[t.name], blame) for t in self.threats)

    def _expected_loss(self, threat: Threat, weekly_chance: float, blame: float) -> float:
        at, resolute = self.at, self.at.talks.holders[self.holder].believed_resolute
        still: float = at.how.discount * (1 - at.book.front.decision_hazard)
        sooner_or_later = weekly_chance / (1 - still * (1 - weekly_chance))
        if threat.idle:
            return threat.loss * sooner_or_later
        kept = mix((resolute, 1 - resolute), [threat.kept(r, blame) for r in (True, False)])
        return threat.loss * (kept + (1 - kept) * still * sooner_or_later)


def weekly(at: Reading, options: list[tuple[str, str, float]]) -> Plan:
    """First whether to act, on the best option; then which: many hopeless cards do not add up to an act."""
    if not options:
        return []
    nets, precision = [net for _, _, net in options], at.how.precision_holders
    acts = at.how.act_rate * expit(precision * max(nets))
    return [(name, act, acts * share)
            for (name, act, _), share in zip(options, softmax(nets, precision), strict=True)]


def pressure_hands(at: Reading) -> dict[str, Hand]:
    """Every hand of pressure cards by its name, "holder>target:answer"."""
    threats: dict[str, list[Threat]] = {}
    for name, card in at.book.cards.items():
        aimed = aim(at, card) == "answer" and card.target in at.book.belligerents
        if aimed and available(at, name, ("idle", "announced")):
            threats.setdefault(f"{card.holder}>{card.target}:answer", []).append(Threat(at, name))
    return {name: Hand(at, threats[name]) for name in sorted(threats)}


def war_plans(at: Reading) -> dict[str, Plan]:
    """The plan of every hand of war cards and gestures by its name, "holder:war"."""
    nets: dict[str, list[tuple[str, str, float]]] = {}
    for name, card in at.book.cards.items():
        if aim(at, card) != "answer" and available(at, name, ("idle",)):
            nets.setdefault(f"{card.holder}:war", []).append((name, "play", _war_net(at, name)))
    return {hand: weekly(at, nets[hand]) for hand in sorted(nets)}


def _war_net(at: Reading, name: str) -> float:
    card = at.book.cards[name]
    resolute = at.talks.holders[card.holder].resolute
    if aim(at, card) == "gesture":
        own = at.side(card.holder)
        eased: float = at.how.discount * card.effects.eases_blame * own.blame
        return at.fear_by_blame(card.holder) * eased - at.blowback(card, resolute, 0.0)
    blame = at.side(card.target).blame if card.target in at.book.belligerents else 0.0
    return at.direct(name) - at.blowback(card, resolute, blame)


def aim(at: Reading, card: Any) -> str:
    """What a card is for: an answer, the war, or less blame."""
    fights = card.holder in at.book.belligerents
    if card.effects.eases_blame > 0 and fights:
        return "gesture"
    return str(card.aim or ("war" if fights else "answer"))


def available(at: Reading, name: str, statuses: tuple[str, ...]) -> bool:
    """Whether a card may be thought of at all."""
    card, state = at.book.cards[name], at.talks.deck[name]
    return (state.consent and state.status in statuses
            and not card.effects.withdraws and not at.book.lifts(at.y, card))
