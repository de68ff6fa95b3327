"""After a rule was mended, each row that was in quarantine has one fate, and it is written down."""

import json
from importlib import resources

import pytest
from typer.testing import CliRunner

from support import published
from vitrola.cli.main import app
from vitrola.config import Settings
from vitrola.lake import create_lake
from vitrola.pipeline.land import land
from vitrola.pipeline.query import query
from vitrola.pipeline.run import run

TRACK, OTHER = "TRIOREW128F424EAF0", "TRRIVDJ128F429B0E8"
USER = "b80344d063b5ccb3212f76538f3d9e43d87dca9e"
PATTERN = 'user_id: "^[0-9a-f]{40}$"'


@pytest.fixture
def lake(tmp_path):
    """Two histories: upper-case users break a pattern that is too strict, and one count is no number."""
    made = create_lake(tmp_path / "lake")
    rows = [f"{TRACK},{USER},1", f"{TRACK},{USER.upper()},2", f"{OTHER},{USER.upper()},3"]
    deliver(tmp_path / "one.csv", [*rows, f"{OTHER},{USER.upper()},4", f"{OTHER},{USER},many"], made)
    deliver(tmp_path / "two.csv", [f"{TRACK},{USER.upper()[::-1]},5"], made)
    run(made, Settings(cube=False))
    return made


def deliver(path, rows, lake):
    path.write_text("\n".join(["track_id,user_id,playcount", *rows, ""]))
    land(lake, path, kind="increment")


def mend(lake, change):
    shipped = (resources.files("vitrola.sources") / "definitions" / "million-song.yaml").read_text("utf-8")
    assert PATTERN in shipped
    (lake.source_folder / "million-song.yaml").write_text(change(shipped))


def wider(text):
    return text.replace(PATTERN, 'user_id: "^[0-9a-fA-F]{40}$"')


def replayed(record):
    return {(row["file"], row["rules_before"], row["fate"]): row["rows"] for row in record["replay"]}


def plays(lake):
    return sorted(row["playcount"] for row in published(lake, "listening_history_fact").to_pylist())


def test_each_row_has_one_fate_after_a_source_was_mended(lake):
    assert plays(lake) == [1]
    mend(lake, wider)
    record = run(lake, Settings(cube=False), replay=True)
    assert replayed(record) == {
        ("one.csv", "bad_pattern", "refined"): 2,
        ("one.csv", "bad_pattern", "merged"): 1,
        ("one.csv", "not_a_number", "quarantined"): 1,
        ("two.csv", "bad_pattern", "refined"): 1,
    }
    assert plays(lake) == [1, 2, 5, 7]
    kept = query(lake, Settings(), "SELECT record, fate, rules_after FROM replay WHERE file = 'one.csv'")
    assert sorted(map(tuple, (row.values() for row in kept.to_pylist()))) == [
        (2, "refined", None),
        (3, "refined", None),
        (4, "merged", None),
        (5, "quarantined", "not_a_number"),
    ]


def test_a_replay_publishes_what_a_full_run_would(lake):
    mend(lake, wider)
    record = run(lake, Settings(cube=False), replay=True)
    found = plays(lake)
    full = run(lake, Settings(cube=False), full=True)
    assert plays(lake) == found
    assert record["files"] == full["files"]
    assert "replay" not in full


def test_rows_set_aside_or_superseded_meanwhile_are_named_so(lake, tmp_path):
    mend(
        lake,
        lambda text: wider(text).replace(
            "        key: [user_id",
            "        where: playcount <> '3'\n        set_aside: tests\n        key: [user_id",
        ),
    )
    right = tmp_path / "right.csv"
    right.write_text(f"track_id,user_id,playcount\n{TRACK},{USER},50\n")
    land(lake, right, replaces=["two.csv"])
    record = run(lake, Settings(cube=False), replay=True)
    assert replayed(record) == {
        ("one.csv", "bad_pattern", "filtered"): 1,
        ("one.csv", "bad_pattern", "refined"): 2,
        ("one.csv", "not_a_number", "quarantined"): 1,
        ("two.csv", "bad_pattern", "superseded"): 1,
    }


def test_new_files_alone_leave_quarantined_rows_where_they_are(lake, tmp_path):
    deliver(tmp_path / "three.csv", [f"{OTHER},{'a' * 40},6"], lake)
    record = run(lake, Settings(cube=False), replay=True)
    assert record["grown"] == ["listening_history_fact"]
    assert replayed(record) == {
        ("one.csv", "bad_pattern", "quarantined"): 3,
        ("one.csv", "not_a_number", "quarantined"): 1,
        ("two.csv", "bad_pattern", "quarantined"): 1,
    }
    assert plays(lake) == [1, 6]


def test_a_file_without_any_accepted_row_can_be_replaced_by_another(lake, tmp_path):
    wrong = tmp_path / "wrong-again.csv"
    wrong.write_text(f"track_id,user_id,playcount\n{TRACK},{USER.upper()},70\n")
    land(lake, wrong, replaces=["two.csv"])
    record = run(lake, Settings(cube=False))
    assert record["playcount"]["read"] == 1 + 2 + 3 + 4 + 70
    assert record["playcount"]["refined"] == 1
    assert "listening_history_fact" in record["carried"]


def test_the_verb_says_what_became_of_the_rows_or_that_nothing_changed(lake):
    command = CliRunner()
    nothing = command.invoke(app, ["replay", str(lake.location.root)])
    assert nothing.exit_code == 0
    assert "every row would meet the same rules" in nothing.stdout
    mend(lake, wider)
    said = command.invoke(app, ["replay", str(lake.location.root)]).stdout
    assert "Rows that were in quarantine" in said
    assert "refined" in said
    again = json.loads(command.invoke(app, ["replay", str(lake.location.root), "--format", "json"]).stdout)
    assert again["status"] == "nothing to do"


def test_a_real_log_replayed_after_its_key_was_mended_accounts_for_every_copy(shared_data, tmp_path):
    lake = create_lake(tmp_path / "lake")
    log = max((shared_data / "sparkify").rglob("*events*.json"), key=lambda path: path.stat().st_size)
    twice = tmp_path / "twice.json"
    twice.write_bytes(log.read_bytes() + b"\n" + log.read_bytes())
    land(lake, twice)
    before = run(lake, Settings(cube=False))
    (copies,) = {entry["rows_quarantined"] for entry in before["files"]}
    definition = (resources.files("vitrola.sources") / "definitions" / "sparkify.yaml").read_text("utf-8")
    (lake.source_folder / "sparkify.yaml").write_text(
        definition.replace("repeated: quarantine", "repeated: sum")
    )
    record = run(lake, Settings(cube=False), replay=True)
    assert copies > 0
    assert [(row["fate"], row["rows"]) for row in record["replay"]] == [("merged", copies)]
