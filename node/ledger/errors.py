"""Errors of the ledger.

    LedgerError
    ├── UnknownKind        a kind of record this program does not know
    ├── UnknownField       a path its kind does not declare
    ├── ValueRefused       a value its field does not take
    ├── TableRefused       a file that is no table, or larger than the bounds
    ├── ExportRefused      more than one file of the format may hold
    └── BadDeclaration     a kind declared wrongly (a defect of the program, found when it is registered)

No message names a value: what was refused may be a person's name.
"""

from enum import StrEnum

from node.ledger.language import Labels, labels


class Fault(StrEnum):
    """Why a value was refused."""

    TYPE = "type"
    LENGTH = "length"
    CHARACTERS = "characters"
    FORM = "form"
    RANGE = "range"
    CODE = "code"
    EMPTY = "empty"


FAULT_LABELS = {
    Fault.TYPE: labels("not the right type of value", "няправільны тып значэння", "неверный тип значения"),
    Fault.LENGTH: labels("too long", "задоўга", "слишком длинно"),
    Fault.CHARACTERS: labels(
        "contains control characters", "утрымлівае кіравальныя сімвалы", "содержит управляющие символы"
    ),
    Fault.FORM: labels("not understood", "не зразумела", "не понятно"),
    Fault.RANGE: labels("out of range", "па-за межамі", "вне допустимых пределов"),
    Fault.CODE: labels("not a word of the list", "такога слова няма ў спісе", "такого слова нет в списке"),
    Fault.EMPTY: labels("empty", "пуста", "пусто"),
}


class LedgerError(Exception):
    """Base of everything `node.ledger` raises on purpose."""


class BadDeclaration(LedgerError):
    """A kind or field that is declared wrongly."""


class TableFault(StrEnum):
    """Why a whole file was refused."""

    BYTES = "bytes"
    ROWS = "rows"
    COLUMNS = "columns"
    CELL = "cell"
    BINARY = "binary"
    ENCODING = "encoding"
    QUOTES = "quotes"
    EMPTY = "empty"
    SHEET = "sheet"
    MAPPING = "mapping"
    UNKNOWN_LIST = "unknown_list"
    UNKNOWN_COUNTRY = "unknown_country"


TABLE_FAULT_LABELS = {
    TableFault.BYTES: labels("the file is too large", "файл занадта вялікі", "файл слишком большой"),
    TableFault.ROWS: labels("too many rows", "занадта шмат радкоў", "слишком много строк"),
    TableFault.COLUMNS: labels("too many columns", "занадта шмат слупкоў", "слишком много столбцов"),
    TableFault.CELL: labels("a cell is too long", "занадта доўгая ячэйка", "слишком длинная ячейка"),
    TableFault.BINARY: labels("this is not a text table", "гэта не тэкставая табліца", "это не текстовая таблица"),
    TableFault.ENCODING: labels(
        "the letters cannot be read (UTF-8, UTF-16 or CP1251 is needed)",
        "літары не чытаюцца (патрэбна UTF-8, UTF-16 або CP1251)",
        "буквы не читаются (нужна UTF-8, UTF-16 или CP1251)",
    ),
    TableFault.QUOTES: labels("a quotation mark is not closed", "двукоссе не закрыта", "кавычка не закрыта"),
    TableFault.SHEET: labels(
        "the spreadsheet cannot be read", "электронная табліца не чытаецца", "электронная таблица не читается"
    ),
    TableFault.MAPPING: labels(
        "the mapping cannot be used: it names each column and what it holds, and one column must be a name",
        "раскладка не падыходзіць: у ёй пералічваюцца слупкі і іх змест, адзін з іх мусіць быць імем",
        "раскладка не подходит: в ней перечислены столбцы и их содержание, один из них должен быть именем",
    ),
    TableFault.UNKNOWN_COUNTRY: labels(
        "no pack of this country is here", "пакета гэтай краіны тут няма", "пакета этой страны здесь нет"
    ),
    TableFault.UNKNOWN_LIST: labels(
        "this is not a list this program knows", "гэта невядомы праграме спіс", "этот список программе неизвестен"
    ),
    TableFault.EMPTY: labels("there are no rows", "няма радкоў", "нет строк"),
}


class UnknownKind(LedgerError):
    """A kind of record this program does not know."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"unknown kind of record: {_code(kind)}")


class UnknownField(LedgerError):
    """A path that its kind does not declare."""

    def __init__(self, kind: str, path: str) -> None:
        super().__init__(f"{_code(kind)} has no field {_code(path)}")


class ValueRefused(LedgerError):
    """A value that its field does not take; `path` is empty where a value stands alone."""

    def __init__(self, fault: Fault, expects: Labels, *, path: str = "") -> None:
        self.fault = fault
        self.expects = expects
        self.path = path
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        """One line for people: the field, what is wrong, what is expected; never the value."""
        where = f"{self.path}: " if self.path else ""
        return f"{where}{FAULT_LABELS[self.fault].in_language(language)}; {self.expects.in_language(language)}"

    def at(self, path: str) -> "ValueRefused":
        """The same refusal with the path it happened at."""
        return ValueRefused(self.fault, self.expects, path=path)


def _code(word: object) -> str:
    """A kind or path fit for a message: ASCII, short, quoted; what is not text is only named so."""
    return ascii(word[:80]) if isinstance(word, str) else "(not text)"


class TableRefused(LedgerError):
    """A whole file that is not read; nothing of it is taken over."""

    def __init__(self, fault: TableFault, row: int | None = None) -> None:
        """`row` counts from 1, the header being the first."""
        where = f"row {row}: " if row is not None else ""
        super().__init__(where + TABLE_FAULT_LABELS[fault].en)
        self.fault, self.row = fault, row


class ExportRefused(LedgerError):
    """More than one file of the format may hold; nothing was written."""
