"""Types of fields, by what they hold: texts, values with a canonical form, words of a vocabulary, ids and numbers."""

from node.ledger.types.base import FieldType, Json, Scalar
from node.ledger.types.ids import Hash, Integer, Ref
from node.ledger.types.texts import LongText, Text, Url
from node.ledger.types.values import Clock, Date, Duration, Sum
from node.ledger.types.words import Bool, Choice, Members

__all__ = [
    "Bool",
    "Choice",
    "Clock",
    "Date",
    "Duration",
    "FieldType",
    "Hash",
    "Integer",
    "Json",
    "LongText",
    "Members",
    "Ref",
    "Scalar",
    "Sum",
    "Text",
    "Url",
]
