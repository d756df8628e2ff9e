"""Each thing that is refused, with its line, its column and the words that mend it."""

from __future__ import annotations

import pytest

from tests.faults import TEMPLATE, Edit, assert_refused, edited, problems

SCOPE_OF_NORTH = "scope: {ideal: no truce, salience: 0.1}"
FRONT = "front:\n  side_a"
CARD = "  walk_away:"
EVENTS = "packages: #"
WAR_OF_SOUTH = TEMPLATE[
    TEMPLATE.index("    war:\n      capacity: 1 #") : TEMPLATE.index("    types: {sd_ln_cost: 0.35}")
]
DEMANDS_OF_SOUTH = TEMPLATE[
    TEMPLATE.index("    demands:\n      scope: {ideal: whole theatre, salience: 0.3}") : TEMPLATE.index(WAR_OF_SOUTH)
]


def card(body: str) -> Edit:
    """Another card, before the last one."""
    return CARD, f"  extra: {{label: Extra, {body}}}\n{CARD}"


def event(body: str) -> Edit:
    """One event."""
    return EVENTS, f"events:\n  - {{label: A storm, {body}}}\n{EVENTS}"


NAMES = {
    "an actor at the front": (
        [("side_b: south", "side_b: ▸sout")],
        ["no actor is called 'sout'", "did you mean 'south'?"],
    ),
    "the holder of a card": ([("holder: envoy", "holder: ▸envy")], ["'envy'", "'envoy'"]),
    "the target of a card": ([("target: north", "target: ▸nort")], ["'nort'", "'north'"]),
    "an actor who gives aid": ([("aid: {envoy", "aid: {▸envoi")], ["'envoi'", "'envoy'"]),
    "an actor who saves costs": ([("cost_saved: {north", "cost_saved: {▸noth")], ["'noth'", "'north'"]),
    "an actor who rearms": (
        [("rearmament: {north: 0.9, south: 0.9", "rearmament: {north: 0.9, ▸soth: 0.9")],
        ["'south'"],
    ),
    "an actor who delivers": (
        [("label: Who watches", "label: Who watches\n    deliverers: {▸nvoy: {share: 0.5, cooperation: 1}}")],
        ["'envoy'"],
    ),
    "an actor with a stated utility": (
        [("label: joint commission,", "label: joint commission, utility: {▸nrth: 0.5},")],
        ["'nrth'", "'north'"],
    ),
    "an actor who can win an issue": ([("label: Who watches", "label: Who watches\n    won_by: [▸nrth]")], ["'north'"]),
    "an actor who gains capacity by a card": ([("inflow: {south", "inflow: {▸souht")], ["'souht'", "'south'"]),
    "who opens": ([("proposer: envoy", "proposer: ▸envo")], ["no actor is called 'envo'", "'envoy'"]),
    "the opening package": ([("package: thirty_days", "package: ▸thirty_day")], ["no package", "'thirty_days'"]),
    "an issue that is demanded": (
        [("monitoring: {ideal: nobody", "▸monitering: {ideal: nobody")],
        ["no issue is called 'monitering'", "'monitoring'"],
    ),
    "an issue of a package": ([("terms: {scope: critical", "terms: {▸scoop: critical")], ["'scoop'", "'scope'"]),
    "an issue that lifts a card": ([("lifted_by: {scope", "lifted_by: {▸scop")], ["'scop'", "'scope'"]),
    "an issue of a condition": (
        [("recognised, cost: 0.5}", "recognised, cost: 0.5, if: {▸scpe: 1}}")],
        ["'scpe'", "'scope'"],
    ),
    "an issue of `never`": ([("label: joint commission,", "label: joint commission, never: {▸scpe: 1},")], ["'scope'"]),
    "a level by label": (
        [("ideal: no truce,", "ideal: ▸no trouce,")],
        ["scope has no level 'no trouce'", "'no truce'"],
    ),
    "a level by number": ([("ideal: no truce,", "ideal: ▸3,")], ["scope has no level 3", "0 to 2", "whole theatre"]),
    "a negative level": ([("ideal: no truce,", "ideal: ▸-1,")], ["no level -1"]),
    "the level of a red line": ([("from: held land", "from: ▸held lands")], ["'held lands recognised'"]),
    "the level of a package": ([("scope: critical sites, dur", "scope: ▸critical site, dur")], ["'critical sites'"]),
    "the status quo": ([("label: Who watches", "label: Who watches\n    status_quo: ▸nobdy")], ["'nobdy'", "'nobody'"]),
    "the card of an event": ([event("week: 3, cards: {▸export_bann: in_force}")], ["'export_bann'", "'export_ban'"]),
    "the target of an event": ([event("week: 3, target: ▸soth")], ["'soth'", "'south'"]),
    "a new leader": ([event("week: 3, new_leader: ▸soth")], ["'soth'", "'south'"]),
    "a source": ([("  speed: {value: 0.015,", "  speed: {value: 0.015, source: ▸pres-2025-01,")], ["'press-2025-01'"]),
    "a key": ([("walk_away:\n    label", "walk_away:\n    ▸labl: x\n    label")], ["unknown key 'labl'", "'label'"]),
}

REFUSED: dict[str, tuple[list[Edit], list[str]]] = {
    "saliences that do not sum to 1": (
        [("    demands:\n      " + SCOPE_OF_NORTH, "    ▸demands:\n      scope: {ideal: no truce, salience: 0.35}")],
        ["salience of north sums to 1.250, expected 1", "rescale {scope: 0.28, monitoring: 0.08, posture: 0.16"],
    ),
    "a salience sum that three digits hide": (
        [("    demands:\n      " + SCOPE_OF_NORTH, "    ▸demands:\n      scope: {ideal: no truce, salience: 0.10001}")],
        ["sums to 1.00001000"],
    ),
    "a red line at the ideal": (
        [("from: freeze on foreign deliveries", "from: ▸no limits")],
        ["red line of south on posture begins at its ideal"],
    ),
    "a red line that the status quo crosses": (
        [
            (
                "duration: {ideal: 30 days fixed, salience: 0.1}",
                "duration: {ideal: 30 days fixed, salience: 0.1, red_line: {from: ▸30 days renewable, cost: 1}}",
            )
        ],
        ["red line of north on duration", "crossed by the status quo, 'until a settlement'", "`if`"],
    ),
    "a card pressing a mediator": ([("target: north", "target: ▸envoy")], ["envoy of export_ban is a mediator"]),
    "a card pressing nobody": (
        [(CARD, "  ▸extra: {label: Extra, holder: envoy}\n" + CARD)],
        ["presses for an answer and no target", "north or south"],
    ),
    "a card that costs nobody in particular": (
        [(CARD, "  ▸extra: {label: Extra, holder: south, effects: {war_cost: 0.1}}\n" + CARD)],
        ["has war_cost and no target"],
    ),
    "a card aimed at its holder": (
        [card("holder: south, target: ▸south, aim: war")],
        ["aimed at its own holder south"],
    ),
    "a belligerent without a war": (
        [("  south:\n    label: South", "  ▸south:\n    label: South"), (WAR_OF_SOUTH, "")],
        ["belligerent south has no war"],
    ),
    "a belligerent without demands": (
        [("  south:\n    label: South", "  ▸south:\n    label: South"), (DEMANDS_OF_SOUTH, "")],
        ["south has no demands"],
    ),
    "roles that leave one belligerent": (
        [
            (
                "actors:\n  north:\n    label: North\n    role: belligerent",
                "▸actors:\n  north:\n    label: North\n    role: backer",
            )
        ],
        ["found 1 belligerents (south), expected two"],
    ),
    "a front whose sides are one": ([("side_b: south", "side_b: ▸north")], ["both 'north'", "north or south"]),
    "a front with a mediator": ([("side_b: south", "side_b: ▸envoy")], ["envoy is a mediator, expected a belligerent"]),
    "a mediator with a war": (
        [("    cost: {value: 0.0004", "    ▸war: {capacity: 1, production: 1, cost: 1}\n    cost: {value: 0.0004")],
        ["envoy is a mediator and has a war"],
    ),
    "blame of a mediator": (
        [("    cost: {value: 0.0004", "    ▸blame: 0.1\n    cost: {value: 0.0004")],
        ["only belligerents"],
    ),
    "a cost of war in the wrong place": (
        [("    blame: 0.1", "    ▸cost: 0.1\n    blame: 0.1")],
        ["actors.north.war.cost"],
    ),
    "a status quo that halts the front": (
        [("- no truce", "- {label: no truce, ▸halts_front: true}")],
        ["status quo of scope", "halts_front", "do nothing"],
    ),
    "a status quo with a hazard": (
        [("[nobody,", "[{label: nobody, ▸hazard: 0.1},")],
        ["status quo of monitoring", "hazard"],
    ),
    "a status quo that saves costs": (
        [("- no truce", "- {label: no truce, ▸cost_saved: {north: 0.1}}")],
        ["cost_saved"],
    ),
    "a status quo that half closes the front": (
        [("- no truce", "- {label: no truce, ▸open_front: 0.5}")],
        ["open_front"],
    ),
    "a status quo that arms": ([("- no limits", "- {label: no limits, ▸rearmament: {south: 1.2}}")], ["rearmament"]),
    "a status quo with a line": ([("[left open,", "[{label: left open, ▸line: 0.5},")], ["line"]),
    "a status quo with a length": (
        [("[until a settlement,", "[{label: until a settlement, ▸duration: 4},")],
        ["duration"],
    ),
    "labels alike": (
        [("label: unarmed mission,", "label: ▸joint commission,"), ("ideal: unarmed mission", "ideal: 2")],
        ["levels 1 and 2 of monitoring are both called 'joint commission'"],
    ),
    "a package that breaks `never`": (
        [
            ("label: joint commission,", "label: joint commission, never: {scope: whole theatre},"),
            ("terms: {scope: whole theatre, monitoring", "▸terms: {scope: whole theatre, monitoring"),
        ],
        ["package thirty_days joins", "monitoring 'joint commission' with scope 'whole theatre'"],
    ),
    "a `never` that forbids the status quo": (
        [("[nobody,", "[{label: nobody, never: {▸scope: [no truce, critical sites]}},")],
        ["forbids the status quo"],
    ),
    "a `never` of its own issue": (
        [("label: joint commission,", "label: joint commission, never: {▸monitoring: nobody},")],
        ["name other issues"],
    ),
    "an opening at the status quo": (
        [
            ("package: thirty_days", "package: ▸nothing"),
            ("packages: #", "packages:\n  nothing: {label: N, terms: {scope: 0}} #"),
        ],
        ["opening package nothing is the status quo"],
    ),
    "a backer with the pen": (
        [("proposer: envoy", "proposer: ▸friend"), (FRONT, f"  friend: {{label: Friend, role: backer}}\n\n{FRONT}")],
        ["proposer friend is a backer", "envoy"],
    ),
    "a card that is not reversible and is lifted": (
        [("    lifted_by: {answer: accept}", "    ▸lifted_by: {answer: accept}\n    reversible: false")],
        ["aid_pause is not reversible"],
    ),
    "a withdrawal by a belligerent": (
        [("gives up\n    holder: envoy", "gives up\n    holder: ▸north")],
        ["walk_away withdraws", "the mediator who proposes, envoy"],
    ),
    "a gesture by a mediator": (
        [card("holder: ▸envoy, target: north, effects: {eases_blame: 0.5}")],
        ["a gesture", "north or south"],
    ),
    "an event that falls on nobody": (
        [("packages: #", "events:\n  - ▸{label: A storm, week: 3, effects: {blame: 0.1}}\npackages: #")],
        ["event 'A storm' has blame and no target"],
    ),
    "an event that falls on a mediator": ([event("week: 3, target: ▸envoy")], ["target envoy", "north or south"]),
    "an event that withdraws": ([event("week: 3, effects: {▸withdraws: true}")], ["only a card can have"]),
    "two events of one name": (
        [("packages: #", "events: [{label: A, week: 1}, {label: ▸A, week: 2}]\npackages: #")],
        ["two events are called 'A'"],
    ),
    "an event with two clocks": (
        [("packages: #", "events:\n  - ▸{label: A storm, week: 3, hazard_per_week: 0.1}\npackages: #")],
        ["exactly one of date"],
    ),
    "too many texts": (
        [
            ("packages: #", "rules: {candidates: ▸all}\npackages: #"),
            ("    levels: [left open,", f"    levels: [left open, {', '.join(f'step {i}' for i in range(30))},"),
        ],
        ["2,673 texts", "2,000"],
    ),
    "a discount of 1": (
        [("sources: #", "behaviour: {discount: ▸1}\nsources: #")],
        ["found 1, expected at least 0 and below 1"],
    ),
    "types that do not sum to 1": (
        [
            (
                "types: {sd_ln_cost: 0.4}",
                "types: {▸named: {soft: {cost_multiplier: 2, share: 0.5}, hard: {cost_multiplier: 1, share: 0.3}}}",
            )
        ],
        ["shares of the types of north sum to 0.800", "rescale {soft: 0.625, hard: 0.375}"],
    ),
    "types in two ways": (
        [("types: {sd_ln_cost: 0.4}", "types: {▸sd_ln_cost: 0.4, named: {soft: {cost_multiplier: 2, share: 1}}}")],
        ["both sd_ln_cost and named"],
    ),
    "a type that is not there": (
        [("types: {sd_ln_cost: 0.4}", "types: {only: ▸1, named: {soft: {cost_multiplier: 2, share: 1}}}")],
        ["expected 0 to 0"],
    ),
    "a cost multiplier of zero": (
        [("types: {sd_ln_cost: 0.4}", "types: {named: {soft: {cost_multiplier: ▸0, share: 1}}}")],
        ["more than 0"],
    ),
    "a half-life of zero": (
        [card("holder: envoy, target: north, half_life_weeks: ▸0")],
        ["half_life_weeks", "more than 0"],
    ),
    "deliverers of more than the whole": (
        [
            (
                "label: Who watches",
                "label: Who watches\n    ▸deliverers:\n"
                "      north: {share: 0.7, cooperation: 1}\n      south: {share: 0.7, cooperation: 1}",
            )
        ],
        ["reach 1.400"],
    ),
    "a judgement without a reason": (
        [("  source: judgement\n  why: invented for the template\n\nmediator", "  source: ▸judgement\n\nmediator")],
        ["add why"],
    ),
    "a judgement of one number without a reason": (
        [
            (
                "  source: judgement\n  why: invented for the template\n\nmediator",
                "  source: press-2025-01\n\nmediator",
            ),
            ("shock_sd: 0.6", "shock_sd: {value: 0.6, source: ▸judgement}"),
        ],
        ["add why"],
    ),
    "a source called judgement": (
        [("  press-2025-01:", "  ▸judgement: {title: x}\n  press-2025-01:")],
        ["stands for no source"],
    ),
    "a question after the end": ([("announced_by_week: 12", "announced_by_week: ▸40")], ["ends in week 26"]),
    "a name with a dot": (
        [(CARD, "  ▸a.b: {label: x, holder: envoy, effects: {withdraws: true}}\n" + CARD)],
        ["name 'a.b'", "label"],
    ),
    "a negative rate": (
        [("hazard: {value: 0.09, range: [0.05, 0.15]", "hazard: ▸{value: -0.09, range: [-0.1, 0.15]")],
        ["found -0.1, expected at least 0"],
    ),
    "a share above 1": ([("cost_saved: {north: 0.12", "cost_saved: {north: ▸1.2")], ["found 1.2", "at most 1"]),
    "no number at all": ([("shock_sd: 0.6", "shock_sd: ▸.nan")], ["found nan, expected a finite number"]),
    "an endless number": ([("shock_sd: 0.6", "shock_sd: ▸.inf")], ["found inf, expected a finite number"]),
    "a number too large to be held": ([("shock_sd: 0.6", "shock_sd: ▸1e999")], ["finite"]),
    "a value outside its range": (
        [("capacity: {value: 1.05", "capacity: ▸{value: 2.05")],
        ["2.05 lies outside its range"],
    ),
    "a range that runs backwards": (
        [("range: [0.95, 1.15]", "range: [1.15, 0.95]"), ("capacity: {value: 1.05", "capacity: ▸{value: 1.05")],
        ["runs backwards; write [0.95, 1.15]"],
    ),
    "a range of one number": ([("range: [0.95, 1.15]", "range: ▸[0.95]")], ["two numbers [lowest, highest]"]),
    "a horizon of no weeks": ([("horizon_weeks: 26", "horizon_weeks: ▸0")], ["found 0, expected at least 1"]),
    "half a week": ([("horizon_weeks: 26", "horizon_weeks: ▸2.5")], ["a whole number"]),
    "an issue with one level": (
        [("levels: [left open, line of contact named, held land recognised]", "levels: ▸[left open]")],
        ["recognition.levels: found 1 entries, expected at least 2"],
    ),
}


@pytest.mark.parametrize("name", NAMES)
def test_a_misspelt_name_is_refused_where_it_stands_and_the_right_one_is_told(name: str):
    edits, words = NAMES[name]
    assert_refused(edited(*edits), *words)


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused(name: str):
    edits, words = REFUSED[name]
    assert_refused(edited(*edits), *words)


def test_the_template_itself_is_sound():
    assert problems(edited()) == []
