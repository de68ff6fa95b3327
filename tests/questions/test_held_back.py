"""The third of the questions that the grammar's author did not see; docs/questions.md has its first score."""

from pathlib import Path

from tools.question_score import expected, found, loaded

QUESTIONS = loaded(Path(__file__).with_name("held_back.yaml"))
MISSED = {18, 39, 72, 108, 183}
"""Questions that are not read as expected."""


def test_no_other_question_is_missed(asked):
    names, known = asked.lexicon.names, asked.lexicon.known
    missed = {item["id"] for item in QUESTIONS if found(item, names, known) != expected(item)}
    assert missed == MISSED
