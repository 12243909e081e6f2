"""Coded problems of the desk: what the centre is told besides the rule of the packs."""

from backend.core.errors import problem

no_dispatch = problem(
    "custody.no_dispatch", 404,
    zh="没有找到这个派遣号或标签", en="No dispatch or label of that number was found", clause="A3-4a",
    todo_zh="请核对派遣表上的派遣号，或只输入号码中的数字",
    todo_en="Check the number on the dispatch form, or type only its digits",
)  # fmt: skip
wrong_day = problem(
    "custody.wrong_day", 422,
    zh="今天不是领取试卷的日子（考前一日）", en="Papers are collected on the day before the exam",
    clause="A3-4a", todo_zh="确需今天领取，请写明原因", todo_en="Write the reason if it must be today",
)  # fmt: skip
declined = problem(
    "custody.declined", 422,
    zh="这位督导员没有接受或不再承担这次派遣，不能交给他",
    en="This supervisor has not accepted the dispatch or is no longer on it", clause="A3-4a",
    todo_zh="请派遣科室改派后再交接", todo_en="Ask the dispatch section to dispatch somebody else",
)  # fmt: skip
given = problem(
    "custody.given", 409,
    zh="这袋试卷已经有人交出", en="Somebody has already handed this pack over", clause="A3-4c",
    todo_zh="请看是谁、什么时候交出的", todo_en="See who did, and when",
)  # fmt: skip
ink = problem(
    "custody.ink", 422,
    zh="笔迹太少，请重新签名", en="Too little ink; please sign again", clause="A3-4c",
    todo_zh="写完整姓名", todo_en="Write the whole name",
)  # fmt: skip
number_twice = problem(
    "custody.number_twice", 422,
    zh="同一次考核里有两袋用了相同的袋号", en="Two packs of one exam have the same number",
    clause="A3-4b", todo_zh="请改成不同的袋号", todo_en="Give them different numbers",
)  # fmt: skip
replaced_pack = problem(
    "custody.replaced_pack", 422,
    zh="替换袋要写明替换哪一袋，而且那一袋须有异常或已被撤回",
    en="A replacement names the pack it replaces, which must be in exception or withdrawn",
    clause="A3-4b", todo_zh="请从那一袋的页面做替换袋", todo_en="Make it from that pack's page",
)  # fmt: skip
missing_glyph = problem(
    "custody.missing_glyph", 422,
    zh="有一个字没有字体可以打印，没有出文件", en="A character cannot be printed; no file was made",
    clause="A11-p1", todo_zh="请核对标出的字；确实没有错的，请管理员补装字体",
    todo_en="Check the character named; if it is right, have a font installed",
)  # fmt: skip
held = problem(
    "custody.held", 409,
    zh="这次考核的资料被要求保留，不能销毁", en="This exam's material is under a legal hold",
    clause="N2-1", todo_zh="先由另一人解除保留", todo_en="Another person must lift the hold first",
)  # fmt: skip
kept = problem(
    "custody.kept", 409,
    zh="考核日起未满两年，不能销毁", en="Two years from the exam are not over", clause="N2-1",
    todo_zh="期满后再办", todo_en="Come back when the term is over",
)  # fmt: skip
same_hand = problem(
    "custody.same_hand", 422,
    zh="销毁须由两个人办理", en="It takes two people to destroy papers", clause="N2-1",
    todo_zh="请另一人用自己的账号确认", todo_en="Have another person confirm with an own account",
)  # fmt: skip
