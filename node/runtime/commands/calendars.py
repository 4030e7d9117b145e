"""The command that writes a calendar file."""

import asyncio
from datetime import date

from node.api.reading.calendar import calendar_file, people_of, read_who
from node.crdt.ids import Record
from node.ledger.calendars.days import ASKED, Day, DayMaterial, What, days_of
from node.ledger.language import LANGUAGES
from node.runtime.commands.arguments import Arguments
from node.runtime.commands.call import Answer, Call, Command
from node.runtime.commands.errors import Unusable
from node.runtime.commands.exports import write_new
from node.runtime.commands.finding import find_space
from node.service.effects import RecordRow, Step
from node.service.gathering import gather_rows
from node.service.node import Node
from node.service.viewing import view_and_marks

Found = tuple[list[Day], dict[Record, str]]


async def calendar(call: Call) -> Answer:
    """Write the days of one space into a new calendar file; codes stand for people unless names are asked for."""
    file, today = call.args.file("file"), call.home.today()
    what, with_names = _what(call.args), call.args.flag("names")
    language = call.args.optional_text("language") or "en"
    if language not in LANGUAGES:
        raise Unusable(f"a language is one of {', '.join(LANGUAGES)}; nothing was written")

    def step(node: Node) -> Step[Found]:
        space = find_space(node, call.args.optional_text("space")).space
        material = DayMaterial()

        def take(row: RecordRow) -> None:
            material.add(view_and_marks(row, ASKED[row.kind])[0])

        yield from gather_rows([space], take, kinds=tuple(ASKED), tell=call.tell)
        days = _wanted(material, what, today)
        who = yield from read_who(space, people_of(days), language, with_names=with_names)
        return days, who

    days, who = await call.read(step)
    content = await asyncio.to_thread(
        calendar_file, days, who, language, with_places=with_names, now=call.home.now()
    )  # fmt: skip
    await asyncio.to_thread(write_new, file, content)
    return {"events": len(days), "bytes": len(content)}


def _wanted(material: DayMaterial, what: frozenset[str], today: date) -> list[Day]:
    return [day for day in days_of(material, today) if day.what in what]


def _what(args: Arguments) -> frozenset[str]:
    named = args.optional_texts("what")
    known = [one.value for one in What]
    if any(one not in known for one in named):
        raise Unusable(f"what goes in is one of {', '.join(known)}; nothing was written")
    return frozenset(named or known)


COMMANDS = (Command(name="calendar", run=calendar),)
