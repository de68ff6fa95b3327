"""The digest of a publication: what came in, what changed and why, who rose and fell, which alerts fired."""

import json
import re

import pytest

from mixed_lake import mixed_lake
from plain_sql import PlainSql
from support import make_lake
from vitrola.cli.digest import digest as digest_verb
from vitrola.cli.output import Format
from vitrola.config import Settings
from vitrola.errors import NotRetainedError, UsageError
from vitrola.handover.digest.report import page, write_digest
from vitrola.handover.digest.text import as_text
from vitrola.lake import publication
from vitrola.pipeline.digest import digest
from vitrola.pipeline.land import land
from vitrola.pipeline.run import run
from vitrola.sampledata import generate
from vitrola.wording.words import wording

RULES = "- {name: artists-falling, measure: streams, by: artist, period: full month, down: 20%, least: 5}\n"


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    """Two publications, the second with more files, and rules that are looked at after it."""
    folder = tmp_path_factory.mktemp("digested")
    generate(folder / "data", records=6_000, seed=8)
    lines = (folder / "data" / "User_Listening_History.csv").read_text().splitlines(keepends=True)
    for name, part in (("first.csv", lines[:4_000]), ("second.csv", [lines[0], *lines[4_000:], lines[-1]])):
        (folder / name).write_text("".join(part))
    made = make_lake(folder / "lake", [folder / "data" / "Music_Info.csv"])
    land(made, folder / "first.csv", kind="increment")
    run(made, Settings(simulate=True))
    (made.location.root / "alerts.yaml").write_text(RULES)
    land(made, folder / "second.csv", kind="increment")
    run(made, Settings(simulate=True))
    return made


@pytest.fixture(scope="module")
def found(lake):
    return digest(lake, Settings())


def test_what_came_in_is_the_files_that_the_publication_before_had_not(found):
    assert [file["name"] for file in found.arrived] == ["second.csv"]
    fates = ("refined", "quarantined", "merged", "filtered")
    assert found.rows("read") == sum(map(found.rows, fates)) == found.arrived[0]["rows_read"] > 0
    assert found.left == ()


def test_the_last_full_month_and_its_drivers_are_plain_sqls(lake, found):
    sql = PlainSql(lake)
    (change,) = found.months
    assert [str(day) for day in change.period] == ["2020-12-01", "2020-12-31"]
    cards = [sql.cards({"month": [month]}) for month in ("2020-11", "2020-12")]
    for row in change.measures:
        assert (row["before"], row["now"]) == pytest.approx(tuple(card[row["measure"]] for card in cards))
    before, now = (sql.chart("genre", {"month": [month]}) for month in ("2020-11", "2020-12"))
    for row in change.genres["rows"]:
        assert row["contribution"] == now.get(row["values"][0], 0) - before.get(row["values"][0], 0)
    rows = [*change.genres["rows"], *([change.genres["others"]] if change.genres["others"] else [])]
    assert sum(row["contribution"] for row in rows) == cards[1]["streams"] - cards[0]["streams"]


def test_artists_that_rise_and_fall_most_are_named(lake, found):
    sql = PlainSql(lake)
    before, now = (sql.chart("artist", {"month": [month]}) for month in ("2020-11", "2020-12"))
    changes = {name: now.get(name, 0) - before.get(name, 0) for name in before | now if name is not None}
    (change,) = found.months
    best = sorted(changes.values())
    assert [row["contribution"] for row in change.falling] == [each for each in best[:8] if each < 0]
    assert [row["contribution"] for row in change.rising] == [each for each in best[::-1][:8] if each > 0]
    assert all(changes[row["values"][0]] == row["contribution"] for row in (*change.rising, *change.falling))


def test_users_gained_lost_and_kept_are_plain_sqls(lake, found):
    sql = PlainSql(lake)
    users = [
        {row[0] for row in sql.db.execute(f"SELECT user_id FROM p WHERE month = '2020-{month}'").fetchall()}
        for month in ("11", "12")
    ]
    assert found.months[0].people == {
        "gained": len(users[1] - users[0]),
        "lost": len(users[0] - users[1]),
        "kept": len(users[0] & users[1]),
    }


def test_the_publication_before_is_compared_as_a_whole_and_its_drivers_add_up(lake, found):
    (change,) = found.since
    assert found.before.run_id == publication.retained(lake)[0].run_id
    streams = next(row for row in change.measures if row["measure"] == "streams")
    rows = [*change.genres["rows"], change.genres["others"]]
    assert sum(row["contribution"] for row in rows) == change.genres["change"]
    assert change.genres["change"] == streams["now"] - streams["before"] > 0
    total = PlainSql(lake).cards({})["streams"]
    assert streams["now"] == total
    assert change.falling == ()


def test_the_first_publication_has_none_to_be_compared_with(lake):
    first = digest(lake, Settings(), publication.retained(lake)[0].run_id)
    assert (first.before, first.since, first.alerts) == (None, (), None)
    assert len(first.arrived) == 2
    assert "primeira publicação guardada" in as_text(first, "pt-BR")


def test_the_text_says_it_in_both_languages(found):
    portuguese, english = (as_text(found, lang) for lang in ("pt-BR", "en"))
    assert "1 arquivo novo" in portuguese
    assert "1 new file: 2" in english
    assert "Alertas: artists-falling (" in portuguese
    assert "Alerts: artists-falling (" in english
    assert re.search(r"Why: .+ [+\u2212]\d", english)


@pytest.mark.parametrize("lang", ["pt-BR", "en"])
def test_the_page_stands_by_itself(found, lang):
    text = page(found, wording("handover.digest", lang))
    assert f'<html lang="{lang}">' in text
    assert "default-src 'none'; style-src 'sha256-" in text
    assert not re.search(r"<script|<link|<img|<iframe|\ssrc=|\son\w+=|url\(|style=\"", text)
    fired = [row["value"] for row in found.alerts if row["level"] == "value"]
    assert fired
    for name in [*fired[:5], *(row["values"][0] for row in found.months[0].rising)]:
        assert name.replace("&", "&amp;").replace("'", "&#39;") in text


def test_names_are_text_in_the_page_whatever_is_in_them(lake, found):
    evil = "<script>alert(1)</script>\u202e\"'"
    (change,) = found.months
    row = {**change.rising[0], "values": [evil]}
    changed = type(change)(**{**vars(change), "rising": (row,)})
    alerts = tuple({**each, "value": evil, "rule": evil} for each in found.alerts)
    text = page(
        type(found)(**{**vars(found), "months": (changed,), "alerts": alerts}),
        wording("handover.digest", "en"),
    )
    assert "<script" not in text
    assert "\u202e" not in text
    assert "&lt;script&gt;" in text


def test_numbers_about_too_few_users_are_withheld(lake, tmp_path):
    sql = PlainSql(lake)
    found = digest(lake, Settings(), smallest=15)
    users = [sql.table("artist", {"month": [month]}) for month in ("2020-11", "2020-12")]
    (change,) = found.months
    for row in (*change.rising, *change.falling):
        assert all(each.get(row["values"][0], (0, 0))[1] in (0, *range(15, 9_999)) for each in users)
    assert (
        sum(row["contribution"] for row in change.genres["rows"])
        + (change.genres["others"] or {"contribution": 0})["contribution"]
        == change.genres["change"]
    )
    nobody = digest(lake, Settings(), smallest=1_000_000)
    assert nobody.months[0].suppressed
    assert "sobre usuários de menos" in page(nobody, wording("handover.digest", "pt-BR"))


def test_a_lake_without_dates_is_told_without_months(tmp_path):
    generate(tmp_path / "data", records=1_000, seed=8)
    made = make_lake(tmp_path / "lake", sorted((tmp_path / "data").glob("*.csv")))
    run(made, Settings())
    found = digest(made, Settings())
    assert (found.months, found.days) == ((), None)
    assert "os dados não têm datas" in page(found, wording("handover.digest", "pt-BR"))


def test_what_cannot_be_told_is_refused(lake, found, tmp_path):
    with pytest.raises(NotRetainedError, match="is not retained"):
        digest(lake, Settings(), "gone")
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="is no folder"):
        write_digest(tmp_path / "file", found, "en")
    with pytest.raises(UsageError, match="lang must be"):
        as_text(found, "fr")


def test_the_command_prints_it_and_writes_a_page_for_the_publication(lake, found, tmp_path, capsys):
    digest_verb(
        str(lake.location.root),
        html=tmp_path / "out",
        run=None,
        lang="en",
        smallest_cell=0,
        format=Format.TABLE,
    )
    assert capsys.readouterr().out.startswith("Digest of the publication of ")
    assert [each.name for each in (tmp_path / "out").iterdir()] == [f"digest-{found.shown.run_id}.html"]
    digest_verb(str(lake.location.root), html=None, run=None, lang="en", smallest_cell=0, format=Format.JSON)
    told = json.loads(capsys.readouterr().out)
    assert told["publication"] == found.shown.run_id
    assert told["months"][0]["period"] == ["2020-12-01", "2020-12-31"]


def test_each_source_is_told_by_itself(tmp_path):
    made = mixed_lake(tmp_path, records=2_000)
    found = digest(made, Settings())
    sql = PlainSql(made)
    assert {change.source for change in found.months} == {"million-song", "sparkify"}
    for change in found.months:
        months = [str(first)[:7] for first in (change.against[0], change.period[0])]
        truth = [sql.cards({"source": [change.source], "month": [month]})["streams"] for month in months]
        (streams,) = (row for row in change.measures if row["measure"] == "streams")
        assert [streams["before"], streams["now"]] == truth
    text = page(found, wording("handover.digest", "en"))
    assert text.count("<h3>Source: ") == 2
    assert "2020-12, against the month before</h2>" in text
    assert "2020-04, against the month before</h2>" in text


def test_months_of_other_lengths_say_what_a_day_had(lake, found):
    sql = PlainSql(lake)
    before, now = (sql.cards({"month": [month]})["streams"] for month in ("2020-11", "2020-12"))
    say = wording("handover.digest", "en")
    daily = [say.number(round(each, 1)) for each in (before / 30, now / 31)]
    told = f"The months have 30 and 31 days: a day had {daily[0]} streams before and {daily[1]} now"
    assert told in as_text(found, "en")
    assert told in page(found, say)
    assert "Os meses t\u00eam 30 e 31 dias: por dia," in as_text(found, "pt-BR")
