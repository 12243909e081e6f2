"""Who is examined: the candidates of an event, as its dispatch file lists them.

A list is a private act of the event's journal (`candidates.listed`): it holds ID numbers and never
travels to a phone as it is. These rows are its projection. Others may use: `models`,
`queries.candidates`, `services.announce`, `rules` (what an ID number is).
"""
