"""Every measure's DAX, under random filters, gives the numbers of the dashboard."""

import datetime as dt
import math
import random
from dataclasses import replace

import pytest

from dax_engine import Filter, Model
from powerbi_project import Project
from sparkify_events import write_events
from support import make_lake, published
from tmdl_reader import split_path
from vitrola.config import Settings
from vitrola.handover.powerbi.names import TABLES_BY_SIDE, shown_column
from vitrola.handover.powerbi.power_query import PARQUET
from vitrola.handover.powerbi.project import Connection, Subject, project_files
from vitrola.lake import publication
from vitrola.metrics.answer import answer
from vitrola.metrics.cube import load_cube
from vitrola.metrics.definitions import dimensions, measures
from vitrola.metrics.state import State
from vitrola.pipeline.cube import cube_folder
from vitrola.pipeline.run import run
from vitrola.sampledata import generate
from vitrola.sources.mapping import shipped_sources

FACT = "listening_history_fact"
SOURCES = ("million-song", "sparkify")
DAYS = ("segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado", "domingo")
MONTHS = ("jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez")
STATES = 25


def day(rng):
    """A day of four months that don't follow on each other, the last of which doesn't end."""
    month = rng.choice([2, 3, 4, 6])
    return dt.date(2019, month, rng.randrange(17 if month == 6 else 28) + 1)


@pytest.fixture(scope="module", params=[False, True], ids=["delivered", "simulated"])
def asked(tmp_path_factory, request):
    folder = tmp_path_factory.mktemp("dax")
    generate(folder / "data", records=700, seed=12)
    events = write_events(folder / "events.json", random.Random(5), 400, day)
    lake = make_lake(folder / "lake", [*sorted((folder / "data").glob("*.csv")), events])
    run(lake, Settings(simulate=request.param))
    cube = load_cube(cube_folder(lake, publication.current(lake).run_id))
    return model_of(lake, simulated=request.param), cube


def model_of(lake, *, simulated):
    """The exported model over the lake's tables, as the strict reader understands it."""
    subject = Subject(lake.id, [shipped_sources()[name] for name in SOURCES], simulated)
    project = Project(project_files(subject, Connection(PARQUET, "lake", "", "", "")))
    tables = [FACT, *TABLES_BY_SIDE.values()]
    ends = [
        [split_path(node.properties[end]) for end in ("fromColumn", "toColumn")]
        for node in project.nodes["relationships.tmdl"]
    ]
    return Model(
        {name: published(lake, name).to_pylist() for name in tables},
        FACT,
        {one: (column, key) for (many, column), (one, key) in ends if many == FACT},
        {name: node.value for name, node in project.measures.items()},
        [
            (t, name, node.value)
            for t in tables
            for name, node in project.tables[t].of("column").items()
            if node.value
        ],
    )


def as_shown(name, value):
    """A value of the dashboard as the model shows it; a play without a date belongs to no day."""
    if value is None:
        return None if dimensions()[name].side == "day" else "Não informado"
    if name == "month":
        return f"{MONTHS[int(value[5:]) - 1]}/{value[:4]}"
    if name == "weekday":
        return DAYS[int(value) - 1]
    return {"M": "Masculino", "F": "Feminino"}.get(value, str(value)) if name == "sex" else str(value)


def picked(picks):
    """The filters of picks as slicers make them."""
    found = []
    for name, values in picks.items():
        shown = {as_shown(name, value) for value in values}
        column = shown_column(dimensions()[name])
        table = TABLES_BY_SIDE[dimensions()[name].side]
        found.append(Filter(table, frozenset([column]), lambda row, c=column, s=shown: row[c] in s))
    return found


def random_picks(rng, cube):
    names = ["genre", "artist", "release_year", "weekday", "month", "sex", "age_band", "main_genre", "source"]
    picks = {}
    for name in rng.sample(names, rng.randrange(4)):
        values = cube.axes[name].values
        chosen = {rng.choice(values) for _ in range(rng.randrange(1, 6))}
        picks[name] = [None if value is None else str(value) for value in chosen]
    return picks


def dashboard(cube, picks):
    state = State().pick("source", *SOURCES)
    for name, values in picks.items():
        state = state.pick(name, *values)
    return answer(cube, state).dashboard()


def same(dax, card, measure):
    if measure.format in ("month", "weekday"):
        return dax == (None if card is None else as_shown(measure.format, str(card)))
    if dax is None or card is None:
        return not dax and not card
    return math.isclose(dax, card, rel_tol=1e-9)


@pytest.mark.parametrize("seed", range(STATES))
def test_measures_are_the_cards_of_the_dashboard(asked, seed):
    model, cube = asked
    picks = random_picks(random.Random(seed), cube) if seed else {}
    cards = dashboard(cube, picks)["cards"]
    for name, card in cards.items():
        measure = measures()[name]
        found = model.value(measure.label["pt"], picked(picks))
        assert same(found, card["value"], measure), (name, found, card, picks)


@pytest.mark.parametrize("seed", range(5))
def test_months_are_compared_as_on_the_dashboard(asked, seed):
    model, cube = asked
    picks = random_picks(random.Random(100 + seed), cube) if seed else {}
    picks.pop("month", None)
    series = {row["value"]: row for row in dashboard(cube, picks)["charts"]["month"]["rows"]}
    for month, row in series.items():
        if month is not None:
            filters = [*picked(picks), *picked({"month": [month]})]
            found = model.value("Mês a mês", filters)
            assert same(found, row["month_over_month"], measures()["month_over_month"]), (month, picks)
            assert (model.value("Total de streamings", filters) or 0) == row["streams"]
    assert model.value("Mês a mês", picked(picks)) is None or len(series) == 1


def test_months_are_compared_within_a_range_of_dates(asked):
    model, cube = asked
    first, last = dt.date(2019, 2, 10), dt.date(2019, 4, 20)
    state = replace(State().pick("source", *SOURCES), first=first, last=last)
    within = Filter(
        "calendar_dim", frozenset(["date"]), lambda row: row["date"] and first <= row["date"] <= last
    )
    series = [row for row in answer(cube, state).dashboard()["charts"]["month"]["rows"] if row["value"]]
    for row in series:
        found = model.value("Mês a mês", [within, *picked({"month": [row["value"]]})])
        assert same(found, row["month_over_month"], measures()["month_over_month"]), row
    assert [row["month_over_month"] is None for row in series] == [True, True, False]


def test_totals_of_what_does_not_add_up_are_their_own(asked):
    model, cube = asked
    users = "Total de usuários"
    by_genre = [
        model.value(users, picked({"genre": [value and str(value)]})) or 0
        for value in cube.axes["genre"].values
    ]
    assert sum(by_genre) > model.value(users)
    by_genre = [
        model.value("Total de streamings", picked({"genre": [value]})) or 0
        for value in cube.axes["genre"].values
    ]
    assert sum(by_genre) == model.value("Total de streamings")
    by_main = dashboard(cube, {})["charts"]["users_by_main_genre"]["rows"]
    for row in by_main:
        found = model.value("Usuários por gênero principal", picked({"main_genre": [row["value"]]}))
        assert found == row["users"]
