"""Bounds of the ledger's values, part of profile 1: changing one needs a new profile number.

They decide whether a value is valid, so two programs that disagree here would show two ledgers.
"""

from typing import Final

TEXT_CHARS_MAX: Final = 500  # a name, a title, an address line; the longest real postal address known has 190
LONG_TEXT_BYTES_MAX: Final = 16 * 1024  # a page of text is 3 kB; a judgment in full is an attachment
URL_CHARS_MAX: Final = 2_000  # what browsers and archives accept everywhere
DATE_CHARS_MAX: Final = 24  # `1985-03-02~/1985-04-01~` is 23
TERM_CHARS_MAX: Final = 16  # `indefinite`, `P999Y11M9999D`
TERM_YEARS_MAX: Final = 999  # sums of consecutive sentences in some countries pass a century
TERM_DAYS_MAX: Final = 9_999  # days are not converted to months; the longest known terms in days are below 100
MONEY_MINOR_MAX: Final = 10**15  # ten trillion roubles; sums of a ledger stay inside 64 bits
MONEY_CHARS_MAX: Final = 28  # 10 letters, colon, sign, 16 digits
ASSET_CHARS_MAX: Final = 10  # ISO currencies have three, asset codes of exchanges up to ten
INTEGER_MAX: Final = 2**53  # what JSON numbers hold exactly in every reader
PATH_CHARS_MAX: Final = 200  # the profile's own bound of a path in bytes
ITEM_CHARS_MAX: Final = 32  # 16 random characters are enough; codes of a vocabulary reach 31
CODE_CHARS_MAX: Final = 40  # a word of a vocabulary
HASH_BYTES: Final = 32  # BLAKE2b-256
RECORD_BYTES: Final = 16  # a record of the same space
REMOTE_RECORD_BYTES: Final = 32  # a space and its record
SHORT_FORM_FIELDS_MAX: Final = 7  # what one screen of a phone holds
SEARCH_KEYS_MAX: Final = 128  # keys of one name: a name of four words in all its forms has about 60
SEARCH_WORDS_MAX: Final = 16  # words of one name or of one query that are looked at
RECORD_KEYS_MAX: Final = 2_000  # keys of one record: a page of text and all spellings of a name
TITLE_CHARS_MAX: Final = 200  # what a list shows of a record
INPUT_CHARS_MAX: Final = 64  # what a person types as one date, term or sum

SHORT_TEXT_CHARS: Final = 80  # articles, courts, authorities: records repeat them; what is longer tells of one
SHORT_TEXTS_CACHED: Final = 4_096  # such texts whose search keys are remembered: 2 MiB
LETTERS_CACHED: Final = 1_024  # letters whose place in the order is remembered: those of five alphabets
PATTERNS_CACHED: Final = 16_384  # paths whose declared form is remembered: 2 MiB, every path of a few thousand records

TABLE_BYTES_MAX: Final = 64 * 1024 * 1024  # held whole while it is read; a list of 10,000 people has about 20 MiB
TABLE_ROWS_MAX: Final = 100_000  # ten times the longest list of political prisoners known
TABLE_COLUMNS_MAX: Final = 500  # the widest export known has under 100
TABLE_CELL_CHARS_MAX: Final = 32_767  # what a cell of a spreadsheet holds
TABLE_VALUES_CACHED: Final = 4_096  # cells whose value is remembered while a table is read: places, terms, articles
TABLE_PROBED_CHARS: Final = 64 * 1024  # looked at to find the separator: a few dozen rows
EXPORT_ROWS_MAX: Final = (
    1_000_000  # rows of one sheet: a spreadsheet shows 1,048,576; 10,000 people with provenance have 230,000
)
EXPORT_COLUMNS_MAX: Final = 2_000  # of one sheet; people with fifty spellings have 500, a spreadsheet shows 16,384
BLOCK_PEOPLE_MAX: Final = (
    400  # people compared with one another for sharing a surname and an initial: 80,000 pairs, 1 s
)
MERGE_PIECES_MAX: Final = 150  # sentences of one text that are compared: what 16 KiB of prose has, some 50 ms
GUARDED_CHARS_MAX: Final = 20_000  # of one text looked at for traces of helpers; the longest field has 16,000
CALENDAR_BACK_DAYS: Final = 92  # what is over stays in calendar files for a quarter: a phone that was off catches up
CARE_SILENT_DAYS: Final = 42  # six weeks without contact: after that a guardian is asked whether all is well
LETTER_DOUBLE_DAYS: Final = 7  # two letters within a week were written without knowing of one another
LETTER_GAP_MONTHS: Final = 3  # whole months without a letter after which a person counts as not written to
RESERVED_DAYS_MAX: Final = 14  # a name reserved for longer ahead is free: nobody plans letters further than two weeks
PARCEL_MONTHS: Final = 3  # between two parcels where a place's own rule is not known
RELEASED_DAYS: Final = 366  # after a release during which somebody asks what is needed
STATISTIC_DAYS_MAX: Final = 20_000  # days of one time line: half a century, 1 MB
STATISTIC_MONTHS_MAX: Final = 36  # months a date may span and still be spread over them: "about 2021" is three years
TABLE_TITLE_ROWS_MAX: Final = 10  # rows above the header that may hold the title of a sheet
SHEET_BYTES_MAX: Final = 256 * 1024 * 1024  # a spreadsheet unpacked: ten times a list of 10,000 people
SHEET_STRINGS_BYTES_MAX: Final = 96 * 1024 * 1024  # its shared texts, which are held whole
SHEET_FILES_MAX: Final = 1_000  # parts of one spreadsheet; a usual one has a dozen
SHEET_MERGES_MAX: Final = 10_000  # merged ranges of one sheet
MAP_BYTES_MAX: Final = 256 * 1024  # a mapping file: 500 columns with long titles
PROSE_CHARS_MAX: Final = 4_000  # of one text looked at for facts; long lines of printed lists have 1,000
ATTACHMENT_BYTES_MAX: Final = 64 * 1024 * 1024  # what the largest policy of a space allows
