"""The reference pages say what the code says; ``make references`` writes them anew."""

from tools.references import FOLDER, pages


def test_the_reference_pages_are_current():
    assert {path.name: path.read_text("utf-8") for path in FOLDER.iterdir()} == pages()


def test_what_known_sources_expect_is_written_down():
    page = pages()["sources.md"]
    history = page.split("### million-song: history\n")[1].split("\n### ")[0]
    assert "| `user_id` | `listening_history_fact.user_id` | pattern `^[0-9a-f]{40}$`, required |" in history
    assert (
        "| `playcount` | `listening_history_fact.playcount` | int, 1 to 1,000,000,000, required |" in history
    )
    assert "Each delivery is a **snapshot**" in page.split("## million-song\n")[1].split("### ")[0]
    assert "Each delivery is an **increment**" in page.split("## sparkify\n")[1].split("### ")[0]
    assert "| `million-song` | history | `user_id` | `^[0-9a-f]{40}$` |" in pages()["codes.md"]
