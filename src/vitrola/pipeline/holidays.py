"""Holidays of a country as rows, from the ``holidays`` package."""

from __future__ import annotations

from typing import TYPE_CHECKING

import holidays

from vitrola.errors import SettingError

if TYPE_CHECKING:
    import pyarrow as pa


def holiday_rows(country: str, first_year: int | None, last_year: int | None) -> pa.Table:
    """One row a day with a holiday: its public and its optional name; none without years.

    Raises SettingError for a country the package doesn't know.
    """
    import pyarrow as pa  # noqa: PLC0415 - slow to import

    years = range(first_year, last_year + 1) if first_year and last_year else range(0)
    try:
        calendar = holidays.country_holidays(country, years=years)
        categories = calendar.supported_categories
        optional = (
            holidays.country_holidays(country, years=years, categories=(holidays.OPTIONAL,))
            if holidays.OPTIONAL in categories
            else {}
        )
    except NotImplementedError as error:
        raise SettingError(
            f"Setting holidays_country is {country!r}, for which no holidays are known."
        ) from error
    days = sorted({*calendar, *optional}) if years else []
    return pa.table(
        {
            "date": pa.array(days, pa.date32()),
            "holiday": pa.array([calendar.get(day) for day in days], pa.string()),
            "optional_holiday": pa.array([optional.get(day) for day in days], pa.string()),
        }
    )
