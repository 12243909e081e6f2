"""Centres (中心), stations (鉴定站) and people.

Invariants: a station and a person belong to one centre; a person is known by ID number, else by
official card number, else by name and phone inside the centre. ID number and phone are encrypted
at rest and found by keyed hash (S-9). Names print as written; their one width is for look-up. Others may use `queries`, `services` and `models`.
Sanctions against stations and people (N2-4) will live here too.
"""
