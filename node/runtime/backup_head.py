"""The head of a backup file: two ways to its key, by passphrase and by the recovery secret."""

from typing import BinaryIO

from keys.box import BoxKey
from keys.errors import BadText
from keys.keyfile import unwrap
from keys.limits import BOX_OVERHEAD_BYTES, KEY_BYTES
from keys.text import decode_text
from keys.wrapping import WRAPPED_OVERHEAD_BYTES
from node.runtime.errors import NotReady
from node.service.archive import VERSION, ArchiveKey
from node.service.backup import BACKUP_PREFIX, open_for_recovery

_WRAPPED_BYTES = KEY_BYTES + WRAPPED_OVERHEAD_BYTES
_SEALED_BYTES = KEY_BYTES + BOX_OVERHEAD_BYTES


def open_backup_head(file: BinaryIO, secret: str) -> ArchiveKey:
    """Read the head of a backup and return its key; `secret` is its passphrase or the text of its recovery secret.

    Raises: NotReady for a file that is no backup, WrongPassphrase, BadKeyFile, Refused.
    """
    head = file.read(len(VERSION) + _WRAPPED_BYTES + _SEALED_BYTES)
    if len(head) != len(VERSION) + _WRAPPED_BYTES + _SEALED_BYTES or head[:1] != VERSION:
        raise NotReady("this file is no backup of this program, or one of a newer version")
    wrapped, sealed = head[1 : 1 + _WRAPPED_BYTES], head[1 + _WRAPPED_BYTES :]
    recovery = _recovery_secret(secret)
    return open_for_recovery(recovery, sealed) if recovery else ArchiveKey(unwrap(wrapped, secret))


def _recovery_secret(text: str) -> BoxKey | None:
    try:
        return BoxKey(decode_text(BACKUP_PREFIX, text))
    except BadText:
        return None
