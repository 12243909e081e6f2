"""Supervision on site: the 38 answers of Annex 11, the signed form and its paper.

Answers are entries of the event's journal; a signature makes a *version*: a snapshot file under
the lead's key. A version counts once snapshot, strokes and every answer it names are here and fit
(`versions`); nothing that arrives later alters it. Tables are projections of the journal.
Others may use: `rules`, `models`, `queries`, `papers.form_pdf`, and `paper` for rendering alone.
"""
