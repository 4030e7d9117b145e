"""Arrays of byte strings against the MessagePack library."""

import msgpack  # type: ignore[import-untyped]
import pytest

from keys.framing import EMPTY_ARRAY, array


@pytest.mark.parametrize("length", [0, 1, 255, 256, 65_535, 65_536])
def test_array_item_of_any_length_is_shortest_messagepack(length: int) -> None:
    assert array(bytes(length)) == msgpack.packb([bytes(length)])


@pytest.mark.parametrize("count", [0, 1, 15, 16, 65_535])
def test_array_of_any_count_is_shortest_messagepack(count: int) -> None:
    assert array(*[b"x"] * count) == msgpack.packb([b"x"] * count)


def test_array_of_too_many_items_is_refused() -> None:
    with pytest.raises(ValueError, match="too many"):
        array(*[b""] * 65_536)


def test_array_empty_is_the_constant() -> None:
    assert array() == EMPTY_ARRAY


def test_array_boundaries_between_items_matter() -> None:
    assert array(b"ab", b"c") != array(b"a", b"bc")


class Endless(bytes):
    """Bytes that say they are 4 GiB."""

    def __len__(self) -> int:
        return 2**32


def test_array_item_of_four_gibibytes_is_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        array(Endless())
