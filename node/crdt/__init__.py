"""The shared state: canonical bytes, signed entries and logs, the roster, operations, record documents, the projection.

Pure: time and random bytes are passed in, and the state depends only on the set of valid objects held. It refuses what
breaks the codec, a signature, a chain or a ceiling.
"""
