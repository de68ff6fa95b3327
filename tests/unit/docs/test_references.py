"""The reference pages say what the code says; ``make references`` writes them anew."""

from tools.references import FOLDER, pages


def test_the_reference_pages_are_current():
    assert {path.name: path.read_text("utf-8") for path in FOLDER.iterdir()} == pages()
