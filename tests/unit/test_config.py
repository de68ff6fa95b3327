import tomllib
from dataclasses import fields

import pytest

from vitrola.config import Settings, load_settings, settings_file
from vitrola.errors import SettingError


def test_a_flag_wins_over_the_environment_and_that_over_the_file():
    file, environment = "seed = 1\nthreads = 1\nmemory = '1GB'", {"VITROLA_SEED": "2", "VITROLA_THREADS": "2"}
    found = load_settings(file, environment, {"seed": 3, "engine": None})
    assert (found.seed, found.threads, found.memory, found.engine) == (3, 2, "1GB", "duckdb")


def test_a_new_lakes_file_names_every_setting_with_its_default():
    text = settings_file()
    given = "\n".join(line[2:] for line in text.splitlines() if " = " in line)
    assert load_settings(given, {}, {}) == Settings()
    assert set(tomllib.loads(given)) == {entry.name for entry in fields(Settings)}
    assert load_settings(text, {}, {}) == Settings()


@pytest.mark.parametrize(
    ("file", "environment", "message"),
    [
        ("colour = 1", {}, "vitrola.toml has no setting 'colour'; known are engine, threads"),
        ("seed = 'x'", {}, "seed must be of type int, not 'x'"),
        ("seed = [", {}, "vitrola.toml is not TOML"),
        ("", {"VITROLA_SIMULATE": "perhaps"}, "simulate must be of type bool"),
        ("", {"VITROLA_TIME_ZONE": "../../etc/passwd"}, "which is no time zone. Use a name such as"),
        ("engine = 'abacus'", {}, "it must be one of duckdb, spark"),
        ("retained = 0", {}, "retained must be at least 1"),
        ("catalog = 'hive'", {}, "catalog is 'hive'; it must be one of none, glue"),
        ("glue_database = 'Vitrola-1'", {}, "no name that Athena can ask for. Use small letters"),
        ("athena_output = 'results'", {}, "it must be an address such as s3://bucket/prefix/"),
        ("athena_limit_gb = -1", {}, "athena_limit_gb must be at least 0"),
        ("", {"VITROLA_ATHENA_LIMIT_GB": "much"}, "athena_limit_gb must be of type float"),
    ],
)
def test_a_wrong_setting_is_named(file, environment, message):
    with pytest.raises(SettingError) as error:
        load_settings(file, environment, {})
    assert message in str(error.value)


@pytest.mark.parametrize(("given", "expected"), [("2", 2.0), ("0.5", 0.5), ("0", 0.0)])
def test_a_limit_may_be_a_fraction(given, expected):
    assert load_settings(f"athena_limit_gb = {given}", {}, {}).athena_limit_gb == expected
    assert load_settings(None, {"VITROLA_ATHENA_LIMIT_GB": given}, {}).athena_limit_gb == expected
