"""How published lists of Belarusian prisoners say penalties, regimes and places: a phrase and the word it means."""

from typing import Final

PHRASES: Final = {
    "penalty_kind": (
        ("domashnyaya khimiya", "home_confinement"),
        ("домашняя химия", "home_confinement"),
        ("хатняя хімія", "home_confinement"),
        ("khimiya", "open_facility"),
        ("химия", "open_facility"),
        ("хімія", "open_facility"),
    ),
    "regime": (
        ("general", "general"),
        ("общего режима", "general"),
        ("агульнага рэжыму", "general"),
        ("medium", "medium"),
        ("усиленного режима", "medium"),
        ("узмоцненага рэжыму", "medium"),
        ("maximum", "strict"),
        ("строгого режима", "strict"),
        ("строгага рэжыму", "strict"),
        ("high security prison", "prison"),
    ),
    "place_kind": (
        ("sizo", "remand_prison"),
        ("сизо", "remand_prison"),
        ("сіза", "remand_prison"),
    ),
}
