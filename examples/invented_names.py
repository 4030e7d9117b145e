"""Names of people who do not exist: common given names with surnames made of words for sample, draft and invention.

Each form stands in Belarusian, Russian and the official Latin letters of 2007.
"""

from dataclasses import dataclass
from random import Random
from typing import Final

Forms = tuple[str, str, str]  # Belarusian, Russian, Latin
_MALE: Final[tuple[Forms, ...]] = (
    ("Аляксандр", "Александр", "Aliaksandr"),
    ("Сяргей", "Сергей", "Siarhiej"),
    ("Уладзімір", "Владимир", "Uladzimir"),
    ("Андрэй", "Андрей", "Andrej"),
    ("Дзмітрый", "Дмитрий", "Dzmitryj"),
    ("Мікалай", "Николай", "Mikalaj"),
    ("Аляксей", "Алексей", "Aliaksiej"),
    ("Яўген", "Евгений", "Jaŭhien"),
    ("Віктар", "Виктор", "Viktar"),
    ("Ігар", "Игорь", "Ihar"),
    ("Мікіта", "Никита", "Mikita"),
    ("Павел", "Павел", "Paviel"),
    ("Максім", "Максим", "Maksim"),
    ("Арцём", "Артём", "Arciom"),
    ("Кірыл", "Кирилл", "Kiryl"),
    ("Ілля", "Илья", "Illia"),
    ("Антон", "Антон", "Anton"),
    ("Раман", "Роман", "Raman"),
    ("Іван", "Иван", "Ivan"),
    ("Пётр", "Пётр", "Piotr"),
    ("Рыгор", "Григорий", "Ryhor"),
    ("Юрый", "Юрий", "Juryj"),
    ("Вадзім", "Вадим", "Vadzim"),
    ("Дзяніс", "Денис", "Dzianis"),
)
_FEMALE: Final[tuple[Forms, ...]] = (
    ("Кацярына", "Екатерина", "Kaciaryna"),
    ("Ганна", "Анна", "Hanna"),
    ("Марыя", "Мария", "Maryja"),
    ("Вольга", "Ольга", "Voĺha"),
    ("Наталля", "Наталья", "Natallia"),
    ("Таццяна", "Татьяна", "Tacciana"),
    ("Святлана", "Светлана", "Sviatlana"),
    ("Алена", "Елена", "Aliena"),
    ("Ірына", "Ирина", "Iryna"),
    ("Юлія", "Юлия", "Julija"),
    ("Дар'я", "Дарья", "Darja"),
    ("Вікторыя", "Виктория", "Viktoryja"),
    ("Надзея", "Надежда", "Nadzieja"),
    ("Людміла", "Людмила", "Liudmila"),
)
_PATRONYMIC_STEMS: Final[tuple[Forms, ...]] = (
    ("Аляксандра", "Александро", "Aliaksandra"),
    ("Мікалае", "Николае", "Mikalaje"),
    ("Пятро", "Петро", "Piatro"),
    ("Івана", "Ивано", "Ivana"),
    ("Уладзіміра", "Владимиро", "Uladzimira"),
    ("Сяргее", "Сергее", "Siarhieje"),
    ("Віктара", "Викторо", "Viktara"),
    ("Андрэе", "Андрее", "Andreje"),
)
_STEMS: Final[tuple[Forms, ...]] = (
    ("Тэст", "Тест", "Test"),
    ("Узор", "Узор", "Uzor"),
    ("Выдум", "Выдум", "Vydum"),
    ("Прыклад", "Приклад", "Pryklad"),
    ("Макет", "Макет", "Makiet"),
    ("Шаблон", "Шаблон", "Šablon"),
    ("Эскіз", "Эскиз", "Eskiz"),
    ("Мадэль", "Модель", "Madel"),
    ("Спроб", "Спроб", "Sprob"),
    ("Накід", "Накид", "Nakid"),
    ("Фікцы", "Фикци", "Fikcy"),
    ("Нікаг", "Никог", "Nikah"),
    ("Паказ", "Показ", "Pakaz"),
    ("Трафарэт", "Трафарет", "Trafaret"),
    ("Чарнаві", "Чернови", "Čarnavi"),
    ("Праты", "Прото", "Praty"),
)
_LINKS: Final[tuple[Forms, ...]] = (
    ("", "", ""),
    ("л", "л", "l"),
    ("н", "н", "n"),
    ("ар", "ар", "ar"),
    ("ін", "ин", "in"),
)
_MALE_ENDS: Final[tuple[Forms, ...]] = (
    ("овіч", "ович", "ovič"),
    ("оўскі", "овский", "oŭski"),
    ("енка", "енко", "ienka"),
    ("аў", "ов", "aŭ"),
    ("ук", "ук", "uk"),
    ("онак", "онок", "onak"),
)
_FEMALE_ENDS: Final[tuple[Forms, ...]] = (
    ("овіч", "ович", "ovič"),
    ("оўская", "овская", "oŭskaja"),
    ("енка", "енко", "ienka"),
    ("ава", "ова", "ava"),
    ("ук", "ук", "uk"),
    ("онак", "онок", "onak"),
)
_PASSPORT: Final = str.maketrans(
    {
        "č": "ch",
        "š": "sh",
        "ž": "zh",
        "ŭ": "u",
        "ĺ": "l",
        "j": "y",
        "c": "ts",
        "Č": "Ch",
        "Š": "Sh",
        "Ž": "Zh",
        "J": "Y",
        "C": "Ts",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedName:
    """A full name in three spellings of each part."""

    surname: Forms
    given: Forms
    patronymic: Forms
    is_female: bool

    def full(self, form: int) -> str:
        """Surname, given name and patronymic in form 0 (be), 1 (ru) or 2 (Latin)."""
        return f"{self.surname[form]} {self.given[form]} {self.patronymic[form]}"


def invent(random: Random) -> InventedName:
    """A name drawn with `random`."""
    is_female = random.random() < 0.2
    given = random.choice(_FEMALE if is_female else _MALE)
    ends = ("ўна", "вна", "ŭna") if is_female else ("віч", "вич", "vič")
    parts = random.choice(_STEMS), random.choice(_LINKS), random.choice(_FEMALE_ENDS if is_female else _MALE_ENDS)
    return InventedName(
        surname=_joined(*parts),
        given=given,
        patronymic=_joined(random.choice(_PATRONYMIC_STEMS), ends),
        is_female=is_female,
    )


def noisy(name: InventedName, random: Random) -> str:
    """The name as another list may write it: other letters, other order, no patronymic."""
    surname, given = name.surname[2].translate(_PASSPORT), name.given[2].translate(_PASSPORT)
    return random.choice(
        (
            f"{given} {surname}",
            f"{name.given[1]} {name.surname[1]}",
            f"{name.surname[0]} {name.given[0][0]}.",
            f"{surname} {given}",
        )
    )


def _joined(*parts: Forms) -> Forms:
    be, ru, latin = ("".join(part[form] for part in parts) for form in range(3))
    return be, ru, latin
