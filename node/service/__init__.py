"""The core of a node: it maps state, event and the given time to effects.

Pure: it awaits nothing and touches no disk, network or clock. It refuses an event the state does not allow.
"""
