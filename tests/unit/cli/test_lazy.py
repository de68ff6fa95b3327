"""What verbs import before they start."""

import subprocess
import sys

CHECK = """
import sys
from importlib import import_module
from vitrola.cli.main import VERBS
for module, _ in VERBS.values():
    import_module(f"vitrola.cli.{module}")
print([name for name in ("duckdb", "pyarrow") if name in sys.modules])
"""


def test_no_verb_imports_an_engine_before_it_is_asked_for_work():
    done = subprocess.run([sys.executable, "-c", CHECK], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
