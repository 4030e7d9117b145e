"""Which files of a space are not whole here, and which of them are asked for: what memory and one setting hold.

Refused when read: a damaged setting.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from node.crdt import shape
from node.crdt.codec import pack, unpack
from node.crdt.ids import EntryId, Log, Record, Space
from node.service.limits import FILES_ASKED_MAX, WAITING_BYTES_MAX

Missing = dict[Record, dict[EntryId, Log]]  # by entry, the stretch of a log it is loaded by


@dataclass(slots=True)
class Files:
    """The payloads left where they were, by record. `keeps`: whether every file is kept here, None by what it is."""

    keeps: bool | None = None
    asked: dict[Record, None] = field(default_factory=dict)  # opened here, or asked for by who keeps all; oldest first
    missing: Missing = field(default_factory=dict)
    doubtful: set[Record] = field(default_factory=set)  # with such payloads, and no file by what is held

    def line_of(self, record: Record, entry: EntryId) -> Log | None:
        """Return where an entry stands whose payload is missing; None if it is not."""
        return self.missing.get(record, {}).get(entry)

    def add(self, record: Record, entry: EntryId, line: Log) -> None:
        """Note that the payload of an entry is missing."""
        self.missing.setdefault(record, {})[entry] = line

    def fill(self, record: Record, entry: EntryId) -> None:
        """Note that the payload of an entry came; what is whole now is no longer asked for."""
        entries = self.missing.get(record, {})
        entries.pop(entry, None)
        if not entries:
            self.forget((record,))

    def forget(self, records: Iterable[Record]) -> None:
        """Forget all of some records."""
        for record in records:
            self.missing.pop(record, None)
            self.asked.pop(record, None)
            self.doubtful.discard(record)


def files_setting(space: Space) -> str:
    """Return the setting that holds what is kept here and what is asked for."""
    return f"files/{space.hex()}"


def pack_files(keeps: bool | None, asked: Collection[Record], doubtful: Collection[Record]) -> bytes | None:
    """Pack [keeps or nil, records asked for, doubtful ones]; None where nothing is said.

    Of more than FILES_ASKED_MAX asked for the newest are kept, of doubtful ones the first.
    """
    if keeps is None and not asked and not doubtful:
        return None
    return pack([keeps, list(asked)[-FILES_ASKED_MAX:], sorted(doubtful)[:FILES_ASKED_MAX]])


def read_files(space: Space, settings: Mapping[str, bytes]) -> Files:
    """Read what `pack_files` wrote. Raises: Malformed for a damaged setting."""
    data = settings.get(files_setting(space))
    if data is None:
        return Files()
    keeps, *lists = shape.array(unpack(data, bytes_max=WAITING_BYTES_MAX), 3)
    asked, doubtful = ([Record(shape.short_id(item)) for item in shape.array(records)] for records in lists)
    return Files(keeps=None if keeps is None else keeps is True, asked=dict.fromkeys(asked), doubtful=set(doubtful))
