"""Sums of money: an integer of minor units and a currency or asset code. No floats, no rates.

Canonical text: `BYN:1250` is twelve roubles fifty; it cannot be taken for a typed sum, where `1250 BYN` is 1,250
roubles. Typed `12,50 BYN` or `1 250.00 USD` is read; a sum whose currency can be two (`руб.`) is refused.
"""

import re
from dataclasses import dataclass
from typing import Final

from node.ledger.errors import Fault, ValueRefused
from node.ledger.language import labels
from node.ledger.limits import ASSET_CHARS_MAX, INPUT_CHARS_MAX, MONEY_CHARS_MAX, MONEY_MINOR_MAX
from node.ledger.text import tidy_line

EXPECTED: Final = labels(
    "a sum with its currency, such as 12,50 BYN",
    "сума з валютай, напрыклад 12,50 BYN",
    "сумма с валютой, например 12,50 BYN",
)
_CANONICAL: Final = re.compile(r"([A-Z][A-Z0-9]{2,9}):(0|-?[1-9][0-9]{0,15})")
_DIGITS_AFTER_POINT: Final = {  # all others have two
    "JPY": 0,
    "KRW": 0,
    "VND": 0,
    "ISK": 0,
    "CLP": 0,
    "HUF": 2,
    "KWD": 3,
    "BHD": 3,
    "TND": 3,
    "JOD": 3,
    "BTC": 8,
    "LTC": 8,
    "XMR": 12,
    "ETH": 9,
    "USDT": 6,
    "USDC": 6,
    "TON": 9,
}
_SYMBOLS: Final = {"€": "EUR", "$": "USD", "£": "GBP", "zł": "PLN", "zl": "PLN", "₴": "UAH", "₽": "RUB", "₾": "GEL"}
_WORDS: Final = {
    "br": "BYN",
    "byn": "BYN",
    "бел. руб": "BYN",
    "бел.руб": "BYN",
    "бел руб": "BYN",
    "рос. руб": "RUB",
    "рос.руб": "RUB",
    "euro": "EUR",
    "еўра": "EUR",
    "евро": "EUR",
    "злотых": "PLN",
}
_AMOUNT: Final = re.compile(r"[0-9](?:[0-9 .,']*[0-9])?")
_MINUS: Final = ("-", "−")
_CODE: Final = re.compile(rf"[A-Z][A-Z0-9]{{2,{ASSET_CHARS_MAX - 1}}}")


@dataclass(frozen=True, slots=True)
class Money:
    """`minor` units (negative for a reversal) of `currency`."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if abs(self.minor) > MONEY_MINOR_MAX or not _CODE.fullmatch(self.currency):
            raise ValueRefused(Fault.RANGE, EXPECTED)

    @property
    def canonical(self) -> str:
        """The text a record stores."""
        return f"{self.currency}:{self.minor}"

    def __add__(self, other: "Money") -> "Money":
        """The sum of two amounts of one currency. Raises: ValueRefused for two currencies."""
        if self.currency != other.currency:
            raise ValueRefused(Fault.CODE, EXPECTED)
        return Money(self.minor + other.minor, self.currency)


def digits_after_point(currency: str) -> int:
    """How many decimal digits a currency or asset is written with."""
    return _DIGITS_AFTER_POINT.get(currency, 2)


def decode_money(text: str) -> Money:
    """Read the canonical text of a sum (at most 28 characters).

    Raises: ValueRefused for anything else.
    """
    found = _CANONICAL.fullmatch(text) if len(text) <= MONEY_CHARS_MAX else None
    if not found:
        raise ValueRefused(Fault.FORM, EXPECTED)
    return Money(int(found[2]), found[1])


def is_canonical_money(text: str) -> bool:
    """Whether `text` is the canonical text of a sum."""
    if len(text) > MONEY_CHARS_MAX:
        return False
    found = _CANONICAL.fullmatch(text)
    return found is not None and abs(int(found[2])) <= MONEY_MINOR_MAX


def parse_money(text: str) -> Money:
    """Read a sum as typed, with comma or point before the decimals, spaces or `'` between thousands (≤ 64 characters).

    Raises: ValueRefused without a currency, with too many decimals, or where it is not understood.
    """
    if len(text) > INPUT_CHARS_MAX:
        raise ValueRefused(Fault.LENGTH, EXPECTED)
    typed = tidy_line(text)
    if is_canonical_money(typed):
        return decode_money(typed)
    is_negative = typed.startswith(_MINUS)
    unsigned = typed[1:] if is_negative else typed
    amounts = list(_AMOUNT.finditer(unsigned))
    if len(amounts) != 1:
        raise ValueRefused(Fault.FORM if typed else Fault.EMPTY, EXPECTED)
    currency = _currency(unsigned[: amounts[0].start()], unsigned[amounts[0].end() :])
    minor = _minor(amounts[0].group(), digits_after_point(currency))
    return Money(-minor if is_negative else minor, currency)


def _currency(before: str, behind: str) -> str:
    """The currency named on one side of the digits."""
    names = [name for name in (before.strip(), behind.strip(" .")) if name]
    if len(names) == 1:
        known = _SYMBOLS.get(names[0]) or _WORDS.get(names[0].lower())
        code = known or names[0].upper()
        if _CODE.fullmatch(code):
            return code
    raise ValueRefused(Fault.FORM, EXPECTED)


def _minor(digits: str, places: int) -> int:
    """Minor units of digits whose last separator stands before the decimals; `12.505` can be two sums: refused."""
    compact = digits.replace(" ", "").replace("'", "")
    cut = max(compact.rfind("."), compact.rfind(","))
    decimals = compact[cut + 1 :] if cut >= 0 else ""
    whole = compact[:cut] if cut >= 0 else compact
    if len(decimals) == 3 and (places == 0 or (places < 3 and compact[cut] in whole)):
        whole, decimals = compact, ""
    grouped = whole.replace(".", ",")
    if not _is_grouped(grouped) or len(decimals) > places:
        raise ValueRefused(Fault.FORM, EXPECTED)
    return int(grouped.replace(",", "") + decimals.ljust(places, "0"))


def _is_grouped(whole: str) -> bool:
    first, *groups = whole.split(",")
    return first.isdigit() and all(len(group) == 3 and group.isdigit() for group in groups)


def format_money(money: Money, language: str) -> str:
    """`1,250.50 BYN` in English, `1 250,50 BYN` (no-break spaces) in Belarusian and Russian."""
    places = digits_after_point(money.currency)
    group, point = ("\u00a0", ",") if language in ("be", "ru") else (",", ".")
    whole, rest = divmod(abs(money.minor), 10**places)
    decimals = f"{point}{rest:0{places}d}" if places else ""
    sign = "−" if money.minor < 0 else ""
    return f"{sign}{whole:,}".replace(",", group) + f"{decimals}\u00a0{money.currency}"
