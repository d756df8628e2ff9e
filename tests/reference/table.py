"""One reading of the table: menu, gains, answers to every text, and the choice among them (model, section 7, 4-5)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from sim.record import ANSWERS

from .book import Text
from .hands import Hand, Plan, has_flows, pressure_hands, war_plans
from .numbers import expit, mix, softmax
from .value import Line, Values

if TYPE_CHECKING:
    from .model import Negotiation
    from .people import Belligerent

SAME = 1e-12  # texts whose values differ by no more change nothing for anyone


class Reading:
    """What everybody reads on the table in one week. Everything is worked out at once: the state moves on."""

    def __init__(self, talks: Negotiation) -> None:
        self.talks, self.book, self.how = talks, talks.book, talks.book.how
        self.x, self.y, self.weeks_left = talks.text, talks.in_force, talks.weeks_left
        self.values = talks.values()
        self._after: dict[str, Values] = {}
        self.sides = self.book.sides
        self.menu = self._menu()
        self.gains = {i: {z: self._gains(i, z) for z in self.menu} for i in self.sides}
        self.signs = {i: {z: self._signs(i, z) for z in self.menu} for i in self.sides}
        self.blames = {i: self._blames(i) for i in self.sides}
        self.hands: dict[str, Hand] = pressure_hands(self)
        self.fears = {i: tuple(self._fear(i, blame) for blame in self.blames[i]) for i in self.sides}
        self.war_plans: dict[str, Plan] = war_plans(self)
        self.hopes = {i: [self._hopes(i, k) for k in range(len(self.side(i).belief))] for i in self.sides}
        self.shares = {i: {z: self._shares_by_type(i, z) for z in self.menu} for i in self.sides}
        self.accepts = {i: {z: mix(self.side(i).belief, [p[0] for p in self.shares[i][z]]) for z in self.menu}
                        for i in self.sides}
        self.pen_values = self._pen_values()
        self.going_on = max(self.pen_values)

    # --- who and what ----------------------------------------------------------------------------------------------

    def side(self, name: str) -> Belligerent:
        """A belligerent."""
        return self.talks.side[name]

    def base(self, actor: str) -> Line:
        """Value of the terms in force."""
        return self.values.in_force(actor, self.y, self.weeks_left)

    def mean_type(self, actor: str) -> float:
        """Mean multiplier of a belligerent in the public belief, 1 of anybody else."""
        return self.values.now.mean_type.get(actor, 1.0)

    def values_after(self, card: str) -> Values:
        """Values once a card's flows are in the war."""
        if card not in self._after:
            moment = self.values.now.after_playing(self.book.cards[card], self.how.capacity_floor)
            self._after[card] = Values(self.book, moment)
        return self._after[card]

    def direct(self, card: str) -> float:
        """What a card's flows do for its holder under the terms in force."""
        block = self.book.cards[card]
        if not has_flows(block):
            return 0.0
        after = self.values_after(card).in_force(block.holder, self.y, self.weeks_left)
        return (after - self.base(block.holder)).at(self.mean_type(block.holder))

    def blowback(self, card: Any, resolute: bool, blame: float) -> float:
        """What playing costs the holder, less of it where the target is blamed."""
        resolve = self.book.actors[card.holder].resolve
        multiplier = resolve.resolute if resolute else resolve.irresolute
        return float(card.blowback * multiplier * (1 - self.how.blame_discount * blame))

    # --- menu ------------------------------------------------------------------------------------------------------

    def _menu(self) -> list[Text]:
        if self.book.said.rules.candidates == "all":
            texts = self.book.every_text()
        else:
            texts = [*self._neighbours(), *self._named()]
        same = self._fingerprint(self.x)
        return [self.x, *(z for z in texts if z != self.y and not self.book.contradicts(z) and self._differs(z, same))]

    def _neighbours(self) -> list[Text]:
        found = []
        for place, issue in enumerate(self.book.issues):
            for level in (self.x[place] - 1, self.x[place] + 1):
                if 0 <= level < len(self.book.said.issues[issue].levels):
                    found.append((*self.x[:place], level, *self.x[place + 1:]))
        return found

    def _named(self) -> list[Text]:
        """Packages, standing conditions and the lapsed text, each once and further than a step away."""
        packages = self.book.said.packages
        named = [self.book.package(name) for name in sorted(packages) if packages[name].proposed]
        named += [condition for i in self.sides if (condition := self.side(i).offer) is not None]
        named += [self.talks.lapsed] if self.talks.lapsed is not None else []
        far = [z for z in named if sum(abs(a - b) for a, b in zip(z, self.x, strict=True)) > 1]
        return list(dict.fromkeys(far))

    def _fingerprint(self, z: Text) -> list[float]:
        lines = [self.values.signing(i, z) for i in self.sides]
        pen = [self.values.signing(self.book.pen, z).at(1.0)] if self.book.pen else []
        return [n for line in lines for n in (line.fixed, line.per_m)] + pen + [
            self.book.red_lines(i, z) for i in self.sides]

    def _differs(self, z: Text, same: list[float]) -> bool:
        return any(abs(a - b) > SAME for a, b in zip(self._fingerprint(z), same, strict=True))

    # --- gains and fears -------------------------------------------------------------------------------------------

    def surplus(self, actor: str, z: Text) -> list[float]:
        """A_i(z) - A_i(y) - rho_i(z) r_k, for each type."""
        _, multipliers, red = self.book.types[actor]
        gain, rho = self.values.signing(actor, z) - self.base(actor), self.book.red_lines(actor, z)
        return [gain.at(m) - rho * r for m, r in zip(multipliers, red, strict=True)]

    def _gains(self, actor: str, z: Text) -> list[float]:
        relief = self.values.lifted_by_accepting(actor)
        return [gain + relief for gain in self.surplus(actor, z)]

    def _signs(self, actor: str, z: Text) -> float:
        """g: chance to sign rather than go on, as the public sees it."""
        return mix(self.side(actor).belief, [expit(self.how.precision_answers * g) for g in self.gains[actor][z]])

    def _blames(self, actor: str) -> tuple[float, float]:
        """Blame after a yes-but and after a no."""
        blame = self.side(actor).blame
        return blame + self.how.blame_yes_but * (1 - blame), blame + self.how.blame_no * (1 - blame)

    def _fear(self, actor: str, blame: float) -> float:
        """E: what the actor expects to lose by cards at a blame."""
        return sum(hand.feared(blame) for hand in self.hands.values() if hand.target == actor)

    def fear_by_blame(self, actor: str) -> float:
        """How much more is to be feared for each unit of blame."""
        (but, no), (fear_but, fear_no) = self.blames[actor], self.fears[actor]
        return 0.0 if no == but else (fear_no - fear_but) / (no - but)

    # --- answers ---------------------------------------------------------------------------------------------------

    def _hopes(self, actor: str, k: int) -> dict[Text, float]:
        """What a type may hope for from each text as its condition, of those that it would itself sign."""
        rival, gains = self.book.other(actor), self.gains[actor]
        return {z: self.signs[rival][z] * gains[z][k] for z in self.menu if gains[z][k] > SAME}

    def best_condition(self, actor: str, k: int, z: Text) -> tuple[Text | None, float]:
        """The other text that a type would ask for, and what it hopes for; none where there is no hope."""
        others = {text: hope for text, hope in self.hopes[actor][k].items() if text != z}
        best = max(others.values(), default=0.0)
        if best <= 0:
            return None, 0.0
        return next((text, best) for text, hope in others.items() if hope >= best - SAME)

    def _shares_by_type(self, actor: str, z: Text) -> list[list[float]]:
        return [self._shares(actor, k, z) for k in range(len(self.gains[actor][z]))]

    def _shares(self, actor: str, k: int, z: Text) -> list[float]:
        """Chances of accept, conditional, reject of one type at a text."""
        side, rules, d = self.side(actor), self.book.said.rules, self.how.discount
        fear_but, fear_no = self.fears[actor]
        accept = self.gains[actor][z][k]
        if rules.threat_returns == "on":
            accept -= d * (1 - self.values.weight(z)) * fear_but
        prior_yes, prior_no = self.how.adoption_prior_yes, self.how.adoption_prior_no
        heeded = (prior_yes + side.adopted) / (prior_yes + prior_no + side.asked)
        conditional = d * heeded * self.best_condition(actor, k, z)[1] - d * fear_but
        if rules.conditional == "off" or side.condition == z:
            conditional = -math.inf
        weights = (1.0, 1.0, self.how.weight_of_no)
        return softmax([accept, conditional, -d * fear_no], self.how.precision_answers, weights)

    def likelihood(self, actor: str, z: Text, answer: str, condition: Text | None) -> list[float]:
        """How likely each type is to have answered so: what is asked for reveals as much as how."""
        told = ANSWERS.index(answer)
        chances = [shares[told] for shares in self.shares[actor][z]]
        if answer == "conditional":
            asks = [self.best_condition(actor, k, z)[0] for k in range(len(chances))]
            chances = [chance if asked == condition else 0.0 for chance, asked in zip(chances, asks, strict=True)]
        return chances

    # --- choice ----------------------------------------------------------------------------------------------------

    def pledge(self, z: Text) -> float:
        """What having a text signed is worth to the pen at home."""
        block, kind = self.book.said.mediator, self.book.terms(z).kind
        share = {"full": 1.0, "partial": block.partial_share, "accord": 0.0}[kind]
        return float(block.pledge * share * (self.how.repeat_share if kind in self.talks.signed_before else 1.0))

    def _pen_values(self) -> list[float]:
        """What each text on the menu is worth to whoever holds the pen."""
        pen = self.book.pen
        if pen is None:
            return [0.0] * len(self.menu)
        both = [self.accepts[self.sides[0]][z] * self.accepts[self.sides[1]][z] for z in self.menu]
        gain = [(self.values.signing(pen, z) - self.base(pen)).at(1.0) + self.pledge(z) for z in self.menu]
        kinds = [self.book.terms(z).kind for z in self.menu]
        full = max([0.0, *(p * g for p, g, kind in zip(both, gain, kinds, strict=True) if kind == "full")])
        next_step = [self.how.discount * full if kind == "partial" else 0.0 for kind in kinds]
        return [p * (g + after) - self._text_cost(z)
                for p, g, after, z in zip(both, gain, next_step, self.menu, strict=True)]

    def proposer_values(self, actor: str) -> list[float]:
        """What each text is worth to a belligerent who makes the offer."""
        own, rival = self.side(actor).actor_type, self.book.other(actor)
        return [self.accepts[rival][z] * self.gains[actor][z][own] - self._text_cost(z) for z in self.menu]

    def _text_cost(self, z: Text) -> float:
        return 0.0 if z == self.x else float(self.how.text_cost)
