"""Where the local control channel of a home stands: a socket file that only its owner can open.

On Windows, where a path is too long for a socket file, and on disks that know none, it is a loopback port and a file
with a token only the owner can read. There both sides prove that they know the token before anything else is said, so
that a stranger who took over the port learns nothing.
"""

import hmac
import os
import socket
import stat
import sys
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from keys.disk import read_small, write_whole
from keys.randomness import Random
from node.runtime.limits import CONTROL_CONNECT_TIMEOUT_S, CONTROL_PATH_BYTES_MAX, CONTROL_TOKEN_BYTES

SOCKET_FILE = "control"
TOKEN_FILE = "control-token"  # noqa: S105 - the name of a file
_PORT_BYTES = 2
_BACKLOG = 16  # commands that may knock at the same moment


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Place:
    """Where a running node listens. `token` is empty for a socket file, whose rights say who may come."""

    path: Path | None = None
    port: int = 0
    token: bytes = b""

    def connect(self) -> socket.socket:
        """Return a connection to it. Raises: OSError."""
        connection = socket.socket(socket.AF_INET if self.path is None else socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.settimeout(CONTROL_CONNECT_TIMEOUT_S)
            connection.connect(("127.0.0.1", self.port) if self.path is None else str(self.path))
            connection.setblocking(False)
        except BaseException:
            connection.close()
            raise
        return connection


# --- the node's side --------------------------------------------------------------------------------------------------
def listen(folder: Path, random: Random) -> tuple[Place, socket.socket]:
    """Return the place and the listening socket of a home that this process alone serves. Raises: OSError."""
    remove(folder)
    if has_socket_files(folder):
        with suppress(OSError):  # a disk without socket files
            return _listen_at_file(folder / SOCKET_FILE)
    return _listen_at_port(folder, random)


def remove(folder: Path) -> None:
    """Remove what a node of this home left, even one that was killed."""
    for name in (SOCKET_FILE, TOKEN_FILE):
        with suppress(OSError):
            (folder / name).unlink(missing_ok=True)


def has_socket_files(folder: Path) -> bool:
    """Tell whether a socket file can stand in this folder."""
    return sys.platform != "win32" and len(os.fsencode(folder / SOCKET_FILE)) <= CONTROL_PATH_BYTES_MAX


def _listen_at_file(path: Path) -> tuple[Place, socket.socket]:
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)  # nobody else can open the file, not even for a moment
    try:
        listener.bind(str(path))
        listener.listen(_BACKLOG)
    except BaseException:
        listener.close()
        raise
    finally:
        os.umask(before)
    return Place(path=path), listener


def _listen_at_port(folder: Path, random: Random) -> tuple[Place, socket.socket]:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.bind(("127.0.0.1", 0))
        listener.listen(_BACKLOG)
        place = Place(port=listener.getsockname()[1], token=random(CONTROL_TOKEN_BYTES))
        write_whole(folder / TOKEN_FILE, place.port.to_bytes(_PORT_BYTES, "big") + place.token)
    except BaseException:
        listener.close()
        raise
    return place, listener


# --- the command's side -----------------------------------------------------------------------------------------------
def find(folder: Path) -> Place | None:
    """Return where a node of this home listens or once listened; None where there is nothing of this owner."""
    path = folder / SOCKET_FILE
    if has_socket_files(folder) and _is_own_socket(path):
        return Place(path=path)
    with suppress(OSError):
        content = read_small(folder / TOKEN_FILE, _PORT_BYTES + CONTROL_TOKEN_BYTES)
        if len(content) == _PORT_BYTES + CONTROL_TOKEN_BYTES:
            return Place(port=int.from_bytes(content[:_PORT_BYTES], "big"), token=content[_PORT_BYTES:])
    return None


def _is_own_socket(path: Path) -> bool:
    try:
        state = path.lstat()
    except OSError:
        return False
    return stat.S_ISSOCK(state.st_mode) and state.st_uid == os.geteuid()


# --- proofs -----------------------------------------------------------------------------------------------------------
def prove(token: bytes, *, side: str, asked: bytes, own: bytes) -> str:
    """Return the proof, in hex, that a side ("node" or "command") knows the token, for two fresh nonces."""
    return blake2b(asked + own, key=token, digest_size=32, person=f"control {side}".encode()).hexdigest()


def is_proof(given: object, token: bytes, *, side: str, asked: bytes, own: bytes) -> bool:
    """Tell whether a proof is right."""
    return isinstance(given, str) and hmac.compare_digest(
        given.encode(), prove(token, side=side, asked=asked, own=own).encode()
    )
