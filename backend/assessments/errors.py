"""Coded problems of exam events."""

from backend.core.errors import problem

template_unknown = problem(
    "assessments.template_unknown",
    422,
    zh="考核日期没有对应的督导情况表版本",
    en="No version of the supervision form is in force on the exam day",
    clause="N2-5",
    todo_zh="请核对考核日期，或请省中心确认表格版本的生效日期",
    todo_en="Check the exam day, or have the provincial centre confirm the form's validity",
)
