"""The offline door: push, receipts, files, kits and changes.

Invariants: a known hash answers its same line; bytes that do not verify are no entry
and reserve nothing; one bad entry never stops the queue; entries never wait for files,
nor files for entries; what cannot be proven stays visible. Nothing imports sync.
"""
