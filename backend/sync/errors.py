"""Coded problems of the door, and words for what it says of entries (U-13).

Refusals of a kind's own service stand in that domain's ``errors.py``. Codes that wait are looked up
under ``waiting.<code>``: they are outcomes of a line and never an HTTP answer of their own.
"""

from backend.core.errors import problem

kit_gone = problem(
    "kit.gone",
    410,
    "您不再承担这次考核的任务，工作包已收回",
    "You no longer serve in this event",
    todo_zh="未上传的内容仍会送达中心",
    todo_en="What is not sent yet will still be delivered",
)
journal_erased = problem(
    "journal.erased",
    410,
    "这次考核的资料已按期销毁",
    "This event's data were destroyed on schedule",
)
section_stale = problem(
    "kit.section_stale", 404, "工作包已更新，请重新获取", "The kit moved on; fetch it again"
)
no_stream = problem(
    "live.full", 503, "实时连接已满，改用定时刷新", "Too many live streams; poll instead"
)

_RESEND = {
    "todo_zh": "请督导员用本人手机重新上传；仍不行，存救援文件交中心",
    "todo_en": "Let the supervisor upload again from the own phone; else hand in a rescue file",
}
_UPDATE = {
    "todo_zh": "请督导员更新应用后再填一次；原记录保留",
    "todo_en": "Let the supervisor update the app and fill it in again; this record is kept",
}
_SHORTEN = {
    "todo_zh": "请督导员缩短文字或减少照片，再填一次",
    "todo_en": "Let the supervisor shorten the text or use fewer photos and fill it in again",
}
_REFRESH = {
    "todo_zh": "请督导员更新工作包，核对后再填一次；原记录保留",
    "todo_en": "Let the supervisor fetch the kit again, check and fill it in again",
}
_TAMPERED = {
    "todo_zh": "不是本系统手机签的内容。请核实是谁送来的，必要时停用该手机",
    "todo_en": "No phone of this system signed this. Find out who sent it; revoke the phone if needed",
}

# --- bytes that are no entry: never shown under a claimed author --------------------------------

problem("entry.format", 422, "送来的内容不是一条记录", "The bytes are no entry", **_RESEND)
problem(
    "entry.algorithm", 422, "签名头不合规定", "The signature's header is not allowed", **_TAMPERED
)
problem("entry.key", 422, "手机公钥不合规定", "The phone's public key is not valid", **_TAMPERED)
problem(
    "entry.unknown_key",
    422,
    "没有登记过这部手机",
    "No enrolled phone has this key",
    todo_zh="请督导员联网登记这部手机（绑定码向值班经办领取），再上传",
    todo_en="Let the supervisor enrol this phone with a code of the duty officer, then upload",
)
problem("entry.signature", 422, "签名验不过", "The signature does not verify", **_TAMPERED)
problem("entry.too_large", 422, "记录太大", "The entry is too large", **_SHORTEN)
problem("entry.too_deep", 422, "记录的层次太多", "The entry is nested too deeply", **_UPDATE)
problem("entry.json", 422, "记录的格式读不出", "The entry's JSON cannot be read", **_UPDATE)
problem("entry.duplicate_key", 422, "记录里有重复的字段", "The entry repeats a key", **_UPDATE)
problem(
    "entry.text", 422, "记录里有不能用的字符", "The entry holds characters not allowed", **_UPDATE
)
problem("entry.members", 422, "记录缺少字段或有多余字段", "Members missing or unknown", **_UPDATE)
problem(
    "entry.journal",
    422,
    "记录属于另一次考核",
    "The entry belongs to another event",
    todo_zh="无须处理：手机会送到它所属的考核",
    todo_en="Nothing to do: the phone delivers it to its own event",
)

# --- refused, with a line, shown to its author --------------------------------------------------

problem(
    "entry.kind",
    422,
    "中心不认识这种记录",
    "A kind or version of entry unknown here",
    **_UPDATE,
)
problem("entry.data", 422, "记录内容不合格式", "The entry's data do not fit its kind", **_UPDATE)
problem(
    "entry.parents",
    422,
    "所更正或依据的记录对不上",
    "It names parents of a kind not allowed",
    **_REFRESH,
)
problem(
    "entry.strokes_reused",
    422,
    "同一笔迹已签过别的内容或别的人",
    "These strokes already signed something else",
    clause="附件11",
    todo_zh="请本人重新手写签名",
    todo_en="Let the signer sign again by hand",
)
problem(
    "scope.event",
    403,
    "填写人不在这次派遣里",
    "The author is not assigned to this event",
    clause="附件10",
    todo_zh="请派遣科室核对派遣名单；确属漏派的，补派遣后由督导员重新填写",
    todo_en="Check the dispatch; if the person was left out, add them and let them fill it in again",
)
problem(
    "scope.role",
    403,
    "这种记录不由该岗位填写",
    "This role may not seal this kind",
    todo_zh="请由应填写的岗位重新填写",
    todo_en="Let the role in charge fill it in",
)
problem(
    "scope.object",
    422,
    "其中的人员、考场或记录不属于这次派遣",
    "An object named in it is not of this event",
    **_REFRESH,
)

problem(
    "entry.after_revocation",
    422,
    "手机停用之后才到，两人核实后不予采用",
    "Arrived after its phone was revoked; two persons decided against it",
    todo_zh="确需补记的，请督导员用本人新手机重新填写",
    todo_en="If it is still needed, let the supervisor fill it in on the new phone",
)

# --- deciding about what is held ------------------------------------------------------------------

held_decided = problem(
    "held.decided",
    409,
    "这条记录不用认定，或已经认定",
    "This record needs no decision, or has one",
    todo_zh="请刷新后再看",
    todo_en="Reload and look again",
)
held_own_entry = problem(
    "held.own_entry",
    403,
    "不能认定自己填的记录",
    "Nobody decides about an own record",
    todo_zh="请另外两位同事认定",
    todo_en="Let two colleagues decide",
)
held_second_person = problem(
    "held.second_person",
    409,
    "您已经认定过；还需要另一个人",
    "You have said so already; it takes another person",
    todo_zh="请另一位同事核实后认定",
    todo_en="Let a colleague check and decide",
)

# --- waiting ------------------------------------------------------------------------------------

problem(
    "waiting.parent",
    409,
    "等它所依据的那条记录送到",
    "Waits for the entry it builds on",
    todo_zh="请督导员打开应用联网上传；对方手机没有网络的，可先取救援文件",
    todo_en="Let the supervisors open the app online; without network take a rescue file",
)
problem(
    "waiting.after_revocation",
    409,
    "手机停用之后才送到，不能证明是停用以前填的",
    "Arrived after its phone was revoked; nothing proves it is older",
    todo_zh="请两人核实：确为本人停用以前所填的，予以采用；否则不予采用",
    todo_en="Two persons decide: accept it if the holder filled it in before, else refuse",
)
problem(
    "waiting.unconfirmed",
    409,
    "这部手机是重设后登记的，还没有人确认",
    "The phone was enrolled after a reset and nobody has confirmed it",
    todo_zh="请另一位经办与本人核对后确认这部手机",
    todo_en="Let another officer check with the holder and confirm the phone",
)
problem(
    "waiting.server_error",
    503,
    "中心处理时出错，已记录",
    "The centre failed while handling it; recorded",
    todo_zh="会自动再处理；一小时后还在这里，请告诉系统管理员",
    todo_en="It is handled again automatically; tell the administrator if it stays for an hour",
)
