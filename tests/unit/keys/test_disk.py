"""Files that are whole or not there, on a disk that fails."""

import errno
import os
import stat
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from keys import disk
from keys.disk import destroy_file, read_small, write_whole

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions, links and open files")


class Killed(BaseException):
    """Stands for a process that ends here: nothing after it runs."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    return path


def fail_at(step: int, error: BaseException) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Makes the step-th call of any function wrapped with the result raise."""
    called = 0

    def wrap(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            nonlocal called
            called += 1
            if called == step:
                raise error
            return function(*args, **kwargs)

        return call

    return wrap


def watch(monkeypatch: pytest.MonkeyPatch, step: int, error: BaseException) -> None:
    wrap = fail_at(step, error)
    for name in ("open", "fdopen", "fsync", "fstat", "write", "close"):
        monkeypatch.setattr(os, name, wrap(getattr(os, name)))
    for name in ("replace", "unlink"):
        monkeypatch.setattr(Path, name, wrap(getattr(Path, name)))


def left(path: Path) -> list[str]:
    return sorted(each.name for each in path.parent.iterdir())


def test_write_whole_replaces_and_leaves_nothing_beside(path: Path) -> None:
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert left(path) == ["file"]


def test_write_whole_makes_a_new_file(tmp_path: Path) -> None:
    write_whole(tmp_path / "new", b"new")
    assert (tmp_path / "new").read_bytes() == b"new"


@posix_only
def test_write_whole_syncs_the_file_then_renames_then_syncs_the_folder_then_overwrites(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    sync, replace = os.fsync, Path.replace

    def watched_sync(handle: int) -> None:
        state = os.fstat(handle)
        steps.append("sync folder" if stat.S_ISDIR(state.st_mode) else f"sync file with {state.st_nlink} names")
        sync(handle)

    def watched_replace(self: Path, target: Path) -> Path:
        steps.append("rename")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", watched_sync)
    monkeypatch.setattr(Path, "replace", watched_replace)
    write_whole(path, b"new")
    assert steps == ["sync file with 1 names", "rename", "sync folder", "sync file with 0 names"]


@posix_only
def test_write_whole_is_readable_by_its_owner_only(path: Path) -> None:
    path.chmod(0o666)
    write_whole(path, b"new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@posix_only
def test_write_whole_overwrites_what_stood_there(path: Path) -> None:
    with path.open("rb") as before:
        write_whole(path, b"new")
        assert before.read() == bytes(3)


@posix_only
def test_write_whole_leaves_another_name_of_the_old_file_alone(path: Path) -> None:
    copy = path.with_name("copy")
    copy.hardlink_to(path)
    write_whole(path, b"new")
    assert copy.read_bytes() == b"old"


@pytest.mark.parametrize("step", range(1, 30))
def test_f05_write_whole_failing_at_any_step_leaves_old_or_new(
    step: int, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        watch(patch, step, OSError(errno.ENOSPC, "No space left on device"))
        try:
            write_whole(path, b"new")
            failed = False
        except OSError:
            failed = True
    assert path.read_bytes() in ((b"old", b"new") if failed else (b"new",))
    write_whole(path, b"newer")
    assert path.read_bytes() == b"newer"
    assert left(path) == ["file"]


def test_f05_write_whole_has_fewer_steps_than_were_tried(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        watch(patch, 29, Killed())
        write_whole(path, b"new")
    assert path.read_bytes() == b"new"


@pytest.mark.parametrize("step", range(1, 30))
def test_f05_write_whole_killed_at_any_step_leaves_old_or_new(
    step: int, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        watch(patch, step, Killed())
        with suppress(Killed):
            write_whole(path, b"new")
    assert path.read_bytes() in (b"old", b"new")
    write_whole(path, b"newer")
    assert path.read_bytes() == b"newer"
    assert left(path) == ["file"]


def test_write_whole_into_a_missing_folder_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_whole(tmp_path / "missing" / "file", b"new")


def test_write_whole_on_windows_syncs_no_directory(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "_IS_WINDOWS", True)
    opened: list[Path] = []
    real = os.open

    def watched(target: Path, *args: Any) -> int:
        opened.append(target)
        return real(target, *args)

    monkeypatch.setattr(os, "open", watched)
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert opened == [path.with_name("file.new")]


@posix_only
def test_destroy_file_overwrites_before_it_removes(path: Path) -> None:
    copy = path.with_name("copy")
    copy.hardlink_to(path)
    destroy_file(path)
    assert left(path) == ["copy"]
    assert copy.read_bytes() == bytes(3)


def test_destroy_file_takes_the_unfinished_copy_with_it(path: Path) -> None:
    path.with_name("file.new").write_bytes(b"half")
    path.with_name("other").write_bytes(b"other")
    destroy_file(path)
    assert left(path) == ["other"]


def test_destroy_file_twice_is_no_error(path: Path) -> None:
    destroy_file(path)
    destroy_file(path)
    assert left(path) == []


def test_destroy_file_that_cannot_be_overwritten_is_removed_all_the_same(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    with monkeypatch.context() as patch:
        patch.setattr(disk, "_blank", refuse)
        destroy_file(path)
    assert left(path) == []


def test_destroy_file_that_cannot_be_removed_says_so(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refuse)
        with pytest.raises(PermissionError):
            destroy_file(path)
    assert path.read_bytes() == bytes(3)


def test_read_small_reads_one_byte_past_the_bound(path: Path) -> None:
    path.write_bytes(b"x" * 100)
    assert read_small(path, 10) == b"x" * 11
    assert read_small(path, 100) == b"x" * 100
