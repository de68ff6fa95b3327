"""Tables in a terminal: whole where they fit, cut where texts are long, records where columns are many."""

import io

import pytest
from rich.console import Console

from vitrola.cli import output
from vitrola.cli.fitting import Wish, fit

WORDS = "Every word of this sentence stays in one piece or isn't there"


@pytest.fixture
def printed(monkeypatch):
    def show(rows, columns, width, **options):
        stream = io.StringIO()
        monkeypatch.setattr(output, "out", Console(file=stream, width=width, highlight=False, soft_wrap=True))
        output.print_rows(rows, columns, **options)
        return [line.rstrip() for line in stream.getvalue().splitlines()]

    return show


@pytest.mark.parametrize(
    ("wishes", "room", "widths"),
    [
        ([Wish(10, cut=False), Wish(30, cut=True)], 50, [10, 30]),
        ([Wish(10, cut=False), Wish(30, cut=True)], 25, [10, 15]),
        ([Wish(30, cut=True), Wish(40, cut=True), Wish(5, cut=True)], 55, [25, 25, 5]),
        ([Wish(10, cut=False), Wish(30, cut=True)], 21, None),
        ([Wish(30, cut=False)], 20, None),
    ],
)
def test_what_lacks_is_taken_from_the_widest(wishes, room, widths):
    assert fit(wishes, room) == widths


def test_a_long_text_is_cut_and_numbers_and_names_stay_whole(printed):
    rows = [{"column": "danceability", "records": 1_234_567, "text": WORDS}]
    assert printed(rows, ["column", "records", "text"], 40) == [
        "column         records text",
        "danceability 1,234,567 Every word of th…",
    ]


def test_many_columns_become_one_record_below_the_other(printed):
    names = [f"danceability_{number}" for number in range(20)]
    lines = printed([dict.fromkeys(names, 0.5), dict.fromkeys(names, WORDS)], names, 80, title="Songs")
    assert lines[:3] == ["Songs", "Record 1", "danceability_0   0.5"]
    assert lines[23] == f"danceability_0   {WORDS}"
    assert max(map(len, lines)) <= 80
    assert len(lines) == 1 + 2 * 21


def test_records_wrap_between_words_only(printed):
    lines = printed([{f"c{number}": WORDS for number in range(9)}], [f"c{number}" for number in range(9)], 40)
    shown = " ".join(line.removeprefix("c0").strip() for line in lines[1:3])
    assert shown == WORDS


def test_nothing_is_cut_where_no_terminal_is(printed):
    rows = [{f"c{number}": WORDS for number in range(9)}]
    assert printed(rows, list(rows[0]), output.UNBOUNDED)[1].count(WORDS) == 9


def test_markup_in_values_counts_as_text(printed):
    assert printed([{"a": "[red]", "b": "x"}], ["a", "b"], 80) == ["a     b", "[red] x"]
