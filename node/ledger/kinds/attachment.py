"""A picture kept with a record: a photograph, a scan, a court paper. Its bytes travel as chunks beside these fields."""

from typing import Final

from node.ledger.declare import Field, Kind, Level, Search
from node.ledger.language import labels
from node.ledger.limits import ATTACHMENT_BYTES_MAX
from node.ledger.types import Bool, Choice, Hash, Integer, Ref, Text
from node.ledger.vocabulary.attachment import ATTACHMENT_KIND, FILE_TYPE

ABOUT: Final = (  # kinds of records that a file can be attached to, beside a person
    *("detention", "placement", "criminal_case", "collective_case", "charge", "hearing", "judgment"),
    *("regime_event", "ill_treatment", "health_note", "consent", "letter", "delivery", "source", "statement"),
)
ATTACHMENT: Final = Kind(
    name="attachment",
    labels=labels("attached picture", "далучаная выява", "приложенное изображение"),
    plural=labels("attached pictures", "далучаныя выявы", "приложенные изображения"),
    level=Level.CIRCLE,
    summary="{category} · {caption}",
    fields=(
        Field(
            path="category",
            type=Choice(vocabulary=ATTACHMENT_KIND),
            labels=labels("Kind", "Від", "Вид"),
            is_short=True,
            is_required=True,
        ),
        Field(
            path="caption",
            type=Text(chars_max=200),
            labels=labels("What it shows", "Што на ёй", "Что на нём"),
            is_short=True,
            search=Search.TEXT,
        ),
        Field(
            path="person",
            type=Ref(kinds=("person",)),
            labels=labels("Person", "Чалавек", "Человек"),
            is_short=True,
        ),
        Field(
            path="about",
            type=Ref(kinds=ABOUT),
            labels=labels("Belongs to", "Да чаго адносіцца", "К чему относится"),
            is_short=True,
        ),
        Field(path="type", type=Choice(vocabulary=FILE_TYPE), labels=labels("Form", "Фармат", "Формат"), is_made=True),
        Field(
            path="size",
            type=Integer(least=1, most=ATTACHMENT_BYTES_MAX),
            labels=labels("Bytes", "Байты", "Байты"),
            is_made=True,
        ),
        Field(path="hash", type=Hash(), labels=labels("Hash", "Хэш", "Хэш"), is_made=True),
        Field(
            path="stripped",
            type=Bool(),
            labels=labels(
                "Hidden data taken out before it was attached",
                "Схаваныя звесткі выдалены перад далучэннем",
                "Скрытые данные удалены перед приложением",
            ),
            is_made=True,
        ),
    ),
)
