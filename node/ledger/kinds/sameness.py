"""A decision that two records are of one person, or are not. It links them, merges nothing and can be taken back."""

from typing import Final

from node.ledger.declare import Field, Kind, Level
from node.ledger.kinds.common import NOTE
from node.ledger.language import labels
from node.ledger.types import Choice, Ref
from node.ledger.vocabulary.sameness import SAMENESS

SAME_AS: Final = Kind(
    name="same_as",
    labels=labels("comparison of two people", "параўнанне двух чалавек", "сравнение двух человек"),
    plural=labels("comparisons of people", "параўнанні людзей", "сравнения людей"),
    level=Level.CIRCLE,
    summary="{decision}",
    fields=(
        Field(
            path="one",
            type=Ref(kinds=("person",)),
            labels=labels("One record", "Адзін запіс", "Одна запись"),
            is_required=True,
            is_short=True,
        ),
        Field(
            path="other",
            type=Ref(kinds=("person",)),
            labels=labels("The other", "Другі запіс", "Другая запись"),
            is_required=True,
            is_short=True,
        ),
        Field(
            path="decision",
            type=Choice(vocabulary=SAMENESS),
            labels=labels("Decision", "Рашэнне", "Решение"),
            is_short=True,
        ),
        NOTE,
    ),
)
