"""One row as an observation of a source: records to be, and what was left out with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from node.ledger.language import Labels, labels
from node.ledger.types import Scalar


class Reason(StrEnum):
    """Why a cell or a row was left out, or taken with a warning."""

    NO_NAME = "no_name"
    NOT_UNDERSTOOD = "not_understood"
    INITIALS_ONLY = "initials_only"
    VERDICT_BEFORE_ARREST = "verdict_before_arrest"
    COUNTED_FROM_VERDICT = "counted_from_verdict"
    ASKS_A_PERSON = "asks_a_person"
    NAMES_A_HELPER = "names_a_helper"
    INCOMPLETE = "incomplete"
    FORMULA = "formula"
    MERGED = "merged"
    SHIFTED = "shifted"
    REPEATED = "repeated"
    ERASED = "erased"


REASON_LABELS: Final[dict[Reason, Labels]] = {
    Reason.NO_NAME: labels("the row has no name", "у радку няма імя", "в строке нет имени"),
    Reason.NOT_UNDERSTOOD: labels("not understood", "не зразумела", "не понятно"),
    Reason.INITIALS_ONLY: labels(
        "taken, but there are only initials", "узята, але ёсць толькі ініцыялы", "взято, но есть только инициалы"
    ),
    Reason.VERDICT_BEFORE_ARREST: labels(
        "the verdict stands before the arrest", "прысуд раней за затрыманне", "приговор раньше задержания"
    ),
    Reason.COUNTED_FROM_VERDICT: labels(
        "the term is said to run from the verdict, often by mistake",
        "адлік тэрміну з дня прысуду, часта гэта памылка",
        "отсчёт срока со дня приговора, часто это ошибка",
    ),
    Reason.ASKS_A_PERSON: labels(
        "a death or a release must be entered by a person",
        "смерць або вызваленне мусіць запісаць чалавек",
        "смерть или освобождение должен записать человек",
    ),
    Reason.INCOMPLETE: labels(
        "taken, but something required is missing",
        "узята, але бракуе абавязковага",
        "взято, но не хватает обязательного",
    ),
    Reason.FORMULA: labels(
        "a formula without a stored result", "формула без захаванага выніку", "формула без сохранённого результата"
    ),
    Reason.MERGED: labels(
        "the row shares a merged cell with others; split it in the table",
        "у радку аб'яднаная ячэйка; падзяліце яе ў табліцы",
        "в строке объединённая ячейка; разделите её в таблице",
    ),
    Reason.SHIFTED: labels(
        "the row has more cells than the header",
        "у радку больш ячэек, чым у загалоўку",
        "в строке больше ячеек, чем в заголовке",
    ),
    Reason.REPEATED: labels(
        "the same person stands in an earlier row", "той самы чалавек ёсць вышэй", "тот же человек есть выше"
    ),
    Reason.ERASED: labels(
        "this person was erased for good and does not come back",
        "гэты чалавек сцёрты назаўсёды і не вернецца",
        "этот человек стёрт навсегда и не вернётся",
    ),
    Reason.NAMES_A_HELPER: labels(
        "names of lawyers are not taken over", "імёны адвакатаў не пераносяцца", "имена адвокатов не переносятся"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """A record to be: a key that stays the same in every import, fields by path, other records by path and key."""

    key: str
    kind: str
    fields: Mapping[str, Scalar]
    refs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Withheld:
    """A column (by its meaning) that was left out or needs a look, and why. The value stays in the file."""

    column: str
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What one row says. Without records it was rejected."""

    source_id: str
    records: tuple[Observed, ...]
    withheld: tuple[Withheld, ...]

    @property
    def is_rejected(self) -> bool:
        """Whether nothing of the row can be taken over."""
        return not self.records
