"""The examples of two nodes do what they say."""

from pathlib import Path

from examples import bundle_by_usb, two_nodes
from keys.keyfile import CHEAP


async def test_two_nodes_example_ends_with_one_state(tmp_path: Path) -> None:
    assert len(await two_nodes.main(tmp_path, CHEAP)) == 32


async def test_bundle_by_usb_example_ends_with_one_state(tmp_path: Path) -> None:
    assert len(await bundle_by_usb.main(tmp_path, CHEAP)) == 32
    stick = tmp_path / "stick"
    assert {file.name for file in stick.iterdir()} == {"request", "answer", "bundle"}
    assert not any(b"TEST-" in file.read_bytes() for file in stick.iterdir())
