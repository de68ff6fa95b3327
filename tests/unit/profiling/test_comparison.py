"""What stands out between two profiles, and what does not."""

from dataclasses import replace

import pytest

from vitrola.profiling import ColumnProfile, FileProfile, ValueCount, compare

PLAYS = ColumnProfile(
    name="plays",
    kind="whole number",
    unlike=0,
    nulls=0,
    distinct=40,
    repeats=960,
    minimum="1",
    maximum="80",
    shortest=1,
    longest=2,
    personal=False,
    frequent=(),
    quartiles=("1", "2", "4"),
)
LEVEL = replace(
    PLAYS,
    name="level",
    kind="text",
    distinct=2,
    minimum="free",
    maximum="paid",
    frequent=(ValueCount("free", 600), ValueCount("paid", 400)),
    quartiles=(),
)


def profile(*columns, records=1_000, unreadable=0):
    return FileProfile("file", "mine", "plays", 1, records, unreadable, 0, columns, (), (), 0)


def standing_out(before, after):
    found = compare(before, after)
    return [(entry.column, entry.measure) for entry in found.differences if entry.stands_out]


@pytest.mark.parametrize(
    ("after", "measures"),
    [
        ({}, []),
        ({"kind": "text", "quartiles": ()}, ["type"]),
        ({"kind": "empty", "quartiles": (), "nulls": 1_000, "distinct": 0}, ["nulls"]),
        ({"nulls": 49}, []),
        ({"nulls": 50}, ["nulls"]),
        ({"distinct": 79}, []),
        ({"distinct": 80}, ["distinct"]),
        ({"distinct": 20}, ["distinct"]),
        ({"maximum": "799"}, []),
        ({"maximum": "800"}, ["maximum"]),
        ({"minimum": "-10"}, ["minimum"]),
        ({"quartiles": ("2", "4", "8")}, []),
        ({"quartiles": ("3", "5", "9")}, ["median"]),
        ({"quartiles": ("0", "0", "1")}, ["median"]),
    ],
)
def test_measures_of_a_column(after, measures):
    found = standing_out(profile(PLAYS), profile(replace(PLAYS, **after)))
    assert found == [("plays", measure) for measure in measures]


@pytest.mark.parametrize(("records", "distinct"), [(1_999, 40), (1_999, 79), (501, 20), (501, 40)])
def test_a_usual_volume_may_bring_as_many_values_or_as_many_for_each_record(records, distinct):
    assert standing_out(profile(PLAYS), profile(replace(PLAYS, distinct=distinct), records=records)) == []


@pytest.mark.parametrize("records", [500, 2_000, 0])
def test_a_volume_of_half_or_twice_stands_out(records):
    assert (None, "records") in standing_out(profile(PLAYS), profile(PLAYS, records=records))


def test_more_unreadable_records_stand_out():
    assert standing_out(profile(), profile(unreadable=1)) == [(None, "unreadable")]
    assert standing_out(profile(unreadable=2), profile(unreadable=1)) == []


@pytest.mark.parametrize(
    ("frequent", "appeared", "vanished", "stands_out"),
    [
        ([("free", 1_000)], [], ["paid"], True),
        ([("free", 600), ("paid", 391), ("trial", 9)], ["trial"], [], False),
        ([("free", 600), ("paid", 390), ("trial", 10)], ["trial"], [], True),
        ([("free", 600), ("premium", 400)], ["premium"], ["paid"], True),
    ],
)
def test_values_of_a_column_that_has_few(frequent, appeared, vanished, stands_out):
    counts = tuple(ValueCount(*count) for count in frequent)
    (found,) = compare(profile(LEVEL), profile(replace(LEVEL, frequent=counts, distinct=len(counts)))).values
    assert [count.value for count in found.appeared] == appeared
    assert [count.value for count in found.vanished] == vanished
    assert found.stands_out == stands_out


def test_only_frequent_values_of_a_column_of_many_are_not_compared():
    many = replace(LEVEL, distinct=500)
    assert compare(profile(many), profile(replace(many, frequent=(ValueCount("x", 9),)))).values == ()


def test_a_personal_column_has_no_values_to_compare():
    personal = replace(PLAYS, personal=True, minimum=None, maximum=None, quartiles=())
    assert standing_out(profile(personal), profile(replace(personal, nulls=500))) == [("plays", "nulls")]
