"""The rehearsal of a seizure on throwaway nodes: real processes, real files, an attacker who has one of them unlocked.

It never touches the node of the person who rehearses, nor anybody's data: every record in it is invented.
"""
