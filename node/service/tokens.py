"""Access tokens for programs on this computer: shown once when they are made, kept as hashes in the encrypted store.

A token is 32 random bytes in text form. It opens nothing while the node is locked, leaves the node in no backup, and
ends on its day. Refused: a name that is none, more than TOKENS_MAX, days out of bounds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from hmac import compare_digest
from typing import TYPE_CHECKING, Final

from keys.errors import BadText
from keys.hashing import digest_array
from keys.labels import Label
from keys.text import decode_text, encode_text
from node.crdt import shape
from node.crdt.codec import pack, unpack
from node.crdt.limits import INT_MAX, OBJECT_BYTES_MAX
from node.service.effects import Commit, Step
from node.service.errors import NotFound, Refused
from node.service.limits import TOKEN_DAYS_MAX, TOKENS_MAX

if TYPE_CHECKING:
    from node.service.node import Node

TOKEN_PREFIX: Final = "token"  # noqa: S105 - of the text form of a token
TOKENS_SETTING: Final = "token/"  # with the id behind; left out of backups
_BYTES: Final = 32
_ID_BYTES: Final = 8
_NAME_CHARS_MAX: Final = 80
_DAY_S: Final = 86_400


class Scope(IntEnum):
    """What a token lets a program do; the greater holds the lesser. The values are stored."""

    READ = 1
    WRITE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token as it is kept. `made` and `expires` count seconds since 1970 UTC."""

    id: bytes
    name: str
    scope: Scope
    made: int
    expires: int
    hash: bytes


def make_token(node: "Node", *, name: str, scope: Scope, days: int, now: int) -> Step[str]:
    """Make a token and return its text form, which is kept nowhere. Raises: Refused."""
    shown = name.strip()
    if not shown or len(shown) > _NAME_CHARS_MAX or not shown.isprintable():
        raise Refused(f"a name has 1 to {_NAME_CHARS_MAX} visible characters; nothing was made")
    if not 1 <= days <= TOKEN_DAYS_MAX:
        raise Refused(f"a token holds for 1 to {TOKEN_DAYS_MAX} days; nothing was made")
    if len(node.tokens) >= TOKENS_MAX:
        raise Refused(f"there are {TOKENS_MAX} tokens already: revoke one first; nothing was made")
    secret = node.random(_BYTES)
    token = Token(
        id=node.random(_ID_BYTES), name=shown, scope=scope, made=now, expires=now + days * _DAY_S, hash=_hash(secret)
    )
    packed = pack([token.name, int(token.scope), token.made, token.expires, token.hash])
    yield Commit(settings=((TOKENS_SETTING + token.id.hex(), packed),))
    node.tokens[token.id] = token
    return encode_text(TOKEN_PREFIX, secret)


def revoke_token(node: "Node", id: bytes) -> Step[None]:
    """Let a token open nothing any more. Raises: NotFound."""
    if id not in node.tokens:
        raise NotFound("there is no such token on this node")
    yield Commit(settings=((TOKENS_SETTING + id.hex(), None),))
    del node.tokens[id]


def find_token(node: "Node", text: str, *, now: int) -> Token | None:
    """Return the token of a text form, None where there is none or its day has passed."""
    try:
        secret = decode_text(TOKEN_PREFIX, text)
    except BadText:
        return None
    hashed = _hash(secret)
    found = [token for token in node.tokens.values() if compare_digest(token.hash, hashed)]
    return found[0] if found and now < found[0].expires else None


def read_tokens(settings: Mapping[str, bytes]) -> dict[bytes, Token]:
    """Return the tokens the store holds, by id. Raises: Malformed where one is damaged."""
    found: dict[bytes, Token] = {}
    for key, value in settings.items():
        if key.startswith(TOKENS_SETTING):
            id = bytes.fromhex(key.removeprefix(TOKENS_SETTING))
            name, scope, made, expires, hashed = shape.array(unpack(value, bytes_max=OBJECT_BYTES_MAX), 5)
            found[id] = Token(
                id=id,
                name=shape.text(name, 4 * _NAME_CHARS_MAX),
                scope=Scope(shape.integer(scope, Scope.READ, Scope.WRITE)),
                made=shape.integer(made, 0, INT_MAX),
                expires=shape.integer(expires, 0, INT_MAX),
                hash=shape.long_id(hashed),
            )
    return found


def _hash(secret: bytes) -> bytes:
    return digest_array(Label.TOKEN, secret)
