"""New files: under their name only when they are whole and on disk, and nothing of them otherwise."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from node.runtime import files
from node.runtime.errors import NotReady
from node.runtime.files import NewFile


def test_file_that_is_kept_is_whole_and_the_draft_is_gone(tmp_path: Path) -> None:
    with NewFile(tmp_path / "out") as new:
        new.write(b"TEST-")
        new.write(b"one")
        new.keep()
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("out", b"TEST-one")]


def test_file_that_is_not_kept_leaves_nothing(tmp_path: Path) -> None:
    with NewFile(tmp_path / "out") as new:
        new.write(b"TEST-")
    assert list(tmp_path.iterdir()) == []


def test_file_that_is_there_already_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"before")
    with pytest.raises(NotReady):
        NewFile(tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == b"before"


def test_f05_file_whose_name_does_not_reach_the_disk_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[Path] = []

    def refuse(folder: Path) -> None:
        synced.append(folder)
        raise OSError("TEST")

    monkeypatch.setattr(files, "sync_directory", refuse)
    with pytest.raises(OSError, match="TEST"):
        write(NewFile(tmp_path / "out"))
    assert synced == [tmp_path]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full")
def test_f05_file_that_a_full_disk_refuses_leaves_no_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is written stays in memory at first, so that closing the file fails as well."""
    usual = os.open
    (tmp_path / "out.part").touch()
    monkeypatch.setattr(os, "open", lambda path, flags, mode: usual("/dev/full", flags & ~os.O_CREAT, mode))
    with pytest.raises(OSError, match="No space"):
        write(NewFile(tmp_path / "out"))
    assert list(tmp_path.iterdir()) == []


def write(new: NewFile) -> None:
    with new:
        new.write(b"TEST-")
        new.keep()
