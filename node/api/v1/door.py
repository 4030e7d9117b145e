"""The way of a request through the JSON API, gate after gate; the first that refuses answers.

    near ─▶ path and method ─▶ open node ─▶ token ─▶ scope ─▶ parameters ─▶ body ─▶ the operation

A session's cookie means nothing here, and the token nothing on the pages. What a program asks does not put off the
lock: one that asks every minute must not hold the node open.
"""

from collections.abc import Callable
from typing import Final

from aiohttp import web

from node.api.attempts import Attempts
from node.api.door import is_own_page, require_near
from node.api.errors import ForeignRequest
from node.api.port import Condition, NodePort
from node.api.site import SITE, Site
from node.api.v1 import errors
from node.api.v1.bodies import JSON_TYPE, read_json
from node.api.v1.document import make_document
from node.api.v1.files import OPERATIONS as FILES
from node.api.v1.moving import OPERATIONS as MOVING
from node.api.v1.node import OPERATIONS as NODE
from node.api.v1.operations import Asked, FileReply, Operation, Reply, Table
from node.api.v1.problems import problem_of
from node.api.v1.records import OPERATIONS as RECORDS
from node.api.v1.shapes import Given, Param
from node.api.v1.verdicts import OPERATIONS as VERDICTS
from node.service.effects import Step
from node.service.node import Node
from node.service.tokens import Scope, Token, find_token

PREFIX: Final = "/api/v1"
_SCHEME: Final = "bearer "


async def _describe(asked: Asked) -> Reply:
    return make_document(TABLE, asked.port.registry)


TABLE: Final = Table(
    (
        Operation(
            method="GET",
            path="/openapi.json",
            name="readDocument",
            words="This document. It needs no token.",
            act=_describe,
            answer={"type": "object"},
            is_open=True,
        ),
        *NODE,
        *RECORDS,
        *VERDICTS,
        *FILES,
        *MOVING,
    )
)


class ApiDoor:
    """The JSON API of one node: what it remembers between requests is how many wrong tokens came."""

    def __init__(self) -> None:
        self._tries = Attempts()

    async def answer(self, request: web.Request) -> web.Response:
        """Answer a request below PREFIX; every refusal is JSON."""
        site = request.app[SITE]
        with site.visits.one(), site.port.quietly():
            try:
                operation, reply = await self._act(request, site)
                return _shown(operation, reply)
            except Exception as error:  # noqa: BLE001 -- the edge of a request: every failure becomes an answer
                return _refusal(error, site.port)

    async def _act(self, request: web.Request, site: Site) -> tuple[Operation, Reply]:
        require_near(request, site.origins, is_program=True)
        if not is_own_page(request):
            raise ForeignRequest("a foreign page")
        operation, texts = _find(request)
        if not operation.is_open:
            await self._admit(request, site, operation)
        values = _params(operation, texts) | _query(operation, request)
        if operation.body is not None:
            values |= operation.body.read(await read_json(request, operation.body_bytes_max))
        return operation, await operation.act(Asked(port=site.port, given=Given(values), drawing=site.drawing))

    async def _admit(self, request: web.Request, site: Site, operation: Operation) -> None:
        if site.port.condition is not Condition.OPEN:
            raise errors.NotOpen("this node is locked: unlock it on its page; nothing was changed")
        token = await site.port.read(_finder(_text_of(request), site.port.now()))
        if token is None:
            wait_s = self._tries.wait_s(site.clock())
            if wait_s:
                raise errors.TooManyTries(wait_s)
            self._tries.failed(site.clock())
            raise errors.WrongToken("this token opens nothing: make one on the page Tokens; nothing was changed")
        if operation.writes and token.scope < Scope.WRITE:
            raise errors.NotInScope("this token is for reading; nothing was changed")


def _text_of(request: web.Request) -> str:
    given = request.headers.getall("Authorization", [])
    if len(given) != 1 or not given[0].lower().startswith(_SCHEME):
        raise errors.NoToken("send one header `Authorization: Bearer TOKEN`; nothing was changed")
    return given[0][len(_SCHEME) :]


def _finder(text: str, now: int) -> Callable[[Node], Step[Token | None]]:
    def step(node: Node) -> Step[Token | None]:
        yield from ()
        return find_token(node, text, now=now)

    return step


def _find(request: web.Request) -> tuple[Operation, tuple[str, ...]]:
    operations, texts = TABLE.at(request.path.removeprefix(PREFIX))
    if not operations:
        raise errors.NoOperation("nothing stands at this path; openapi.json names all there are")
    if request.method not in operations:
        raise errors.OtherMethod(tuple(sorted(operations)))
    return operations[request.method], texts


def _params(operation: Operation, texts: tuple[str, ...]) -> dict[Param[object], object]:
    given = zip(operation.params, texts, strict=True)
    return {param: param.shape.read(text, f"path.{param.name}") for param, text in given}


def _query(operation: Operation, request: web.Request) -> dict[Param[object], object]:
    if set(request.query) - {param.name for param in operation.query}:
        raise errors.BadInput("query", "holds a parameter that is not declared")
    found: dict[Param[object], object] = {}
    for param in operation.query:
        where, texts = f"query.{param.name}", request.query.getall(param.name, [])
        if not texts and param.is_required:
            raise errors.BadInput(where, "is missing")
        found[param] = param.shape.read_texts(texts, where) if texts else param.default
    return found


def _shown(operation: Operation, reply: Reply) -> web.Response:
    if isinstance(reply, FileReply):
        headers = {"Content-Disposition": f'attachment; filename="{reply.name}"'}
        return web.Response(body=reply.content, content_type=reply.content_type, headers=headers)
    return web.json_response(reply, status=operation.status)


def _refusal(error: Exception, port: NodePort) -> web.Response:
    problem, told = problem_of(error)
    if problem.status >= 500 and port.condition is not Condition.OPEN:
        problem, told = problem_of(errors.NotOpen("this node was locked meanwhile; nothing was changed"))
    headers: dict[str, str] = {}
    match error:
        case errors.NoToken() | errors.WrongToken():
            headers["WWW-Authenticate"] = "Bearer"
        case errors.OtherMethod():
            headers["Allow"] = ", ".join(error.allowed)
        case errors.TooManyTries():
            headers["Retry-After"] = str(error.wait_s)
    return web.json_response(told, status=problem.status, headers=headers, content_type=JSON_TYPE)
