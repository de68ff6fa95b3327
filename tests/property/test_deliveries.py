"""Which files count, for any sequence of deliveries: compared with the rules applied one by one."""

from hypothesis import given
from hypothesis import strategies as st

from vitrola.lake.deliveries import Delivery, settle
from vitrola.lake.ledger import RawFile

FILES = tuple("abcdefgh")
LAYOUT = dict(
    zip(FILES, ("plays", "plays", "plays", "plays", "tracks", "tracks", "tracks", "users"), strict=True)
)


def raw(sha):
    return RawFile(sha, sha, 1, "text", "source", LAYOUT[sha], 1, True, (), "", "", delivered=True)


@st.composite
def sequences(draw):
    found = []
    for number in range(draw(st.integers(1, 8))):
        files = draw(st.lists(st.sampled_from(FILES), min_size=1, max_size=3, unique=True))
        snapshots = draw(st.lists(st.sampled_from(files), unique=True))
        replaces = draw(st.lists(st.sampled_from(FILES), max_size=2, unique=True)) if not snapshots else []
        found.append(Delivery(f"{number:02}", tuple(files), tuple(snapshots), tuple(replaces)))
    return found


@given(sequences())
def test_every_delivered_file_counts_or_was_replaced_by_one_that_came_later(recorded):
    found = settle(map(raw, FILES), recorded)
    delivered = {sha for delivery in recorded for sha in delivery.files}
    active = {file.sha256 for file in found.active}
    assert active | set(found.superseded) == delivered
    assert active.isdisjoint(found.superseded)
    assert {file.sha256 for file in found.unfinished} == set(FILES) - delivered
    assert all(by.sha256 != sha for sha, by in found.superseded.items())


@given(sequences())
def test_landing_the_last_delivery_again_changes_nothing(recorded):
    last = recorded[-1]
    again = Delivery("99", last.files, last.snapshots, last.replaces)
    once, twice = settle(map(raw, FILES), recorded), settle(map(raw, FILES), [*recorded, again])
    assert [file.sha256 for file in once.active] == [file.sha256 for file in twice.active]


@given(sequences())
def test_increments_alone_all_count_in_any_order(recorded):
    plain = [Delivery(delivery.id, delivery.files) for delivery in recorded]
    forward, backward = settle(map(raw, FILES), plain), settle(map(raw, FILES), plain[::-1])
    assert forward == backward
    assert forward.superseded == {}


@given(sequences())
def test_a_new_snapshot_leaves_only_its_own_files_of_that_layout(recorded):
    fresh = RawFile("new", "new", 1, "text", "source", "plays", 1, True, (), "", "", delivered=True)
    before = settle(map(raw, FILES), recorded)
    after = settle([*map(raw, FILES), fresh], [*recorded, Delivery("99", ("new",), ("new",))])
    assert [file.sha256 for file in after.active if file.layout == "plays"] == ["new"]
    others = [file for file in before.active if file.layout != "plays"]
    assert [file for file in after.active if file.layout != "plays"] == others
