"""Arguments of a form of their own."""

from pathlib import Path

import click
import pytest

from node.cli.arguments import ADDRESS, ASSIGNMENT, FILE


@pytest.mark.parametrize(
    ("typed", "taken"),
    [("a=b", ("a", "b")), ("a=", ("a", "")), ("names/+/text=x = y", ("names/+/text", "x = y")), ("a==", ("a", "="))],
)
def test_assignment_is_split_at_its_first_equals_sign(typed: str, taken: tuple[str, str]) -> None:
    assert ASSIGNMENT.convert(typed, None, None) == taken


@pytest.mark.parametrize(
    ("typed", "taken"),
    [("127.0.0.1:0", ("127.0.0.1", 0)), ("localhost:65535", ("localhost", 65535)), ("[::1]:80", ("::1", 80))],
)
def test_address_is_host_and_port(typed: str, taken: tuple[str, int]) -> None:
    assert ADDRESS.convert(typed, None, None) == taken


@pytest.mark.parametrize("typed", ["a", "=b", ""])
def test_assignment_of_another_form_is_refused(typed: str) -> None:
    with pytest.raises(click.BadParameter):
        ASSIGNMENT.convert(typed, None, None)


@pytest.mark.parametrize(
    "typed", ["80", ":80", "host:", "host:x", "host:65536", "host:-1", "host:٣", "h:0000000000001"]
)
def test_address_of_another_form_is_refused(typed: str) -> None:
    with pytest.raises(click.BadParameter) as caught:
        ADDRESS.convert(typed, None, None)
    assert typed not in caught.value.message


def test_file_is_made_absolute_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert FILE.convert("a/../b", None, None) == tmp_path / "a" / ".." / "b"
