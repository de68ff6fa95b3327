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
    ],
)
def test_a_wrong_setting_is_named(file, environment, message):
    with pytest.raises(SettingError) as error:
        load_settings(file, environment, {})
    assert message in str(error.value)
