"""Drivers: which numbers move an outcome, where it happens, and what each card is worth."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from sim import experiment
from sim.analysis import boxes_chart, cards_chart, cards_words, discovery_words, drivers_words, tornado
from sim.analysis import drivers as work
from sim.analysis.answer import Answer, in_words
from sim.analysis.design import Question
from sim.analysis.inputs import uncertain, weeks_for
from sim.analysis.worth_of_cards import CardStudy, costs
from sim.ensemble import cores
from sim.experiment import Experiment
from sim.outcomes import BY_WEEK, Outcome, OutcomeError, usual
from sim.scenario import Scenario

from .jobs import Watch, asked
from .parts import HONESTY, chart, command, guarded, plain, table
from .subject import Subject, subject

FUTURES_OF_BOXES, BOXES = 8000, 2  # as the command line has them
FUTURES_OF_CARDS = 1000
LIMITS = "Intervals are of sampling alone: they do not say how right the ranges and the rules are."


@guarded
def page() -> None:
    """The three analyses of the scenario that the side bar names."""
    st.title("Drivers")
    about = subject()
    st.write(
        f"What a result hangs on, asked of the scenario of {plain(about.name)}: **{plain(about.scenario.name)}**. "
        "Each analysis simulates anew and starts on its button; what it found stays until you leave."
    )
    st.caption(f"{HONESTY} {LIMITS}")
    one, seed = _outcome(about.scenario), int(_seed())
    how = st.radio("Analysis", list(ANALYSES), horizontal=True, key="analysis", bind="query-params")
    ANALYSES[how or "What moves it"](about, one, seed)


def _outcome(scenario: Scenario) -> Outcome:
    sides = sorted(name for name, actor in scenario.actors.items() if actor.role == "belligerent")
    known = usual(scenario.horizon_weeks, belligerents=sides, questions=sorted(scenario.resolve))
    first = Outcome("signed_full", min(BY_WEEK, scenario.horizon_weeks))
    names = {one.name: one for one in [first, *known]}
    chosen = st.selectbox(
        "In how many futures …", list(names), key="outcome", bind="query-params",
        format_func=lambda name: in_words(names[name], scenario),
    )  # fmt: skip
    return names[chosen or first.name]


def _seed() -> int:
    return st.sidebar.number_input("Seed, where the luck starts", 0, 2**32 - 1, 0, key="seed of drivers")


def _moves(about: Subject, one: Outcome, seed: int) -> None:
    st.write("All numbers with a range are screened; the strongest are moved to the ends of their ranges, and drawn "
             "together. All others stand at their stated values.")  # fmt: skip
    top = st.slider("Numbers that are followed up", 2, 20, 10, key="top")
    command(about.command("drivers", *_options(one, seed), *([f"--top={top}"] if top != 10 else [])))
    if not _numbers(about.scenario):
        return
    question, inputs = _question(about, one, seed, fixed=True), uncertain(about.scenario)
    effort = work.Effort(min(top, len(inputs)))
    found = asked(
        ("drivers", about.key, one.name, seed, top), "Find what moves it",
        lambda watch: work.find(question, inputs, effort, watch),
        _cost(about.key, one.name, effort.futures(len(inputs)), _question=question),
    )  # fmt: skip
    if found is not None:
        _moved(found)


def _moved(found: work.Drivers) -> None:
    answer = drivers_words.told(found)
    _lines(answer)
    drawn = {
        "At the ends of their ranges": tornado.drawn(found.swings, found.question.outcome, found.question.scenario),
        "Share of the variance": tornado.indices(found),
        "Screening of all numbers": tornado.screening(found),
    }
    for title, picture in drawn.items():
        if picture is not None:
            chart(title, "driver", picture)
    for each in answer.tables:
        table(each)


def _where(about: Subject, one: Outcome, seed: int) -> None:
    st.write("Limits on what is drawn within which it happens more often: half of the futures find them, the other "
             "half judges them.")  # fmt: skip
    private = st.toggle("Look also at what actors keep to themselves", True, key="private")
    command(about.command("discover", *_options(one, seed), *([] if private else ["--numbers-only"])))
    if not _numbers(about.scenario):
        return
    question = _question(about, one, seed, fixed=False)

    def search(watch: Watch) -> Answer:
        report = watch("futures")
        return discovery_words.search(question, [], FUTURES_OF_BOXES, BOXES, private=private, progress=report)

    found = asked(
        ("discover", about.key, one.name, seed, private), "Find where it happens", search,
        _cost(about.key, one.name, FUTURES_OF_BOXES, _question=question),
    )  # fmt: skip
    if found is not None:
        picture = boxes_chart.drawn(found, one, about.scenario)
        _shown(found, [("Along each number that a box limits", "box", picture)] if picture is not None else [])


def _worth(about: Subject, one: Outcome, seed: int) -> None:
    st.write("How much more often it happens because a card is there: the same futures with it and without it.")
    command(about.command("cards", *_options(one, seed)))
    if not about.scenario.cards:
        st.info("This scenario has no cards.")
        return

    def study() -> CardStudy:
        return CardStudy.of(about.scenario, [one.name], replications=FUTURES_OF_CARDS, seed=seed, workers=cores())

    def worth(watch: Watch) -> tuple[Answer, Any]:
        made = study()
        found = made.run(watch("sets of cards"))
        used = Experiment(seed, FUTURES_OF_CARDS).futures(about.scenario, watch("how often cards are used"))
        return cards_words.told(made, found, costs(about.scenario, used)), found[0]

    key = ("cards", about.key, one.name, seed)
    found = asked(key, "Find what cards are worth", worth, _told_cost(key, _tell=lambda: study().cost()))
    if found is not None:
        answer, worths = found
        picture = cards_chart.drawn(worths, about.scenario)
        _shown(answer, [("What each card adds", "card", picture)] if picture is not None else [])


def _shown(answer: Answer, drawn: list[tuple[str, str, Any]]) -> None:
    """An answer with its charts."""
    _lines(answer)
    for title, word, picture in drawn:
        chart(title, word, picture)
    for each in answer.tables:
        if each.rows:
            table(each)


def _lines(answer: Answer) -> None:
    first, *others = [line for line in answer.lines if line]
    st.subheader(plain(first))
    for line in others:
        st.write(plain(line))


def _options(one: Outcome, seed: int) -> list[str]:
    return [f"--outcome={one.name}", *([f"--seed={seed}"] if seed else [])]


def _numbers(scenario: Scenario) -> bool:
    """Whether there is anything to vary; says so where not."""
    try:
        return bool(uncertain(scenario))
    except OutcomeError as error:
        st.info(plain(str(error)))
        return False


def _question(about: Subject, one: Outcome, seed: int, *, fixed: bool) -> Question:
    outcome = experiment.outcome(about.scenario, one.name)
    return Question(about.scenario, outcome, weeks_for(outcome, about.scenario), seed, fixed)


@st.cache_data(max_entries=50, show_spinner=False)
def _cost(key: Any, outcome: str, futures: int, _question: Question) -> str:
    return work.cost(_question, futures)


@st.cache_data(max_entries=50, show_spinner=False)
def _told_cost(key: Any, _tell: Callable[[], str]) -> str:
    return _tell()


ANALYSES = {"What moves it": _moves, "Where it happens": _where, "What cards are worth": _worth}
