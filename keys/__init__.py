"""Cryptography of Apieka: bytes in, bytes out.

Hashes, signatures, sealing, key derivation, the key file, text forms and words. Nothing here knows entries, spaces or
people, and nothing here imports `node`. It draws no randomness by itself (a `Random` is passed in) and touches the disk
only in `keys.keyfile`. It refuses unknown labels, versions and algorithms, and never prints a secret.
"""
