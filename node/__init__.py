"""One node of the network: its records, its storage, its talk with peers, its pages and its command line.

A part imports only parts below it: cli, runtime, api and store and transport, service, sync and ledger, crdt; keys lies
under all of them. It refuses what a lower part has not checked.
"""
