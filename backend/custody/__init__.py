"""Custody of exam papers (试卷袋): who has which pack, by whose signatures, and what the counts say.

Where a pack is, is a function of the accepted entries that name it (`rules.fold`, twin of
`pwa/src/features/custody/fold.ts`); the tables are what that function said last.
Others may use: `queries`, `services`, `rules`, `models`, `schemas`, `errors`.
"""
