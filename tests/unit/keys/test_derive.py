"""Keys below the master key; their values stand in the vectors."""

import pytest

from keys.derive import database_key, local_key
from keys.secret import MasterKey

MASTER = MasterKey(b"m" * 32)


def test_local_keys_differ_by_purpose_and_master() -> None:
    keys = [
        database_key(MASTER),
        local_key(MASTER, "database"),
        local_key(MASTER, "other"),
        local_key(MasterKey(b"n" * 32), "other"),
    ]
    assert len({key.reveal() for key in keys}) == 4


def test_local_key_is_the_same_again() -> None:
    assert local_key(MASTER, "other") == local_key(MASTER, "other")


def test_local_key_without_a_purpose_is_refused() -> None:
    with pytest.raises(ValueError, match="purpose"):
        local_key(MASTER, "")
