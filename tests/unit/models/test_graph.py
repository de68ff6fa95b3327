import pytest

from vitrola.errors import ModelError
from vitrola.models import check_columns, genre_tags, in_order, own_models


def models(folder, **texts):
    for name, text in texts.items():
        (folder / f"{name}.sql").write_text(text)
    return own_models(folder)


def checked(folder, texts):
    for model in in_order(models(folder, **texts), ["given"]):
        check_columns(model, {"given": ["x"]})


def test_models_come_after_what_they_select_from(tmp_path):
    found = models(tmp_path, a="SELECT x FROM b", b="SELECT x FROM c JOIN given", c="SELECT 1 AS x")
    assert [model.name for model in in_order(found, ["given"])] == ["c", "b", "a"]


def test_a_with_name_is_no_input(tmp_path):
    (found,) = models(tmp_path, a="WITH b AS (SELECT x FROM given) SELECT x FROM b")
    assert found.inputs == {"given"}


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (
            {"a": "SELECT x FROM b", "b": "SELECT x FROM a"},
            r"[ab]\.sql, line 1: models need each other: ",
        ),
        ({"a": "SELECT x FROM a"}, r"a\.sql, line 1: models need each other: a needs a"),
        (
            {"a": "SELECT x\nFROM givn"},
            r"a\.sql, line 2: there is no relation called givn\. Did you mean given\?",
        ),
        ({"a": "SELECT\n  y\nFROM given"}, r"a\.sql: line 2: there is no column called y"),
        ({"a": "SELECT x FROM"}, r"a\.sql: SQL can't be read at line 1"),
        ({"a": "DROP TABLE given"}, r"a\.sql: a model is one SELECT, not DROP"),
        (
            {"a": "-- kind: heap\nSELECT x FROM given"},
            "kind is 'heap'; it must be one of view, temp, repeats, table",
        ),
        ({"A b": "SELECT x FROM given"}, "'A b' can't be a table name"),
    ],
)
def test_a_wrong_model_is_named_with_its_line(texts, message, tmp_path):
    with pytest.raises(ModelError, match=message):
        checked(tmp_path, texts)


def test_an_unknown_parameter_is_named(tmp_path):
    (model,) = models(tmp_path, a="SELECT :seeed AS x")
    with pytest.raises(ModelError, match="there is no :seeed; known are :seed"):
        model.bound({"seed": "1"})
    assert model.bound({"seeed": "it's"}) == "SELECT 'it\\'s' AS x"


def test_a_lakes_own_genre_table_is_read_in_one_spelling(tmp_path):
    (tmp_path / "genre_tag.csv").write_text("tag,genre\n Hip_Hop ,Rap\nsamba,World\n")
    assert genre_tags(tmp_path) == [{"tag": "hip hop", "genre": "Rap"}, {"tag": "samba", "genre": "World"}]
    (tmp_path / "genre_tag.csv").write_text("a,b\n1,2\n")
    with pytest.raises(ModelError, match="must have the columns tag and genre"):
        genre_tags(tmp_path)
