"""Reading forms: the list of the desk, one form, its history and its verification."""

from .hooks import form_states, previous_items

__all__ = ["form_states", "previous_items"]
