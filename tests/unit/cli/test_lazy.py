"""What verbs import before they start, and when there is nothing to do."""

import subprocess
import sys

from support import run_lake
from vitrola.sampledata import generate

CHECK = """
import sys
from importlib import import_module
from vitrola.cli.main import VERBS
for module, _ in VERBS.values():
    import_module(f"vitrola.cli.{module}")
print([name for name in ("duckdb", "pyarrow") if name in sys.modules])
"""
NOTHING = """
import sys
from vitrola.cli.main import main
try:
    main()
except SystemExit as ended:
    print(ended.code, [name for name in ("duckdb", "pyarrow", "sqlglot", "pyiceberg") if name in sys.modules])
"""


def test_no_verb_imports_an_engine_before_it_is_asked_for_work():
    done = subprocess.run([sys.executable, "-c", CHECK], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_run_with_nothing_to_do_imports_nothing_to_do_it_with(tmp_path):
    generate(tmp_path, records=500, seed=1)
    files = [tmp_path / "Music_Info.csv", tmp_path / "User_Listening_History.csv"]
    lake, _ = run_lake(tmp_path / "lake", files)
    command = [sys.executable, "-c", NOTHING, "run", str(lake.location.root)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "Nothing to do" in done.stdout
    assert done.stdout.strip().endswith("0 []")
