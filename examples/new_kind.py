"""How to add a kind of record: declare it once; form, checks, search and JSON Schema follow.

python examples/new_kind.py
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from node.ledger.declare import Field, Kind, Level, Search
from node.ledger.errors import ValueRefused
from node.ledger.forms import form
from node.ledger.json_schema import json_schema
from node.ledger.language import labels
from node.ledger.schema import LEDGER
from node.ledger.types import Choice, Date, Ref, Text
from node.ledger.vocabulary.table import vocabulary

# --- the whole declaration --------------------------------------------------------------------------------------------
OUTCOME = vocabulary(
    "visit_outcome",
    ("took_place", "took place", "адбылося", "состоялось"),
    ("refused", "refused", "не дазволілі", "не разрешили"),
)
VISIT = Kind(
    name="visit",
    labels=labels("visit", "спатканне", "свидание"),
    plural=labels("visits", "спатканні", "свидания"),
    level=Level.CIRCLE,
    summary="{day} · {outcome} · {who}",
    fields=(
        Field(
            path="person",
            type=Ref(kinds=("person",)),
            labels=labels("Person", "Чалавек", "Человек"),
            is_short=True,
            is_required=True,
        ),
        Field(path="day", type=Date(), labels=labels("Day", "Дзень", "День"), is_short=True, is_required=True),
        Field(
            path="who",
            type=Text(chars_max=100),
            labels=labels("Who came", "Хто прыйшоў", "Кто пришёл"),
            is_short=True,
            search=Search.TEXT,
        ),
        Field(
            path="outcome", type=Choice(vocabulary=OUTCOME), labels=labels("Outcome", "Вынік", "Итог"), is_short=True
        ),
    ),
)
REGISTRY = LEDGER.with_kinds(VISIT)
# --- what follows from it ---------------------------------------------------------------------------------------------


def main() -> None:
    """Show the form in Belarusian, a value read and shown, a refusal, and the JSON Schema."""
    for part in form(VISIT, "be", short=True).fields():
        print(f"{part.label:12} {part.widget:8} {', '.join(label for _, label in part.choices)}")
    day = REGISTRY.parse_input("visit", "day", "24 красавіка 2026")
    print("stored:", day, "· shown:", REGISTRY.format_value("visit", "day", day, "be"))
    try:
        REGISTRY.parse_input("visit", "day", "31.02.2026")
    except ValueRefused as refused:
        print("refused:", refused.text("be"))
    print("schema:", json.dumps(json_schema(VISIT)["properties"], ensure_ascii=False)[:60], "…")


if __name__ == "__main__":
    main()
