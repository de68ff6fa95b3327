"""The readings of questions that leave open what they ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vitrola.questions.subjects import SUPERLATIVE

if TYPE_CHECKING:
    from vitrola.questions.items import Item
    from vitrola.questions.reading import Reading
    from vitrola.questions.subjects import Subjects

    Filters = dict[str, tuple[str | None, ...]]

CHARTS = ("artist", "track")
"""What a question for the most played is about, where it doesn't say."""
PEOPLE = ("sex", "age_band", "country")
MEASURED_PEOPLE = ("users", "share_male", "share_female")


def left_open(  # noqa: PLR0911 - one for each thing left open
    items: list[Item], subjects: Subjects, filters: Filters, measure: str | None, made: Any
) -> list[Reading]:
    """The readings of words that leave open what they ask for."""
    superlative = any(item.has(*SUPERLATIVE) for item in items)
    by = made().by
    if any(item.has("best_day") for item in items):
        return [made(measure="best_weekday", by=()), made(by=("date",), order="desc", limit=1)]
    if any(item.has("bare_age") for item in items):
        return _of_age(items, by, made)
    if any(item.has("on_workdays") for item in items) and "weekday" not in filters:
        workdays = {**filters, "weekday": tuple("12345")}
        return [made(filters=workdays), made(measure="streams_per_business_day")]
    if by == ("main_genre",) and "main_genre" in subjects.ranked and measure is None:
        return [made(by=("genre",), order="desc", limit=1), made(measure="users", order="desc", limit=1)]
    if (
        measure in MEASURED_PEOPLE
        and by == ("genre",)
        and not superlative
        and any(_bare_gender(item) for item in items)
    ):
        return [made(by=("sex",)), made()]
    if (
        any(item.has("doing") for item in items)
        and not by
        and not superlative
        and measure in (None, "streams")
    ):
        return [made(by=("month",)), made(by=("month",), change="growth")]
    if not by and superlative and not any(item.has("versus", "compare") for item in items):
        return _most(items, filters, measure, made)
    if any(item.has("what") for item in items) and any(item.has("listen") for item in items) and not by:
        return _untold(measure, made)
    asked = any(item.has("who") or (item.has("split") and measure) for item in items)
    if asked and not by and measure in (None, "users"):
        return [made(measure="users", by=(name,)) for name in PEOPLE]
    return []


def _listeners_meant(items: list[Item], filters: Filters) -> bool:
    """Who listens to it, where what is listened to is named."""
    asked = any(item.has("who") for item in items) and any(item.has("listen") for item in items)
    counted = any(item.has("measure") for item in items)
    return asked and not counted and any(name in filters for name in ("artist", "album", "track"))


def _most(items: list[Item], filters: Filters, measure: str | None, made: Any) -> list[Reading]:
    """The most or least of what isn't said, or of people where what they listen to is."""
    if _listeners_meant(items, filters):
        return [made(by=(name,), order="desc", limit=1) for name in PEOPLE]
    return _untold(measure, made)


def _of_age(items: list[Item], by: tuple[str, ...], made: Any) -> list[Reading]:
    if by or any(item.has("average") for item in items):
        return [made(measure="mean_age")]
    return [made(measure="mean_age"), made(measure="users", by=("age_band",))]


def _bare_gender(item: Item) -> bool:
    """Portuguese "gênero", which is a person's too where no music is said."""
    genre: bool = item.has("dimension") and item["dimension"] == "genre"
    return genre and item.langs == {"pt"} and " " not in item.typed


def _untold(measure: str | None, made: Any) -> list[Reading]:
    """The most or least of what isn't said."""
    if measure not in (None, "streams", "users"):
        return []
    return [made(by=(name,)) for name in CHARTS]
