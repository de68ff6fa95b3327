"""The small lake that questions are asked of, its lexicon, and its tables in plain SQL."""

from dataclasses import dataclass
from functools import partial

import pytest

from plain_sql import PlainSql
from question_lake import question_lake
from vitrola.lake import Lake, publication
from vitrola.metrics.answer import answer
from vitrola.metrics.cube import Cube, load_cube
from vitrola.pipeline.cube import cube_folder
from vitrola.questions.grammar import understand
from vitrola.questions.reply import Lexicon, lexicon_of, reply_to


@dataclass(frozen=True)
class Asked:
    lake: Lake
    cube: Cube
    lexicon: Lexicon
    sql: PlainSql

    def understood(self, text, lang="pt"):
        return understand(text, self.lexicon.names, self.lexicon.known, lang)

    def reply(self, text, lang=None, smallest=0):
        return reply_to(text, self.lexicon, partial(answer, self.cube), lang, smallest)

    def rows(self, text, smallest=0):
        """What a question's rows are about, with their values."""
        found = self.reply(text, smallest=smallest)
        assert found["kind"] == "answer", found
        return {tuple(row["values"]): row["value"] for row in found["answer"]["rows"]}


@pytest.fixture(scope="session")
def asked(tmp_path_factory):
    lake = question_lake(tmp_path_factory.mktemp("questions"))
    cube = load_cube(cube_folder(lake, publication.current(lake).run_id))
    return Asked(lake, cube, lexicon_of(cube), PlainSql(lake))
