"""The encrypted database of one node: the only place that knows SQL.

It stores what the pure parts have verified. It refuses a second process, a wrong key and a copied home.
"""
