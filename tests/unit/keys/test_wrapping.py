"""Wrapped secrets; the format's cases stand in the vectors."""

from itertools import combinations

import pytest

from keys.errors import BadKeyFile, WrongPassphrase
from keys.limits import KEY_FILE_BYTES_MAX, WRAPPED_SECRET_BYTES_MAX
from keys.randomness import Random
from keys.stretch import CHEAP, Cost
from keys.wrapping import WRAPPED_OVERHEAD_BYTES, parse, unwrap, wrap


@pytest.mark.parametrize("length", [1, 32, 33, WRAPPED_SECRET_BYTES_MAX])
def test_wrap_of_any_length_unwraps(length: int, counted_random: Random) -> None:
    wrapped = wrap(b"s" * length, "TEST", random=counted_random, cost=CHEAP)
    assert len(wrapped) == length + WRAPPED_OVERHEAD_BYTES <= KEY_FILE_BYTES_MAX
    assert unwrap(wrapped, "TEST") == b"s" * length


@pytest.mark.parametrize("length", [0, WRAPPED_SECRET_BYTES_MAX + 1])
def test_wrap_of_a_secret_out_of_bounds_is_refused(length: int, counted_random: Random) -> None:
    with pytest.raises(ValueError, match=r"1 to 1,024"):
        wrap(bytes(length), "TEST", random=counted_random, cost=CHEAP)


def test_wrap_twice_shows_nothing_in_common(counted_random: Random) -> None:
    one, two = (parse(wrap(b"s" * 32, "TEST", random=counted_random, cost=CHEAP)) for _ in range(2))
    assert one.salt != two.salt
    assert not [place for place in range(len(one.sealed) - 8) if one.sealed[place : place + 8] in two.sealed]


def test_parse_shows_cost_without_passphrase(counted_random: Random) -> None:
    parts = parse(wrap(b"s", "TEST", random=counted_random, cost=Cost(2, 64)))
    assert (parts.version, parts.cost) == (1, Cost(2, 64))


def test_unwrap_with_any_flipped_bit_names_a_bad_file(counted_random: Random) -> None:
    wrapped = wrap(b"s" * 32, "TEST", random=counted_random, cost=CHEAP)
    for place in range(len(wrapped) * 8):
        altered = bytearray(wrapped)
        altered[place // 8] ^= 1 << place % 8
        with pytest.raises(BadKeyFile):
            unwrap(bytes(altered), "TEST")


def test_unwrap_with_any_two_bytes_swapped_names_a_bad_file(counted_random: Random) -> None:
    wrapped = wrap(b"s" * 32, "TEST", random=counted_random, cost=CHEAP)
    for one, two in combinations(range(0, len(wrapped), 7), 2):
        if wrapped[one] != wrapped[two]:
            altered = bytearray(wrapped)
            altered[one], altered[two] = altered[two], altered[one]
            with pytest.raises(BadKeyFile):
                unwrap(bytes(altered), "TEST")


def test_wrong_passphrase_carries_no_cause(counted_random: Random) -> None:
    wrapped = wrap(b"s" * 32, "TEST", random=counted_random, cost=CHEAP)
    with pytest.raises(WrongPassphrase) as refused:
        unwrap(wrapped, "test")
    assert refused.value.__context__ is None
