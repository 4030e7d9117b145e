"""Arguments of a form of their own: PATH=VALUE, HOST:PORT, files. Messages never repeat what was typed."""

from pathlib import Path
from typing import Any

import click

from node.cli.limits import PORT_MAX
from node.transport.address import url_of
from node.transport.errors import BadAddress


class Assignment(click.ParamType[tuple[str, str]]):
    """`PATH=VALUE`."""

    name = "PATH=VALUE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """Split at the first equals sign."""
        if isinstance(value, tuple):
            return value
        path, sign, text = str(value).partition("=")
        if not sign or not path:
            self.fail("each field is given as PATH=VALUE, quoted where the value holds spaces", param, ctx)
        return path, text


class Address(click.ParamType[tuple[str, int]]):
    """`HOST:PORT`, port 0 for any free one; `[::1]:0` for IPv6."""

    name = "HOST:PORT"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, int]:
        """Split host and port."""
        if isinstance(value, tuple):
            return value
        host, _, port = str(value).rpartition(":")
        is_number = port.isascii() and port.isdigit() and len(port) <= len(str(PORT_MAX))
        if not host or not is_number or int(port) > PORT_MAX:
            self.fail("an address is HOST:PORT, with 0 for any free port", param, ctx)
        return host.removeprefix("[").removesuffix("]"), int(port)


class Place(click.ParamType[str]):
    """Where a node can be called: `HOST:PORT`, or a `ws://` or `wss://` URL."""

    name = "ADDRESS"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the address as it was typed."""
        try:
            url_of(str(value))
        except BadAddress as error:
            self.fail(str(error), param, ctx)
        return str(value)


class File(click.ParamType[Path]):
    """A file; where it stands is resolved here, since a running node stands in another folder."""

    name = "FILE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Return the absolute path."""
        try:
            return Path(value).expanduser().absolute()
        except (RuntimeError, OSError):
            self.fail("this is not the name of a file", param, ctx)


ASSIGNMENT, ADDRESS, PLACE, FILE = Assignment(), Address(), Place(), File()


def show_address(address: tuple[str, int]) -> str:
    """Return an address as `HOST:PORT`."""
    host, port = address
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
