"""F10: what the program tells of itself."""

import logging
from collections.abc import Iterator

import pytest

from node.cli.log import LEVELS, begin_log


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Put the root logger back."""
    root = logging.getLogger()
    before = root.handlers[:], root.level, logging.raiseExceptions
    yield
    root.handlers[:], root.level, logging.raiseExceptions = before


def test_f10_logged_error_is_told_by_type_without_message_or_trace(capsys: pytest.CaptureFixture[str]) -> None:
    begin_log("debug")
    try:
        raise ValueError("TEST-Kastus-Unheard")
    except ValueError:
        logging.getLogger("test").exception("it failed")
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "it failed" in captured.err
    assert "ValueError" in captured.err
    assert "TEST-Kastus-Unheard" not in captured.err
    assert "Traceback" not in captured.err


@pytest.mark.parametrize("level", LEVELS)
def test_level_decides_what_is_told(level: str, capsys: pytest.CaptureFixture[str]) -> None:
    begin_log(level)
    for number, name in enumerate(LEVELS):
        logging.getLogger("test").log(getattr(logging, name.upper()), "line %d", number)
    assert capsys.readouterr().err.count("\n") == len(LEVELS) - LEVELS.index(level)
