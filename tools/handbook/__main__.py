"""Build the site: ``python -m tools.handbook [FOLDER]``, or ``make docs``."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.handbook.checking import problems
from tools.handbook.finishing import finish
from tools.handbook.staging import Lang, stage

ROOT = Path(__file__).parents[2]
LANGS: tuple[Lang, ...] = ("en", "pt")


def build(site: Path) -> None:
    """Both languages, strictly: any warning of Sphinx, dead link or foreign script ends it."""
    if site.exists() and not (site / "searchindex.js").is_file():
        sys.exit(f"{site} is there and is no site; nothing of it was touched.")
    shutil.rmtree(site, ignore_errors=True)
    with tempfile.TemporaryDirectory() as work:
        for lang in LANGS:
            folder = Path(work, lang)
            stage(lang, folder)
            built = Path(work, f"{lang}-built")
            _sphinx(lang, folder, built)
            finish(built, lang)
            shutil.copytree(built, site if lang == "en" else site / "pt")
    for path in (*site.rglob(".buildinfo"), *site.rglob("objects.inv")):
        path.unlink()
    if found := problems(site.resolve()):
        sys.exit("\n".join(found))


def _sphinx(lang: Lang, folder: Path, site: Path) -> None:
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html"]
    command += ["-c", str(Path(__file__).parent), "-d", f"{folder}-doctrees", str(folder), str(site)]
    environment = os.environ | {"HANDBOOK_LANG": lang, "PYTHONPATH": str(ROOT)}
    if subprocess.run(command, env=environment, check=False).returncode:
        sys.exit(f"The {lang} pages could not be built; the lines above say where.")


if __name__ == "__main__":
    build(Path(sys.argv[1] if len(sys.argv) > 1 else "site"))
