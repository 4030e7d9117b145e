"""Every decoded value passes one of these before anything uses it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from node.crdt import shape
from node.crdt.errors import Malformed, OverLimit

ANY = (None, True, 0, -1, 2**63 - 1, b"", b"x" * 16, b"x" * 32, "", "text", [], [[]], [1, 2])


@pytest.mark.parametrize(
    ("read", "good"),
    [
        (shape.array, ([], [[]], [1, 2])),
        (lambda value: shape.array(value, 2), ([1, 2],)),
        (shape.octets, (b"", b"x" * 16, b"x" * 32)),
        (shape.short_id, (b"x" * 16,)),
        (shape.long_id, (b"x" * 32,)),
        (lambda value: shape.text(value, 4), ("", "text")),
        (lambda value: shape.integer(value, -1, 0), (0, -1)),
        (lambda value: shape.optional(value, shape.short_id), (None, b"x" * 16)),
        (lambda value: shape.sorted_set(value, lambda item: shape.integer(item, 0, 9), 2), ([], [1, 2])),
    ],
)
def test_shape_gives_what_fits_and_refuses_the_rest(read: Callable[[object], object], good: tuple[object, ...]) -> None:
    def fits(value: object) -> bool:
        return any(type(value) is type(one) and value == one for one in good)

    for value in ANY:
        if fits(value):
            assert read(value) in (value, tuple(value) if isinstance(value, list) else value)
        else:
            with pytest.raises(Malformed):
                read(value)


def test_shape_text_is_measured_in_bytes() -> None:
    assert shape.text("Ў" * 2, 4) == "ЎЎ"
    with pytest.raises(OverLimit):
        shape.text("Ў" * 3, 4)
    with pytest.raises(OverLimit):
        shape.text("x" * 5, 4)


@pytest.mark.parametrize(("items", "error"), [([1, 2, 3], OverLimit), ([2, 1], Malformed), ([1, 1], Malformed)])
def test_shape_set_out_of_order_or_too_long_is_refused(items: list[object], error: type[Exception]) -> None:
    with pytest.raises(error):
        shape.sorted_set(items, lambda item: item, 2)
