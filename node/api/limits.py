"""Bounds of the pages: what one browser may send and how much one page shows."""

from typing import Final

FORM_BYTES_MAX: Final = 4 * 1024 * 1024  # a megabyte of Cyrillic pasted into a field is three percent-encoded: it is
# read, so that what is wrong can be said beside it and nothing typed is lost; more is refused unread
FORM_FIELDS_MAX: Final = 1_000  # the largest declared form with twenty items has 300
SEARCH_CHARS_MAX: Final = 200  # a full name in two spellings has 80
NAME_CHARS_MAX: Final = 60  # a pseudonym or a title; 240 bytes at most in UTF-8
PAGE_ROWS: Final = 50  # rows of one page of a list: about 40 kB of HTML
PAGES_MAX: Final = 10_000  # half a million rows; a number beyond is a typing slip
TIMELINE_ROWS: Final = (
    300  # records about one person looked at for what happened: the longest histories have some dozens
)
RELATED_ROWS: Final = 10  # records of one kind shown on a card before "all"
CHECK_SHEETS: Final = 25  # records with values to be checked on one page: some sixty values, one signature's worth
HEARINGS_SHOWN: Final = 60  # hearings of a month on one page: some 45 kB; a day of the busiest court has thirty
CHECK_PAGES_PASSED: Final = 4  # pages of what was settled meanwhile, or is one's own, that are passed over at once
MERGES_SHOWN: Final = 20  # fields of one card with a form to merge them: more are merged after these
MERGED_VALUES_MAX: Final = 8  # values of one field that one text is suggested of
OWN_CRITERIA: Final = 5  # criteria of its own that one form of a group asks about
HEARING_KEYS_MAX: Final = 20_000  # hearings of one month whose days and courts are counted: some 10 MB
PRINT_PEOPLE: Final = 96  # people on one print: four sheets of 24 labels; further ones are further parts
EVENTS_SHOWN: Final = 50  # events ahead, and as many behind, on one page
GUIDES_SHOWN: Final = 500  # events or guides of one ledger that a page looks at: ten years of a busy network
TODAY_ROWS: Final = 12  # lines of one section of the first page: it must be read in a minute
PIECE_ROWS: Final = 500  # rows looked through between two requests: some 50 ms on an old laptop
COUNT_PART_PEOPLE: Final = 200  # people counted at once: some 80 ms
COUNT_GROUP_PARTS: Final = 25  # parts joined to one: of 500 parts few are joined again where one changed
COUNT_AT_ONCE_PARTS: Final = 4  # parts counted while a page waits: 800 people, about 0.3 s
SURVEY_AT_ONCE_ROWS: Final = 3_000  # a ledger looked through while a page waits: about 0.3 s
MARK_AT_ONCE_ROWS: Final = 400  # records looked at again while a page waits: some 0.1 s
PLACES_COUNTED_MAX: Final = 2_000  # places whose people are counted for a list: a country has some hundreds
FILTER_OPTIONS_MAX: Final = 60  # answers one filter offers, the most frequent: a list a person can look through
DAYS_AHEAD: Final = 14  # hearings and birthdays the first page names: a card takes a week or two
RELEASES_AHEAD: Final = 60  # days: time to prepare what somebody needs who comes out
CHOICES_MAX: Final = 50  # records offered in one list to choose from; over it there is a search box
HISTORY_EVENTS_MAX: Final = 1_000  # lines of a history on one page: about 300 kB
HISTORY_CHARS_MAX: Final = 300_000  # of all values of one history; a line that passes it is the last one shown
REFUSED_CHARS: Final = (
    500  # shown of a value that does not count: whoever wrote it may have made it as long as they could
)
SESSIONS_MAX: Final = 8  # browsers of one person; the one used longest ago is dropped
LINKS_MAX: Final = 8  # one-time links not yet used
SEARCHES_MAX: Final = 32  # searches one browser can go back to
NOTICES_MAX: Final = 4  # lines shown after an action
TOKEN_BYTES: Final = 16  # 128 bits cannot be guessed
ITEM_ID_BYTES: Final = 8  # 64 bits: no two items of one list collide
UNLOCK_FREE_TRIES: Final = 3  # slips of the finger before waiting begins
UNLOCK_DELAY_S_MAX: Final = 300  # a longer wait would punish only the owner
LANGUAGE_COOKIE_S: Final = 365 * 24 * 3600  # a year; the cookie holds a language code and nothing else
UPLOAD_TEXTS_MAX: Final = 16  # fields beside the file of a table that is sent
UPLOAD_TEXT_BYTES_MAX: Final = 8_192  # one of them: sixteen shares of 59 words have 7 kB
UPLOAD_WAIT_S: Final = 2.0  # a small table is looked at by then; a larger one shows how far it is
UPLOAD_LOOK_S: Final = 2  # how often the page that shows it loads itself again
IMPORT_LINES: Final = 50  # lines of one part of a dry run on a page: what a person reads; the counts tell the rest
IMPORT_SAMPLES: Final = 3  # cells shown of each column while it is said what it holds
STREAMS_MAX: Final = 32  # open pages that are told of changes at once: four tabs of every browser
STREAM_SIGN_S: Final = 20.0  # how often an open stream says that it lives, so that a browser that left is noticed
STREAM_REST_S: Final = 0.2  # between two signs of change: an exchange with a peer is many small steps
LOOK_MINUTES: Final = 10  # a beacon lasts no longer by a button: two people in one room meet within one
JOIN_WAIT_S: Final = 2.0  # a small ledger is there by then; a larger one shows how far it is
JOIN_LOOK_S: Final = 2  # how often the page that shows it loads itself again
WORDS_KEPT: Final = 256  # devices whose six words are remembered: a tenth of a second each
PAIRS_SHOWN: Final = 10  # pairs of people side by side on one page: what one sitting decides
CHART_POINTS: Final = 240  # points of a time line: more than a phone has pixels to tell apart
CHART_LINES: Final = 30  # lines of a table drawn and shown at once; the rest stands behind "all"
EXPOSED_PEOPLE_MAX: Final = 500  # people named in one exposure report: some ten printed sheets
LEDGER_COLOURS: Final = 8  # more cannot be told apart; the name stands beside the colour
IMPORT_TOLD_MAX: Final = 10_000  # rejected rows, withheld cells or differences told in one answer: some 2 MB each
WORK_ENTRIES: Final = (
    100  # entries of each log shown where it is cut: a hostile hour; older ones can be cut by the command
)
COPY_DAYS_SHOWN: Final = 12  # days of backups listed where something is erased: a quarter of weekly ones
WORK_RECORDS: Final = 3  # records named beside one entry; a batch holds up to 64
API_BODY_BYTES_MAX: Final = 1024 * 1024  # of one request in JSON: the largest change, 512 fields, has less than 200 kB
API_IMPORT_BYTES_MAX: Final = 32 * 1024 * 1024  # with a table in base64: 24 MiB of it; longer ones by the command line
API_BODY_WAIT_S: Final = 30.0  # a body sent by a program of this computer is there within a second
API_ROWS: Final = 100  # records of one page unless told
API_ROWS_MAX: Final = 500  # some 250 kB
API_EVENTS_MAX: Final = 10_000  # lines of one history: 4 MB; a record's operations are bounded at twice that
API_OFFSET_MAX: Final = 2**32 - 1  # what a cursor holds
API_COLUMNS_MAX: Final = 500  # of a table brought in, as the ledger's own bound
HELD_KEYS_MAX: Final = 200_000  # people in prison counted by place: twice the largest ledger, some 20 MB
OFFERS_LOOKED_AT: Final = 200  # open offers held against the needs of a page: what a network has at one time
RESERVED_LOOKED_AT: Final = 500  # names reserved at one time, by everybody: seventeen tables of thirty letters
STOCK_ENTRIES_MAX: Final = 2_000  # entries of stock counted for one page: some 80 ms; years of a packing group
LETTER_ROWS: Final = 30  # letters of one evening on one page: what a table of ten people writes
NAMES_OFFERED: Final = 6  # people found for a name typed in a short form; more is no name
ATTACH_BYTES_MAX: Final = 24 * 1024 * 1024  # a file as it is sent: pictures of phones have 12 MiB, scanned papers 20
CAPTION_CHARS_MAX: Final = 190  # of what a file shows: ten of its 200 are left for the number of a page
PICTURE_PIXELS_MAX: Final = 50_000_000  # of one picture: 150 MB unpacked; cameras of phones make 48 million
PICTURE_SIDE_MAX: Final = 65_535  # what a JPEG can have; a PNG one pixel wide with 50 million rows took 2 GB
KEPT_PIXELS_MAX: Final = 9_000_000  # of a picture as it is kept, 3,000 by 3,000; a larger one was drawn elsewhere
KEPT_SIDE_MAX: Final = 3_000  # of a picture as it is drawn: a page of A3 at 180 pixels an inch
PICTURE_SIDES: Final = ((KEPT_SIDE_MAX, 85), (2_200, 80), (1_600, 75), (1_100, 70), (700, 60))  # side, quality: tried
SMALL_SIDE: Final = 240  # of a picture on a card
SMALL_SIDES: Final = ((SMALL_SIDE, 75),)
FILES_SHOWN: Final = 4  # pictures of a card before the rest is folded away: a court paper has twenty pages
SMALLS_KEPT: Final = 64  # small pictures kept in memory: 1 MB
WHOLE_SIDES: Final = ((KEPT_SIDE_MAX, 90),)  # an attached picture drawn again for who downloads it: no loss to be seen
WHOLE_BYTES_MAX: Final = 32 * 1024 * 1024  # of it: nine million pixels of noise have 9 MB
PAPER_PAGES_MAX: Final = 20  # of one PDF: a verdict has five to fifteen; longer ones are split, a part a record
PAPER_DPI: Final = 150  # print of 6 points can be read
PAPER_SIDES: Final = ((KEPT_SIDE_MAX, 75), (2_200, 70), (1_600, 65), (1_100, 60))  # side, quality: tried
PAGE_BYTES_MAX: Final = 800 * 1024  # of one page as it is kept: a written one has 300 KiB; 20 of them fit one commit
DRAW_MEMORY_BYTES_MAX: Final = (
    1024**3
)  # of the process that draws: 50 million clear pixels, twice over, and its libraries
KEPT_CPU_S: Final = 5  # of the process that draws one attached picture: others' pictures wait meanwhile
KEPT_WAIT_S: Final = 20.0  # for it
DRAW_CPU_S: Final = 30  # of it: twenty scanned pages take five on an old laptop
DRAW_WAIT_S: Final = 60.0  # for it: twice that, where others use the computer too
