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
photos_too_large = problem(
    "staffing.photos_too_large",
    413,
    zh="照片压缩包超过 64 MB",
    en="The ZIP of photos is larger than 64 MB",
    todo_zh="每张照片建议 20 KB 左右、不超过 200 KB",
    todo_en="A photo should have about 20 KB, at most 200 KB",
)
photos_unreadable = problem(
    "staffing.photos_unreadable",
    422,
    zh="照片压缩包不是可读取的 ZIP，或设了密码",
    en="The photos are no readable ZIP, or it has a password",
    todo_zh="请用系统自带的“压缩为 ZIP”重新打包，不要加密",
    todo_en="Pack them again as a plain ZIP without a password",
)
photos_bomb = problem(
    "staffing.photos_bomb",
    422,
    zh="照片压缩包文件过多、展开后过大或结构异常，未作解析",
    en="The ZIP of photos has too many files, unpacks to too much or is oddly built; it was not read",
    todo_zh="压缩包里只放本次考核的照片",
    todo_en="Put only the photos of this exam into it",
)
photos_names = problem(
    "staffing.photos_names",
    422,
    zh="照片压缩包里有不安全的文件名或链接，未作解析",
    en="The ZIP of photos has unsafe file names or links; it was not read",
    todo_zh="请用系统自带的“压缩为 ZIP”重新打包",
    todo_en="Pack it again with the system's own ZIP function",
)
photos_nested = problem(
    "staffing.photos_nested",
    422,
    zh="照片压缩包里还有压缩包",
    en="There is an archive inside the ZIP of photos",
    todo_zh="请解开里面的压缩包，把照片直接放进来",
    todo_en="Unpack the inner archive and add the photos themselves",
)
