"""What comes of a hearing: the sitting, the judgment, the person's status and the next sitting, in one act; a new
charge; an appeal.

Nothing is guessed: a status is written only as the penalty or the outcome says, and none where the person may choose
otherwise.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from node.ledger.acts.deed import Addition, Change, Deed, NewId, Said, told
from node.ledger.declare import Field, Kind, Level
from node.ledger.derived.view import RecordView
from node.ledger.kinds.hearing import HEARING
from node.ledger.language import labels
from node.ledger.text import tidy_line
from node.ledger.types import Choice, Clock, Date, Duration, Integer, Ref, Scalar, Sum, Text
from node.ledger.vocabulary import justice, status
from node.ledger.vocabulary.judgment import PENALTY_KIND, REGIME

STATUS_AFTER: Final[Mapping[str, str]] = MappingProxyType(
    {
        "imprisonment": "serving_imprisonment",
        "arrest": "arrest_penalty",
        "open_facility": "awaiting_sentence_start",
        "home_confinement": "awaiting_sentence_start",
        "compulsory_treatment": "forced_treatment",
        "suspended": "suspended_sentence",
        "fine": "fine_only",
        "acquittal": "released_acquitted",
    }
)
_INSTANCES: Final = {"appeal": "appeal", "cassation": "cassation", "parole": "change"}
_NO_RULING: Final = frozenset(
    ("upheld", "refused", "adjourned", "cancelled")
)  # with a penalty named, it is the old one
_ARTICLES_MAX: Final = 20  # of one judgment; the longest published lists have a dozen
_COPIED: Final = ("person", "case", "category", "court", "court_text", "time_zone", "room", "prosecutor", "access")

RULED: Final = Kind(
    name="ruled",
    labels=labels("what came of the hearing", "вынік пасяджэння", "итог заседания"),
    plural=labels("what came of hearings", "вынікі пасяджэнняў", "итоги заседаний"),
    level=Level.NETWORK,
    summary="{outcome}",
    fields=(
        Field(
            path="outcome",
            type=Choice(vocabulary=justice.HEARING_OUTCOME),
            labels=labels("Outcome", "Вынік", "Итог"),
            help=labels(
                "May stay empty where a penalty is named.",
                "Можа застацца пустым, калі названае пакаранне.",
                "Может остаться пустым, если названо наказание.",
            ),
            is_short=True,
        ),
        Field(
            path="penalty",
            type=Choice(vocabulary=PENALTY_KIND),
            labels=labels("Penalty", "Пакаранне", "Наказание"),
            is_short=True,
        ),
        Field(path="term", type=Duration(), labels=labels("Term", "Тэрмін", "Срок"), is_short=True),
        Field(
            path="status",
            type=Choice(vocabulary=status.PERSON_STATUS),
            labels=labels(
                "The person's status from now on", "Стан чалавека з гэтага дня", "Статус человека с этого дня"
            ),
            help=labels(
                "Empty: what follows from the penalty.",
                "Пуста: тое, што вынікае з пакарання.",
                "Пусто: то, что следует из наказания.",
            ),
            is_short=True,
        ),
        Field(
            path="next_on",
            type=Date(),
            labels=labels("Next sitting", "Наступнае пасяджэнне", "Следующее заседание"),
            is_short=True,
        ),
        Field(path="next_at", type=Clock(), labels=labels("Begins at", "Пачатак", "Начало"), is_short=True),
        Field(
            path="watched",
            type=Choice(vocabulary=justice.OBSERVER_STATE),
            labels=labels("Our observers", "Нашы назіральнікі", "Наши наблюдатели"),
            is_short=True,
        ),
        Field(path="regime", type=Choice(vocabulary=REGIME), labels=labels("Regime", "Рэжым", "Режим")),
        Field(
            path="articles",
            type=Text(),
            labels=labels("Articles", "Артыкулы", "Статьи"),
            help=labels("Separated by semicolons.", "Праз кропку з коскай.", "Через точку с запятой."),
        ),
        Field(path="fine", type=Sum(), labels=labels("Fine", "Штраф", "Штраф")),
        Field(
            path="compensation",
            type=Sum(),
            labels=labels("“Compensation” ordered", "Прысуджаная «кампенсацыя»", "Присуждённая «компенсация»"),
        ),
        Field(
            path="supporters",
            type=Integer(most=10_000),
            labels=labels("How many came in support", "Колькі прыйшло на падтрымку", "Сколько пришло поддержать"),
        ),
    ),
)
CHARGED: Final = Kind(
    name="charged",
    labels=labels("new charge", "новае абвінавачванне", "новое обвинение"),
    plural=labels("new charges", "новыя абвінавачванні", "новые обвинения"),
    level=Level.NETWORK,
    summary="{article_text}",
    fields=(
        Field(
            path="article_text",
            type=Text(chars_max=200),
            labels=labels("Article as published", "Артыкул, як апублікаваны", "Статья, как опубликована"),
            is_short=True,
            is_required=True,
        ),
        Field(path="part", type=Text(chars_max=20), labels=labels("Part", "Частка", "Часть"), is_short=True),
        Field(path="brought_on", type=Date(), labels=labels("Brought", "Прад'яўлена", "Предъявлено"), is_short=True),
        Field(
            path="replaces",
            type=Ref(kinds=("charge",)),
            labels=labels("Takes the place of", "Замяняе", "Заменяет"),
            is_short=True,
        ),
        Field(
            path="case",
            type=Ref(kinds=("criminal_case",)),
            labels=labels("Criminal case", "Крымінальная справа", "Уголовное дело"),
            is_short=True,
        ),
    ),
)
HEARD_AGAIN: Final = Kind(
    name="heard_again",
    labels=labels("appeal", "абскарджанне", "обжалование"),
    plural=labels("appeals", "абскарджанні", "обжалования"),
    level=Level.NETWORK,
    summary="{held_on}",
    fields=(
        Field(
            path="held_on",
            type=Date(),
            labels=labels(
                "Day of the sitting, as far as known",
                "Дзень пасяджэння, наколькі вядомы",
                "День заседания, насколько известен",
            ),
            is_short=True,
            is_required=True,
        ),
        *(HEARING.by_path[path] for path in ("starts_at", "court", "court_text")),
        Field(
            path="case",
            type=Ref(kinds=("criminal_case",)),
            labels=labels("Criminal case", "Крымінальная справа", "Уголовное дело"),
            is_short=True,
        ),
    ),
)


def rule(hearing: RecordView, said: Said, new_id: NewId) -> Deed:
    """What came of a hearing: the sitting's own outcome, a judgment where a penalty is named, the person's status
    where one follows or is named, the next sitting where its day is.
    """
    person, penalty, outcome = hearing.fields.get("person"), said.get("penalty"), said.get("outcome")
    changed: dict[str, Scalar] = told({path: said.get(path) for path in ("outcome", "next_on", "supporters")})
    additions: list[Addition] = []
    if penalty is not None:
        judgment = Addition(record=new_id(), kind="judgment", values=_judgment(hearing, said))
        additions.append(judgment)
        changed |= {"judgment": judgment.record}
        if outcome is None:
            changed["outcome"] = "changed" if hearing.text("category") in _INSTANCES else "judgment"
    stands = _status(said)
    if stands is not None:
        values = told({"person": person, "status": stands, "effective_on": hearing.fields.get("held_on")})
        additions.append(Addition(record=new_id(), kind="status_event", values=values))
    if said.get("next_on") is not None:
        copied: dict[str, Scalar] = {path: hearing.fields.get(path) for path in _COPIED}
        copied |= {path: value for path, value in hearing.fields.items() if path.startswith("judges/")}
        values = told({**copied, "held_on": said["next_on"], "starts_at": said.get("next_at")})
        additions.append(Addition(record=new_id(), kind="hearing", values=values))
    changed |= _observers(hearing, said)
    return Deed(additions=tuple(additions), changes=(Change(record=hearing.id, values=changed),) if changed else ())


def charge(person: bytes, said: Said, new_id: NewId) -> Deed:
    """A new charge; one it replaces says so and by which."""
    record = new_id()
    fields = {path: said.get(path) for path in ("article_text", "part", "brought_on", "case")}
    values = told({"person": person, "state": "brought", **fields})
    replaced = said.get("replaces")
    gone: dict[str, Scalar] = {"state": "requalified", "requalified_to": record}
    changes = (Change(record=replaced, values=gone),) if isinstance(replaced, bytes) else ()
    return Deed(additions=(Addition(record=record, kind="charge", values=values),), changes=changes)


def hear_again(person: bytes, said: Said, new_id: NewId) -> Deed:
    """An appeal: its sitting, and the stage of the case where that is known."""
    fields = {path: said.get(path) for path in ("held_on", "starts_at", "court", "court_text", "case")}
    values = told({"person": person, "category": "appeal", **fields})
    case = said.get("case")
    changes = (Change(record=case, values={"stage": "appeal"}),) if isinstance(case, bytes) else ()
    return Deed(additions=(Addition(record=new_id(), kind="hearing", values=values),), changes=changes)


def _judgment(hearing: RecordView, said: Said) -> dict[str, Scalar]:
    fields = {path: said.get(path) for path in ("penalty", "term", "regime", "fine", "compensation")}
    values: dict[str, Scalar] = {
        "person": hearing.fields.get("person"),
        "decided_on": hearing.fields.get("held_on"),
        "instance": _INSTANCES.get(hearing.text("category"), "first"),
        "court": hearing.fields.get("court_text"),
        "prosecutor": hearing.fields.get("prosecutor"),
        **fields,
    }
    values |= {
        path: value for path, value in hearing.fields.items() if path.startswith("judges/") and path.endswith("/text")
    }
    articles = [tidy_line(part) for part in str(said.get("articles") or "").split(";")]
    for number, article in enumerate([one for one in articles if one][:_ARTICLES_MAX], 1):
        values[f"articles/a{number}/text"] = article[:100]
    return told(values)


def _status(said: Said) -> str | None:
    """The status that was named, else what the penalty or the outcome says."""
    named, penalty, outcome = said.get("status"), said.get("penalty"), said.get("outcome")
    if isinstance(named, str):
        return named
    if isinstance(penalty, str) and outcome not in _NO_RULING:
        return STATUS_AFTER.get(penalty)
    return None


def _observers(hearing: RecordView, said: Said) -> dict[str, Scalar]:
    """What became of those who planned to watch."""
    watched = said.get("watched")
    if watched is None:
        return {}
    items = {path.split("/")[1] for path in hearing.fields if path.startswith("observers/")}
    return {
        f"observers/{item}/state": watched
        for item in sorted(items)
        if hearing.text(f"observers/{item}/state") in ("", "planned")
    }
