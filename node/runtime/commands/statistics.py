"""The command that counts: heads on a day, by whose criteria; tables by article, term, place, court, judge, month."""

from datetime import date

from node.api.answers.statistics import statistics_json
from node.ledger.language import LANGUAGES
from node.ledger.statistics import TABLES
from node.ledger.statistics.figures import Figures, Question
from node.runtime.commands.arguments import Arguments
from node.runtime.commands.call import Answer, Call, Command
from node.runtime.commands.errors import Unusable
from node.runtime.commands.finding import find_space
from node.service.effects import Step
from node.service.node import Node
from node.service.statistics import count_space


async def stats(call: Call) -> Answer:
    """Count what a space holds, as of a day, and compare with an earlier one where it is given."""
    today = call.home.today()
    day, since = _day(call.args, "on") or today, _day(call.args, "since")
    tables = call.args.optional_texts("by")
    unknown = [name for name in tables if name not in TABLES]
    if unknown:
        raise Unusable(f"a table is one of {', '.join(TABLES)}; nothing was counted")
    language = call.args.optional_text("language") or "en"
    if language not in LANGUAGES:
        raise Unusable(f"a language is one of {', '.join(LANGUAGES)}")

    def step(node: Node) -> Step[tuple[str, Figures]]:
        space = find_space(node, call.args.optional_text("space"))
        return space.space.hex(), (yield from count_space(space, today, Question(day, since), call.tell))

    space, figures = await call.read(step)
    counted = statistics_json(figures, since, tables or tuple(TABLES), language)
    return {"space": space, "on": day.isoformat(), **counted}


def _day(args: Arguments, name: str) -> date | None:
    given = args.optional_text(name)
    if given is None:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise Unusable("a day is given as 2026-03-14; nothing was counted") from None


COMMANDS = (Command(name="stats", run=stats),)
