"""An audience by sex, age and other traits of users, held against everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from vitrola.metrics.answer import ratio
from vitrola.metrics.audience.people import AUDIENCE, EVERYBODY
from vitrola.metrics.cells import few, unsafe, withheld

if TYPE_CHECKING:
    from vitrola.metrics.audience.people import People
    from vitrola.metrics.orders import Array

SEGMENTS = ("sex", "age_band", "country", "main_genre")


def segment(found: People, name: str, smallest: int) -> dict[str, Any]:
    """Rows of one trait, without its own filter: users and share of the audience and everybody, and lift.

    Shares are of the users whose trait is known; the row without a value has the others, no share.
    ``missing`` names the column where nobody's is.
    """
    axis = found.selection.axis(name)
    own, all_users = found.counted(name, AUDIENCE), found.counted(name, EVERYBODY)
    hidden = hidden_cells(own, all_users, smallest)
    known, known_of_all = int(own[1:].sum()), int(all_users[1:].sum())
    codes = [int(code) for code in np.flatnonzero(all_users)]
    if name not in ("sex", "age_band"):
        codes.sort(key=lambda code: (not code, -own[code], code))
    else:
        codes.sort(key=lambda code: (not code, code))
    rows = []
    for code in codes:
        row = _row(int(own[code]), int(all_users[code]), known if code else 0, known_of_all if code else 0)
        if hidden[code]:
            row = dict.fromkeys(row) | {"suppressed": True}
        rows.append({"value": axis.values[code], **row})
    return {"by": name, "rows": rows, "missing": None if known_of_all else axis.dimension.column}


def hidden_cells(own: Array, all_users: Array, smallest: int) -> Array:
    """Which values' users, of the audience and of everybody, are withheld."""
    cells = unsafe(own, all_users, smallest) | few(all_users, smallest)
    return withheld(all_users - own, withheld(own, cells, smallest), smallest)


def _row(own: int, all_users: int, known: int, known_of_all: int) -> dict[str, Any]:
    share, share_of_all = (ratio(own, known), ratio(all_users, known_of_all))
    return {
        "users": own,
        "share": share,
        "users_of_all": all_users,
        "share_of_all": share_of_all,
        "lift": None if share is None else ratio(share, share_of_all),
    }
