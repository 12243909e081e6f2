"""Routes of the form: the desk, its papers, and the page behind the code on the paper."""

from . import forms, papers, verify

BLUEPRINTS = (forms.bp, papers.bp, verify.bp)
