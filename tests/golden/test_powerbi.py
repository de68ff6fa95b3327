"""The Power BI project is the one last reviewed; ``make golden`` writes it anew."""

from tools.golden_powerbi import FOLDER, golden


def test_the_project_is_the_reviewed_one():
    kept = {path.relative_to(FOLDER).as_posix(): path for path in FOLDER.rglob("*") if path.is_file()}
    now = golden()
    assert sorted(kept) == sorted(now)
    for name, data in now.items():
        assert kept[name].read_bytes() == data, name
