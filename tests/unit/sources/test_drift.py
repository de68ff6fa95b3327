"""What changed between two heads, and which line of a definition to change for it."""

from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from vitrola.sources import parse
from vitrola.sources.advice import Definition, accept_form, add_names, definition_of, make_optional, remap
from vitrola.sources.corrections import corrections
from vitrola.sources.drift import Reading, Target, column_changes, retyped
from vitrola.sources.expressions import decides, readers, replaced, uses
from vitrola.sources.head import Head, head_of
from vitrola.sources.mapping import shipped_sources
from vitrola.sources.misplaced import holder, same_kind

BLOCK = """\
source: mine
title: Mine
delivery: increment
identifiers: local
layouts:
  - name: plays
    format: delimited
    columns:
      - who
      - track_id
      - n
    feeds:
      - records: listens
        where: n <> '0'
        columns:
          user_id: who
          playcount: n  # as text
"""
FLOW = """\
source: mine
title: Mine
delivery: increment
identifiers: local
layouts:
  - name: plays
    format: delimited
    columns: [who, track_id, n]
    feeds: [{records: listens, where: n <> '0', columns: {user_id: who, playcount: n}}]
"""


def layout_of(text):
    return parse(text, where="mine.yaml").layouts[0]


LAYOUT = layout_of(BLOCK)
PLAYS = {"who": ["11", "12", "13"], "track_id": ["aa", "bb", "cc"], "n": ["1", "2", "3"]}


def head(**values):
    return Head(tuple(values), values)


def found(before, after, layout=LAYOUT):
    changes = column_changes(layout, head(**before), head(**after))
    return [(change.kind, change.column, change.now, change.breaking) for change in changes]


def without(*names):
    return {name: values for name, values in PLAYS.items() if name not in names}


@pytest.mark.parametrize(
    ("after", "changes"),
    [
        (PLAYS, []),
        (dict(reversed(PLAYS.items())), []),
        (PLAYS | {"mood": ["x"]}, [("added", "mood", None, False)]),
        (without("n"), [("dropped", "n", None, True)]),
        ({"usuario": PLAYS["who"], **without("who")}, [("renamed", "who", "usuario", True)]),
        ({**without("n"), "N": ["x", "y", "z"]}, [("renamed", "n", "N", True)]),
        (
            {**without("n"), "remark": ["so good", "bad", "fine"]},
            [("dropped", "n", None, True), ("added", "remark", None, False)],
        ),
        (
            {"x": [], **without("track_id")},
            [("dropped", "track_id", None, True), ("added", "x", None, False)],
        ),
        ({"trackid": [], **without("track_id")}, [("renamed", "track_id", "trackid", True)]),
        (
            {"track_id": PLAYS["track_id"], "user": ["11", "15", "16"], "times": ["4", "1", "2"]},
            [("renamed", "n", "times", True), ("dropped", "who", None, True), ("added", "user", None, False)],
        ),
    ],
)
def test_columns_that_were_added_dropped_or_renamed(after, changes):
    assert sorted(found(PLAYS, after), key=repr) == sorted(changes, key=repr)


def test_names_that_the_definition_knows_are_no_change():
    layout = replace(LAYOUT, renamed={"who": ("usuario",)}, optional=("n",))
    renamed = {"usuario": PLAYS["who"], **without("who")}
    assert found(PLAYS, renamed, layout) == []
    assert found(renamed, PLAYS, layout) == []
    assert found(PLAYS, without("n"), layout) == [("dropped", "n", None, False)]
    assert found(without("n"), PLAYS, layout) == [("added", "n", None, False)]


NUMBERS = [str(number) for number in range(10)]
WORDS = [f"w{number}" for number in range(10)]
TARGET = Target(0, "playcount", "n", ("n",))
IDENTIFIER = Target(0, "user_id", "who", ("who",), identifier=True)
NOTHING = (head(), head())


@pytest.mark.parametrize(
    ("given", "wrong", "stops"), [(10, 10, True), (10, 6, True), (10, 5, False), (3, 3, True), (2, 2, False)]
)
def test_most_values_have_to_be_wrong_and_three_at_least(given, wrong, stops):
    after = Reading(WORDS[:given], WORDS[:wrong])
    assert bool(retyped(TARGET, Reading(NUMBERS, []), after, NOTHING)) == stops


@pytest.mark.parametrize("before", [Reading([], []), Reading(WORDS, WORDS)])
def test_values_that_were_never_right_are_no_drift(before):
    assert retyped(TARGET, before, Reading(WORDS, WORDS), NOTHING) is None


@pytest.mark.parametrize(
    ("before", "after", "stops"),
    [
        (NUMBERS, WORDS, True),
        (WORDS, NUMBERS, True),
        (NUMBERS, [f"{number}.0" for number in NUMBERS], True),
        (NUMBERS, NUMBERS[:8] + WORDS[:2], False),
        (NUMBERS[:5] + WORDS[:5], WORDS, False),
        (NUMBERS[:2], WORDS, False),
    ],
)
def test_identifiers_of_another_form(before, after, stops):
    assert bool(retyped(IDENTIFIER, Reading(before, []), Reading(after, []), NOTHING)) == stops
    assert retyped(TARGET, Reading(before, []), Reading(after, []), NOTHING) is None


def test_instants_in_another_unit():
    target = Target(0, "played_at", "timestamp_millis(at)", ("at",), instant=True)
    heads = head(at=["1541105830796"] * 3), head(at=["1541105830"] * 3)
    before, after = (Reading(NUMBERS[:3], [], year=year) for year in (2018, 1970))
    assert (
        retyped(target, before, after, heads)
        == "most of its times would be read as of 1970; they were of 2018"
    )
    assert retyped(target, before, after, (heads[0], heads[0])) is None
    assert retyped(target, before, replace(after, year=2016), heads) is None


@pytest.mark.parametrize(
    ("before", "after", "sql"),
    [
        (["0.5"], ["0,5"], "replace(n, ',', '.')"),
        (["17"], ["17.0"], "regexp_replace(n, '[.]0$', '')"),
        (["1541105830796"], ["1541105830"], "CASE WHEN length(n) < 13 THEN concat(n, '000') ELSE n END"),
        (
            ["1541105830"],
            ["1541105830796"],
            "CASE WHEN length(n) > 10 THEN substring(n, 1, length(n) - 3) ELSE n END",
        ),
        (["a"], ["B"], "lower(n)"),
    ],
)
def test_the_likeliest_correction(before, after, sql):
    assert next(corrections(TARGET, "n", before, after)) == sql


@pytest.mark.parametrize(
    ("after", "sql"),
    [
        (["user-17", "user-4"], "regexp_replace(n, '^user-', '')"),
        (["a17", "b17"], "lower(n)"),
        (["Faixa 17", "Faixa 4"], "lower(n)"),
    ],
)
def test_only_one_prefix_is_taken_from_identifiers_and_none_from_counts(after, sql):
    identifier = replace(TARGET, name="user_id", identifier=True)
    assert next(corrections(identifier, "n", ["17", "4"], after)) == sql
    assert next(corrections(TARGET, "n", ["17", "4"], after)) == "lower(n)"


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        (["1", "2"], ["1 play", "2 plays"], True),
        (["1000", "2"], ["1.000", "2,5"], True),
        (["1.5", "2"], ["R$ 1,50", "-2"], True),
        (["1", "2"], ["Faixa 1", "Faixa 2"], False),
        (["1", "2"], ["7 Rings and 3 more", "99 Luftballons remix"], False),
        (["1541105830796"], ["2018-11-01T20:57:10"], True),
        (["2018-11-01 20:57:10"], ["01/11/2018"], True),
        (["2018-11-01"], ["free", "paid"], False),
        (["a", "b"], ["1", "2"], True),
    ],
)
def test_values_of_the_same_kind_in_another_form(before, after, same):
    assert same_kind(before, after) == same


def test_the_column_that_holds_what_another_held():
    before = head(title=["Faixa 1", "Faixa 2"], n=["3", "4"], year=["1999", "2001"])
    swapped = head(title=["3", "4"], n=["Faixa 1", "Faixa 2"], year=["1999", "2001"])
    assert holder("n", before, swapped) == "title"
    assert holder("year", before, swapped) is None
    moved = head(title=["Faixa 1"], n=["Faixa 1"], plays=["5"])
    assert holder("n", before, moved) == "plays"


def test_sql_names_a_column_only_outside_of_text_and_longer_names():
    assert uses("concat(`a b`, x)", "a b")
    assert not uses("concat('n', nn, n(1), t.n)", "n")
    assert replaced("coalesce(n, 'n', `n`, nn)", "n", "trim(n)") == "coalesce(trim(n), 'n', trim(n), nn)"


def test_what_reads_a_column_and_whether_records_need_it():
    events = shipped_sources()["sparkify"].layout("events")
    assert list(readers(events, "ts")) == [(0, "played_at"), (1, "observed_at")]
    needed = [column for column in events.columns if decides(events, column)]
    assert needed == ["artist", "page", "song", "userId"]


def changed(text, edit):
    lines = text.split("\n")
    if edit.old is None:
        lines.insert(edit.line, edit.new)
    else:
        assert edit.old in lines[edit.line - 1]
        lines[edit.line - 1] = lines[edit.line - 1].replace(edit.old, edit.new)
    return layout_of("\n".join(lines))


@pytest.mark.parametrize("text", [BLOCK, FLOW], ids=["block", "flow"])
def test_an_edit_at_its_line_gives_the_layout_that_was_meant(text, tmp_path):
    layout, definition = layout_of(text), Definition(tmp_path / "mine.yaml", text, shipped=False)
    assert changed(text, add_names(definition, layout, {"n": "no: [1]"})).renamed == {"n": ("no: [1]",)}
    assert changed(text, make_optional(definition, layout, ["n", "who"])).optional == ("n", "who")
    sql = "replace(n, ',', '.')"
    for name in ("playcount", "track_name"):
        (edit,) = remap(definition, layout, 0, {name: sql})
        assert changed(text, edit).feeds[0].columns[name] == sql
    accepted = changed(text, accept_form(definition, layout, 0, ["user_id", "track_id"]))
    assert accepted.feeds[0].patterns == {"user_id": "^.+$", "track_id": "^.+$"}


def test_changes_of_one_line_are_one_edit(tmp_path):
    definition = Definition(tmp_path / "mine.yaml", FLOW, shipped=False)
    (edit,) = remap(definition, layout_of(FLOW), 0, {"user_id": "trim(who)", "playcount": "trim(n)"})
    columns = changed(FLOW, edit).feeds[0].columns
    assert (columns["user_id"], columns["playcount"]) == ("trim(who)", "trim(n)")
    definition = Definition(tmp_path / "mine.yaml", BLOCK, shipped=False)
    assert len(remap(definition, LAYOUT, 0, {"user_id": "trim(who)", "playcount": "trim(n)"})) == 2


def test_an_entry_that_stands_elsewhere_has_no_line(tmp_path):
    text = FLOW.replace("    feeds: [{", "    feeds: [{<<: {columns: {user_id: who}}, ").replace(
        ", columns: {user_id: who, playcount: n}", ""
    )
    layout, definition = layout_of(text), Definition(tmp_path / "mine.yaml", text, shipped=False)
    with pytest.raises(KeyError):
        remap(definition, layout, 0, {"user_id": "trim(who)"})


def test_an_edit_extends_what_is_there(tmp_path):
    text = FLOW.replace("    feeds", "    renamed: {who: usuario}\n    optional: [n]\n    feeds")
    layout, definition = layout_of(text), Definition(tmp_path / "mine.yaml", text, shipped=False)
    renamed = changed(text, add_names(definition, layout, {"who": "cliente", "n": "vezes"})).renamed
    assert renamed == {"who": ("usuario", "cliente"), "n": ("vezes",)}
    assert changed(text, make_optional(definition, layout, ["who"])).optional == ("n", "who")


def test_a_lakes_own_definition_is_the_one_to_change(tmp_path):
    source = shipped_sources()["sparkify"]
    assert definition_of(source, tmp_path).shipped
    (tmp_path / "ours.yaml").write_text(definition_of(source, tmp_path).text)
    ours = definition_of(source, tmp_path)
    assert (ours.shown, ours.shipped) == ("sources/ours.yaml", False)


def test_heads_of_every_format(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b'n,who,x\n1,"a,b",\n2,c\n3,\xc3\xa9,z\n')
    quoted = replace(LAYOUT, quote='"')
    assert head_of(path, quoted).values == {"n": ("1", "3"), "who": ("a,b", "é"), "x": (None, "z")}
    path.write_text("n\twho\n1\t2\n")
    assert head_of(path, replace(LAYOUT, delimiter="\t")).values == {"n": ("1",), "who": ("2",)}
    path.write_text('{"n": 1.50, "x": true}\n{"n": null}\n')
    assert head_of(path, replace(LAYOUT, format="json")).values == {"n": ("1.50", None), "x": ("true", None)}
    pq.write_table(pa.table({"n": [1.0, None], "x": [True, False]}), path)
    parquet = head_of(path, LAYOUT)
    assert dict(parquet.values) == {"n": ["1.0", None], "x": ["true", "false"]}
    assert parquet.types == {"n": "double", "x": "bool"}
    path.write_text("n,who\n")
    assert head_of(path, LAYOUT) == Head(("n", "who"), {"n": (), "who": ()})
