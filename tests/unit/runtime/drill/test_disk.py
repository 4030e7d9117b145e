"""Texts searched for in the files of a folder: found wherever they stand, in either encoding."""

from pathlib import Path

from node.runtime.drill.disk import readable_on_disk
from node.runtime.limits import DRILL_READ_BYTES

NAME = "TEST-Узор Źmicier"


def test_text_is_found_at_every_place_around_the_end_of_a_part(tmp_path: Path) -> None:
    for form in (NAME.encode(), NAME.encode("utf-16-le")):
        for before in (0, DRILL_READ_BYTES - len(form), DRILL_READ_BYTES - 5, DRILL_READ_BYTES):
            (tmp_path / "file").write_bytes(bytes(before) + form)
            assert readable_on_disk(tmp_path, [NAME, "TEST-absent"]) == [NAME]


def test_nothing_is_found_where_nothing_stands(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "file").write_bytes(bytes(1000))
    (tmp_path / "empty").touch()
    assert readable_on_disk(tmp_path, [NAME]) == []
    assert readable_on_disk(tmp_path, []) == []
