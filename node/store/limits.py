"""Every bound of the store, each with its reason."""

PAGE_BYTES = 16 * 1024  # fewer authentication codes and shallower trees than 4 KiB; half the time of a bulk insert
KEY_BYTES = 32  # a raw SQLCipher key
SALT_BYTES = 16  # what SQLCipher keeps at the head of the file
WRITER_CACHE_KIB = 16 * 1024  # holds the upper pages of every index at 100,000 records
READER_CACHE_KIB = 8 * 1024  # a page of a list and the pages of a search
READERS = 2  # two cores; a third would only wait for the interpreter
CHECKPOINT_PAGES = 1024  # 16 MiB of write-ahead log: below it each fsync is one append
WAL_BYTES_KEPT = 4 * 1024 * 1024  # what a checkpoint leaves of the write-ahead log to write into again
BUSY_MS = 5_000  # a reader of our own finishes within this; nobody else has the file open
STATEMENTS_CACHED = 256  # every statement of this package stays prepared
GROUP_COMMITS_MAX = 256  # commits that share one fsync: bounds what one failure takes with it
GROUP_ITEMS_MAX = 4_096  # entries and rows in such a group: bounds how long the first of them waits
QUERY_IDS_MAX = 500  # ids asked for by one statement
SEARCH_TOKENS_MAX = 64  # of one search: a full name has four; above 256 the database refuses
ROWS_AT_ONCE = 4_096  # put into the tables together: what they stood for before is in memory meanwhile
SCOPES_CACHED = 256  # spaces times kinds whose words of the index are remembered
GENERATION_BYTES_MAX = 64  # the generation file is shorter
FIND_ROWS_MAX = 1_000_000  # rows of one page: an export of everything; memory is the caller's
FIND_IDS_MAX = 10_000  # records asked for by id at once
LOOK_MORE = 2  # times as many rows are looked at as would have to be if the matches were spread evenly
LOOK_ROWS_MIN = 30  # rows looked at before a list of matches is made: 1 ms
LOOKUP_COST = 100  # looking up one row means decrypting a page, which takes as long as walking over this many
REFS_BYTES_MAX = 8 * 1024 * 1024  # references of one record: its size limit and some
NEAR_ROWS_MAX = 2_000  # rows around one record that are looked at for what follows: the longest histories have hundreds
