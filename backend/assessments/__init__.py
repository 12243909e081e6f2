"""Exam events and what they consist of: batches, projects, sessions, rooms, contacts.

An exam event (一次考核活动) is one station with its continuous exam days as one dispatch covers
it (Q-38); its id is the id of its journal. These tables are projections of the `staffing.dispatch`
acts of that journal: only `services.store_event` writes them.
Others may use: `services`, `queries`, `models`, `rules` (time anchors of a session and the window
of each item of the form) and `templates` (the form of annex 11 in force on a day).
"""
