"""The pages and the JSON API of one node: the only place that knows HTTP requests.

It answers the node's own computer. It refuses a foreign Host or Origin, a form without its token and a caller without
a session.
"""
