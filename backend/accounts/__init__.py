"""Accounts, sign-in, roles, devices and the roster.

Invariants: no account holds two administrator roles or an administrator and a business role (S-1);
a field or centre role given by hand needs two people, of whom neither is the holder; a person has
at most two active phones; every key that signs on exam day stands in the roster of its event, and
nowhere else is a key looked up. Codes and refresh tokens are kept as keyed hashes only.
Others may use `services`, `queries`, `models`, `errors` and the one table in `permissions.py`.
"""
