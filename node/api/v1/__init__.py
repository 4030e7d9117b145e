"""The JSON API for programs of this computer, `/api/v1`: each operation is declared once, and so routed, checked, told.

docs/API.md says how to use it. It takes bearer tokens and no cookies; the pages take cookies and no tokens.
"""
