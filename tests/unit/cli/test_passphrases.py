"""Where passphrases come from."""

from pathlib import Path

import pytest

from node.cli import passphrases
from node.cli.errors import Failed, NoTerminal
from node.cli.limits import PASSPHRASE_FILE_BYTES_MAX
from node.cli.passphrases import ask_new_passphrase, ask_passphrase, read_passphrase


@pytest.mark.parametrize(
    ("content", "taken"),
    [
        (b"one two", "one two"),
        (b"one two\n", "one two"),
        (b"one two\r\nthree\r\n", "one two"),
        (b" one \nthree", " one "),
        ("птушкі ляцяць\n".encode(), "птушкі ляцяць"),
        (b"\xef\xbb\xbfone\n", "one"),
    ],
)
def test_first_line_of_the_file_is_the_passphrase(tmp_path: Path, content: bytes, taken: str) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)
    assert read_passphrase(file) == taken


@pytest.mark.parametrize("content", [b"", b"\n", b"  \nsecond\n", b"\xff\xfe\x00"])
def test_file_without_a_passphrase_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)
    with pytest.raises(Failed):
        read_passphrase(file)


def test_endless_file_is_read_in_part_only(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"x" * 10 * PASSPHRASE_FILE_BYTES_MAX)
    assert len(read_passphrase(file)) <= PASSPHRASE_FILE_BYTES_MAX


def test_missing_file_and_folder_are_refused_without_their_name(tmp_path: Path) -> None:
    for file in (tmp_path / "TEST-absent", tmp_path):
        with pytest.raises(Failed) as caught:
            read_passphrase(file)
        assert file.name not in str(caught.value)


def test_nobody_is_asked_without_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passphrases, "has_terminal", lambda: False)
    for ask in (ask_passphrase, ask_new_passphrase):
        with pytest.raises(NoTerminal):
            ask()


def test_new_passphrase_is_taken_when_typed_twice_alike(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = iter(["TEST one", "TEST two", "TEST three", "TEST three"])
    monkeypatch.setattr(passphrases, "has_terminal", lambda: True)
    monkeypatch.setattr("click.prompt", lambda *_text, **_options: next(typed))
    assert ask_new_passphrase() == "TEST three"
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Six words drawn for you" in captured.err
    assert "TEST" not in captured.err


def test_new_passphrase_is_given_up_after_slips(monkeypatch: pytest.MonkeyPatch) -> None:
    typed = iter(f"TEST {number}" for number in range(100))
    monkeypatch.setattr(passphrases, "has_terminal", lambda: True)
    monkeypatch.setattr("click.prompt", lambda *_text, **_options: next(typed))
    with pytest.raises(Failed):
        ask_new_passphrase()
