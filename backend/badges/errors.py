"""Coded problems of badges and gates."""

from backend.core.errors import problem

no_key = problem(
    "badges.no_key",
    409,
    zh="本中心还没有证卡签名密钥，根密钥现已离线，无法新建",
    en="The centre has no badge key yet and the root is offline, so none can be made",
    todo_zh="请系统管理员取回根密钥后运行一次发卡",
    todo_en="Ask the administrator to bring the root key and issue once",
)
state = problem(
    "badges.state",
    409,
    zh="证卡现在的状态不能这样改",
    en="The badge's state does not allow this",
    clause="8.12",
    todo_zh="请刷新后查看现在的状态",
    todo_en="Reload and look at its present state",
)
reason_missing = problem(
    "badges.reason_missing",
    422,
    zh="请写明原因",
    en="A reason is needed",
    clause="8.12",
    todo_zh="写两个字以上，例如「遗失」",
    todo_en="At least two characters, for example that it was lost",
)
holder = problem(
    "badges.holder",
    422,
    zh="接替的人不在本次考核名单中，或就是本人",
    en="The replacement is not on this event's list, or is the same person",
    clause="A8",
    todo_zh="请先把接替的人列入派遣文件，再换人",
    todo_en="Put the person on the dispatch file first",
)
nobody = problem(
    "badges.nobody",
    409,
    zh="名单里没有需要发卡的人",
    en="There is nobody on the list to issue a badge to",
    todo_zh="请先导入人员和考生",
    todo_en="Import people and candidates first",
)
event_over = problem(
    "badges.event_over",
    409,
    zh="这次考核已经结束",
    en="This exam event is over",
)
gate_ended = problem(
    "badges.gate_ended",
    409,
    zh="这个门岗已经撤销",
    en="This gate has ended",
    todo_zh="请新设一个门岗",
    todo_en="Make a new gate",
)
gate_full = problem(
    "badges.gate_full",
    409,
    zh="这个门岗已有两部手机",
    en="This gate has two phones already",
    todo_zh="请新设一个门岗，或撤销其中一部手机",
    todo_en="Make another gate, or revoke one of the phones",
)
gate_name = problem(
    "badges.gate_name",
    409,
    zh="这次考核已有同名的门岗",
    en="This event has a gate of that name already",
)
bad_pass = problem(
    "badges.pass",
    422,
    zh="这不是有效的当日通行码",
    en="This is no valid day pass",
    todo_zh="请主考在办公端重新出示通行码",
    todo_en="Ask the chief to show the day pass again",
)
pass_expired = problem(
    "badges.pass_expired",
    409,
    zh="通行码已过期（30 分钟内有效）",
    en="The day pass has expired; it holds for 30 minutes",
    todo_zh="请主考重新出示通行码",
    todo_en="Ask the chief for a new one",
)
pass_spent = problem(
    "badges.pass_spent",
    409,
    zh="通行码已被一部手机用过",
    en="The day pass has been used by a phone",
    todo_zh="若不是您这部手机，请立即告诉主考",
    todo_en="Tell the chief at once if it was not your phone",
)
confirmed = problem(
    "badges.confirmed",
    409,
    zh="这条放行不需要或已经由另一人确认",
    en="This admission needs no confirmation, or has one",
)
outcome = problem(
    "badges.outcome",
    422,
    zh="放行须有「放行」结论，或写明双人放行的理由",
    en="Letting in needs that verdict, or a stated override",
    clause="N1.5-3b",
)
override = problem(
    "badges.override",
    422,
    zh="双人放行须另有一名主考或督导员出示证卡，并写明理由",
    en="An override needs the badge of another chief or supervisor, and a reason",
    clause="N1.5-3b",
)
paper_time = problem(
    "badges.paper_time",
    422,
    zh="据纸质补录的时间不能晚于现在，且只用于纸质名单",
    en="The time on paper cannot lie in the future, and belongs to paper entries only",
)
nothing_to_print = problem(
    "badges.nothing_to_print",
    409,
    zh="没有可打印的有效证卡",
    en="No badge in force to print",
    todo_zh="请先发放证卡，或选已发放的证卡",
    todo_en="Issue badges first, or choose issued ones",
)
print_reason = problem(
    "badges.print_reason",
    422,
    zh="涉及 50 人以上，打印要写明原因",
    en="More than 50 persons: printing needs a reason",
    clause="S-11",
    todo_zh="请写明原因后再打印",
    todo_en="Write the reason and print again",
)
print_gone = problem(
    "badges.print_gone",
    410,
    zh="打印文件已过保存期限，已删除",
    en="The printed file was kept for a day and is gone",
    todo_zh="请重新打印",
    todo_en="Print again",
)
print_unready = problem(
    "badges.print_unready",
    409,
    zh="打印文件还没有做好",
    en="The file is not ready yet",
    todo_zh="请等进度走完再下载",
    todo_en="Download it when the progress has ended",
)
