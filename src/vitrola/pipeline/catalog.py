"""Show the publication in the Glue catalog too, after the pointer: table by table, as often as need be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vitrola.contracts import contracts, control_contracts
from vitrola.errors import CatalogError, SettingError
from vitrola.lake import publication
from vitrola.lake.aws import client

if TYPE_CHECKING:
    from collections.abc import Collection

    from vitrola.config import Settings
    from vitrola.contracts import Contract
    from vitrola.lake import Lake, Publication
    from vitrola.lake.glue import Glue

ROUNDS = 5
"""How often another publication may come in between before this gives up."""


def check_catalog(lake: Lake, settings: Settings) -> None:
    """Raise UsageError where the lake can't be shown in the catalog that the settings name."""
    if settings.catalog == "glue" and not lake.location.uri().startswith("s3://"):
        raise SettingError(
            "Setting catalog is glue, but Glue and Athena read only what is on S3, and this lake is in "
            f"{lake.location.uri()}.",
            hint='Keep the lake in s3://bucket/prefix, or set catalog = "none".',
        )
    if settings.catalog == "glue":
        client("glue", settings)


def show_in_catalog(lake: Lake, settings: Settings, *, former: bool = True) -> int:
    """Let the catalog show what the pointer does; returns how many entries were changed.

    Files that mirror former publications stay for who reads them still, but for ``former=False``.
    Repeating it changes nothing. Whoever comes second in a race goes on until the catalog shows what
    the pointer shows then. Raises CatalogError: what the lake itself shows stays published.
    """
    check_catalog(lake, settings)
    if settings.catalog != "glue":
        return 0
    from vitrola.lake.glue import Glue  # noqa: PLC0415 - slow to import

    shown = publication.current(lake)
    changed = 0
    for _ in range(ROUNDS):
        if shown is None:
            return changed
        try:
            known = publication.known_runs(lake) if former else ()
            changed += _show(lake, Glue(settings, lake.id), shown, known)
        except CatalogError as error:
            said = f"Run {shown.run_id} is published, but Glue doesn't show it whole: {error.message}"
            raise CatalogError(said, hint=error.hint) from error
        before, shown = shown, publication.current(lake)
        if shown == before:
            return changed
    raise CatalogError(
        "Other publications kept coming while this one was shown in Glue.",
        hint=f"Run: vitrola run {lake.location}",
    )


def _show(lake: Lake, glue: Glue, shown: Publication, kept: Collection[str]) -> int:
    from vitrola.lake.mirror import Mirror  # noqa: PLC0415 - slow to import
    from vitrola.pipeline.control import catalog_tables  # noqa: PLC0415 - slow to import

    mirror = Mirror(lake, shown)
    entries = glue.entries()
    known = {**contracts(), **control_contracts()}
    mirrored = {name: mirror.table(name, _comments(known.get(name))) for name in shown.tables}
    for name, rows in catalog_tables(lake).items():
        mirrored[name] = mirror.rows(name, rows, _comments(known[name]))
    changed = 0
    for name in sorted(mirrored, key=_after_what_it_refers_to):
        comment = known[name].description["en"] if name in known else ""
        changed += glue.put(
            name, mirrored[name], run_id=shown.run_id, comment=comment, known=entries.get(name)
        )
    for name, entry in entries.items():
        if entry.lake == lake.id and name not in mirrored:
            glue.remove(name)
            changed += 1
    mirror.sweep(kept)
    return changed


def _after_what_it_refers_to(name: str) -> tuple[int, str]:
    """Dimensions first, then facts and marts, then what runs wrote down about themselves."""
    if name in control_contracts():
        return 2, name
    contract = contracts().get(name)
    return int(bool(contract and contract.references)), name


def _comments(contract: Contract | None) -> dict[str, str]:
    return {column.name: column.description["en"] for column in contract.columns} if contract else {}
