"""Places of detention in Belarus with their postal addresses, as of 2023.

Refuses nothing and is not complete: no public list of all addresses is known.
"""

from typing import Final

from node.ledger.language import Labels, labels
from node.ledger.packs.pack import Address, Facility

_VERIFIED: Final = "2023"
_KINDS: Final = {
    "remand_prison": ("sizo", labels("Remand prison No.", "Следчы ізалятар №", "Следственный изолятор №")),
    "prison": ("turma", labels("Prison No.", "Турма №", "Тюрьма №")),
    "penal_colony": ("ik", labels("Penal colony No.", "Папраўчая калонія №", "Исправительная колония №")),
    "open_facility": (
        "iuot",
        labels(
            "Open facility No.",
            "Папраўчая ўстанова адкрытага тыпу №",
            "Исправительное учреждение открытого типа №",
        ),
    ),
}

# The first kind that fits is meant; lower case without accents.
PLACE_STEMS: Final = {
    "open_facility": ("иуот", "папт", "пуот", "открыт", "адкрыт", "open", "iuot", "khimi", "chimi", "хими", "хімі"),
    "remand_prison": ("сизо", "сіза", "следств", "следч", "remand", "sizo", "siza", "sliedc", "изолятор", "ізалятар"),
    "prison": ("тюрьм", "турм", "turm", "prison"),
    "penal_colony": ("ик", "пк", "колони", "калоні", "colon", "kaloni", "koloni", "penal"),
}


def _facility(
    category: str, number: str, where: tuple[str, str, str], street: Labels, *, valid_to: str = "", note: str = ""
) -> Facility:
    """`where` is region, town in Belarusian, postcode; `street` the whole line in three languages."""
    short, name = _KINDS[category]
    region, locality, postcode = where
    return Facility(
        key=f"by-{short}-{number}",
        category=category,
        number=number,
        names=labels(f"{name.en} {number}", f"{name.be} {number}", f"{name.ru} {number}"),
        region=region,
        locality=locality,
        addresses=(Address(texts=street, postcode=postcode, valid_to=valid_to, last_verified=_VERIFIED),),
        note=note,
    )


FACILITIES: Final[tuple[Facility, ...]] = (
    _facility(
        "remand_prison",
        "1",
        ("Мінск", "Мінск", "220030"),
        labels("vul. Valadarskaha 2, Minsk", "вул. Валадарскага, 2, г. Мінск", "ул. Володарского, 2, г. Минск"),
        valid_to="2023/..",  # moved some time after the list was made
    ),
    _facility(
        "prison",
        "4",
        ("Магілёўская", "Магілёў", "212011"),
        labels("vul. Krupskaj 99A, Mahilioŭ", "вул. Крупскай, 99А, г. Магілёў", "ул. Крупской, 99А, г. Могилёв"),
    ),
    _facility(
        "prison",
        "8",
        ("Мінская", "Жодзіна", "222163"),
        labels("vul. Savieckaja 22A, Žodzina", "вул. Савецкая, 22А, г. Жодзіна", "ул. Советская, 22А, г. Жодино"),
    ),
    _facility(
        "penal_colony",
        "1",
        ("Віцебская", "Наваполацк", "211440"),
        labels(
            "vul. Techničnaja 8, Navapolack", "вул. Тэхнічная, 8, г. Наваполацк", "ул. Техническая, 8, г. Новополоцк"
        ),
    ),
    _facility(
        "penal_colony",
        "2",
        ("Магілёўская", "Бабруйск", "213800"),
        labels("vul. Sikorskaha 1, Babrujsk", "вул. Сікорскага, 1, г. Бабруйск", "ул. Сикорского, 1, г. Бобруйск"),
    ),
    _facility(
        "penal_colony",
        "4",
        ("Гомельская", "Гомель", "246035"),
        labels("vul. Antoškina 3, Homieĺ", "вул. Антошкіна, 3, г. Гомель", "ул. Антошкина, 3, г. Гомель"),
        note="Жаночая калонія",
    ),
    _facility(
        "penal_colony",
        "15",
        ("Магілёўская", "Магілёў", "213105"),
        labels(
            "Slaŭharadskaja šaša 183, Viejna, Mahilioŭ",
            "Слаўгарадская шаша, 183, Вейна, г. Магілёў",
            "Славгородское шоссе, 183, Вейно, г. Могилёв",
        ),
    ),
    _facility(
        "open_facility",
        "43",
        ("Магілёўская", "Магілёў", "212003"),
        labels(
            "vul. Čaliuskincaŭ 76a, Mahilioŭ", "вул. Чалюскінцаў, 76а, г. Магілёў", "ул. Челюскинцев, 76а, г. Могилёв"
        ),
    ),
    _facility(
        "open_facility",
        "48",
        ("Магілёўская", "Асіповічы", "213765"),
        labels("vul. Sumčanki 38, Asipovičy", "вул. Сумчанкі, 38, г. Асіповічы", "ул. Сумченко, 38, г. Осиповичи"),
    ),
    _facility(
        "open_facility",
        "49",
        ("Магілёўская", "Шклоў", "213010"),
        labels("vul. Maladziožnaja 2B, Škloŭ", "вул. Маладзёжная, 2Б, г. Шклоў", "ул. Молодёжная, 2Б, г. Шклов"),
    ),
)
