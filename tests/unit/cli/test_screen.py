"""What reaches a terminal."""

import json

import pytest

from node.api.qr import qr_rows
from node.cli.screen import plain, print_json, print_line, print_pairs, print_picture, print_table

HOSTILE = "TEST\x1b]0;title\x07\u202egpj.exe\r\x9b31m\u2028end"


def test_plain_text_cannot_steer_a_terminal() -> None:
    assert plain("TEST Яніна — \u0456") == "TEST Яніна — \u0456"
    shown = plain(HOSTILE)
    assert not set(shown) & set("\x1b\x07\r\x9b\u202e\u2028")
    assert shown.startswith("TEST")


def test_everything_printed_passes_that_gate(capsys: pytest.CaptureFixture[str]) -> None:
    print_line(HOSTILE)
    print_table(["a"], [[HOSTILE]])
    print_pairs([("a", HOSTILE)])
    out = capsys.readouterr().out
    assert out.count("TEST") == 3
    assert not set(out) & set("\x1b\x07\r\x9b\u202e\u2028")


def test_markup_in_tables_is_text(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(["a"], [["[bold]TEST[/bold] :smile: [link=x]"]])
    assert "[bold]TEST[/bold] :smile: [link=x]" in capsys.readouterr().out


def test_json_is_one_object_in_ascii(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"name": "Яніна", "text": HOSTILE})
    out = capsys.readouterr().out
    assert out.isascii()
    assert out.count("\n") == 1
    assert json.loads(out) == {"name": "Яніна", "text": HOSTILE}


def test_picture_is_two_rows_a_line_and_gives_the_invitation_back(capsys: pytest.CaptureFixture[str]) -> None:
    rows = qr_rows("INVITE-TEST")
    print_picture(rows)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == (len(rows) + 1) // 2
    upper = [[sign in "▀█" for sign in line] for line in lines]
    lower = [[sign in "▄█" for sign in line] for line in lines]
    shown = [row for pair in zip(upper, lower, strict=True) for row in pair][: len(rows)]
    assert [tuple(row) for row in shown] == list(rows)
