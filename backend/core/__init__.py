"""The shared lane of every request and every entry; knows no domain.

Entries, journal, keys, files, clock, jobs, messages and live notices live here.
Domains may use everything; nothing here imports a domain.
"""
