"""What each column of somebody's own table holds: guessed from titles and cells, confirmed by a person, kept as text.

    {"list": "TEST-archive", "columns": {"ФИО": "name", "Биография": "prose"}}

Refused: a mapping without a name, an unknown meaning, a column that the table lacks.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from node.ledger.errors import TableFault, TableRefused
from node.ledger.language import Labels, labels
from node.ledger.limits import MAP_BYTES_MAX, TABLE_COLUMNS_MAX
from node.ledger.tables import phrases
from node.ledger.tables.layout import title_key
from node.ledger.tables.people import ListName
from node.ledger.tables.prose import facts_in

SKIP: Final = "skip"
MEANINGS: Final[dict[str, Labels]] = {
    SKIP: labels("— leave out —", "— не браць —", "— не брать —"),
    "name": labels("full name", "поўнае імя", "полное имя"),
    "surname": labels("surname", "прозвішча", "фамилия"),
    "given": labels("given name", "імя", "имя"),
    "patronymic": labels("patronymic", "імя па бацьку", "отчество"),
    "other_name": labels("another spelling of the name", "іншае напісанне імя", "другое написание имени"),
    "id": labels("id in this list", "ідэнтыфікатар у гэтым спісе", "идентификатор в этом списке"),
    "url": labels("address on the web", "адрас у інтэрнэце", "адрес в интернете"),
    "sex": labels("sex", "пол", "пол"),
    "born": labels("date of birth", "дата нараджэння", "дата рождения"),
    "birth_place": labels("place of birth", "месца нараджэння", "место рождения"),
    "citizenship": labels("citizenship", "грамадзянства", "гражданство"),
    "occupation": labels("occupation", "занятак", "занятие"),
    "bio": labels("text, kept as it is", "тэкст, як ёсць", "текст, как есть"),
    "prose": labels(
        "text with birth, work, sentence or place inside",
        "тэкст, дзе ёсць нараджэнне, праца, прысуд або месца",
        "текст, где есть рождение, работа, приговор или место",
    ),
    "arrested": labels("date of arrest", "дата затрымання", "дата задержания"),
    "arrest_place": labels("place of arrest", "месца затрымання", "место задержания"),
    "articles": labels("articles", "артыкулы", "статьи"),
    "verdict": labels("date of verdict", "дата прысуду", "дата приговора"),
    "court": labels("court", "суд", "суд"),
    "judge": labels("judge", "суддзя", "судья"),
    "prosecutor": labels("prosecutor", "пракурор", "прокурор"),
    "term": labels("term", "тэрмін", "срок"),
    "penalty": labels("penalty", "пакаранне", "наказание"),
    "counted_from": labels("term counted from", "адлік тэрміну", "отсчёт срока"),
    "prison": labels("place of imprisonment", "месца зняволення", "место заключения"),
    "address": labels("address of that place", "адрас гэтага месца", "адрес этого места"),
    "status": labels("recognition", "прызнанне", "признание"),
}
_TITLES: Final = (  # the first pattern that stands in a title
    (r"^(?:№|n|no|#|№ ?п/?п|п/п|row|нумар|номер)\.?$", SKIP),
    (r"отчеств|па бацьку|patronym", "patronymic"),
    (r"ф\.? ?и\.? ?о|фамилия.*имя|прозвішча.*імя|full name|name and surname|имя и фамилия|имя, фамилия", "name"),
    (r"фамили|прозвішч|surname|last ?name|family name", "surname"),
    (r"given|first ?name", "given"),
    (r"мест\w* рожд|месца нарадж|birth ?place|place of birth|урожен", "birth_place"),
    (r"рожд|нарадж|birth|born|г\.? ?р\.?$|год р", "born"),
    (r"мест\w* (?:арест|задерж)|месца (?:арышт|затрым)|place of (?:arrest|detention)", "arrest_place"),
    (r"арест|арышт|задерж|затрым|arrest|detain|detention", "arrested"),
    (r"^пол$|^sex$|gender", "sex"),
    (r"граждан|грамадзян|citizen", "citizenship"),
    (r"професс|прафес|занят|род занят|должност|occupation|profession|^job|^work$", "occupation"),
    (r"стать[яи]|артыкул|article|charge|обвин|абвінав", "articles"),
    (r"дата (?:приг|прыс|суд)|verdict|date of (?:sentence|judg)", "verdict"),
    (r"судь[яи]|судд[зя]|judge", "judge"),
    (r"прокур|пракур|prosecut", "prosecutor"),
    (r"^суд|^court", "court"),
    (r"^срок|^тэрмін|^term|sentence length", "term"),
    (r"адрес|адрас|address", "address"),
    (
        r"колони|калоні|тюрьм|турм|prison|colony|мест\w* (?:заключ|отбыв)|месца (?:зняв|адбыв)|facility|where held",
        "prison",
    ),
    (r"приговор|прысуд|наказан|пакаран|sentence|penalty", "penalty"),
    (r"биограф|біяграф|biograph|^bio|сведени|звестк|details|описан|апісан|описание|about|примечан|заўваг", "bio"),
    (r"ссылк|спасылк|link|url|http", "url"),
    (r"^id$|идентиф|ідэнтыф|^код|^code|^shifr|шифр", "id"),
    (r"^имя$|^імя$|^name$|person|чалавек|человек|заключ[её]нн|зняволен", "name"),
)
_PROBED_ROWS: Final = 50
_PROSE_CHARS: Final = 25  # a cell this long on average is text rather than one fact
_LONG_IS_PROSE: Final = frozenset(
    (SKIP, "bio", "penalty", "born", "occupation", "birth_place", "prison", "arrested", "articles")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMap:
    """What each column holds, by title as compared, and how the list is called."""

    org: str
    columns: Mapping[str, str]  # title as compared → meaning; columns not named are left out

    def list_name(self) -> ListName:
        """How the records of this list are keyed: two nodes with one mapping make the same."""
        return ListName(org=self.org, prefix=f"table:{self.org}")

    def cells(self, header: Sequence[str], row: Sequence[str]) -> dict[str, list[str]]:
        """What a row holds by meaning, in the order of the columns."""
        found: dict[str, list[str]] = {}
        for title, cell in zip(header, row, strict=False):
            meaning = self.columns.get(title_key(title), SKIP)
            if meaning != SKIP:
                found.setdefault(meaning, []).append(cell)
        return found

    def encode(self) -> str:
        """The mapping as the text of a mapping file."""
        return json.dumps({"list": self.org, "columns": dict(self.columns)}, ensure_ascii=False, indent=1)


def decode_map(text: str) -> ColumnMap:
    """Read a mapping file of at most 256 KiB. Raises: TableRefused."""
    try:
        found = json.loads(text) if len(text.encode()) <= MAP_BYTES_MAX else None
    except (ValueError, RecursionError):
        found = None
    columns = found.get("columns") if isinstance(found, dict) else None
    name = found.get("list") if isinstance(found, dict) else None
    if not isinstance(columns, dict) or not isinstance(name, str) or len(columns) > TABLE_COLUMNS_MAX:
        raise TableRefused(TableFault.MAPPING)
    if not all(isinstance(meaning, str) for meaning in columns.values()):
        raise TableRefused(TableFault.MAPPING)
    return checked(ColumnMap(org=name, columns={title_key(title): meaning for title, meaning in columns.items()}))


def checked(mapping: ColumnMap, header: Sequence[str] | None = None) -> ColumnMap:
    """The mapping, if it can be used, with this table where a header is given. Raises: TableRefused."""
    meanings = set(mapping.columns.values())
    titles = None if header is None else {title_key(title) for title in header}
    is_named = bool(meanings & {"name", "surname"}) and bool(mapping.org.strip()) and len(mapping.org) <= 100
    if not is_named or not meanings <= MEANINGS.keys() or (titles is not None and not mapping.columns.keys() <= titles):
        raise TableRefused(TableFault.MAPPING)
    return mapping


def header_id(header: Iterable[str]) -> str:
    """A short name for a header: what a mapping is remembered under."""
    return blake2b("\x1f".join(title_key(title) for title in header).encode(), digest_size=8).hexdigest()


def guess_map(header: Sequence[str], rows: Sequence[Sequence[str]]) -> ColumnMap:
    """The mapping a table seems to have. It may lack a name: then it is not yet of use."""
    columns: dict[str, str] = {}
    for index, title in enumerate(header):
        cells = [row[index] for row in rows[:_PROBED_ROWS] if index < len(row) and not phrases.is_empty(row[index])]
        columns.setdefault(title_key(title), _meaning(title_key(title), cells))
    if "surname" in columns.values():  # beside a surname the plain word "name" means the given name
        columns = {
            title: "given" if meaning == "name" and _is_single(title) else meaning for title, meaning in columns.items()
        }
    return ColumnMap(
        org=f"table-{header_id(header)[:8]}", columns={title: it for title, it in columns.items() if title}
    )


def alike(mapping: ColumnMap, header: Sequence[str]) -> bool:
    """Whether most columns of a header are known to a mapping: then it is offered first."""
    titles = {title_key(title) for title in header}
    return 2 * len(titles & mapping.columns.keys()) > len(titles | mapping.columns.keys())


def adapted(mapping: ColumnMap, guessed: ColumnMap) -> ColumnMap:
    """A remembered mapping for a header with other columns too: what was confirmed stays, the rest is as guessed."""
    columns = {title: mapping.columns.get(title, meaning) for title, meaning in guessed.columns.items()}
    return ColumnMap(org=mapping.org, columns=columns)


def _meaning(title: str, cells: Sequence[str]) -> str:
    meaning = next((code for pattern, code in _TITLES if re.search(pattern, title)), SKIP)
    if meaning in _LONG_IS_PROSE and _is_prose(cells):
        return "prose"
    return meaning


def _is_prose(cells: Sequence[str]) -> bool:
    if not cells or sum(map(len, cells)) < _PROSE_CHARS * len(cells):
        return False
    return 4 * sum(bool(facts_in(cell)) for cell in cells) >= len(cells)


def _is_single(title: str) -> bool:
    return re.search(r"^(?:имя|імя|name)$", title) is not None
