"""Numbers that are allowed and yet out of all proportion: a remark, no refusal, since an experiment may want them.

One stake is by definition all that an actor wants of all issues together, so that worth has a natural scale. The
numbers of the shipped scenarios are mostly near a tenth of a stake, and none is above 1.2. What is worth more than ten
stakes, a hundred times that tenth, decides every choice alone; a share written in per cent (100 times) and a cost of a
year written for that of a week (52 times) mostly end there. A weekly cost c counts as what it comes to over a war
without end, c / (1 - discount), or over the longest run if that is less.
"""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from sim.checks.draft import Draft
from sim.problems import Finding, dotted
from sim.scenario import Actor, Behaviour, Card, Effects, Mediation, Quantity, RedLine, War, Withdrawal

MOST = 10.0  # stakes
LONGEST = 520  # weeks that a run can have, however much the future counts
_ONCE: dict[type[BaseModel], tuple[str, ...]] = {
    War: ("worth_of_ground", "worth_of_halt"), Actor: ("worth_of_ground",), RedLine: ("cost",), Mediation: ("pledge",),
    Withdrawal: ("base",), Effects: ("deal_value",), Card: ("blowback",), Behaviour: ("audience_cost", "text_cost"),
}  # fmt: skip
_WEEKLY: dict[type[BaseModel], tuple[str, ...]] = {War: ("cost",), Actor: ("cost",), Effects: ("war_cost",)}


def out_of_scale(draft: Draft) -> Iterator[Finding]:
    """Every number in stake that comes to more than `MOST` anywhere in its range."""
    weeks = min(LONGEST, 1 / (1 - draft.scenario.behaviour.discount.value))
    for path, part in draft.parts:
        for keys, unit, times in ((_ONCE, "stake", 1.0), (_WEEKLY, "stake a week", weeks)):
            for key in keys.get(type(part), ()):
                number: Quantity = getattr(part, key)
                largest = max((number.value, *number.ends), key=abs)
                if abs(largest) * times <= MOST:
                    continue
                beyond = abs(number.value) * times > MOST
                found = f"{number.value:g}" if beyond else f"a range to {largest:g}"
                message = f"{dotted((*path, key))}: found {found} {unit}, out of all proportion: 1 stake is all that "
                message += f"an actor wants{', over the whole war' if times > 1 else ''}; is the unit right?"
                yield Finding((*path, key), message)
