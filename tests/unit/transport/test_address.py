"""Addresses that other members name of themselves: refused by one error, whatever stands in them."""

import pytest

from node.transport.address import HostPort, read_host_port, url_of
from node.transport.errors import BadAddress


@pytest.mark.parametrize(
    "address",
    ["ws://[", "wss://[::1", "ws://]a/", "wss://a\u2100b/", "ws://", "ws:///x", "ws://h:0/", "ws://h:99999/", "ws://u@h/",
     "ws://h/#x", "http://h/", "h", "h:", "h:x", "h:70000", ":1", "u@h:1", "h:1/x", "[::1", ""],
)  # fmt: skip
def test_address_that_is_none_is_refused_and_ends_no_node(address: str) -> None:
    with pytest.raises(BadAddress):
        url_of(address)


@pytest.mark.parametrize(
    ("address", "url"),
    [("h:1", "ws://h:1/"), ("[::1]:4711", "ws://[::1]:4711/"), ("wss://node.example/a", "wss://node.example/a")],
)
def test_address_becomes_a_url(address: str, url: str) -> None:
    assert url_of(address) == url


def test_host_and_port_print_as_they_are_read() -> None:
    for text in ("h:0", "[::1]:65535"):
        assert str(read_host_port(text)) == text
    assert read_host_port("h:1") == HostPort("h", 1)
