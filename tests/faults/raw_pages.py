"""The decrypted bytes of every page of a database and its write-ahead log: also what no table holds any more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from node.store.limits import PAGE_BYTES, SALT_BYTES

RESERVED = 80  # at the end of each page: initialisation vector, then the authentication code
VECTOR_BYTES = 16
WAL_HEADER, FRAME_HEADER = 32, 24


def decrypt(page: bytes, number: int, key: bytes) -> bytes:
    """Return what a page says; page 1 begins with the salt, in clear."""
    start = SALT_BYTES if number == 1 else 0
    end = PAGE_BYTES - RESERVED
    opened = Cipher(algorithms.AES(key), modes.CBC(page[end : end + VECTOR_BYTES])).decryptor()
    return opened.update(page[start:end]) + opened.finalize()


def database_pages(path: Path, key: bytes) -> Iterator[bytes]:
    """Yield every page of a database file."""
    data = path.read_bytes()
    for number in range(1, len(data) // PAGE_BYTES + 1):
        yield decrypt(data[(number - 1) * PAGE_BYTES : number * PAGE_BYTES], number, key)


def wal_pages(path: Path, key: bytes) -> Iterator[bytes]:
    """Yield every page in a write-ahead log, old ones too."""
    data = path.read_bytes() if path.exists() else b""
    size = FRAME_HEADER + PAGE_BYTES
    for start in range(WAL_HEADER, len(data) - size + 1, size):
        number = int.from_bytes(data[start : start + 4], "big")
        yield decrypt(data[start + FRAME_HEADER : start + size], number, key)


def everything(folder: Path, key: bytes) -> bytes:
    """Return all pages of a home's database and write-ahead log, one after the other."""
    database = folder / "ledger.db"
    return b"".join([*database_pages(database, key), *wal_pages(folder / "ledger.db-wal", key)])
