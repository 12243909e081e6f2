"""Coded problems of findings."""

from backend.core.errors import problem

unknown_code = problem(
    "findings.unknown_code",
    422,
    zh="违纪代码不在目录中",
    en="The violation code is not in the catalogue",
    clause="A6, A8",
    todo_zh="请从目录中选择代码",
    todo_en="Choose a code from the catalogue",
)
