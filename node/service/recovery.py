"""What a node can be recovered with, in one secret for paper shares: the backup secret and the spaces' recovery keys.

    secret = backup secret (32 bytes), then the seed of each recovery key still on this node (32 bytes each), by space

Never the key of the disk. Refuses a node whose backup secret has left it, and a secret of another shape.
"""

from dataclasses import dataclass

from keys.limits import KEY_BYTES, SHARED_SECRET_BYTES_MAX
from keys.text import encode_text
from node.service.backup import BACKUP_PREFIX
from node.service.effects import LoadAll, Loaded, Step
from node.service.errors import NotFound, Refused
from node.service.node import BACKUP_SECRET, Node
from node.service.spaces import RECOVERY_PREFIX, recovery_secret


@dataclass(frozen=True, slots=True, repr=False)
class Recovered:
    """The text forms of what shares give back: the secret that opens backups, and recovery keys of spaces."""

    backup: str
    keys: tuple[str, ...]


def gather_recovery(node: Node) -> Step[bytes]:
    """Return the secret to be cut into shares, 32 to 256 bytes.

    Raises: NotFound once the backup secret has left this node; Refused for more keys than fit.
    """
    loaded: Loaded = yield LoadAll()
    backup = loaded.secrets.get(BACKUP_SECRET)
    if backup is None:
        raise NotFound("the recovery secret of backups is not on this node any more; make the shares where it is")
    named = (recovery_secret(space) for space in sorted(node.spaces))
    secret = b"".join((backup, *(loaded.secrets[name] for name in named if name in loaded.secrets)))
    if len(secret) > SHARED_SECRET_BYTES_MAX:
        raise Refused("this node holds more recovery keys than one set of shares can; hand some of them over first")
    return secret


def read_recovered(secret: bytes) -> Recovered:
    """Return what a joined secret holds. Raises: Refused for one of another program."""
    parts = [secret[at : at + KEY_BYTES] for at in range(0, len(secret), KEY_BYTES)]
    if not parts or len(parts[-1]) != KEY_BYTES:
        raise Refused("these shares hold something else: they are not of a node")
    return Recovered(
        encode_text(BACKUP_PREFIX, parts[0]), tuple(encode_text(RECOVERY_PREFIX, key) for key in parts[1:])
    )
