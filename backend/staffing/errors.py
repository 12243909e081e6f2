"""Coded problems of dispatches."""

from backend.core.errors import problem

reason_missing = problem(
    "staffing.reason_missing",
    422,
    zh="不接受派遣须写明原因",
    en="Declining a dispatch needs a reason",
    clause="N1.8-1",
    todo_zh="请填写不少于 2 个字的原因",
    todo_en="Give a reason of at least two characters",
)
file_too_large = problem(
    "staffing.file_too_large",
    413,
    zh="派遣文件超过 5 MB",
    en="The dispatch file is larger than 5 MB",
    todo_zh="请使用派遣模板，删除图片等多余内容",
    todo_en="Use the template and remove pictures and other extras",
)
file_unreadable = problem(
    "staffing.file_unreadable",
    422,
    zh="派遣文件不是可读取的 XLSX 或 JSON",
    en="The dispatch file is no readable XLSX or JSON",
    todo_zh="请用派遣模板填写，另存为 .xlsx 后再导入",
    todo_en="Fill in the template, save it as .xlsx and import again",
)
file_bomb = problem(
    "staffing.file_bomb",
    422,
    zh="派遣文件展开后过大或结构异常，未作解析",
    en="The dispatch file unpacks to too much or is oddly built; it was not parsed",
    todo_zh="请用派遣模板重新填写，不要嵌入压缩包、图片或整列格式",
    todo_en="Fill in the template again, without archives, pictures or whole-column formats",
)
number_taken = problem(
    "staffing.number_taken",
    409,
    zh="该派遣号已用于另一鉴定站或另一类派遣",
    en="This dispatch number is used for another station or another sort of dispatch",
    clause="N1.8-1",
    todo_zh="请核对派遣号；正式、练习与演示派遣不能共用一个号",
    todo_en="Check the number; real, practice and demo dispatches cannot share one",
)
