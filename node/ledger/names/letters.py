"""How letters of the Cyrillic and Latin spellings sound, coarsely enough that all spellings of one name agree.

Sounds: `a` (а о), `e` (е ё э я), `i` (і и ы й), `u`, and the consonants `b p v f d t z s j w c h x k m n l r` with
`j` for ж, `w` for ш, `c` for ч, `x` for х, `h` for г and g. ц counts as `t` and дз as `d`: Belarusian has them where
Russian has soft т and д. A glide (`~`) is what ь, the apostrophe and j leave before a vowel.
"""

from typing import Final

GLIDE: Final = "~"  # softens the vowel that follows, is silent elsewhere
LETTERS: Final = {
    # Cyrillic: Belarusian, Russian, Ukrainian
    "а": "a", "о": "a", "э": "e", "е": "e", "ё": "e", "я": "e", "є": "e", "у": "u", "ю": "~u", "ў": "v",
    "і": "i", "и": "i", "ы": "i", "й": "i", "ї": "i", "ь": "~", "ъ": "~", "'": "~", "’": "~", "ʼ": "~", "`": "~",
    "б": "b", "в": "v", "г": "h", "ґ": "h", "д": "d", "ж": "j", "з": "z", "к": "k", "л": "l", "м": "m", "н": "n",
    "п": "p", "р": "r", "с": "s", "т": "t", "ф": "f", "х": "x", "ц": "t", "ч": "c", "ш": "w", "щ": "wc",
    "дз": "d", "дзь": "d", "дж": "dj", "тс": "t", "тц": "t", "тьс": "t", "сч": "wc", "дс": "t",
    # Latin
    "a": "a", "o": "a", "e": "e", "i": "i", "y": "i", "j": "i", "u": "u", "ŭ": "v",
    "b": "b", "v": "v", "w": "v", "g": "h", "h": "h", "d": "d", "z": "z", "k": "k", "l": "l", "m": "m", "n": "n",
    "p": "p", "r": "r", "s": "s", "t": "t", "f": "f", "c": "t", "q": "k", "x": "ks", "ß": "s",
    "č": "c", "š": "w", "ž": "j", "ż": "j", "ć": "t", "ś": "s", "ź": "z", "ń": "n", "ĺ": "l", "ł": "l", "ľ": "l",
    "sh": "w", "zh": "j", "kh": "x", "ts": "t", "tz": "t", "dz": "d", "dź": "d", "dzh": "dj", "dž": "dj", "dż": "dj",
    "sz": "w", "cz": "c", "szcz": "wc", "shch": "wc", "tch": "c", "tsch": "c", "ph": "f", "th": "t", "gh": "h",
    "yu": "~u", "ju": "~u", "iu": "~u", "ą": "an", "ę": "en",
}  # fmt: skip
HARD_OR_SOFT: Final = frozenset("lrwjctd")  # after these some spellings write a or o where others write e or я
VOWELS: Final = frozenset("aeiu")
LACINKA_MARKS: Final = frozenset("čšžŭłćśźńĺľ")
POLISH_MARKS: Final = ("sz", "cz", "w", "ł", "ó", "ą", "ę")
ENGLISH_MARKS: Final = ("sh", "zh", "kh", "ts", "ya", "yu", "yo", "ye", "oo")
BEFORE_RZ: Final = frozenset("pbtdkgch")  # Polish rz behind these is a plain р in the eastern languages
CH: Final = "ch"
LONGEST: Final = 4  # letters of the longest entry
