"""Badges (证卡), admission codes (准考码) and the cordon: issue, states, gates and what they saw.

The phone at the gate judges alone (`docs/contracts.md` section 13); here its scans become rows,
what two gates could not know of each other becomes a finding, and the list it judges by is made.
Others may use: `queries`, `services`, `models`, `cards.Card`.
"""
