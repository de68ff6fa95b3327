"""One frozen Settings value: the lake's file, then the environment, then a flag."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from vitrola.errors import SettingError

if TYPE_CHECKING:
    from collections.abc import Mapping

ENGINES = ("duckdb", "spark")
CATALOGS = ("none", "glue")
TOPIC = r"arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}"
"""The address of an SNS topic."""


def _setting(default: Any, help_text: str) -> Any:
    return field(default=default, metadata={"help": help_text})


@dataclass(frozen=True)
class Settings:
    """What a lake can be told; each has a default and one sentence."""

    engine: str = _setting("duckdb", "Engine that runs the models: duckdb or spark.")
    threads: int = _setting(0, "Threads the engine may use; 0 means all cores.")
    memory: str = _setting("2GB", "Memory the engine may use before it spills to disk.")
    master: str = _setting(
        "", "Master of the cluster that Spark runs on, such as spark://host:7077; else here."
    )
    remote: str = _setting("", "Spark Connect server that runs the models, such as sc://host:15002.")
    spark_packages: str = _setting(
        "auto",
        "Maven packages by which Spark reaches S3: a list, auto for those that fit, none where it has them.",
    )
    small_rows: int = _setting(
        1_000_000,
        "Rows up to which DuckDB computes a table where the engine is spark: from tables as small, or, where "
        "Spark and the lake are on this machine, from text and plays of any size. 0 means none.",
    )
    time_zone: str = _setting("America/Sao_Paulo", "Reporting time zone: play dates are days in it.")
    holidays_country: str = _setting("BR", "ISO 3166 code of the country whose holidays count.")
    optional_holidays: bool = _setting(False, "Whether optional holidays are not business days either.")
    simulate: bool = _setting(False, "Whether missing dates and demographics are simulated.")
    seed: int = _setting(2020, "Seed of the simulated columns.")
    cube: bool = _setting(True, "Whether a run builds the dashboard's cube; else the dashboard builds it.")
    retained: int = _setting(10, "Publications kept for rollback.")
    catalog: str = _setting("none", "Catalog that shows each publication too: none or glue.")
    glue_database: str = _setting("vitrola", "Database of the Glue catalog that the tables are shown in.")
    region: str = _setting("", "AWS region of Glue and Athena; else of AWS_REGION or the AWS configuration.")
    athena_workgroup: str = _setting("primary", "Workgroup that Athena's queries run in.")
    athena_output: str = _setting(
        "", "Where Athena keeps results, such as s3://bucket/prefix/; else where the workgroup says."
    )
    athena_limit_gb: float = _setting(
        10.0, "Gigabytes (10^9 bytes) that a query sent to Athena may read at most."
    )
    alert_command: str = _setting(
        "", "Command that gets fired alerts as JSON on its standard input; it is run without a shell."
    )
    alert_timeout: int = _setting(30, "Seconds that alert_command may take.")
    alert_topic: str = _setting(
        "", "SNS topic that fired alerts go to, such as arn:aws:sns:sa-east-1:123456789012:alerts."
    )


def load_settings(file: str | None, environment: Mapping[str, str], flags: Mapping[str, Any]) -> Settings:
    """Settings from TOML text, ``VITROLA_<NAME>`` variables and flags, the later winning.

    A flag of None was not given. Raises SettingError with the name and the allowed values.
    """
    known = {entry.name: type(entry.default) for entry in fields(Settings)}
    values: dict[str, Any] = {}
    for name, value in (_parse(file) if file else {}).items():
        if name not in known:
            raise SettingError(f"vitrola.toml has no setting {name!r}; known are {', '.join(known)}.")
        values[name] = _typed(name, value, known[name])
    for name, kind in known.items():
        if (text := environment.get(f"VITROLA_{name.upper()}")) is not None:
            values[name] = _typed(name, text, kind)
    values.update({name: value for name, value in flags.items() if value is not None})
    return _checked(Settings(**values))


def settings_file() -> str:
    """The text of a new lake's vitrola.toml: every setting with its default, commented out."""
    lines = ["# Settings of this lake; VITROLA_<NAME> and command line flags win over this file.", ""]
    for entry in fields(Settings):
        value = str(entry.default).lower() if isinstance(entry.default, bool) else repr(entry.default)
        lines += [f"# {entry.metadata['help']}", f"# {entry.name} = {value}".replace("'", '"'), ""]
    return "\n".join(lines)


def _parse(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingError(f"vitrola.toml is not TOML: {error}.") from error


def _typed(name: str, value: Any, kind: type) -> Any:
    if isinstance(value, kind) and not (kind is int and isinstance(value, bool)):
        return value
    text = str(value).strip().lower()
    if kind is bool and text in ("true", "1", "yes", "false", "0", "no"):
        return text in ("true", "1", "yes")
    if kind is int and text.lstrip("-").isdigit():
        return int(text)
    if kind is float and _is_number(text):
        return float(text)
    raise SettingError(f"Setting {name} must be of type {kind.__name__}, not {value!r}.")


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", text) is not None


def _checked(settings: Settings) -> Settings:
    if settings.engine not in ENGINES:
        raise SettingError(f"Setting engine is {settings.engine!r}; it must be one of {', '.join(ENGINES)}.")
    if settings.master and settings.remote:
        raise SettingError("Settings master and remote exclude each other: Spark runs in one place.")
    if (settings.master or settings.remote) and settings.engine != "spark":
        raise SettingError("Settings master and remote are for Spark.", hint="Add --engine spark.")
    try:
        ZoneInfo(settings.time_zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise SettingError(
            f"Setting time_zone is {settings.time_zone!r}, which is no time zone.",
            hint="Use a name such as America/Sao_Paulo or UTC.",
        ) from error
    if settings.retained < 1 or settings.threads < 0 or settings.small_rows < 0:
        raise SettingError("Settings retained must be at least 1, threads and small_rows at least 0.")
    if settings.alert_timeout < 1:
        raise SettingError("Setting alert_timeout must be at least 1.")
    _check_aws(settings)
    return settings


def _check_aws(settings: Settings) -> None:
    if settings.catalog not in CATALOGS:
        raise SettingError(
            f"Setting catalog is {settings.catalog!r}; it must be one of {', '.join(CATALOGS)}."
        )
    if not re.fullmatch(r"[a-z0-9_]{1,255}", settings.glue_database):
        raise SettingError(
            f"Setting glue_database is {settings.glue_database!r}, which is no name that Athena can ask for.",
            hint="Use small letters, digits and _.",
        )
    if settings.athena_output and not settings.athena_output.startswith("s3://"):
        raise SettingError(
            f"Setting athena_output is {settings.athena_output!r}; it must be an address such as "
            "s3://bucket/prefix/."
        )
    if settings.alert_topic and not re.fullmatch(TOPIC, settings.alert_topic):
        raise SettingError(
            f"Setting alert_topic is {settings.alert_topic!r}, which is no address of a topic.",
            hint="Use one such as arn:aws:sns:sa-east-1:123456789012:alerts.",
        )
    if settings.athena_limit_gb < 0:
        raise SettingError("Setting athena_limit_gb must be at least 0.")


def environment() -> Mapping[str, str]:
    """The process's environment, as the one place that reads it."""
    return os.environ
