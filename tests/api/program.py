"""A program of this computer that uses the JSON API of a node with a bearer token."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from node.service.tokens import Scope, make_token
from tests.api.desk import Desk

PREFIX = "/api/v1"


@dataclass(slots=True)
class Reply:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The JSON of it."""
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """The code of a refusal."""
        return str(self.json["error"]["code"])

    @property
    def where(self) -> str | None:
        """What a refusal is about."""
        where: str | None = self.json["error"]["where"]
        return where


class Program:
    """A program and its token."""

    def __init__(self, desk: Desk, token: str) -> None:
        self.desk = desk
        self.token = token

    @classmethod
    async def admitted(cls, desk: Desk, scope: Scope, *, days: int = 1) -> Program:
        """Make a token for it."""
        port = desk.port
        text = await port.write(
            lambda node: make_token(node, name="TEST-program", scope=scope, days=days, now=port.now())
        )
        return cls(desk, text)

    @property
    def space(self) -> str:
        """The one space of the node."""
        return str(self.desk.port.node.only_space().space.hex())

    async def get(self, path: str, **query: object) -> Reply:
        """Ask."""
        return await self.send("GET", path, query=query)

    async def post(self, path: str, **body: object) -> Reply:
        """Send an object."""
        return await self.send("POST", path, body)

    async def send(
        self, method: str, path: str, body: object = None, *, query: Mapping[str, object] | None = None
    ) -> Reply:
        """Send JSON."""
        pairs = [(name, one) for name, value in (query or {}).items() for one in _several(value)]
        data = None if body is None else json.dumps(body).encode()
        return await self.send_bytes(method, path, data, query=pairs)

    async def send_bytes(
        self,
        method: str,
        path: str,
        body: bytes | None,
        *,
        headers: Mapping[str, str] | None = None,
        query: list[tuple[str, str]] | None = None,
    ) -> Reply:
        """Send anything."""
        sent = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        sent |= {"Content-Type": "application/json"} if body is not None else {}
        async with self.desk.client.request(
            method, PREFIX + path, data=body, params=query or None, headers={**sent, **(headers or {})}
        ) as answer:
            return Reply(status=answer.status, headers=answer.headers, body=await answer.read())


def _several(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]
