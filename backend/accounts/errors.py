"""Coded problems of accounts, codes, devices and roles."""

from __future__ import annotations

from backend.core.errors import problem

WAIT_ZH, WAIT_EN = (
    "请稍后再试，或请中心值班人员核对",
    "Wait and try again, or ask your centre's duty officer",
)
DUTY_ZH, DUTY_EN = "请联系所属中心值班人员重新发码", "Ask your centre's duty officer for a new code"

wrong_sign_in = problem(
    "accounts.wrong_sign_in",
    401,
    "用户名或密码不正确",
    "Wrong user name or password",
    "S-3",
    "请核对大小写后重试；连续 5 次错误将锁定 30 分钟",
    "Check upper and lower case; five failures lock for 30 minutes",
)
locked = problem(
    "accounts.locked",
    423,
    "尝试次数过多，已暂时锁定",
    "Too many attempts, locked for a while",
    "S-3",
    WAIT_ZH,
    WAIT_EN,
)
second_factor = problem(
    "accounts.second_factor",
    401,
    "需要动态验证码",
    "A one-time code is needed",
    "S-5",
    "请输入验证器上的 6 位数字",
    "Enter the six digits of your authenticator",
)
disabled = problem(
    "accounts.disabled",
    403,
    "账号已停用",
    "This account is disabled",
    "S-1",
    "请联系所属中心",
    "Contact your centre",
)
demo_local = problem(
    "accounts.demo_local",
    403,
    "演示账号只能在本机登录",
    "Demo accounts sign in on this machine only",
    None,
    "需要在局域网演示时，请以 --demo-lan 启动",
    "Start with --demo-lan to show it on the network",
)
session_over = problem(
    "accounts.session_over",
    401,
    "登录已到期",
    "The session has ended",
    "S-4",
    "请重新登录；手机上未传的内容不受影响",
    "Sign in again; unsent work on the phone is not affected",
)
csrf = problem(
    "accounts.csrf",
    403,
    "请求缺少防伪标记",
    "The request lacks its CSRF token",
    "S-10",
    "请刷新页面后重试",
    "Reload the page and try again",
)
code = problem(
    "accounts.code",
    422,
    "代码无效、已使用或已过期",
    "The code is wrong, used or expired",
    "S-5",
    DUTY_ZH,
    DUTY_EN,
)
challenge = problem(
    "accounts.challenge",
    422,
    "验证已过期",
    "The challenge is old or was used",
    "S-5",
    "请重新输入激活码，十分钟内完成",
    "Enter the activation code again and finish within ten minutes",
)
too_many_devices = problem(
    "accounts.too_many_devices",
    409,
    "您已有两部在用手机",
    "You already have two active phones",
    "S-5",
    "请在「设备」中停用一部，或请值班人员发码时一并停用旧手机，再登记这一部",
    "Revoke one under Devices, or let the duty officer revoke the old phone with the new code",
)
enrolment = problem(
    "accounts.enrolment",
    422,
    "登记内容与签名不符",
    "The enrolment does not match its signature",
    "S-5",
    "请在这部手机上重新开始登记",
    "Start the enrolment on this phone again",
)
device_known = problem(
    "accounts.device_known",
    409,
    "这把钥匙已登记过",
    "This key is enrolled already",
    "S-5",
    "请在手机上生成新的钥匙后再登记",
    "Make a new key on the phone and enrol that",
)
device_revoked = problem(
    "accounts.device_revoked",
    409,
    "这部设备已停用",
    "This device is revoked already",
    "S-5",
)
confirm_other = problem(
    "accounts.confirm_other",
    409,
    "重置人不能确认自己重置的设备",
    "Whoever reset the account may not confirm its device",
    "S-5",
    "请由另一位工作人员核对后确认",
    "Let another colleague check and confirm",
)
password_policy = problem(
    "accounts.password_policy",
    422,
    "新密码不符合要求",
    "The new password does not fit the policy",
    "S-2",
    "8–32 位，含大写、小写、数字、符号中的三类，不同于用户名和最近 5 次密码",
    "8–32 characters, three of upper, lower, digit, special; not the user name or one of the last five",
)
password_change = problem(
    "accounts.password_change",
    403,
    "请先修改密码",
    "Change your password first",
    "S-2",
    "首次登录或密码满 90 天须修改",
    "Needed at the first sign-in and every 90 days",
)
not_here = problem(
    "accounts.not_this_kind",
    409,
    "此类账号不能这样操作",
    "Not possible for this kind of account",
    "S-1",
    "管理员账号只能在服务器上由命令行重置",
    "Administrators are reset on the server's command line only",
)
not_new = problem(
    "accounts.not_new",
    409,
    "账号已激活",
    "The account is active already",
    "S-5",
    "如忘记密码或更换手机，请改用「重置」",
    "For a lost password or phone use a reset",
)
username_taken = problem(
    "accounts.username_taken",
    409,
    "用户名已被使用",
    "The user name is taken",
    None,
    "请换一个用户名",
    "Choose another one",
)
role_mixed = problem(
    "accounts.role_mixed",
    409,
    "一个账号不能兼任管理员与其他角色",
    "No account holds two administrator roles or an administrator and a business role",
    "S-1",
    "请另建账号",
    "Make another account",
)
role_unknown = problem(
    "accounts.role_unknown",
    422,
    "角色与所在单位不符",
    "The role does not fit the place given",
    "S-1",
    "中心角色须指定中心，鉴定站角色须指定鉴定站",
    "Centre roles need a centre, station roles a station",
)
role_self = problem(
    "accounts.role_self",
    403,
    "不能为自己授权",
    "Nobody changes their own roles",
    "S-1",
    "请由另一位有权人员办理",
    "Let another authorised person do it",
)
role_two_people = problem(
    "accounts.role_two_people",
    409,
    "授权须由两人完成",
    "A grant needs two people",
    "S-1",
    "请由申请人以外的人批准",
    "Someone other than the requester must approve",
)
role_decided = problem(
    "accounts.role_decided",
    409,
    "该授权已处理",
    "This grant was decided already",
    "S-1",
)
sheet = problem(
    "accounts.sheet",
    422,
    "表格有错误，未导入任何账号",
    "The sheet has errors; nothing was imported",
    None,
    "请按所列行列改正后重新上传",
    "Correct the rows and columns named and upload again",
)
second_factor_on = problem(
    "accounts.second_factor_on",
    409,
    "动态验证码已启用",
    "The second factor is on already",
    "S-5",
    "如需更换，请先用当前验证码停用",
    "Switch it off with its own digits first",
)
own_code = problem(
    "accounts.own_code",
    403,
    "不能为自己发码",
    "Nobody issues a code for themselves",
    "S-5",
    "请由另一位值班人员发码",
    "Ask another duty officer",
)
audit_too_many = problem(
    "accounts.audit_too_many",
    422,
    "超过 50000 行，一张表放不下",
    "More than 50,000 lines do not fit into one table",
    "S-11",
    "请缩短时间段后再导出，或下载核验包",
    "Choose a shorter time, or download the bundle",
)
second_factor_first = problem(
    "accounts.second_factor_first",
    403,
    "管理员要先启用动态验证码",
    "Administrators switch on their second factor first",
    "S-5",
    "请重新登录，按提示用验证器扫码启用",
    "Sign in again and follow the steps with an authenticator",
)
notice_old = problem(
    "accounts.notice_old",
    409,
    "告知已更新，请重新阅读",
    "The notice has changed; please read it again",
    "S-13",
)
