"""The front sheets of the emergency kit (应急包): what a day needs when every phone has failed.

How to go on with paper, numbers to call, the dispatch form (派遣表, A3-4a), and the people expected.
The guard's list and the supervisors' own badges follow once there are badges, and then the prefilled
annex, in one document.
"""

from typing import Any

from backend.core.documents.ink import qr_svg
from backend.core.documents.moments import clock_words

KINDS = {"theory": "理论", "practical": "操作技能"}
PUBLIC_NUMBERS = [["报警", "", "110"], ["火警", "", "119"], ["急救", "", "120"]]
STEPS = [
    "手机或系统用不了时，按后附《现场质量督导情况表》用笔填写：评价填 A、B、C，不适用的填“/”。",
    "B、C 写明情况。更正处由填写人签名，不涂改、不撕页。",
    "结束后全体督导员在签名处手写签名，写明日期和时间。",
    "联网后由督导员在手机“纸质补录”里逐页拍照，再把内容录入；纸质原件同时交中心。",
    "督导后第一个工作日上交：复印件交质量督导科，原件交派遣科室（附件11注3）。",
]


def front(
    brief: dict[str, Any], printed: int, badges: dict[str, Any] | None = None
) -> dict[str, Any]:
    """The sheets as rows of text, from the facts of the dispatch; `printed` in ms; `badges` (see
    `badges.print.booklet`) the guard's list and the supervisors' own badges, once they are issued.
    """
    return {
        "number": brief["dispatch"]["number"],
        "qr": qr_svg(brief["dispatch"]["number"]),
        "printed": clock_words(printed)[:16],
        "steps": STEPS,
        "numbers": numbers(brief),
        "facts": dispatch_facts(brief),
        "sessions": session_rows(brief),
        "projects": [
            [p["name"], count(p["due"]), p["paper_code"] or "", count(p["copies"])]
            for p in brief["projects"]
        ],
        "people": people(brief),
        "badges": badges,
    }


def numbers(brief: dict[str, Any]) -> list[list[str]]:
    """Label, name and number of everybody to call, each number once for a label."""
    rows = [
        ["中心值班", brief["centre"]["name"], brief["centre"]["duty_phone"]],
        ["主考", brief["chief"]["name"], brief["chief"]["phone"]],
        ["鉴定站", brief["station"]["name"], brief["station"]["contact_phone"]],
        *([one["label"], one["name"], one["phone"]] for one in brief["contacts"]),
        *(["质量督导员", one["name"], one["phone"]] for one in brief["team"]),
    ]
    return [row for n, row in enumerate(rows) if row[2] and row not in rows[:n]] + PUBLIC_NUMBERS


def dispatch_facts(brief: dict[str, Any]) -> list[list[str]]:
    """The head of the dispatch form."""
    head = brief["dispatch"]
    rows = [
        ["派遣号", head["number"]],
        ["派遣中心", brief["centre"]["name"]],
        ["质量督导员", "、".join(_marked(brief["team"], "lead", "组长"))],
        ["鉴定站", brief["station"]["name"]],
        ["考核地点", brief["station"]["place"]],
        ["批次", "；".join(one["name"] for one in brief["batches"])],
        ["考评员", "、".join(_marked(brief["examiners"], "leader", "考评组长"))],
        [
            "签发",
            "　".join(part for part in (head["issuer"], str(head["issued_at"] or "")) if part),
        ],
        ["备注", head["remark"]],
    ]
    return [row for row in rows if row[1]]


def session_rows(brief: dict[str, Any]) -> list[list[str]]:
    """Time, kind, project, rooms and due number of every session, in order."""
    projects = {one["id"]: one["name"] for one in brief["projects"]}
    rooms = {one["id"]: one["name"] for one in brief["rooms"]}
    return [
        [
            f"{clock_words(one['t0'])[:16]}—{clock_words(one['end'])[11:16]}",
            KINDS.get(one["kind"], one["kind"]),
            projects.get(one["project"], ""),
            "、".join(rooms[room] for room in one["rooms"] if room in rooms),
            count(one["due"]),
        ]
        for one in sorted(brief["sessions"], key=lambda one: one["t0"])
    ]


def people(brief: dict[str, Any]) -> list[list[str]]:
    """Role, name, and card or telephone of everybody the dispatch names."""
    rows = [["主考", brief["chief"]["name"], brief["chief"]["phone"]]]
    rows += [
        ["督导组长" if one["lead"] else "质量督导员", one["name"], one["phone"]]
        for one in brief["team"]
    ]
    rows += [
        ["考评组长" if one["leader"] else "考评员", one["name"], one["card_number"] or ""]
        for one in brief["examiners"]
    ]
    return rows


def count(number: int | None) -> str:
    """A number as printed; nothing where nobody said."""
    return "" if number is None else str(number)


def _marked(people: list[dict[str, Any]], mark: str, word: str) -> list[str]:
    return [f"{one['name']}（{word}）" if one[mark] else one["name"] for one in people]
