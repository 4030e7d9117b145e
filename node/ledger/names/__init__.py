"""Names found by any of their spellings: Belarusian, Russian, Łacinka, official 2007, passport, Polish, Lithuanian.

`search_keys` makes what the index holds, `query_keys` what a query looks for, `matches` says what must be found. The
keys are for searching on this node only; they are never stored in a record, so they may change with the program.
"""

from node.ledger.names.keys import matches, query_keys, search_keys, text_keys

__all__ = ["matches", "query_keys", "search_keys", "text_keys"]
