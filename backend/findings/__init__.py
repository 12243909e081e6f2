"""Findings (情况): something noticed that somebody must look at; it may become an incident.

Everyone raises findings, nobody here acts on them; `incidents` (issue 5) does. The violation
catalogue of requirements §9 is data: `catalogue.json`, official Chinese wording unchanged.
Others may use: `services.raise_finding`, `queries`, `models.Finding`, `rules.catalogue`.
"""
