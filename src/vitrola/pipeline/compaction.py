"""Merge small batches into larger ones, so that years of daily files stay quick to read."""

from __future__ import annotations

from collections import defaultdict
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

from vitrola.lake import standing
from vitrola.pipeline.batch import (
    batch_folder,
    batch_id,
    choose,
    drop_batch,
    keep_batch,
    kept_batches,
    violations_file,
)
from vitrola.pipeline.faults import step
from vitrola.pipeline.plan import make_recipes
from vitrola.refining import record_columns
from vitrola.sources import sources

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

    import pyarrow as pa

    from vitrola.config import Settings
    from vitrola.lake import Lake
    from vitrola.pipeline.batch import Batch, Portion

SMALL = 100_000
"""Records up to which a batch is small: opening it costs more than reading it."""
FEW = 32
"""Small batches of one kind that cost a run nothing measurable; 365 or 1,000 cost an eighth of its time."""
LARGEST = 2_000_000
"""Records that merged batches hold: beyond these a file more or less makes no difference."""


def mergeable(lake: Lake, settings: Settings) -> list[list[Portion]]:
    """Groups of a lake's small batches of one kind, each group to be made into one batch."""
    recipes = make_recipes(sources(lake.source_folder), settings)
    portions, _ = choose(kept_batches(lake), standing(lake).active, recipes, set())
    return in_groups(portions)


def in_groups(portions: Iterable[Portion]) -> list[list[Portion]]:
    """Groups of those of a run's batches that are small and of one kind, where there are many."""
    kinds: dict[tuple[str, str, bool], list[Portion]] = defaultdict(list)
    for portion in portions:
        if _records(portion) <= SMALL:
            kinds[portion.batch.source, portion.batch.layout, portion.batch.numbered].append(portion)
    return [group for found in kinds.values() if len(found) > FEW for group in _filled(found)]


def merge_batches(lake: Lake, groups: Iterable[list[Portion]]) -> int:
    """Make one batch of each group; returns how many batches were merged.

    The merged batch is kept before the small ones go, so a run finds every file at any moment.
    """
    merged = 0
    for group in groups:
        keep_batch(lake, _merged(lake, group))
        step("merge")
        for portion in group:
            drop_batch(lake, portion.batch.id)
        merged += len(group)
    return merged


def _records(portion: Portion) -> int:
    return sum(portion.batch.counts[file].records for file in portion.files)


def _filled(portions: Iterable[Portion]) -> Iterator[list[Portion]]:
    group: list[Portion] = []
    for portion in portions:
        if group and sum(map(_records, group)) + _records(portion) > LARGEST:
            yield group
            group = []
        group.append(portion)
    yield group


def _merged(lake: Lake, group: list[Portion]) -> Batch:
    first = group[0].batch
    counts = {file: portion.batch.counts[file] for portion in group for file in portion.files}
    contents = [f"{portion.batch.id} {file}" for portion in group for file in portion.files]
    name = batch_id(first.recipe, contents, numbered=first.numbered)
    drop_batch(lake, name)
    parts = {}
    for records in dict.fromkeys(kind for portion in group for kind in portion.batch.parts):
        pages = _pages(lake, ((p, p.batch.parts.get(records, ())) for p in group), record_columns(records))
        target = batch_folder(lake, name) / records / "part-0.parquet"
        parts[records] = _written(lake, target, pages)
    found = ((p, [p.batch.violations] if p.batch.violations else []) for p in group)
    violations = _written(lake, violations_file(lake, name), _pages(lake, found, None))
    return replace(first, id=name, counts=counts, parts=parts, violations=next(iter(violations), None))


def _pages(
    lake: Lake, found: Iterable[tuple[Portion, Collection[str]]], columns: list[str] | None
) -> Iterator[pa.Table]:
    """Rows of the files that a group takes, some at a time."""
    import pyarrow.compute as pc  # noqa: PLC0415 - slow to import
    import pyarrow.parquet as pq  # noqa: PLC0415

    for portion, names in found:
        for name in names:
            rows = pq.read_table(lake.location.here(name), columns=columns)
            if not portion.whole:
                rows = rows.filter(pc.is_in(rows["raw_file"], value_set=_text(sorted(portion.files))))
            yield rows


def _written(lake: Lake, target: Path, pages: Iterable[pa.Table]) -> tuple[str, ...]:
    """Write rows to one file, as an engine would; returns its name, and none where there are no rows."""
    import pyarrow.parquet as pq  # noqa: PLC0415

    writer = None
    with ExitStack() as stack:
        for rows in filter(len, pages):
            if writer is None:
                target.parent.mkdir(parents=True, exist_ok=True)
                writer = stack.enter_context(pq.ParquetWriter(target, _plain(rows.schema)))
            writer.write_table(rows.cast(_plain(rows.schema)))
    return (lake.location.name(target),) if writer else ()


def _plain(schema: pa.Schema) -> pa.Schema:
    """The schema without what single files say of it: dictionaries, metadata, required columns."""
    import pyarrow as pa  # noqa: PLC0415 - slow to import

    kinds = {field.name: field.type for field in schema}
    return pa.schema(
        [(name, kind.value_type if pa.types.is_dictionary(kind) else kind) for name, kind in kinds.items()]
    )


def _text(values: list[str]) -> pa.Array:
    import pyarrow as pa  # noqa: PLC0415 - slow to import

    return pa.array(values, pa.string())
