"""Suggestions show what tells two names apart."""

import pytest

from vitrola.cli.suggested import spaced
from vitrola.matching.keeping import Figures, in_order


@pytest.mark.parametrize(
    ("name", "shown"),
    [("Os Vizinhos", "Os Vizinhos"), (" Os  Vizinhos ", "␣Os ␣Vizinhos␣"), ("  ", "␣␣"), ("", "")],
)
def test_stray_spaces_can_be_seen(name, shown):
    assert spaced(name) == shown


@pytest.mark.parametrize("names", [(" Os Vizinhos", "Os Vizinhos"), ("Os Vizinhos", "Os  Vizinhos")])
def test_of_equal_names_the_one_without_stray_spaces_is_kept(names):
    kept, _ = in_order(names, (Figures(1, 5), Figures(1, 5)))
    assert names[kept] == "Os Vizinhos"
