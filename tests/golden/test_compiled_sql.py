"""The SQL that each engine receives is the one last reviewed; ``make golden`` writes it anew."""

from tools.golden_sql import FOLDER, LINEAGE, golden, lineage_text


def test_compiled_sql_is_the_reviewed_one():
    kept = {str(path.relative_to(FOLDER)): path.read_text("utf-8") for path in FOLDER.rglob("*.sql")}
    now = golden()
    assert sorted(kept) == sorted(now)
    for name, text in now.items():
        assert kept[name] == text, name


def test_shipped_lineage_is_that_of_the_shipped_sql():
    assert LINEAGE.read_text("utf-8") == lineage_text()
