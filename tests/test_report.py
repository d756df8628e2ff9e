"""A report is one page that needs nothing else, says what a reader must know, and lets no name act as a program."""

from __future__ import annotations

import copy
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import numpy as np
import pytest
import yaml

import sim
from sim.appraisal import appraise
from sim.cli import main
from sim.manifest import RunError
from sim.outcomes import Outcome
from sim.places import label
from sim.report import blockers, differences, drives, page
from sim.report.numbers import numbers
from sim.runs import Run, open_run
from sim.scenario import quantities
from sim.streams import Purpose, Streams
from sim.tables import draw, drawn_inputs
from sim.words import in_100, sentence
from tests.conftest import SMALL

if TYPE_CHECKING:
    from playwright.sync_api import Browser

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> & co"
MIB = 2**20


class Page(HTMLParser):
    """Tags with their attributes, ids, and the text that a reader sees."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.seen: list[str] = []
        self.feed(text)
        self.text = " ".join(" ".join(self.seen).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.tags[-1:] != [("style", {})]:
            self.seen.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


def poisoned() -> dict[str, Any]:
    """The small scenario with a program in every text that a file can hold, and a range to look into."""
    scenario = copy.deepcopy(SMALL)
    scenario |= {
        "name": f"Border {EVIL}",
        "question": EVIL,
        "sources": {"s": {"title": EVIL, "address": "javascript:alert(3)"}},
    }
    scenario["actors"]["north"] |= {"label": f"North {EVIL}", "why": EVIL}
    scenario["issues"]["scope"]["label"] = f"Scope {EVIL}"
    scenario["issues"]["scope"]["levels"][1] = f"the guns {EVIL}"
    scenario["cards"]["embargo"] |= {"label": f"Embargo {EVIL}", "borne_by": EVIL, "mechanism": EVIL}
    scenario["packages"]["truce"]["label"] = EVIL
    scenario["resolve"]["signed"]["question"] = EVIL
    scenario["front"]["speed"] = {"value": 0.01, "range": [0, 0.05], "unit": EVIL, "source": "s", "why": EVIL}
    return scenario


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a plain run, the same dearer, another seed, and a poisoned one."""
    store = tmp_path_factory.mktemp("reports")
    for name, scenario in (("border", SMALL), ("evil", poisoned())):
        (store / f"{name}.yaml").write_text(yaml.safe_dump(scenario, sort_keys=False))
    asked = {
        "calm": ["border"], "dear": ["border", "--set", "actors.north.war.cost=0.004"],
        "other": ["border", "--seed", "1"], "evil": ["evil", "--replications", "600"],
    }  # fmt: skip
    for name, (file, *words) in asked.items():
        few = [] if "--replications" in words else ["--replications", "60"]
        command = ["run", f"{store / file}.yaml", *words, *few, "--name", name, "--note", EVIL]
        assert main([*command, "--runs-dir", str(store / "runs")]) == 0
    assert (
        main(
            ["runs", "forecast", "evil", "--set", "signed_full@13=0.2", "--by", EVIL, "--runs-dir", str(store / "runs")]
        )
        == 0
    )
    return store / "runs"


@pytest.fixture(scope="module")
def calm(folder: Path) -> str:
    return page([open_run("calm", folder)])


@pytest.fixture(scope="module")
def evil(folder: Path) -> str:
    return page([open_run("evil", folder)], replications=50)


@pytest.fixture(scope="module")
def two(folder: Path) -> str:
    return page([open_run("calm", folder), open_run("dear", folder)])


@pytest.fixture(params=["calm", "evil", "two"])
def any_page(request: pytest.FixtureRequest) -> str:
    return request.getfixturevalue(request.param)


def test_nothing_in_the_page_loads_or_runs_anything(any_page: str):
    shown = Page(any_page)
    assert not {"script", "link", "img", "iframe", "object", "embed", "base", "form", "image"} & {
        tag for tag, _ in shown.tags
    }
    for tag, attrs in shown.tags:
        assert not [name for name in attrs if name.startswith("on") or name in ("src", "srcset", "action", "data")], tag
        assert (attrs.get("href") or attrs.get("xlink:href") or "#").startswith("#"), tag
        assert not [name for name, value in attrs.items() if re.search("https?:", value or "") and name != "xmlns"]
    styles = re.findall(r"<style>(.*?)</style>", any_page, re.S)
    assert len(styles) == 1 and "@import" not in styles[0] and "url(" not in styles[0]
    assert not re.search(r"url\((?!#)", any_page)
    [policy] = [meta["content"] for meta in shown.all("meta") if "http-equiv" in meta]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"


def test_names_from_a_file_are_text_wherever_they_stand(evil: str):
    assert evil.count("&lt;script&gt;") > 20 and "<script" not in evil and "<img" not in evil
    shown = Page(evil)
    assert f"Border {EVIL}" in shown.text, "the reader sees the name as it was written"
    assert {"javascript:alert(3)"} & set(shown.text.split()) and 'href="javascript' not in evil


def test_the_drawings_are_sound_and_share_no_ids(any_page: str):
    drawings = re.findall(r"<svg.*?</svg>", any_page, re.S)
    assert len(drawings) == 8, "four charts, each for wide and for narrow screens"
    for drawing in drawings:
        root = ElementTree.fromstring(drawing)
        assert root.get("viewBox") and root.get("width") is None, "as wide as its place"
    ids = re.findall(r'\bid="([^"]+)"', any_page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"url\(#([^)]+)\)", any_page)) <= set(ids)
    assert {attrs["href"][1:] for attrs in Page(any_page).all("a")} <= set(ids)


def test_every_chart_says_its_finding_in_words(folder: Path, calm: str):
    told = [attrs["aria-label"] for attrs in Page(calm).all("div") if attrs.get("role") == "img"]
    share = open_run("calm", folder).summary["first_answer"]["north"]["accept"]
    assert len(told) == 8 and all(len(words) > 60 for words in told)
    assert sum(f'North: "yes" in {in_100(share, 60)}, "yes, but" in' in words for words in told) == 2
    assert any("9 September 2025" in words for words in told), "dates beside weeks"


def test_the_page_says_what_a_reader_must_know(folder: Path, calm: str):
    run, text = open_run("calm", folder), Page(calm).text
    assert sentence(run.summary, run.scenario()) in text
    for part in (run.command, run.id, run.manifest["integers"], run.manifest["files"]["futures.parquet"], "seed 0"):
        assert part in text
    assert "not probabilities of events" in text and "named person" in text and "just, lawful" in text
    assert "weighted mean position of Bueno de Mesquita" in text and "naive" in text
    assert "Of 100 futures" in text and "alone stands in the way" in text


def test_every_number_stands_with_its_path_and_what_it_rests_on(evil: str, folder: Path):
    scenario = open_run("evil", folder).scenario()
    found = numbers(scenario)
    assert [one.path for one in found] == [path for path, _, _ in quantities(scenario)]
    assert all(f"<code>{one.path}</code>" in evil for one in found)
    [speed] = [one for one in found if one.path == "front.speed"]
    assert (speed.value, speed.range, speed.source, speed.judged) == ("0.01", "0 to 0.05", EVIL, False)
    judged = sum(one.judged for one in found)
    assert f"{judged} of {len(found)} numbers are judgement" in evil and judged < len(found)


def test_hindsight_and_reasons_are_those_of_the_block_around_a_number():
    scenario = sim.load_scenario("march-2025")
    [line] = [one for one in numbers(scenario) if one.path == "actors.russia.demands.rearmament.red_line.0.cost"]
    assert line.hindsight and "key condition on 18 March" in line.why and line.judged
    assert label(scenario, "cards.grid_strikes.blowback") == "Strikes on the grid: blowback"


def test_two_runs_show_the_inputs_that_differ_and_only_those(two: str, folder: Path):
    a, b = (open_run(name, folder) for name in ("calm", "dear"))
    assert differences.inputs(a, b).rows == [
        ("North: war cost\nactors.north.war.cost", "0.002", "0.004", "+0.002, 2 times")
    ]
    assert "Inputs that differ" in two and "same luck, 60 pairs" in two
    assert [row[0] for row in differences.inputs(a, open_run("other", folder)).rows] == ["seed"]


def test_differences_are_counted_future_by_future(folder: Path):
    a, b = (open_run(name, folder) for name in ("calm", "dear"))
    found = differences.compared(a, b, a.columns(), b.columns())
    gap = found[Outcome("signed_full", 13)]
    signed = [((run.columns()["signed_full"] >= 0) & (run.columns()["signed_full"] <= 13)).mean() for run in (a, b)]
    assert (gap.a, gap.b, gap.paired) == (*signed, True)
    assert not differences.are_paired(a, open_run("other", folder))


def test_cards_of_a_longer_run_are_not_held_against_those_of_a_shorter_one(folder: Path):
    words = ["run", str(folder.parent / "border.yaml"), "--replications", "30", "--weeks", "40", "--name", "long"]
    assert main([*words, "--runs-dir", str(folder)]) == 0
    a, b = (open_run(name, folder) for name in ("calm", "long"))
    found = differences.compared(a, b, a.columns(), b.columns())
    assert {gap.count for gap in found.values()} == {30} and not any(map(differences.differs, found.values()))
    assert not [one for one in found if one.who == "embargo"]


def test_a_run_beside_itself_differs_in_nothing(folder: Path):
    a = open_run("calm", folder)
    found = differences.compared(a, a, a.columns(), a.columns())
    assert len(found) > 20 and not any(map(differences.differs, found.values()))
    assert "do not differ by more than chance" in differences.finding(a, a, found)


def test_runs_that_begin_on_different_days_cannot_share_a_page(folder: Path, tmp_path: Path):
    later = tmp_path / "later.yaml"
    later.write_text(yaml.safe_dump(SMALL | {"as_of": "2025-04-01"}))
    assert main(["run", str(later), "--replications", "20", "--name", "later", "--runs-dir", str(folder)]) == 0
    with pytest.raises(RunError, match="2025-04-01"):
        page([open_run("calm", folder), open_run("later", folder)])


def test_the_same_runs_give_the_same_page(folder: Path, calm: str):
    assert page([open_run("calm", folder)]) == calm


def test_a_page_stays_small(any_page: str):
    assert len(any_page.encode()) < MIB / 2


def test_red_lines_that_are_told_are_those_the_engine_charges():
    scenario = sim.load_scenario("march-2025")
    worth = appraise(scenario, [scenario.terms(name) for name in scenario.packages])
    weights = np.array([0.06, 0.12, 0.2, 0.24, 0.2, 0.12, 0.06])
    for actor in ("russia", "ukraine"):
        told = [
            sum(line.cost.value for _, line in blockers.crossed(scenario, actor, scenario.terms(name)))
            for name in scenario.packages
        ]
        np.testing.assert_allclose(weights @ worth.red[actor], told, atol=1e-12)
        assert any(told)


def test_the_shares_of_who_stands_in_the_way_make_up_all_futures(folder: Path):
    run = open_run("calm", folder)
    columns = {
        f"first_answer.{side}": np.array(codes)
        for side, codes in {"north": [0, 1, 0, 2], "south": [0, 0, 2, 1]}.items()
    }
    told = blockers.who(run.scenario(), columns).rows
    assert [row[1].split()[0] for row in told] == ["25"] * 8


def test_a_number_that_decides_is_found_from_the_draws_of_the_run(folder: Path):
    run = open_run("evil", folder)
    scenario, count = run.scenario(), 600
    speed = {path: quantity for path, quantity, _ in quantities(scenario)}["front.speed"]
    drawn = draw(speed, Streams(0, 0, count).uniform(Purpose.PARAMETER, "front.speed", 0))
    columns = {**run.columns(), "signed_full": np.where(drawn > np.median(drawn), 3, -1).astype(np.int16)}
    assert drives.screened(run, scenario, Outcome("signed_full", 13), columns)[0] == "front.speed"
    never = {**columns, "signed_full": np.full(count, -1, np.int16)}
    assert drives.screened(run, scenario, Outcome("signed_full", 13), never) == []


def test_a_number_is_found_where_futures_share_a_draw_too(folder: Path, monkeypatch: pytest.MonkeyPatch):
    run = open_run("evil", folder)
    scenario, count = run.scenario(), 600
    drawn = drawn_inputs(scenario, 0, count=count, per_draw=20)["front.speed"]
    columns = {**run.columns(), "signed_full": np.where(drawn > np.median(drawn), 3, -1).astype(np.int16)}
    monkeypatch.setitem(run.manifest, "per_draw", 20)
    assert drives.screened(run, scenario, Outcome("signed_full", 13), columns)[0] == "front.speed"


def test_ends_of_a_range_are_compared_on_the_same_luck(folder: Path):
    run = open_run("evil", folder)
    [found] = drives.drivers(run, run.scenario(), Outcome("signed_full", 13), ["front.speed"], 40)
    assert found.at_ends.paired and found.at_ends.count == 40
    assert found.quantity.ends == (0, 0.05)


def test_the_command_writes_the_page_and_never_over_another_unasked(folder: Path, tmp_path: Path, capsys):
    words = ["report", "calm", "-o", str(tmp_path / "r.html"), "--drivers", "0", "--runs-dir", str(folder)]
    assert main(words) == 0
    capsys.readouterr()
    assert main(words) == 1 and "--overwrite" in capsys.readouterr().err
    assert main([*words, "--overwrite"]) == 0
    assert main(["report", "calm", "calm", "--runs-dir", str(folder)]) == 2
    assert main([*words, "--overwrite", "--outcome", "acept:north"]) == 1
    assert "did you mean accept" in capsys.readouterr().err


def test_what_happened_is_in_the_page_only_on_demand(folder: Path):
    run = open_run("other", folder)
    assert (
        main(["runs", "observe", "other", "signed_full@13=no", "--source", "the wire", "--runs-dir", str(folder)]) == 0
    )
    assert "the wire" not in page([run], replications=0)
    told = page([Run(run.folder)], replications=0, observed=True)
    assert "the wire" in told and "Brier score" in told


@pytest.mark.parametrize("width", [390, 1280])
def test_a_browser_asks_for_nothing_but_the_page_and_nothing_juts_out(
    tmp_path: Path, evil: str, two: str, width: int, browser: Browser
):
    asked: list[str] = []
    context = browser.new_context(viewport={"width": width, "height": 800})
    for name, text in (("evil", evil), ("two", two)):
        file = tmp_path / f"{name}.html"
        file.write_text(text, encoding="utf-8")
        tab = context.new_page()
        tab.on("request", lambda request: asked.append(request.url))
        tab.on("dialog", lambda dialog: asked.append(dialog.message))
        tab.goto(file.as_uri())
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        shown = [box for box in tab.locator("figure svg").all() if box.is_visible()]
        assert len(shown) == 4
    context.close()
    assert asked == [(tmp_path / f"{name}.html").as_uri() for name in ("evil", "two")]
