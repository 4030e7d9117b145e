"""Decoders of what comes as a file, on paper or from beside: what reads, with examples of what it accepts.

Where a seal or a checksum would stop wrong bytes at the door, they are put in behind it, as somebody with the key
could.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from functools import lru_cache
from io import BytesIO
from types import SimpleNamespace
from typing import Any, cast

from openpyxl import Workbook

from keys.box import BoxKey
from keys.errors import BadShare
from keys.hashing import digest_array
from keys.labels import Label
from keys.sealing import seal
from keys.secret import Secret
from keys.shares import join_shares, split_secret
from node.crdt.errors import CrdtError
from node.ledger.errors import LedgerError
from node.ledger.schema import LEDGER
from node.ledger.tables import decode_map, read_lines, read_table
from node.ledger.values.date_text import parse_date
from node.ledger.values.money import decode_money, parse_money
from node.ledger.values.partial_date import decode_date
from node.ledger.values.term import decode_term, parse_term
from node.runtime.control import nonce_of, parse_request
from node.runtime.control_frames import decode_message, encode_message, read_message
from node.runtime.errors import NoAnswer
from node.service.archive import ArchiveKey, ArchiveReader, decode_frame, encode_frame
from node.service.beaconing import spaces_in
from node.service.errors import ServiceError
from node.service.imports import Profile, choose
from node.service.invitations import KeptInvitation, read_request
from node.service.joining_by_file import open_request_file
from node.service.node import Node
from node.service.recovery import read_recovered
from node.service.sealed import open_file
from node.sync.bundle import BundleKey, BundleReader, BundleWriter, open_head, seal_head
from node.sync.errors import NotForUs, ProtocolError
from node.sync.frames import Assembler
from node.sync.limits import BUNDLE_CHUNK_BYTES
from node.transport.address import read_host_port, url_of
from node.transport.errors import BadAddress
from tests.conftest import steady_random
from tests.vectors.service import generate as service

Read = Callable[[bytes], object]
Found = tuple[Read, Sequence[bytes], tuple[type[Exception], ...]]
READER, KEY, ARCHIVE = BoxKey(b"r" * 32), BundleKey(b"k" * 32), ArchiveKey(b"a" * 32)
INVITED = KeptInvitation(invitation=service.INVITATION, needs_words=False)


def targets() -> dict[str, Found]:
    """Return the targets by name: what reads, examples, and the errors it may raise."""
    text = [b"h:1", b"[::1]:4711", b"wss://node.example/a", b"ws://h:80/"]
    rows = "name;born;articles\nTEST-one;1982-04-24;342\nTEST-two;2001;361-4\n"
    table = [rows.encode(), rows.encode("utf-16"), rows.replace(";", "\t").encode("cp1251"), spreadsheet()]
    mapping = json.dumps({"list": "TEST-list", "columns": {"name": "name", "born": "born", "x": "skip"}}).encode()
    asked: list[dict[str, Any]] = [
        {"command": "status", "args": {}, "passphrase": None},
        {"command": "record.add", "args": {"kind": "person"}, "passphrase": "TEST", "nonce": "00" * 32},
    ]
    beacon = bytes.fromhex(service.beacons()["valid"][0]["given"]["beacon"])
    shares = split_secret(bytes(32), shares=3, needed=2)
    return {
        "request": (_request, [service.PAYLOAD], (CrdtError,)),
        "request file": (_request_file, [service.padded(service.pack([service.CHANNEL, service.PAYLOAD]))], REFUSED),
        "bundle head": (_head, [head() + bytes(100)], (NotForUs,)),
        "bundle stream": (_stream, [b"\0\0\0\x05hello\0\0\0\x01x"], ()),
        "sealed file": (_sealed, [b"\0\0\0\x14\xffapieka/sealed/1\ncsv\0\0\0\x05TEST-"], REFUSED),
        "backup frame": (_frame, service.FRAMES, (CrdtError,)),
        "backup": (_backup, [service.chunk(0, True, service.FRAMES)], (CrdtError, ServiceError)),
        "recovered secret": (read_recovered, [bytes(32), bytes(96)], REFUSED),
        "shares": (_shares, ["\n".join(shares[:2]).encode(), "\n".join(shares[1:]).encode()], (BadShare,)),
        "table": (_table, table, (LedgerError, ServiceError)),
        "mapping": (lambda data: decode_map(data.decode("utf-8", "surrogateescape")), [mapping], (LedgerError,)),
        "beacon": (_beacon, [beacon], ()),
        "control message": (_control, [encode_message(item)[4:] for item in asked], (NoAnswer,)),
        "control frame": (_control_frame, [encode_message(item) for item in asked], (NoAnswer,)),
        "transport stream": (_assembled, [b"\0\0\0\x05hello\0\0\0\x01x"], (ProtocolError,)),
        "address": (_address, text, (BadAddress,)),
        "date": (_text(decode_date, parse_date), [b"1982-04-24", b"2022-03/..", b"5.3.1982"], (LedgerError,)),
        "term": (_text(decode_term, parse_term), [b"P3Y", b"life", b"4 1/2 years"], (LedgerError,)),
        "money": (_text(decode_money, parse_money), [b"BYN:1250", b"12,50 BYN"], (LedgerError,)),
    }


REFUSED: tuple[type[Exception], ...] = (ServiceError,)


# --- pairing ----------------------------------------------------------------------------------------------------------
def _request(data: bytes) -> None:
    read_request(data, service.INVITATION, service.CHANNEL)


def _request_file(plain: bytes) -> None:
    key = Secret(digest_array(Label.INVITATION, b"request", service.SECRET))
    node = cast(Node, SimpleNamespace(invitations={b"": INVITED}))
    sealed = seal(key, context=b"request", plaintext=plain[:1_024].ljust(1_024, b"\0"))
    open_request_file(node, sealed)


def _beacon(data: bytes) -> None:
    key = Secret(b"o" * 32)
    held = SimpleNamespace(space=service.SPACE, routing=key, routes=SimpleNamespace(keys=[(0, key)]))
    assert spaces_in(cast(Node, SimpleNamespace(spaces={service.SPACE: held})), data) == ()


# --- bundles ----------------------------------------------------------------------------------------------------------
@lru_cache(maxsize=1)
def head() -> bytes:
    """The head of a bundle for the reader."""
    return seal_head(KEY, [READER.public], steady_random("fuzz"))


def _head(data: bytes) -> None:
    key, length = open_head(READER, data)
    assert key == KEY or length > 0


def chunked(stream: bytes) -> list[bytes]:
    """Chunks that hold any bytes where framed messages should stand."""
    writer = BundleWriter(KEY)
    writer._plain += stream
    writer._start = 0
    return writer.finish()


def _stream(stream: bytes) -> None:
    reader = BundleReader(KEY)
    for chunk in chunked(stream[: 3 * BUNDLE_CHUNK_BYTES]):
        reader.take(chunk)


def _sealed(stream: bytes) -> None:
    open_file(cast(Node, SimpleNamespace(bundle=READER)), head() + b"".join(chunked(stream[:BUNDLE_CHUNK_BYTES])))


def _assembled(stream: bytes) -> None:
    assembler = Assembler()
    for at in range(0, len(stream), 7):
        assembler.feed(stream[at : at + 7])


# --- backups and shares -----------------------------------------------------------------------------------------------
def _frame(data: bytes) -> None:
    assert encode_frame(decode_frame(data)) == data


def _backup(data: bytes) -> None:
    """Read a backup whose first chunk was sealed by somebody with its key, and what stands behind it."""
    plain = data[4:]
    file = BytesIO(service.chunk(0, True, plain) if data[:1] != b"\0" else data)
    reader = ArchiveReader(service.ARCHIVE)
    while not reader.is_done:
        _taking(reader.next_frames(), file)


def _taking(step: Generator[Any, Any, object], file: BytesIO) -> None:
    answer = None
    while True:
        try:
            answer = file.read(step.send(answer).count)
        except StopIteration:
            return


def _shares(data: bytes) -> None:
    join_shares(data.decode("utf-8", "replace").split("\n")[:20])


# --- tables -----------------------------------------------------------------------------------------------------------
def spreadsheet() -> bytes:
    """A small XLSX file."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["name", "born"], ["TEST-one", "1982-04-24"]):
        sheet.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _table(data: bytes) -> None:
    table = read_table(data)
    step = choose(table, Profile.AUTO, None)
    try:
        while True:
            next(step)
            return  # it asks for mappings that were confirmed before: a node without any has read enough
    except StopIteration as done:
        read_lines(LEDGER, table, done.value.how)


# --- beside the node --------------------------------------------------------------------------------------------------
def _control(data: bytes) -> None:
    message = decode_message(data)
    with suppress(NoAnswer):
        nonce_of(message)
    parse_request(message)


def _control_frame(data: bytes) -> None:
    async def read() -> None:
        reader = asyncio.StreamReader()
        reader.feed_data(data)
        reader.feed_eof()
        parse_request(await read_message(reader, 9.0))

    asyncio.run(read())


def _address(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    with suppress(BadAddress):
        read_host_port(text)
    url_of(text)


def _text(*readers: Callable[[str], object]) -> Read:
    def read(data: bytes) -> None:
        text = data.decode("utf-8", "surrogateescape")
        *first, last = readers
        for reader in first:
            with suppress(LedgerError):
                reader(text)
        last(text)

    return read
