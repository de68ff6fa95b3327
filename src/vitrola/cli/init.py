"""``vitrola init``."""

from vitrola.cli.context import LakeArgument
from vitrola.cli.output import out
from vitrola.lake import create_lake


def init(lake: LakeArgument) -> None:
    """Make a lake: a directory with zones for raw, refined, quarantined and control data.

    Safe to repeat. Settings are in LAKE/vitrola.toml, own source definitions go into LAKE/sources,
    own models into LAKE/models.
    """
    made = create_lake(lake)
    out.print(f"Lake ready in {made.location}. Next: vitrola land {lake} FILE...", markup=False)
