"""Coded problems of the form; those without a route are outcomes of entries, shown under 需处理."""

from backend.core.errors import problem

# --- answers ----------------------------------------------------------------------------------
unknown_item = problem(
    "inspections.unknown_item",
    422,
    "督导情况表没有这一项",
    "The form has no such item",
    "附件11",
    "请更新应用后重新填写这一项",
    "Update the app and answer the item again",
)
grade = problem(
    "inspections.grade",
    422,
    "评价只能是 A、B、C",
    "A grade is A, B or C",
    "附件11注1",
    "请重新评这一项",
    "Grade the item again",
)
paper_time = problem(
    "inspections.paper_time",
    422,
    "纸质件的签名时间在将来",
    "The paper was signed in the future",
    None,
    "请核对纸质件上的日期和时间",
    "Check the day and time on the paper",
)
not_applicable_ground = problem(
    "inspections.not_applicable_ground",
    422,
    "没有理由认定为不适用",
    "There is no ground for 'does not apply'",
    "附件11",
    "请核对考场和答辩安排；与派遣不符时先更正考场并写原因",
    "Check rooms and defence; correct them with a reason first",
)
unknown_examiner = problem(
    "inspections.unknown_examiner",
    422,
    "这名考评员不在派遣名单里",
    "This examiner was not dispatched",
    "附件11第34项",
    "只评派遣来的考评员；其他情况写入备注",
    "Rate dispatched examiners only; note others in a remark",
)
rated_twice = problem(
    "inspections.rated_twice",
    422,
    "同一名考评员评了两次",
    "An examiner is rated twice",
    "附件11第34项",
    "每名考评员只评一次",
    "Rate each examiner exactly once",
)
photo_missing = problem(
    "inspections.photo_missing",
    422,
    "照片没有随记录列出",
    "A photo is not in the entry's list of files",
    None,
    "请重新添加照片后再存",
    "Add the photo again",
)
figures = problem(
    "inspections.figures",
    422,
    "人数不合理：实考不能多于应考",
    "The figures do not fit: present is at most due",
    "附件11",
    "请核对应考数和实考数",
    "Check the numbers due and present",
)
reason_missing = problem(
    "inspections.reason_missing",
    422,
    "改动派遣内容须写原因",
    "Changing what the dispatch says needs a reason",
    "附件11",
    "请写明原因后再存",
    "Give the reason",
)

# --- signatures -------------------------------------------------------------------------------
not_lead = problem(
    "inspections.not_lead",
    403,
    "本次派遣由另一位督导员领队签名",
    "Another supervisor leads this dispatch and signs",
    "附件11",
    "请由领队签名，其他督导员共同签名",
    "The lead signs, the others co-sign",
)
version = problem(
    "inspections.version",
    409,
    "版本号不连续：已有同号或更新的版本",
    "Not the next version: this number or a later one exists",
    None,
    "请更新工作包，在最新版本上另出修订版",
    "Refresh the kit and amend the newest version",
)
incomplete = problem(
    "inspections.incomplete",
    422,
    "督导情况表没有填完",
    "The form is not complete",
    "附件11",
    "请按所列缺项补齐后另出修订版签名",
    "Fill the listed gaps and sign an amended version",
)
snapshot = problem(
    "inspections.snapshot",
    422,
    "签名的内容与评价记录不一致",
    "What was signed does not match the answers",
    "附件11",
    "请更新应用，重新预览并签名",
    "Update the app, preview and sign again",
)
ink = problem(
    "inspections.ink",
    422,
    "笔迹太少，请重新签名",
    "Too little ink",
    "附件11",
    "请横过手机，写完整姓名",
    "Turn the phone and sign your full name",
)

# --- the desk ---------------------------------------------------------------------------------
not_submitted = problem(
    "inspections.not_submitted",
    409,
    "这份表还没有完整上交",
    "The form has not been handed in completely",
    "附件11注3",
    "请等签名、笔迹和内容都到齐",
    "Wait until signature, ink and content are all here",
)
already_received = problem(
    "inspections.already_received",
    409,
    "这处已确认收到",
    "This inbox has confirmed receipt already",
)
wrong_inbox = problem(
    "inspections.wrong_inbox",
    403,
    "这处收件由另一科室确认",
    "Another section confirms this inbox",
    "附件11注3",
    "请由该科室的人员确认",
    "Ask that section",
)
paper_required = problem(
    "inspections.paper_required",
    422,
    "本中心要求交纸质原件，请按纸质登记",
    "This centre asks for the paper original; register paper",
    "附件11注3",
    "请选“纸质”，写收到日期",
    "Choose paper and the day it came",
)
receipt_day = problem(
    "inspections.receipt_day",
    422,
    "收到日期不能早于签名日，也不能晚于今天",
    "The day of receipt lies between the signature and today",
    None,
    "请核对日期",
    "Check the day",
)
already_returned = problem(
    "inspections.already_returned",
    409,
    "已退回提问，等督导员另出修订版",
    "Returned already; an amended version is awaited",
)
already_recorded = problem(
    "inspections.already_recorded", 409, "已标为已录入", "Marked as recorded already"
)
no_such_version = problem(
    "inspections.no_such_version",
    404,
    "没有这一版，或它还没有到齐",
    "No such version, or not whole yet",
)
missing_glyph = problem(
    "inspections.missing_glyph",
    500,
    "有生僻字打印不出来，未出 PDF",
    "A character has no glyph in our fonts; no PDF was made",
    None,
    "请把字体文件放进 fonts 文件夹后重试",
    "Add a font with this character and try again",
)
export_too_many = problem(
    "inspections.export_too_many",
    422,
    "超过 5000 份，一张表放不下",
    "More than 5,000 forms do not fit into one table",
    "S-11",
    "请用筛选缩小范围后再导出",
    "Narrow the filters and export again",
)
export_reason = problem(
    "inspections.export_reason",
    422,
    "涉及 50 人以上，导出要写明原因",
    "More than 50 persons: an export needs a reason",
    "S-11",
    "请写明原因后再导出",
    "Write the reason and export again",
)
