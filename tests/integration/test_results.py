"""What a run makes of sample data: the answer key, simulated columns, the calendar, genres, main genres."""

import json
from collections import Counter
from datetime import date

import pytest

from support import make_lake, published, published_rows, run_lake
from vitrola.config import Settings
from vitrola.contracts import control_contracts
from vitrola.pipeline.publish import rollback
from vitrola.pipeline.query import query
from vitrola.pipeline.run import run
from vitrola.sampledata import generate

HISTORY_HEADER = "track_id,user_id,playcount\n"


def csv_files(folder):
    return sorted(folder.glob("*.csv"))


def test_every_planted_defect_is_found_where_it_stands(tmp_path):
    generate(tmp_path / "data", records=3_000, seed=2, defects=True)
    lake, _ = run_lake(tmp_path / "lake", csv_files(tmp_path / "data"))
    asked = "SELECT file, record, column, action, value FROM quarantine"
    found = {(row["file"], row["record"]): row for row in query(lake, Settings(), asked).to_pylist()}
    entries = json.loads((tmp_path / "data" / "answer_key.json").read_text())["entries"]
    kept = [entry for entry in entries if entry["expected"] in ("quarantined", "nulled")]
    assert len(kept) > 100
    for entry in kept:
        row = found.pop((entry["file"], entry["record"]))
        assert row["action"] == {"quarantined": "quarantine", "nulled": "null"}[entry["expected"]], entry
        assert row["column"] == entry["column"], entry
        if entry["column"]:
            assert row["value"] == entry["value"], entry
    assert found == {}


def test_quarantine_is_that_of_the_publication_and_the_history_has_all(tmp_path):
    generate(tmp_path / "data", records=600, seed=2, defects=True)
    lake, first = run_lake(tmp_path / "lake", csv_files(tmp_path / "data"))
    second = run(lake, Settings(cube=False, holidays_country="PT"))
    counted = "SELECT run_id, COUNT(*) AS n FROM {} GROUP BY run_id ORDER BY run_id"

    def asked(table):
        return {row["run_id"]: row["n"] for row in query(lake, Settings(), counted.format(table)).to_pylist()}

    violations = sum(first["quarantine"].values())
    assert violations > 0
    assert asked("quarantine") == {second["run_id"]: violations}
    assert asked("quarantine_history") == {first["run_id"]: violations, second["run_id"]: violations}
    rollback(lake, first["run_id"])
    assert asked("quarantine") == {first["run_id"]: violations}


def test_control_tables_have_the_columns_that_are_documented(tmp_path):
    generate(tmp_path / "data", records=600, seed=2)
    lake, _ = run_lake(tmp_path / "lake", csv_files(tmp_path / "data"))
    for name, contract in control_contracts().items():
        found = query(lake, Settings(), f"SELECT * FROM {name}")
        assert found.column_names == [column.name for column in contract.columns], name


def test_merged_and_inferred_rows_are_counted_as_the_answer_key_says(tmp_path):
    made = generate(tmp_path / "data", records=3_000, seed=2, defects=True)
    _, record = run_lake(tmp_path / "lake", csv_files(tmp_path / "data"))
    totals = json.loads((tmp_path / "data" / "answer_key.json").read_text())["totals"]
    merged = {entry["name"]: entry["rows_merged"] for entry in record["files"]}
    assert merged["Music_Info.csv"] == totals["Music_Info.csv"]["row_repeated"] + len(made.pairs)
    assert merged["User_Listening_History.csv"] >= totals["User_Listening_History.csv"]["row_repeated"]
    assert record["inferred_tracks"] >= totals["User_Listening_History.csv"]["track_unknown"]


@pytest.fixture(scope="module")
def simulated(tmp_path_factory):
    folder = tmp_path_factory.mktemp("simulated")
    generate(folder / "data", records=5_000, seed=6)
    lake = make_lake(folder / "lake", csv_files(folder / "data"))
    run(lake, Settings(simulate=True, seed=7))
    return folder, lake


def test_simulated_dates_and_people_have_the_published_shape_and_say_so(simulated):
    _, lake = simulated
    facts = published(lake, "listening_history_fact").to_pylist()
    users = published(lake, "user_id_dim").to_pylist()
    assert {row["date_origin"] for row in facts} == {"simulated"}
    assert {row["play_date"].year for row in facts} == {2020}
    assert Counter(row["play_date"].month for row in facts).most_common(1)[0][0] == 12
    assert Counter(row["play_date"].isoweekday() for row in facts).most_common(1)[0][0] == 2
    assert {row["demographics_origin"] for row in users} == {"simulated"}
    assert sum(row["sex"] == "M" for row in users) / len(users) == pytest.approx(0.699, abs=0.05)
    assert sum(row["age"] for row in users) / len(users) == pytest.approx(34, abs=1.5)


def test_simulation_depends_on_seed_and_ids_and_not_on_the_order_of_rows(simulated, tmp_path):
    folder, lake = simulated
    music, history = csv_files(folder / "data")
    header, *rows = history.read_text().splitlines()
    shuffled = tmp_path / "shuffled.csv"
    shuffled.write_text("\n".join([header, *reversed(rows)]) + "\n")

    def drawn(of):
        rows = published(of, "listening_history_fact").to_pylist()
        return sorted((row["track_id"], row["user_id"], row["play_date"]) for row in rows)

    same, _ = run_lake(tmp_path / "same", [music, shuffled], simulate=True, seed=7)
    other, _ = run_lake(tmp_path / "other", [music, shuffled], simulate=True, seed=8)
    assert drawn(same) == drawn(lake)
    assert drawn(other) != drawn(lake)


def test_without_the_flag_nothing_is_simulated(tmp_path):
    generate(tmp_path / "data", records=600, seed=6)
    lake, _ = run_lake(tmp_path / "lake", csv_files(tmp_path / "data"))
    facts = published(lake, "listening_history_fact").to_pylist()
    assert {(row["play_date"], row["date_origin"]) for row in facts} == {(None, "unknown")}
    users = published(lake, "user_id_dim").to_pylist()
    assert {(row["sex"], row["birth_year"], row["age"], row["demographics_origin"]) for row in users} == {
        (None, None, None, "unknown")
    }


def test_delivered_dates_and_people_are_never_overwritten(shared_data, tmp_path):
    files = sorted((shared_data / "sparkify").rglob("*.json"))
    found = []
    for simulate in (False, True):
        lake, _ = run_lake(tmp_path / str(simulate), files, simulate=simulate)
        facts = published(lake, "listening_history_fact").to_pylist()
        assert {row["date_origin"] for row in facts} == {"delivered"}
        users = published(lake, "user_id_dim").to_pylist()
        sexes = sorted(
            (row["user_id"], row["sex"]) for row in users if row["demographics_origin"] == "delivered"
        )
        found.append((published_rows(lake, "listening_history_fact"), sexes))
    assert found[0] == found[1]


@pytest.mark.parametrize(("optional", "business_days"), [(False, 254), (True, 247)])
def test_the_calendar_of_2020_in_brazil(optional, business_days, tmp_path):
    generate(tmp_path / "data", records=2_000, seed=6)
    lake, record = run_lake(
        tmp_path / "lake", csv_files(tmp_path / "data"), simulate=True, optional_holidays=optional
    )
    assert record["business_days"]["2020"] == {"weekdays": 262, "business_days": business_days}
    days = {row["date"]: row for row in published(lake, "calendar_dim").to_pylist()}
    assert len(days) == 366
    first = days[date(2020, 1, 1)]
    assert (first["weekday_order"], first["month_year"], first["is_business_day"]) == (3, "2020-01", False)
    assert (first["weekday_name_pt"], first["month_name_pt"]) == ("quarta-feira", "janeiro")
    assert days[date(2020, 12, 28)]["is_business_day"]


def test_the_time_zone_decides_the_play_date(shared_data, tmp_path):
    files = sorted((shared_data / "sparkify").rglob("*.json"))
    shares = {}
    for zone in ("UTC", "America/Sao_Paulo"):
        lake, _ = run_lake(tmp_path / zone.replace("/", "-"), files, time_zone=zone)
        facts = published(lake, "listening_history_fact").to_pylist()
        shares[zone] = sum(row["play_date"] != row["played_at"].date() for row in facts)
    assert shares["UTC"] == 0
    assert shares["America/Sao_Paulo"] > 0


def test_a_lakes_own_genre_table_replaces_the_shipped_one(tmp_path):
    generate(tmp_path / "data", records=600, seed=6)
    lake = make_lake(tmp_path / "lake", csv_files(tmp_path / "data"))
    run(lake, Settings())
    shipped = Counter(row["genre_origin"] for row in published(lake, "music_info_dim").to_pylist())
    (lake.model_folder / "genre_tag.csv").write_text("tag,genre\nno_such_tag,Rock\n")
    assert run(lake, Settings())["status"] == "published"
    own = Counter(row["genre_origin"] for row in published(lake, "music_info_dim").to_pylist())
    assert shipped["tags"] > 0
    assert own == {"delivered": shipped["delivered"], "unknown": shipped["tags"] + shipped["unknown"]}


def test_the_main_genre_is_the_one_played_most_and_of_equals_the_first(tmp_path):
    generate(tmp_path / "data", records=600, seed=6)
    music, _ = csv_files(tmp_path / "data")
    lake, _ = run_lake(tmp_path / "catalogue", [music, _])
    by_genre = {}
    for row in published(lake, "music_info_dim").to_pylist():
        if row["genre"]:
            by_genre.setdefault(row["genre"], []).append(row["track_id"])
    rock, pop = by_genre["Rock"], by_genre["Pop"]
    people = {
        "a" * 40: ([(rock[0], 3), (pop[0], 2)], "Rock"),
        "b" * 40: ([(rock[0], 2), (pop[0], 2)], "Pop"),
        "c" * 40: ([(rock[0], 2), (rock[1], 2), (pop[0], 4)], "Rock"),
    }
    plays = tmp_path / "plays.csv"
    lines = [f"{track},{user},{n}\n" for user, (rows, _) in people.items() for track, n in rows]
    plays.write_text(HISTORY_HEADER + "".join(lines))
    lake, _ = run_lake(tmp_path / "lake", [music, plays])
    found = {row["user_id"]: row["main_genre"] for row in published(lake, "user_id_dim").to_pylist()}
    assert found == {user: genre for user, (_, genre) in people.items()}
