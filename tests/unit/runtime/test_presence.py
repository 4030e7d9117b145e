"""One process serves a home."""

from pathlib import Path

import pytest

from node.runtime.errors import Running
from node.runtime.presence import Presence


def test_second_presence_is_refused_until_the_first_lets_go(tmp_path: Path) -> None:
    first = Presence(tmp_path)
    with pytest.raises(Running):
        Presence(tmp_path)
    first.release()
    first.release()
    Presence(tmp_path).release()


def test_presence_of_another_home_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    one, other = Presence(tmp_path), Presence(tmp_path / "other")
    one.release()
    other.release()
