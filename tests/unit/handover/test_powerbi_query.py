"""The M of the project is accepted by Microsoft's own parser of it; nothing here can evaluate it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from powerbi_project import Project, files
from vitrola.handover.powerbi.power_query import literal_source, m_identifier, m_text

WEB = Path(__file__).parents[3] / "web"
PARSER = WEB / "node_modules" / "@microsoft" / "powerquery-parser"
SCRIPT = """
const { DefaultSettings, TaskUtils } = require(process.argv[1]);
(async () => {
  const found = {};
  for (const [name, text] of Object.entries(JSON.parse(require("fs").readFileSync(0, "utf8")))) {
    const task = await TaskUtils.tryLexParse(DefaultSettings, text);
    found[name] = TaskUtils.isParseStageOk(task) ? null : String(task.error.message);
  }
  console.log(JSON.stringify(found));
})();
"""


def node():
    beside = Path(sys.executable).with_name("node")
    return str(beside) if beside.exists() else shutil.which("node")


def errors(expressions):
    """What the parser says of each expression; None where it has nothing to say."""
    if not PARSER.is_dir() or node() is None:
        pytest.fail(f"no M was parsed: there is no node, or no {PARSER}; run make setup-dev")
    done = subprocess.run(
        [node(), "-e", SCRIPT, str(PARSER)],
        input=json.dumps(expressions),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_every_expression_of_the_project_is_m():
    project = Project(files("million-song", "sparkify", "lastfm-2k"))
    expressions = {node.name: node.value for node in project.nodes["expressions.tmdl"]}
    expressions |= {
        f"partition {name}": table.of("partition")[name].properties["source"]
        for name, table in project.tables.items()
    }
    assert len(expressions) == 14
    assert errors(expressions) == dict.fromkeys(expressions)
    assert "'in'" in errors({"wrong": "let a = 1, in a"})["wrong"]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("plain", '"plain"'),
        ('say "hi"', '"say ""hi"""'),
        ("a\r\n\tb", '"a#(cr)#(lf)#(tab)b"'),
        ("#(lf)", '"#(#)(lf)"'),
        ("C:\\lake", '"C:\\lake"'),
    ],
)
def test_texts_and_names_are_escaped(value, written):
    assert m_text(value) == written
    assert m_identifier(value) == f"#{written}"
    assert errors({"text": written}) == {"text": None}
    assert errors({"table": literal_source([value], [[value]])}) == {"table": None}
