"""Cuts: exact prefixes of logs."""

import pytest

from node.crdt.cuts import Place, cuts_array, device_cuts_array, is_within, read_cuts, read_device_cuts
from node.crdt.errors import Malformed, OverLimit
from node.crdt.limits import CUT_LOGS_MAX
from tests.support.people import device_of, entry_of, log_of, place_of, prefix


def test_cuts_survive_writing_and_reading() -> None:
    cuts = (place_of("bob", 3), place_of("bob", 0, 1))
    assert set(read_cuts(cuts_array(cuts))) == set(cuts)
    items = ((device_of("bob"), cuts), (device_of("carol"), ()))
    assert dict(read_device_cuts(device_cuts_array(items), 2)).keys() == dict(items).keys()


@pytest.mark.parametrize(
    "cuts",
    [
        [*cuts_array((place_of("bob", 3),)), *cuts_array((place_of("bob", 3),))],
        cuts_array((place_of("bob", 3), place_of("bob", 4))),
        [[bytes(16), -1, bytes(32)]],
        [[bytes(16), 0]],
        "text",
    ],
    ids=["twice", "two of one log", "negative", "short", "no array"],
)
def test_cuts_of_another_shape_are_malformed(cuts: object) -> None:
    with pytest.raises(Malformed):
        read_cuts(cuts)


def test_number_of_logs_and_devices_is_bounded() -> None:
    many = tuple(place_of("bob", 0, number) for number in range(CUT_LOGS_MAX + 1))
    with pytest.raises(OverLimit):
        read_cuts(cuts_array(many))
    with pytest.raises(OverLimit):
        read_device_cuts(device_cuts_array(((device_of("bob"), ()), (device_of("carol"), ()))), 1)


def test_device_listed_twice_is_malformed() -> None:
    bob = device_of("bob")
    with pytest.raises(Malformed):
        read_device_cuts(device_cuts_array(((bob, ()), (bob, (place_of("bob", 1),)))), 4)


def test_place_is_within_the_cut_of_its_own_log_and_branch_only() -> None:
    cuts, log = (place_of("bob", 3),), log_of("bob")
    assert is_within(place_of("bob", 3), cuts, prefix)
    assert is_within(place_of("bob", 0), cuts, prefix)
    assert not is_within(place_of("bob", 4), cuts, prefix)
    assert not is_within(place_of("bob", 0, 1), cuts, prefix)
    assert not is_within(Place(log, 2, entry_of(log, 2, "fork")), cuts, prefix)
    assert not is_within(place_of("bob", 0), (), prefix)
