"""The keys below an epoch key; their values stand in the vectors."""

import pytest

from keys.epoch import control_key, erased_source_id, imported_record_id, index_key, kid, new_epoch_key, record_key
from keys.randomness import Random
from keys.secret import ControlKey, EpochKey

KEY = EpochKey(b"e" * 32)
SPACE = b"s" * 16


def test_new_epoch_key_is_drawn_anew(counted_random: Random) -> None:
    one, two = new_epoch_key(counted_random), new_epoch_key(counted_random)
    assert one != two
    assert kid(one) != kid(two)


def test_keys_below_an_epoch_are_all_different() -> None:
    control = control_key(KEY)
    found = {
        KEY.reveal(),
        kid(KEY),
        control.reveal(),
        index_key(control, SPACE).reveal(),
        record_key(KEY, bytes(16)).reveal(),
        record_key(KEY, b"\1" * 16).reveal(),
    }
    assert len(found) == 6


def test_record_keys_of_two_epochs_differ() -> None:
    assert record_key(KEY, SPACE) != record_key(EpochKey(b"f" * 32), SPACE)


def test_imported_record_id_is_bound_to_key_source_and_id() -> None:
    control = control_key(KEY)
    index, other = index_key(control, SPACE), index_key(control, b"t" * 16)
    ids = {
        imported_record_id(index, b"ab", b"c"),
        imported_record_id(index, b"a", b"bc"),
        imported_record_id(other, b"ab", b"c"),
        erased_source_id(index, b"ab", b"c"),
    }
    assert len(ids) == 4
    assert {len(each) for each in ids} == {16}


@pytest.mark.parametrize("length", [0, 15, 17, 32])
def test_index_key_of_a_space_id_of_wrong_length_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        index_key(ControlKey(bytes(32)), bytes(length))
