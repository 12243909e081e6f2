"""Who is sent where: dispatches, assignments of supervisors and examiners, replies, checks.

A dispatch (派遣) makes an exam event; its acts in the event's journal are the source of the event's
tables. A second import of the same number in the same centre updates in place and never doubles.
Others may use: `queries.visible_events` (the join of every object query), `queries.brief`,
`services.import_dispatch`, `services.announce`, `models`.
"""
