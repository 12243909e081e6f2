"""What a dispatch file holds: sheets, columns, and for the template a word on each.

One table for the reader, the template and the messages, so that they cannot drift apart.
"""

from dataclasses import dataclass

HEAD = "派遣"
PROJECTS = "项目"
ROOMS = "考场"
SESSIONS = "场次"
EXAMINERS = "考评员"
SUPERVISORS = "督导员"
CONTACTS = "联系人"
PEOPLE = "人员"
CANDIDATES = "考生"
GUIDE = "填写说明"
THEORY = "理论"
PRACTICAL = "操作技能"
KIND_WORDS = {THEORY: "theory", PRACTICAL: "practical"}
ROLE_WORDS = {
    "主考": "chief",
    "考评组长": "team_leader",
    "考评员": "examiner",
    "监考员": "invigilator",
    "工作人员": "staff",
    "质量督导员": "supervisor",
}
YES = "是"
NO = "否"


@dataclass(frozen=True)
class Column:
    """One column: how it is read, whether it must be filled, and what the guide says."""

    name: str
    reads: str
    needed: bool
    says: str
    most: int = 60


SHEETS: dict[str, tuple[Column, ...]] = {
    HEAD: (
        Column("派遣号", "text", True, "同一中心内唯一；再次导入同一派遣号即为更新"),
        Column("中心", "text", True, "派遣中心全称", 100),
        Column("中心值班电话", "phone", False, "考核当天可拨打"),
        Column("鉴定站", "text", True, "鉴定站全称", 100),
        Column("考核地点", "text", True, "详细地址", 200),
        Column("鉴定站电话", "phone", False, "鉴定站固定电话或手机"),
        Column("主考", "text", True, "鉴定站负责人，一人（一(六)1）"),
        Column("主考电话", "phone", True, "11 位手机号或带区号的固定电话"),
        Column(
            "批次名称", "names", True, "XX鉴定站20XX年第XX批次专项职业能力考核；多个用分号隔开", 120
        ),
        Column("签发人", "text", True, "派遣科室签发人"),
        Column("签发日期", "day", False, "不填则为导入当天"),
        Column("技术总结答辩", "yes", False, "有一级技术总结答辩填“是”（第 24 项）"),
        Column("练习", "yes", False, "练习模式填“是”：不计入任何统计"),
        Column("备注", "text", False, "", 500),
    ),
    PROJECTS: (
        Column("名称", "text", True, "考核项目名称，每个项目一行", 100),
        Column("应考数", "count", True, "整数"),
        Column("理论应考", "count", False, "有理论考试时填写"),
        Column("技能应考", "count", False, "有操作技能考试时填写"),
        Column("试卷编号", "text", False, ""),
        Column("份数", "count", False, "试卷份数"),
    ),
    ROOMS: (
        Column("名称", "text", True, "如：第1考场"),
        Column("类型", "kind", True, "理论 或 操作技能"),
        Column("机考", "yes", False, "计算机考场填“是”"),
    ),
    SESSIONS: (
        Column("日期", "day", True, "如 2026-11-28"),
        Column("开考", "clock", True, "如 09:00"),
        Column("结束", "clock", True, "须晚于开考"),
        Column("类型", "kind", True, "理论 或 操作技能"),
        Column("项目", "text", True, "须在「项目」表中", 100),
        Column("考场", "names", True, "须在「考场」表中，类型一致；多个用分号隔开"),
        Column("批次", "text", False, "只有一个批次时可不填", 120),
        Column("应考数", "count", False, "本场应考人数"),
    ),
    EXAMINERS: (
        Column("姓名", "text", True, "每名考评员一行"),
        Column("组长", "yes", False, "考评组长填“是”，有且只有一人（一(七)）"),
        Column("证卡号", "text", True, "考评员证卡号", 40),
        Column("手机", "phone", False, ""),
    ),
    SUPERVISORS: (
        Column("姓名", "text", True, "每名质量督导员一行"),
        Column("手机", "phone", True, ""),
        Column("主督导", "yes", False, "多名督导员时主督导填“是”，由其签字提交"),
        Column("证卡号", "text", False, "督导员证卡号", 40),
    ),
    CONTACTS: (
        Column("称谓", "text", True, "如：医疗保障", 40),
        Column("姓名", "text", False, ""),
        Column("电话", "phone", True, "120、110、119 可直接填写"),
    ),
    PEOPLE: (
        Column("姓名", "text", True, "佩戴证件的人员，每人一行；整张表不填则保留已导入的人员"),
        Column(
            "角色", "role", True, "主考、考评组长、考评员、监考员、工作人员 或 质量督导员（N1.6-0）"
        ),
        Column("岗位", "text", False, "工作人员必填，如：警戒线值守、后勤、医疗、安保、巡视", 40),
        Column("考场", "text", False, "须在「考场」表中"),
        Column("证件号码", "id_number", False, "18 位居民身份证号码，单元格设为文本"),
        Column("手机", "phone", False, ""),
        Column("证卡号", "text", False, "考评员、督导员与其表一致，可不填", 40),
        Column("证卡有效期", "day", False, "有效证卡的最后一天，如 2028-12-31"),
        Column("照片", "photo", False, "照片压缩包（ZIP）内的文件名，如 林晓岚.jpg", 120),
    ),
    CANDIDATES: (
        Column("姓名", "text", True, "每张准考证一行；整张表不填则保留已导入的考生"),
        Column("证件号码", "id_number", True, "18 位居民身份证号码，单元格设为文本"),
        Column("准考证号", "text", True, "本次考核内唯一", 40),
        Column("项目", "text", True, "须在「项目」表中", 100),
        Column(
            "场次", "text", False, "「场次」表第几行（1、2…），或 理论 / 操作技能；不填为该项目各场"
        ),
        Column("考场", "text", False, "须在「考场」表中；填了场次的，须为该场的考场"),
        Column("座位", "text", False, "", 20),
        Column("照片", "photo", False, "照片压缩包（ZIP）内的文件名", 120),
    ),
}
NEEDED_SHEETS = (HEAD, PROJECTS, ROOMS, SESSIONS, EXAMINERS, SUPERVISORS)

# code → (Chinese, English); shown with sheet, row and column, never with the value.
REASONS: dict[str, tuple[str, str]] = {
    "missing_sheet": ("缺少这张表", "This sheet is missing"),
    "one_line": ("这张表只能填一份派遣", "This sheet holds exactly one dispatch"),
    "empty_sheet": ("这张表至少填写一行", "This sheet needs at least one line"),
    "unknown_column": ("没有这个列名，请使用模板的列名", "No such column; use the template's headings"),
    "needed": ("必须填写", "Must be filled in"),
    "text": ("不是文字", "Not a text"),
    "too_long": ("文字过长", "Text too long"),
    "count": ("须为不小于 0 的整数", "Must be a whole number of at least 0"),
    "yes": ("请填“是”或“否”", "Answer 是 or 否"),
    "kind": ("请填“理论”或“操作技能”", "Must be 理论 or 操作技能"),
    "day": ("日期无法识别，请写成 2026-11-28", "Date not understood; write 2026-11-28"),
    "relative_day": ("D+n 只能用于示例，请写明日期", "D+n is for examples only; give the date"),
    "clock": ("时间无法识别，请写成 09:00", "Time not understood; write 09:00"),
    "phone": ("电话须为 11 位手机号、带区号的固定电话或 3 位急救号", "Not a mobile, landline or emergency number"),
    "end": ("结束须晚于开考", "The end must be later than the start"),
    "too_many": ("超过应考数", "More than the candidates due"),
    "repeated": ("与上面一行重复", "Repeats a line above"),
    "unknown_project": ("「项目」表中没有这个项目", "Not among the projects"),
    "unknown_room": ("「考场」表中没有这个考场", "Not among the rooms"),
    "unknown_batch": ("不在「派遣」表的批次名称中", "Not among the batch names"),
    "batch_needed": ("有多个批次时必须写明批次", "Name the batch where there are several"),
    "room_kind": ("考场类型与场次类型不一致", "The room is of another kind than the session"),
    "room_busy": ("同一考场时间重叠", "The room has another session at this time"),
    "unused_project": ("没有安排场次", "No session is planned for it"),
    "leader": ("考评组长有且只有一人", "There is exactly one team leader"),
    "lead": ("主督导有且只有一人", "There is exactly one lead supervisor"),
    "both_roles": ("同一人不能既主考或考评又督导", "Nobody both leads or examines and supervises"),
    "own_station": ("此人在该鉴定站任职，不能督导本站", "Nobody supervises a station they serve"),
    "long_number": ("长号码被表格改成了数字，请把单元格设为文本后重填", "The sheet turned a long number into a figure; format the cell as text and fill it in again"),
    "role": ("角色须为主考、考评组长、考评员、监考员、工作人员或质量督导员", "No such role"),
    "post_needed": ("工作人员须写明岗位", "Staff need a post"),
    "id_number": ("不是有效的 18 位居民身份证号码", "Not a valid identity number of 18 characters"),
    "chief_differs": ("主考与「派遣」表不一致", "The chief differs from the dispatch"),
    "unknown_examiner": ("「考评员」表中没有此人（姓名、证卡号、组长须一致）", "Not among the examiners (name, card and leader must agree)"),
    "unknown_supervisor": ("「督导员」表中没有此人（姓名、证卡号须一致）", "Not among the supervisors (name and card must agree)"),
    "ambiguous_person": ("有同名的人，请写明证卡号", "Several people of this name; give the card number"),
    "unknown_session": ("「场次」表中没有这一场", "No such session"),
    "ambiguous_session": ("该项目有多场，请填「场次」表第几行", "Several sessions fit; give the number of the line"),
    "session_project": ("这一场不是该项目的", "The session is of another project"),
    "room_session": ("该场次不用这个考场", "The session does not use this room"),
    "photos_needed": ("表中写了照片，但没有随附照片压缩包", "Photos are named but no ZIP of photos came with the file"),
    "photo_missing": ("照片压缩包中没有这个文件", "No such file in the ZIP of photos"),
    "photo_twice": ("压缩包中有多个同名文件，请写明文件夹", "Several files of this name; give the folder"),
    "photo_large": ("照片超过 200 KB 或像素过多", "The photo exceeds 200 KB or has too many pixels"),
    "photo_format": ("不是可读取的 JPEG 照片", "Not a readable JPEG photo"),
    "foreign_centre": ("不是您所在的中心，或中心不存在", "Not your centre, or no such centre"),
    "unknown_year": ("该年的工作日历尚未确认，无法计算上交期限", "The working-day calendar of that year is not confirmed"),
}  # fmt: skip
