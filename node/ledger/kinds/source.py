"""Where a statement comes from."""

from typing import Final

from node.ledger.declare import Field, Kind, Level, Search
from node.ledger.kinds.common import EXTERNAL, NOTE
from node.ledger.language import labels
from node.ledger.types import Bool, Choice, Date, Hash, Text, Url
from node.ledger.vocabulary import source as words
from node.ledger.vocabulary.person import LANGUAGE

SOURCE: Final = Kind(
    name="source",
    labels=labels("source", "крыніца", "источник"),
    plural=labels("sources", "крыніцы", "источники"),
    level=Level.CIRCLE,
    summary="{title} · {category}",
    groups=(EXTERNAL[0],),
    fields=(
        Field(
            path="category",
            type=Choice(vocabulary=words.SOURCE_KIND),
            labels=labels("Kind", "Від", "Вид"),
            is_short=True,
            is_required=True,
        ),
        Field(
            path="title", type=Text(), labels=labels("Title", "Назва", "Название"), is_short=True, search=Search.TEXT
        ),
        Field(path="url", type=Url(), labels=labels("Address", "Адрас", "Адрес"), is_short=True),
        Field(
            path="archive",
            type=Hash(),
            labels=labels("Hash of the stored copy", "Хэш захаванай копіі", "Хэш сохранённой копии"),
        ),
        Field(path="language", type=Choice(vocabulary=LANGUAGE), labels=labels("Language", "Мова", "Язык")),
        Field(
            path="published_on", type=Date(), labels=labels("Published", "Апублікавана", "Опубликовано"), is_short=True
        ),
        Field(path="accessed_on", type=Date(), labels=labels("Read", "Прачытана", "Прочитано")),
        Field(
            path="reliability",
            type=Choice(vocabulary=words.RELIABILITY),
            labels=labels("Reliability", "Надзейнасць", "Надёжность"),
            is_short=True,
        ),
        Field(
            path="protect_source",
            type=Bool(),
            labels=labels("Never name this source", "Ніколі не называць крыніцу", "Никогда не называть источник"),
            is_short=True,
        ),
        *EXTERNAL[1],
        NOTE,
    ),
)
