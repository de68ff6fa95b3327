"""Models: one SELECT in Spark SQL each, shipped in folders here or kept as files in a lake."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from sqlglot import exp

from vitrola.engines.dialect import parse, relations_of
from vitrola.errors import ModelError
from vitrola.yamltext import parsed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from importlib.resources.abc import Traversable
    from pathlib import Path

Kind = Literal["view", "temp", "repeats", "table"]
GENRE_TAGS = "genre_tag.csv"
USERS = "SELECT APPROX_COUNT_DISTINCT(user_id) AS users FROM listening_history_fact"
"""About how many rows models by users have."""


@dataclass(frozen=True)
class Touched:
    """What new plays touch of a model: a query over them and former tables, ``instead_of`` some inputs."""

    sql: str
    instead_of: tuple[str, ...]


@dataclass(frozen=True)
class Model:
    """One relation: ``table`` is published, ``temp`` is computed for the run, ``view`` is lazy.

    ``repeats`` keeps, of the one integer column selected, the values that occur more than once.
    ``file`` is what errors name; ``shipped`` says that it isn't a user's own. What ``grows`` with new
    files of plays has their rows beside those of the old files, as long as no fact key is in both. What
    ``adds_up`` has the rows of new plays and the old rows put together: a function for each column that
    isn't part of the key. Where it adds up ``over`` a column, that is so for plays with other values of
    this column only; the former rows are columns of the table it is ``kept_in``. Rows with one value of
    the column ``by`` are made from the plays and descriptions with that value. There are rows
    ``only_with`` rows in that input. ``small`` ones are quickly made and compared. ``exceptions`` are few
    among plays. New plays leave a model as it is where the query ``touched`` finds nothing.
    """

    name: str
    kind: Kind
    sql: str
    file: str
    shipped: bool
    grows: bool = False
    adds_up: Mapping[str, str] | None = None
    over: str | None = None
    kept_in: str | None = None
    by: str | None = None
    only_with: str | None = None
    small: bool = False
    exceptions: bool = False
    touched: Touched | None = None

    @property
    def follows_plays(self) -> bool:
        """Whether new plays change it in a way it says."""
        return bool(self.grows or self.adds_up or self.by)

    @property
    def few(self) -> bool | str:
        """Whether it has few rows, as of tracks, tags, genres or months; or a query that counts them."""
        if self.by == "user_id":
            return USERS
        return self.shipped and (self.exceptions or not self.grows)

    @property
    def inputs(self) -> frozenset[str]:
        """The relations it selects from, its own WITH names left out."""
        return relations_of(self.sql)

    @property
    def parameters(self) -> set[str]:
        """The names of the settings that it takes."""
        return {placeholder.name for placeholder in parse(self.sql).find_all(exp.Placeholder)}

    def bound(self, values: Mapping[str, Any]) -> str:
        """The SQL with each ``:name`` replaced by a literal; raises ModelError for an unknown name."""
        tree = parse(self.sql).copy()
        for placeholder in list(tree.find_all(exp.Placeholder)):
            if placeholder.name not in values:
                known = ", ".join(f":{name}" for name in sorted(values))
                raise ModelError(f"{self.file}: there is no :{placeholder.name}; known are {known}.")
            placeholder.replace(exp.convert(values[placeholder.name]))
        return tree.sql("spark")


@cache
def shipped_models() -> tuple[Model, ...]:
    """The models that come with Vitrola."""
    folder = resources.files("vitrola.models") / "definitions"
    entries = sorted((entry for entry in folder.iterdir() if entry.is_dir()), key=lambda entry: entry.name)
    return tuple(
        _model(
            entry.name,
            (entry / "model.sql").read_text("utf-8"),
            f"{entry.name}/model.sql",
            shipped=True,
            touched=_touched(entry / "touched.sql"),
        )
        for entry in entries
    )


def own_models(folder: Path) -> tuple[Model, ...]:
    """The models in a lake's ``models/`` folder; each file becomes a table of its name."""
    found = []
    for path in sorted(folder.glob("*.sql")) if folder.is_dir() else []:
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,62}", path.stem):
            raise ModelError(f"{path}: {path.stem!r} can't be a table name: use a-z, 0-9 and _.")
        found.append(_model(path.stem, path.read_text("utf-8"), str(path), shipped=False))
    return tuple(found)


def genre_tags(folder: Path) -> list[dict[str, str]]:
    """Rows of tag and genre: the lake's own genre_tag.csv, else the shipped one."""
    own = folder / GENRE_TAGS
    text = own.read_text("utf-8") if own.is_file() else _shipped_genre_tags()
    rows = list(csv.DictReader(io.StringIO(text)))
    if not rows or set(rows[0]) != {"tag", "genre"}:
        raise ModelError(f"{own} must have the columns tag and genre.")
    unique = {row["tag"].strip().lower().replace("_", " "): row["genre"].strip() for row in rows}
    return [{"tag": tag, "genre": genre} for tag, genre in sorted(unique.items())]


@cache
def _shipped_genre_tags() -> str:
    return (resources.files("vitrola.models") / GENRE_TAGS).read_text("utf-8")


def _touched(file: Traversable) -> Touched | None:
    if not file.is_file():
        return None
    text = file.read_text("utf-8")
    return Touched(text, tuple(_header(text.splitlines())["instead of"]))


def _model(name: str, text: str, file: str, *, shipped: bool, touched: Touched | None = None) -> Model:
    try:
        tree = parse(text)
    except ModelError as error:
        raise ModelError(f"{file}: {error.message}") from error
    if not isinstance(tree, exp.Query):
        raise ModelError(f"{file}: a model is one SELECT, not {tree.key.upper()}.")
    header = _header(text.splitlines())
    kind = header.get("kind", "table")
    if kind not in get_args(Kind):
        raise ModelError(f"{file}: kind is {kind!r}; it must be one of {', '.join(get_args(Kind))}.")
    promised = header if shipped else {}
    return Model(
        name,
        cast("Kind", kind),
        text,
        file,
        shipped,
        grows="grows" in promised,
        adds_up=promised.get("adds up"),
        over=promised.get("over"),
        kept_in=promised.get("kept in"),
        by=promised.get("by"),
        only_with=promised.get("only with"),
        small="small" in promised,
        exceptions="exceptions" in promised,
        touched=touched,
    )


def _header(lines: Iterable[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for line in lines:
        if not line.startswith("--"):
            break
        if match := re.match(r"-- (\w[\w ]*): (.+)", line):
            found[match[1]] = parsed(match[2])
    return found
