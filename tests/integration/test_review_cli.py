"""``vitrola review`` as a person and as a program use it."""

import json

import pytest
from typer.testing import CliRunner

from integration.test_review import write_lake_files
from support import run_lake
from vitrola.cli.main import app
from vitrola.errors import UsageError
from vitrola.lake.reviews import read_reviews


@pytest.fixture
def lake(tmp_path):
    return run_lake(tmp_path / "lake", write_lake_files(tmp_path))[0]


def review(lake, *options, answers=None):
    done = CliRunner().invoke(app, ["review", str(lake.location.root), *options], input=answers)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.stdout


def listed(lake, *options):
    return json.loads(review(lake, "--list", "--format", "json", *options))


def decided(lake):
    return {(entry.kept, entry.merged): (entry.decision, entry.decided_by) for entry in read_reviews(lake)}


def test_the_list_has_all_evidence(lake):
    found = listed(lake, "--kind", "artist", "--min-score", "96")
    assert [(entry["keep"]["artist"], entry["merge"]["artist"], entry["score"]) for entry in found] == [
        ("Beyonce", "BEYONCE", 100),
        ("Beyoncé", "Beyonce", 96),
        ("Beyoncé", "BEYONCE", 96),
    ]
    assert found[1]["keep"] == {
        "artist": "Beyoncé",
        "tracks": 4,
        "streams": 5,
        "listeners": 3,
        "sources": ["million-song", "sparkify"],
    }
    assert found[1]["reasons"] == ["same word but for accents", "1 title(s) in common"]
    text = review(lake, "--list", "--kind", "artist")
    assert text.split()[:4] == ["id", "kind", "score", "keep"]
    assert found[1]["id"] in text
    assert len(review(lake, "--list", "--limit", "1").splitlines()) == 2
    tracks = listed(lake, "--kind", "track")
    assert {entry["kind"] for entry in tracks} == {"track"}
    assert {"track_id", "name", "year", "duration_ms", "inferred", "streams"} <= set(tracks[0]["keep"])


def test_answers_on_the_command_line(lake):
    upper, accents, other = (entry["id"] for entry in listed(lake, "--kind", "artist", "--min-score", "96"))
    said = review(lake, "--accept", upper, "--reject", accents, "--by", "Ana")
    assert said.startswith("1 accepted, 1 rejected.\nThe next run carries it out: vitrola run ")
    assert decided(lake) == {
        ("Beyonce", "BEYONCE"): ("accepted", "Ana"),
        ("Beyoncé", "Beyonce"): ("rejected", "Ana"),
    }
    still_open = {entry["id"] for entry in listed(lake)}
    assert other in still_open
    assert not {upper, accents} & still_open
    shown = json.loads(review(lake, "--decided", "--format", "json"))
    assert [(entry["id"], entry["decision"]) for entry in shown] == [
        (upper, "accepted"),
        (accents, "rejected"),
    ]
    assert upper in review(lake, "--decided")
    assert review(lake, "--revoke", upper, "--revoke", accents).startswith("2 revoked.")
    assert decided(lake) == {}
    assert {upper, accents} <= {entry["id"] for entry in listed(lake)}


def test_all_above_a_score_but_those_decided_or_rejected(lake):
    upper, accents, other = (entry["id"] for entry in listed(lake, "--kind", "artist", "--min-score", "96"))
    review(lake, "--reject", upper, "--reject", other)
    said = review(lake, "--accept-above", "90", "--kind", "artist", "--reject", accents)
    assert said.startswith("1 rejected.")
    review(lake, "--revoke", upper, "--revoke", accents)
    assert review(lake, "--accept-above", "96", "--kind", "artist").startswith("2 accepted.")
    assert decided(lake)["Beyoncé", "BEYONCE"][0] == "rejected"
    assert review(lake, "--accept-above", "100", "--kind", "artist").startswith("Nothing to decide.")


def test_asked_one_by_one(lake):
    said = review(lake, "--kind", "artist", answers="x\na\no\nr\n")
    assert "1 of 3: artist, score 100" in said
    assert "keep   Beyonce  2 tracks; 10 plays; 2 listeners; million-song" in said
    assert "'x' is not one of" in said
    assert "2 accepted, 1 rejected, 0 skipped." in said
    assert set(decided(lake)) == {("Beyonce", "BEYONCE"), ("Beyonce", "Beyoncé"), ("Beyoncé", "BEYONCE")}
    assert review(lake, "--kind", "artist") == "No open suggestions.\n"


@pytest.mark.parametrize("answers", ["s\nr\nq\n", "\nr\n"])
def test_skipping_quitting_and_the_end_of_the_input(lake, answers):
    said = review(lake, answers=answers)
    assert "0 accepted, 1 rejected, 1 skipped." in said
    assert [verdict for verdict, _ in decided(lake).values()] == ["rejected"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--accept", "00000000"], "There is no suggestion '00000000'"),
        (["--revoke", "00000000"], "Nothing was decided about '00000000'"),
        (["--accept", "1", "--reject", "1"], "Two answers are given about '1'"),
    ],
)
def test_answers_that_cannot_be_carried_out_change_nothing(lake, options, said):
    first = listed(lake)[0]["id"]
    with pytest.raises(UsageError, match=said):
        review(lake, "--accept", first, *options)
    assert decided(lake) == {}
