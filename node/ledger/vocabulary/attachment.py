"""Words about attached files."""

from typing import Final

from node.ledger.vocabulary.table import vocabulary

ATTACHMENT_KIND: Final = vocabulary(
    "attachment_kind",
    ("portrait", "photograph of the person", "фота чалавека", "фото человека"),
    ("photo", "other photograph", "іншае фота", "другое фото"),
    ("letter_scan", "scan of a letter", "скан ліста", "скан письма"),
    ("court_paper", "court paper", "судовая папера", "судебная бумага"),
    ("document", "other document", "іншы дакумент", "другой документ"),
)
FILE_TYPE: Final = vocabulary(
    "file_type",
    ("jpeg", "picture (JPEG)", "выява (JPEG)", "изображение (JPEG)"),
)
