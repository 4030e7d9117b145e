"""Answers put into words."""

import pytest

from node.cli.answers import day_text, short_value, value_text, who
from node.cli.limits import VALUE_CHARS_SHOWN


@pytest.mark.parametrize(
    ("kind", "path", "value", "text"),
    [
        ("person", "names/a/language", "be", "Belarusian"),
        ("person", "minor_at_arrest", True, "yes"),
        ("person", "sex", None, ""),
        ("no such kind", "sex", "male", "male"),
        ("person", "no_such_field", 5, "5"),
    ],
)
def test_value_is_shown_as_its_kind_declares(kind: str, path: str, value: str | int | None, text: str) -> None:
    assert value_text(kind, path, value) == text


def test_long_value_is_marked_where_it_goes_on() -> None:
    shown = short_value("person", "names/a/text", "TEST " * 100)
    assert len(shown) == VALUE_CHARS_SHOWN
    assert shown.endswith("…")


@pytest.mark.parametrize(
    ("time", "text"), [(0, "1970-01-01 00:00"), (2**62, ""), (-(2**62), ""), (None, ""), ("x", "")]
)
def test_claimed_time_is_shown_where_it_can_be(time: int | str | None, text: str) -> None:
    assert day_text(time) == text


def test_author_without_a_name_is_shown_by_device() -> None:
    assert who({"author": "", "device": "device-0123456789abcdef", "group": ""}) == "device-01234567"
    assert who({"author": "alice", "device": "device-x", "group": "TEST group"}) == "alice (TEST group)"
