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
GUIDE = "填写说明"
THEORY = "理论"
PRACTICAL = "操作技能"
KIND_WORDS = {THEORY: "theory", PRACTICAL: "practical"}
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
    "foreign_centre": ("不是您所在的中心，或中心不存在", "Not your centre, or no such centre"),
    "unknown_year": ("该年的工作日历尚未确认，无法计算上交期限", "The working-day calendar of that year is not confirmed"),
}  # fmt: skip
