"""Explore: move a number and see what comes of it, beside the scenario as it is or a saved run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from sim.comparison.headlines import figures, headline_table, headlines, pairing
from sim.ensemble import EnsembleError
from sim.manifest import RunError
from sim.problems import ScenarioError
from sim.scenario import Scenario
from sim.words import brackets, number_of, sentence, tables

from . import changes, chooser, keep
from .address import follow, remember
from .controls import controls
from .history import can_undo
from .live import HELD, Shown, saved, shown
from .live_charts import KINDS
from .parts import HONESTY, Slots, guarded, plain, table
from .question import TROUBLES, Question

GUIDE = (
    "This scenario has been simulated many times over, and you see what these futures have in common. Move any number: "
    "the same futures are simulated again with the same luck, so that what differs is due to your change. Keep what "
    "you find under Save, or take it with you as a link, a file or a command."
)
NOW, AS_IT_IS, WITHOUT = "as changed", "as it is", "without the variant"  # names of what is held beside each other
GUIDED = "explore.guided"  # whether this visit shows the guide: it stays, so that nothing jumps under a moved slider
ANSWERED = "explore.answered"  # whether an answer stands on the page already
STANDS = "explore.stands"  # what stands beside it
WORDS = "explore.words"  # by title of a chart: what is said of the answer that stands to who cannot see it
WHOLE = "explore.whole"  # questions of this visit that all of their futures have answered, the last one first
FEW, SOON = 256, 2048  # futures of the first glance; so many are there soon enough for the rest of the page to wait
BEFORE = "What stands below, and turns pale, is the answer before."
FIGURES = "figures"  # where in the page they stand, for the link that leads there on a narrow screen


def page() -> None:
    """The live question."""
    follow()
    state = st.session_state
    if GUIDED not in state or state.get("page.before") != state.get("page"):
        state[GUIDED], state[ANSWERED], state[STANDS], state[WORDS] = not can_undo(), False, None, {}
    _body()


@st.fragment
@guarded
def _body() -> None:
    asked = Question.now()
    base = asked.unchanged.loaded()
    now, wrong = _changed(asked, base)
    against, lost = _against(asked)
    waited_for = st.session_state[ANSWERED] and not wrong
    if waited_for:
        _prepare(_few(asked), low=against != asked)
    top, head, below = st.container(), st.container(), st.container()
    left, right = st.columns([3, 5], gap="medium")
    result: Iterator[None] = iter(()) if wrong else _result(asked, against, head, lost)
    with right:  # first, since a reader who moves a number waits for it
        next(result, None)
    if waited_for and asked.replications <= SOON:
        _prepare(asked, low=against != asked)
    with top:
        st.title(plain(base.name))
        st.write(plain(base.question))
        troubles = st.container()  # there even when empty: what follows keeps its place, and the keyboard its focus
        if said := st.session_state.get(TROUBLES):
            lines = [f"- {plain(one)}" for one in said]
            troubles.warning("\n".join([f"{number_of(len(said), 'part')} of the link left out:", "", *lines]))
    with head:  # the result in a sentence, before all controls, however narrow the screen
        if wrong:
            st.error(plain(wrong))
            st.write("Undo, or reset the change, and the result is back.")
    with below:
        guide = st.container()
        if st.session_state[GUIDED]:
            guide.info(GUIDE)
        chooser.scenario(asked)
    with left:
        changes.panel(asked, base, now)
        luck = st.expander("Futures, seed, weeks", key="open:luck", on_change="rerun")
        if luck.open:
            with luck:
                chooser.luck(asked, base.horizon_weeks)
        controls(asked, base, now)
    if not wrong:
        with right:
            next(result, None)
            keep.ways(asked)
    remember(asked)


def _changed(asked: Question, base: Scenario) -> tuple[Scenario, str]:
    """The scenario with its changes; as it is, and what is wrong, where they make no sense together."""
    try:
        return asked.loaded(), ""
    except ScenarioError as error:
        return base, str(error)


def _prepare(asked: Question, low: bool) -> None:
    """Simulate and draw, and send nothing yet: a browser busy with the rest of the page keeps the charts waiting."""
    with suppress(EnsembleError):  # told where the result would stand
        one = _now(asked)
        for kind in KINDS:
            kind.ready(one, low=low)


def _against(asked: Question) -> tuple[Question | str, str]:
    """What it is held against, and why not where a saved run cannot be read: then the answer stands alone."""
    against = chooser.held_against(asked)
    if isinstance(against, str):
        try:
            saved(against)
        except RunError as error:
            return asked, str(error)
    return against, ""


def _result(asked: Question, against: Question | str, head: DeltaGenerator, lost: str) -> Iterator[None]:
    """The answer, in two steps: charts at once by the first few of its futures, then everything by all of them.

    lost: why what was to stand beside it does not.
    """
    alone = against == asked
    sign, said = head.empty(), head.container()
    chooser.beside(asked)
    if lost:
        st.error(plain(f"{lost}; or choose something else here, under Beside"))
    st.subheader("Figures and charts", anchor=FIGURES)
    figured, places = st.container(), _places()
    few = _few(asked)
    sign.markdown(f":small[Simulating {_size(asked)} … {_meanwhile(few != asked, alone)}]")
    try:
        now = _now(few)
        _draw(now, places, alone, words=st.session_state[WORDS] if few != asked else None)
        other = None if alone else _other(against, asked)
        stands = st.session_state[STANDS] == against
        if other and not stands:
            _draw(other, places, last=False)
        yield
        if other and stands:
            _draw(other, places, last=False)
        if few != asked:
            now = _now(asked)
            _draw(now, places, alone)
    except EnsembleError as error:
        sign.error(plain(str(error)))
        return
    said.subheader(plain(sentence(now.summary, now.scenario)))
    with figured:
        _figures(other, now)
    sign.markdown(f":small[{_size(asked)}, simulated. [To figures and charts](#{FIGURES})]")
    st.session_state[STANDS] = None if alone else against
    st.session_state[WORDS] = {kind.title: kind.told(now.summary, now.scenario) for kind in KINDS}
    st.session_state[ANSWERED], st.session_state[WHOLE] = True, (asked, *st.session_state.get(WHOLE, ())[:HELD])
    st.caption(HONESTY)
    rest = st.expander("All results", key="open:all", on_change="rerun")
    if rest.open:
        with rest:
            st.caption(plain(brackets(now.summary)))
            for one in tables(now.summary, now.scenario):
                table(one)


def _meanwhile(few: bool, alone: bool) -> str:
    """What the reader sees while it is simulated. few: charts of the first few futures stand there already."""
    before = st.session_state[ANSWERED]
    if not few:
        return BEFORE if before else ""
    charts = f"The charts{'' if alone else ' of what you changed'} are of the first {FEW} of them"
    return f"{charts}; what else stands below, and turns pale, is the answer before." if before else f"{charts}."


def _now(asked: Question) -> Shown:
    """The answer to what is asked."""
    return shown(asked, NOW if asked.changes else AS_IT_IS)


def _few(asked: Question) -> Question:
    """Its first futures, where all would take a while and are not held yet."""
    if asked.replications < 4 * FEW or asked in st.session_state.get(WHOLE, ()):
        return asked
    return replace(asked, replications=FEW)


def _size(asked: Question) -> str:
    """How many futures, of how many weeks."""
    weeks = asked.weeks or asked.loaded().horizon_weeks
    return f"{asked.replications:,} futures of {number_of(weeks, 'week')}"


def _other(against: Question | str, asked: Question) -> Shown:
    """What is held beside it; a saved run as it is."""
    if isinstance(against, str):
        return saved(against)
    return shown(against, AS_IT_IS if against.variant == asked.variant else WITHOUT)


def _figures(other: Shown | None, now: Shown) -> None:
    if other is None:
        table(figures(now.side, headlines(now.side, now.side)))
        return
    table(headline_table(other.side, now.side, headlines(other.side, now.side)))
    st.caption(plain(pairing(other.side, now.side)))


def _places() -> list[list[Slots]]:
    """Room for two charts of each kind, one below the other on the same weeks; what stands alone takes the second."""
    places = []
    for kind in KINDS:
        kind.head()
        places.append([Slots(st.container()) for _ in range(2)])
    return places


def _draw(
    one: Shown,
    places: list[list[Slots]],
    alone: bool = False,
    last: bool = True,
    words: Mapping[str, str] | None = None,
) -> None:
    """A chart of each kind, in the first or the last place of its kind; the last has the key to the colours.

    words: to say of it for now, by title.
    """
    for kind, here in zip(KINDS, places, strict=True):
        slots = here[-1 if last else 0]
        slots.again()
        if alone:
            slots.empty()  # where its name would be, so that the chart stays the same when it gets one
        else:
            slots.caption(plain(one.side.name))
        kind.draw(one, key=last, low=not alone, on=slots, words=(words or {}).get(kind.title))
