"""Coded problems of custody: why an entry about packs is refused."""

from collections.abc import Callable

from backend.core.errors import Problem, problem

PREFIX = "custody."
_MADE: dict[str, Callable[..., Problem]] = {}


def _say(code: str, zh: str, en: str, clause: str, todo_zh: str, todo_en: str) -> None:
    _MADE[code] = problem(f"{PREFIX}{code}", 422, zh, en, clause, todo_zh, todo_en)


_say(
    "state", "试卷袋现在的状态不能做这一步", "The pack's state does not allow this step", "8.5",
    "请扫袋上标签，看它现在在谁手里、下一步是什么",
    "Scan its label to see who has it and what comes next",
)  # fmt: skip
_say(
    "not_holder", "这个试卷袋现在不在签字人手里", "The signer does not have this pack", "8.5b",
    "由现在持有试卷袋的人签字", "Whoever has the pack signs",
)  # fmt: skip
_say(
    "same_person", "交出人和接收人不能是同一个人", "Giver and receiver are the same person", "A3-4c",
    "请由另一人接收", "Somebody else has to receive it",
)  # fmt: skip
_say(
    "receiver", "对方在本次考核没有相应职责，不能交接", "The other person has no such duty here",
    "A3-4a", "请核对人员名单；换人先由办公端更改名单", "Check the list of people first",
)  # fmt: skip
_say(
    "purpose", "这种交接或拆封方式不合签字人的角色或试卷类型",
    "This purpose does not fit the signer's role or the kind of paper", "8.5",
    "请选相符的交接目的或拆封方式", "Choose the purpose that fits",
)  # fmt: skip
_say(
    "strip", "封条号与试卷袋不符", "The strip number is not the pack's", "A3-4b",
    "请重新核对封条号；若确实不符，选「拒收」并写明", "Read it again; refuse the pack if it differs",
)  # fmt: skip
_say(
    "strip_used", "这个封条号已经用过", "This strip number has been used", "8.5",
    "请换一根新封条，输入新号", "Take a new strip and type its number",
)  # fmt: skip
_say(
    "copies", "份数与袋上标签不符", "The number of copies is not the label's", "A3-4b",
    "请重新核对份数；若确实不符，选「拒收」并写明", "Check again; refuse the pack if it differs",
)  # fmt: skip
_say(
    "counts", "份数对不上：发出＋备用＋作废＝拆封，收回＋缺少＝发出",
    "The counts do not add up: issued + spare + void = opened, collected + missing = issued", "8.5b",
    "请重新清点后再填", "Count again",
)  # fmt: skip
_say(
    "checks", "核对项没有全部通过，不能接收", "Not every check was ticked, so it cannot be accepted",
    "A3-4b", "有一项不符就拒收并写明", "Refuse the pack and say why",
)  # fmt: skip
_say(
    "reason_missing", "请写明原因", "A reason is needed", "8.5b", "写两个字以上",
    "At least two characters",
)  # fmt: skip
_say(
    "two_people", "须两个人同时在场签字", "It takes two people who both sign", "A7-3",
    "请另一人到场签字", "Have the other person sign",
)  # fmt: skip
_say(
    "not_receiver", "这次交接不是交给签字人的", "This handover is to somebody else", "A3-4c",
    "由交接单上的接收人签字", "The named receiver signs",
)  # fmt: skip
_say(
    "not_offered", "对应的交接不存在，或不含这个试卷袋", "No such offer, or not of this pack", "8.5b",
    "请对方重新发起交接", "Ask for a new offer",
)  # fmt: skip
_say(
    "photo_forbidden", "考试结束前不能拍试卷内容", "No photo of papers before the end", "S-17",
    "只拍袋外，不拍试卷内容", "Only the outside of the bag may be photographed",
)  # fmt: skip
_say(
    "signature", "签名与签字人或签字方式不符", "The signature does not fit its signer or its way",
    "A3-4c", "请本人重新签字", "Sign again in person",
)  # fmt: skip
_say(
    "paper_time", "纸质记录的时间不能晚于现在", "The time on paper cannot lie in the future", "Q-1",
    "请核对纸上的时间", "Check the time on the sheet",
)  # fmt: skip
_say(
    "room", "考场不属于这个场次，或与袋子所在的考场不同", "The room is not the session's or the pack's",
    "8.5", "请核对考场", "Check the room",
)  # fmt: skip
_say(
    "offered", "这袋试卷已交出、正等待接收，不能再改", "This pack is being handed over", "A3-4b",
    "请先撤回这次交接，再改", "Recall the offer first",
)  # fmt: skip
_say(
    "withdrawn", "这个试卷袋已被中心撤回", "The centre has withdrawn this pack", "A3-4b",
    "请向中心领取替换袋", "Ask the centre for the pack that replaces it",
)  # fmt: skip

_say(
    "pass", "这次确认用的登录已失效或用过", "This sign-in has been used or has run out", "A3-4c",
    "请对方重新登录确认", "Have the other person sign in again",
)  # fmt: skip

CODES = tuple(f"{PREFIX}{code}" for code in _MADE)


def refused(code: str) -> Problem:
    """The problem of a code of `legality.judge`."""
    return _MADE[code.removeprefix(PREFIX)]() if code.startswith(PREFIX) else Problem(code)
