"""Landing: what a file is comes from its content; its bytes are kept; what can't be landed is refused."""

import gzip
import os
import stat

import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq
import pytest
import zstandard

from support import make_lake, published_rows, run_lake
from vitrola.config import Settings
from vitrola.errors import DeliveryError, UnknownLayoutError, UnreadableFileError, UsageError
from vitrola.lake import create_lake, raw_files
from vitrola.pipeline.land import land
from vitrola.pipeline.run import run
from vitrola.sampledata import generate

HISTORY = b"track_id,user_id,playcount\n" + b"".join(
    f"TRAAAAA{number:011d},{'a' * 40},{number + 1}\n".encode() for number in range(5)
)


@pytest.fixture
def lake(tmp_path):
    return create_lake(tmp_path / "lake")


@pytest.fixture
def deliver(tmp_path):
    def write(data, name="file.csv"):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


def test_bytes_are_kept_as_delivered_and_read_only(lake, deliver):
    entry = land(lake, deliver(HISTORY)).file
    stored = lake.location.path(entry.stored)
    assert stored.read_bytes() == HISTORY
    assert not stored.stat().st_mode & stat.S_IWUSR
    assert (entry.source, entry.layout, entry.records, entry.size) == (
        "million-song",
        "history",
        5,
        len(HISTORY),
    )


def test_the_same_content_under_another_name_is_a_recorded_no_op(lake, deliver):
    first = land(lake, deliver(HISTORY, "one.csv"))
    again = land(lake, deliver(HISTORY, "two.csv"))
    assert (first.outcome, again.outcome) == ("new", "known")
    assert again.notice == "two.csv holds the same bytes as one.csv."
    assert [file.name for file in raw_files(lake)] == ["one.csv"]


@pytest.mark.parametrize(
    "names",
    [
        ("Music Info.csv", "User Listening History.csv"),
        ("Music_Info.csv", "User_Listening_History.csv"),
        ("a.txt", "b"),
    ],
)
def test_names_do_not_matter(names, lake, tmp_path):
    generate(tmp_path / "data", records=600, seed=1)
    for old, new in zip(("Music_Info.csv", "User_Listening_History.csv"), names, strict=True):
        landed = land(lake, (tmp_path / "data" / old).rename(tmp_path / new))
        assert landed.file.source == "million-song"


@pytest.mark.parametrize("form", ["gz", "zst", "two gzip members", "parquet", "typed parquet"])
def test_other_containers_give_the_same_fact(form, deliver, tmp_path):
    half = HISTORY.index(b"\n", len(HISTORY) // 2) + 1
    text = pc.read_csv(pa.BufferReader(HISTORY))
    strings = pa.schema([(name, pa.string()) for name in text.column_names])
    sink = tmp_path / "written.parquet"
    packed = {
        "gz": lambda: gzip.compress(HISTORY),
        "zst": lambda: zstandard.compress(HISTORY),
        "two gzip members": lambda: gzip.compress(HISTORY[:half]) + gzip.compress(HISTORY[half:]),
        "parquet": lambda: pq.write_table(text.cast(strings), sink),
        "typed parquet": lambda: pq.write_table(text, sink),
    }[form]()
    path = deliver(packed, "packed") if packed else sink
    plain, _ = run_lake(tmp_path / "plain", [deliver(HISTORY)])
    lake, record = run_lake(tmp_path / "lake", [path])
    assert record["files"][0]["rows_refined"] == 5
    facts = [[row[:-1] for row in published_rows(of, "listening_history_fact")] for of in (plain, lake)]
    assert facts[0] == facts[1]


def test_an_unknown_file_is_told_the_closest_layout_and_what_differs(lake, deliver):
    with pytest.raises(UnknownLayoutError) as error:
        land(lake, deliver(b"track_id,user_id,plays\nx,y,1\n", "mine.csv"))
    assert error.value.message == (
        "mine.csv fits no known source; the closest is million-song (history), but it lacks 'playcount' "
        "and it has 'plays' instead."
    )


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (
            "track_id;user_id;playcount",
            "mine.csv has the columns of million-song (history), but separated by semicolons where "
            "commas are expected.",
        ),
        (
            "id,name,url,pictureURL",
            "mine.csv has the columns of lastfm-2k (artists), but separated by commas where "
            "tabs are expected.",
        ),
        (
            "Track ID,User ID,Plays",
            "mine.csv fits no known source; the closest is million-song (history), but it lacks 'playcount', "
            "'track_id', 'user_id' and it has 'Plays', 'Track ID', 'User ID' instead.",
        ),
        (
            "when,user_id,song_title,duration,device,weather",
            "mine.csv fits no known source; the closest is million-song (history), but it lacks 'playcount', "
            "'track_id' and it has 'device', 'duration', 'song_title', 'weather', 'when' instead.",
        ),
        ("moon,tide", "mine.csv fits no known source: its first record is no header Vitrola knows."),
    ],
)
def test_the_closest_source_is_named_by_few_columns_like_names_and_other_delimiters(
    header, said, lake, deliver
):
    with pytest.raises(UnknownLayoutError) as error:
        land(lake, deliver(f"{header}\n".encode(), "mine.csv"))
    assert error.value.message == said


def test_a_wrong_encoding_is_noticed_when_it_is_landed(lake, deliver):
    tags = "tagID\ttagValue\r\n1\tforró\r\n2\trock\r\n"
    assert land(lake, deliver(tags.encode("iso-8859-1"), "tags.dat")).notice is None
    artists = "id\tname\turl\tpictureURL\n1\tCéu\tu\tp\n2\tAna\tu\tp\n3\tJoão\tu\tp\n"
    assert land(lake, deliver(artists.encode("iso-8859-1"), "artists.dat")).notice == (
        "2 of the first 3 records are not utf-8, record 1 the first of them; they will be in quarantine "
        "unless the encoding of its definition is changed."
    )
    assert land(lake, deliver(artists.encode(), "artists.dat")).notice.startswith("Takes the place of")


def test_a_file_that_fits_two_sources_needs_one_named(lake, deliver):
    twin = """
source: twin
title: Same columns
delivery: increment
identifiers: local
layouts:
  - name: plays
    format: delimited
    quote: '"'
    columns: [track_id, user_id, playcount]
    feeds: [{records: listens, level: track, key: [user_id, track_id], columns: {}}]
"""
    (lake.source_folder / "twin.yaml").write_text(twin)
    path = deliver(HISTORY)
    with pytest.raises(
        UnknownLayoutError, match=r"more than one source: million-song \(history\), twin \(plays\)"
    ):
        land(lake, path)
    assert land(lake, path, source="twin").file.source == "twin"
    with pytest.raises(UsageError, match="no source called 'nobody'; known are"):
        land(lake, path, source="nobody")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b"track_id,user_id,playcount,playcount\n", "names a column twice: 'playcount'"),
        (b"\x00\x01\x02", "fits no known source: its first record is no header"),
        (b"PK\x03\x04" + bytes(100), "fits no known source"),
        (gzip.compress(HISTORY)[:-9], "compressed (gz) but damaged or cut short"),
        (zstandard.compress(HISTORY * 50)[:-9], "cut short"),
        (b"PAR1" + bytes(50) + b"PAR1", "is not a whole Parquet file"),
        (b",".join(f"c{number}".encode() for number in range(100_000)) + b"\n", "fits no known source"),
        (b"a" * (17 << 20), "fits no known source"),
        (b"{" * 100_000, "fits no known source"),
    ],
    ids=[
        "empty",
        "header twice",
        "binary",
        "zip",
        "gzip cut",
        "zstd cut",
        "parquet",
        "columns",
        "line",
        "json",
    ],
)
def test_a_file_that_cannot_be_landed_is_refused_in_a_sentence(data, message, lake, deliver):
    with pytest.raises(DeliveryError) as error:
        land(lake, deliver(data))
    assert message in error.value.message
    assert len(error.value.message) < 500
    assert raw_files(lake) == []
    assert [path for path in lake.location.path("raw").rglob("*") if path.is_file()] == []


def test_a_header_alone_is_a_file_without_records(deliver, tmp_path):
    header = HISTORY[: HISTORY.index(b"\n") + 1]
    _, record = run_lake(tmp_path / "lake", [deliver(header)])
    assert record["files"][0]["rows_read"] == 0
    assert record["tables"]["listening_history_fact"] == 0


def test_a_compression_bomb_is_refused(lake, deliver):
    compressor = zstandard.ZstdCompressor().compressobj()
    chunks = [b"track_id,user_id,playcount\n", *[bytes(8 << 20)] * 130]
    bomb = b"".join(map(compressor.compress, chunks)) + compressor.flush()
    with pytest.raises(UnreadableFileError, match="unpacks to more than 2,000 times"):
        land(lake, deliver(bomb))


def test_brotli_parquet_is_refused_because_spark_may_not_read_it(lake, tmp_path):
    path = tmp_path / "brotli.parquet"
    pq.write_table(pc.read_csv(pa.BufferReader(HISTORY)), path, compression="brotli")
    with pytest.raises(UnknownLayoutError, match="Brotli"):
        land(lake, path)


@pytest.mark.parametrize("kind", ["folder", "link", "pipe", "missing"])
def test_only_regular_files_are_landed(kind, lake, deliver, tmp_path):
    path = tmp_path / "odd"
    {
        "folder": path.mkdir,
        "link": lambda: path.symlink_to(deliver(HISTORY)),
        "pipe": lambda: os.mkfifo(path),
        "missing": lambda: None,
    }[kind]()
    with pytest.raises(UnreadableFileError):
        land(lake, path)


@pytest.mark.parametrize(
    "name", ["a\nb.csv", "dt=..;x.csv", "[*]{}?.csv", "'; DROP.csv", "=cmd.csv", "ç ã.csv", "." * 40]
)
def test_odd_names_are_kept_in_the_ledger_and_never_reach_a_path(name, deliver, tmp_path):
    lake, record = run_lake(tmp_path / "lake", [deliver(HISTORY, name)])
    (file,) = raw_files(lake)
    assert file.name == name == record["files"][0]["name"]
    stored = lake.location.path(file.stored)
    assert stored.parent == lake.location.path("raw/million-song/history")
    assert record["files"][0]["rows_refined"] == 5


def test_a_file_that_changes_while_it_is_read_is_refused(lake, deliver):
    path = deliver(HISTORY)

    def grow(_):
        with path.open("ab") as file:
            file.write(b"x")

    with pytest.raises(UnreadableFileError, match="changed while it was being read"):
        land(lake, path, progress=grow)
    assert raw_files(lake) == []


def test_a_raw_file_that_was_altered_later_stops_the_run(deliver, tmp_path):
    lake = make_lake(tmp_path / "lake", [deliver(HISTORY)])
    stored = lake.location.path(raw_files(lake)[0].stored)
    stored.chmod(0o644)
    stored.write_bytes(HISTORY + HISTORY[-62:])
    with pytest.raises(DeliveryError, match="is not what was landed"):
        run(lake, Settings())


def test_a_second_snapshot_and_new_columns_are_noticed(lake, deliver):
    landed = land(lake, deliver(HISTORY, "one.csv"))
    assert landed.notice is None
    wider = (
        HISTORY.replace(b"playcount\n", b"playcount,mood\n").replace(b"1\n", b"1,\n").replace(b"2\n", b"2,\n")
    )
    notice = land(lake, deliver(wider, "two.csv")).notice
    assert notice.startswith("Columns mood are new and stay in the raw zone. ")
    assert notice.endswith(f"Takes the place of one.csv ({landed.file.id}).")
