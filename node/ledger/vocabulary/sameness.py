"""Words about whether two records are of one person."""

from typing import Final

from node.ledger.vocabulary.table import vocabulary

SAMENESS: Final = vocabulary(
    "sameness",
    ("same", "the same person", "той самы чалавек", "тот же человек"),
    ("not_same", "not the same person", "розныя людзі", "разные люди"),
    ("later", "to be decided later", "вырашыць пазней", "решить позже"),
)
