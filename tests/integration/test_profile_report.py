"""The profile as pages: what they say, in which language, and what hostile files can do to them."""

import json
import re
from html.parser import HTMLParser

import pytest
from typer.testing import CliRunner

from support import files_below, make_lake, run_lake
from vitrola.cli.main import app
from vitrola.config import Settings
from vitrola.handover.profile.report import page, write_report
from vitrola.pipeline.exploration import explore_files
from vitrola.pipeline.run import run
from vitrola.sampledata import generate
from vitrola.wording.words import wording

HISTORY = "track_id,user_id,playcount\n"


class Reader(HTMLParser):
    """The text of a page, its elements, and every attribute with its value."""

    def __init__(self, html):
        super().__init__()
        self.text, self.tags, self.attributes = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text.append(data)


def by_layout(lake):
    return {found.profile.layout: found for found in explore_files(lake, Settings())}


def test_classes_hold_every_number_once(tmp_path):
    generate(tmp_path / "data", records=3_000, seed=5)
    found = by_layout(make_lake(tmp_path / "lake", sorted((tmp_path / "data").glob("*.csv"))))
    columns = {column.name: column for column in found["catalogue"].profile.columns}
    spread = found["catalogue"].distributions
    assert {name for name, column in columns.items() if column.kind != "text"} == spread.keys()
    for name, each in spread.items():
        assert sum(entry.records for entry in each.classes) == columns[name].distinct + columns[name].repeats
    assert [entry.low for entry in spread["mode"].classes] == ["0", "1"]
    plays = found["history"].distributions["playcount"]
    assert plays.kind == "doubling"
    assert [entry.low for entry in plays.classes[:4]] == [1.0, 2.0, 4.0, 8.0]


def test_planted_defects_are_on_the_pages(tmp_path):
    generate(tmp_path / "data", records=3_000, seed=5, defects=True)
    lake, record = run_lake(tmp_path / "lake", sorted((tmp_path / "data").glob("*.csv")))
    found = by_layout(lake)
    said = {(each.reason, each.column): each.rows for each in found["catalogue"].quarantined}
    assert sum(sum(e.rows for e in each.quarantined) for each in found.values()) == sum(
        record["quarantine"].values()
    )
    assert said["not_a_number", "year"] == 3
    rows = {name: sum(each.aside for each in entry.quarantined) for name, entry in found.items()}
    assert rows == {file["layout"]: file["rows_quarantined"] for file in record["files"]}
    assert sum(record["set_aside"].values()) == sum(rows.values()) < sum(record["quarantine"].values())
    assert [count.value for count in found["catalogue"].unlike["year"]] == ["unknown"]
    assert {each.records for each in found["catalogue"].repeated_keys} == {2}
    text = " ".join(Reader(page(found["catalogue"], wording("handover.profile", "en"))).text)
    assert "genre is empty in" in text
    nulled = sum(each.rows for each in found["catalogue"].quarantined if each.action == "null")
    assert f"{rows['catalogue']} rows are in quarantine in the current publication." in text
    assert f"{nulled} values break a rule; their rows went on without them." in text
    assert "1,860 to 2,100 expected" in text


def test_no_user_is_on_a_page(tmp_path):
    file = tmp_path / "User_Listening_History.csv"
    users = [f"{n:040x}" for n in range(900, 920)]
    rows = "".join(f"TRAAAAAAAAAAAAAAA{n % 3},{user},2\n" for n, user in enumerate(users))
    bad = "TRAAAAAAAAAAAAAAA1,not-a-user-id,2\n"
    file.write_text(HISTORY + rows + rows + bad)
    lake, _ = run_lake(tmp_path / "lake", [file])
    (found,) = explore_files(lake, Settings())
    assert found.repeated_keys
    html = page(found, wording("handover.profile", "pt-BR"))
    assert not [user for user in [*users, "not-a-user-id"] if user in html]
    assert "(pessoal)" in html
    assert {(each.reason, each.column): each.values for each in found.quarantined}[
        "bad_pattern", "user_id"
    ] == ()


def test_people_of_real_sets_are_on_no_page(shared_data, tmp_path):
    lake = make_lake(tmp_path / "lake", files_below(shared_data / "sparkify"))
    events = by_layout(lake)["events"]
    html = page(events, wording("handover.profile", "en"))
    lines = [
        json.loads(line)
        for file in files_below(shared_data / "sparkify" / "log_data")
        for line in file.open()
    ]
    for name in ("location", "userAgent"):
        assert not [line[name] for line in lines if line[name] and line[name] in html]
    assert events.deliveries.before.first_seen <= events.deliveries.after.first_seen
    assert "compared with" not in html


def test_drift_since_the_file_before(tmp_path):
    for name, factor in (("first", 1), ("second", 40)):
        folder = tmp_path / name
        folder.mkdir()
        rows = [f"TRAAAAAAAAAAAAAA{n:02},{n:040x},{(n % 9 + 1) * factor}\n" for n in range(90)]
        (folder / "User_Listening_History.csv").write_text(HISTORY + "".join(rows))
    lake = make_lake(tmp_path / "lake", [tmp_path / "first" / "User_Listening_History.csv"])
    (alone,) = explore_files(lake, Settings())
    assert alone.deliveries is None
    assert alone.quarantined is None
    lake = make_lake(tmp_path / "lake", [tmp_path / "second" / "User_Listening_History.csv"])
    (found,) = explore_files(lake, Settings())
    html = page(found, wording("handover.profile", "en"))
    cells = r"<td[^>]*>middle</td><td[^>]*><bdi>5</bdi></td><td class=\"keep\"[^>]*><bdi>200</bdi>"
    assert re.search(cells, html)


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style><b>x",
    "\u202eevil\u2066",
    "{{ 7 * 7 }}{% raw %}",
    "x" * 5_000,
]


def test_hostile_values_stay_text(tmp_path):
    columns = (
        "track_id,name,artist,spotify_preview_url,spotify_id,tags,genre,year,duration_ms,danceability,energy,key,"
        "loudness,mode,speechiness,acousticness,instrumentalness,liveness,valence,tempo,time_signature"
    )
    file = tmp_path / "Music_Info.csv"
    quoted = ['"' + value.replace('"', '""') + '"' for value in HOSTILE]
    rows = [
        f"TRAAAAAAAAAAAAAA{n:02},{v},{v},u,s{n % 3},{v},{v},{v}" + "," * 13 for n, v in enumerate(quoted * 2)
    ]
    file.write_text("\n".join([columns, *rows]) + "\n")
    lake = make_lake(tmp_path / "lake", [file])
    run(lake, Settings())
    (found,) = explore_files(lake, Settings())
    html = page(found, wording("handover.profile", "pt-BR"))
    read = Reader(html)
    assert set(read.tags) & {"script", "img", "iframe", "object", "link", "b"} == set()
    assert not [name for name, _ in read.attributes if name.startswith("on") or name == "style"]
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", html)
    assert "\\u202eevil" in html
    assert "{{ 7 * 7 }}{% raw %}" in read.text
    assert max(len(word) for text in read.text for word in text.split() if "x" * 40 in word) <= 60


def test_a_page_asks_for_nothing(tmp_path):
    generate(tmp_path / "data", records=600, seed=5)
    lake = make_lake(tmp_path / "lake", sorted((tmp_path / "data").glob("*.csv")))
    result = CliRunner().invoke(
        app, ["profile", str(lake.location.root), "--html", str(tmp_path / "out"), "--lang", "en"]
    )
    assert result.exit_code == 0, result.output
    written = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert written == ["million-song-catalogue.html", "million-song-history.html"]
    for name in written:
        read = Reader((tmp_path / "out" / name).read_text("utf-8"))
        policy = next(value for key, value in read.attributes if key == "content" and "default-src" in value)
        assert policy.startswith("default-src 'none'; style-src 'sha256-")
        loaded = [value for key, value in read.attributes if key in ("src", "href", "srcset", "action")]
        assert all(value.startswith("#") or value in written for value in loaded)


@pytest.mark.parametrize("lang", ["pt-BR", "en"])
def test_no_word_is_missing(lang, tmp_path):
    generate(tmp_path / "data", records=3_000, seed=5, defects=True)
    lake, _ = run_lake(tmp_path / "lake", sorted((tmp_path / "data").glob("*.csv")))
    (path, *_) = write_report(tmp_path / "out", explore_files(lake, Settings()), lang)
    assert f'<html lang="{lang}">' in path.read_text("utf-8")


def test_a_delivery_to_compare_with_is_refused_where_pages_would_leave_it_out(tmp_path):
    lake = make_lake(tmp_path / "lake", [])
    arguments = ["profile", str(lake.location.root), "--html", str(tmp_path / "out"), "--against", "previus"]
    result = CliRunner().invoke(app, arguments)
    assert "leave out --against, or --html" in str(result.exception)
    assert not (tmp_path / "out").exists()


def test_unknown_languages_are_refused_before_any_work(tmp_path):
    lake = make_lake(tmp_path / "lake", [])
    arguments = ["profile", str(lake.location.root), "--html", str(tmp_path / "out"), "--lang", "fr"]
    result = CliRunner().invoke(app, arguments)
    assert str(result.exception) == "lang must be pt-BR or en, not 'fr'."
