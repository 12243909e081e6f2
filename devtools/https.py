"""`dev.py run --https`: a certificate phones can trust, and a page that says how.

The certificate is made by `make_ca.py` inside .venv; here it is only decided when it has to
be made again. The trust page is plain HTTP on purpose: a phone that does not yet trust the
authority could not open it otherwise. It carries nothing but the public certificate.
"""

from __future__ import annotations

import datetime as dt
import html
import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import Template

from devtools.environment import PYTHON, child_environment
from devtools.steps import run_logged

ALWAYS_NAMED = ("localhost", "127.0.0.1")
RENEW_BEFORE = dt.timedelta(days=30)
CERTIFICATE_PATH = "/dukao-ca.crt"


@dataclass(frozen=True)
class Certificate:
    """Where the files are, and what to call the authority when telling how to remove it."""

    folder: Path
    ca_name: str
    ca_sha256: str

    @property
    def granian_options(self) -> list[str]:
        """TLS 1.2 as the lowest, because Android before 10 knows no 1.3."""
        return [
            "--ssl-certificate",
            str(self.folder / "server.pem"),
            "--ssl-keyfile",
            str(self.folder / "server.key"),
            "--ssl-protocol-min",
            "tls1.2",
        ]


def ensure_certificate(folder: Path, addresses: Sequence[str]) -> Certificate:
    """The stored certificate if it names every address of today, else a new one."""
    names = [*addresses, *ALWAYS_NAMED]
    if not still_good(folder, names, dt.datetime.now(dt.UTC)):
        run_logged(
            "Certificate for this machine",
            [PYTHON, "-m", "devtools.make_ca", folder, *names],
            env=child_environment(),
            note="new: phones must trust it once more",
        )
    about = _about(folder)
    return Certificate(folder, str(about["ca_name"]), str(about["ca_sha256"]))


def still_good(folder: Path, names: Sequence[str], now: dt.datetime) -> bool:
    """Whether the stored certificate covers these names and will for a while."""
    about = _about(folder)
    files = ("server.pem", "server.key", "ca.pem", "ca.crt")
    if not about or not all((folder / name).exists() for name in files):
        return False
    expires = dt.datetime.fromisoformat(str(about["not_after"]))
    covered = about["names"]
    return isinstance(covered, list) and set(names) <= set(covered) and now + RENEW_BEFORE < expires


def _about(folder: Path) -> dict[str, object]:
    try:
        about = json.loads((folder / "tls.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return about if isinstance(about, dict) else {}


# --- The trust page ----------------------------------------------------------------------------


def serve_trust_page(
    host: str, port: int, certificate: Certificate, app_url: str, qr_svg: str
) -> ThreadingHTTPServer:
    """Serve the page in a thread of this process; call `shutdown()` on the result to end it."""
    page = trust_page(certificate, app_url, qr_svg).encode()
    authority = (certificate.folder / "ca.crt").read_bytes()

    class Handler(BaseHTTPRequestHandler):
        """Two documents, nothing else."""

        server_version = "Dukao"
        sys_version = ""

        def do_GET(self) -> None:
            if self.path == CERTIFICATE_PATH:
                self._send(authority, "application/x-x509-ca-cert")
            elif self.path == "/":
                self._send(page, "text/html; charset=utf-8")
            else:
                self.send_error(HTTPStatus.NOT_FOUND)

        def do_HEAD(self) -> None:
            self.do_GET()

        def _send(self, body: bytes, kind: str) -> None:
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.send_header("X-Content-Type-Options", "nosniff")
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Stay silent: the terminal belongs to the start's own lines."""

    server = ThreadingHTTPServer((host, port), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, name="trust-page", daemon=True).start()
    return server


def trust_page(certificate: Certificate, app_url: str, qr_svg: str) -> str:
    """The page's HTML; every value is escaped, the QR is our own SVG."""
    return _PAGE.substitute(
        certificate=CERTIFICATE_PATH,
        name=html.escape(certificate.ca_name),
        fingerprint=html.escape(certificate.ca_sha256),
        url=html.escape(app_url),
        qr=qr_svg,
    )


_PAGE = Template("""<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>督考 · 信任本机证书 / Trust this machine</title>
<style>
  :root { color-scheme: light dark; }
  body { font: 17px/1.6 system-ui, "PingFang SC", "Noto Sans SC", sans-serif;
         max-width: 42rem; margin: 0 auto; padding: 1rem; }
  h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
  a.button { display: block; padding: .9rem 1rem; margin: 1rem 0; border-radius: .6rem;
             background: #1B4B73; color: #fff; text-align: center; text-decoration: none; }
  .en { color: #666; } code { overflow-wrap: anywhere; }
  svg { display: block; width: 12rem; height: 12rem; background: #fff; }
  summary { padding: .6rem 0; font-weight: 600; }
  @media (prefers-color-scheme: dark) { .en { color: #aaa; } }
</style>
</head>
<body>
<h1>信任本机证书</h1>
<p class="en">Trust this machine</p>
<p>相机、离线和签名只在安全连接（https）下可用。请先安装下面的证书，再打开系统。
证书只对这一台机器有效，签发它的密钥已经销毁，不能再签发别的证书。</p>
<p class="en">Camera, offline work and signing need a secure connection. Install the certificate
below once, then open the system. It is good for this one machine only: the key that signed it
was destroyed and cannot sign anything else.</p>
<a class="button" href="$certificate">① 下载证书 / Download the certificate</a>
<p>名称 / Name: <code>$name</code><br>SHA-256: <code>$fingerprint</code></p>
<p class="en">The same fingerprint stands in the terminal that started the system: compare them.</p>

<h2>② 安装 / Install</h2>
<details open><summary>Android</summary>
<p>设置 → 安全（或“密码与安全”）→ 更多安全设置 → 加密与凭据 → 安装证书 → <b>CA 证书</b>
→ 仍然安装 → 选择下载的 <code>dukao-ca.crt</code>。</p>
<p class="en">Settings → Security → Encryption &amp; credentials → Install a certificate →
<b>CA certificate</b> → Install anyway → choose the downloaded file.</p></details>
<details><summary>iPhone / iPad（Safari）</summary>
<p>用 Safari 打开本页并下载 → 允许 → 设置 → 已下载描述文件 → 安装；然后
设置 → 通用 → 关于本机 → <b>证书信任设置</b> → 打开下面这个名称的开关：<code>$name</code>。</p>
<p class="en">Download with Safari → Allow → Settings → Profile Downloaded → Install; then
Settings → General → About → <b>Certificate Trust Settings</b> → switch it on.</p></details>
<details><summary>HarmonyOS 鸿蒙</summary>
<p>设置 → 安全（或“隐私和安全”）→ 更多安全设置 → 加密和凭据 → 从存储设备安装 →
<b>CA 证书</b> → 选择 <code>dukao-ca.crt</code>。</p>
<p class="en">Settings → Security → More security settings → Encryption and credentials →
Install from storage → <b>CA certificate</b>.</p></details>
<details><summary>电脑 / Desktop</summary>
<p>Windows：双击文件 → 安装证书 → 当前用户 → “受信任的根证书颁发机构”。
macOS：双击加入“钥匙串访问”→ 打开该证书 → 信任 → 始终信任。
Linux（Chrome）：设置 → 隐私和安全 → 安全 → 管理证书 → 授权机构 → 导入。</p>
<p class="en">Windows: double-click → Install → Current user → Trusted Root Certification
Authorities. macOS: add it to Keychain Access → open it → Trust → Always trust.
Linux (Chrome): Settings → Privacy and security → Security → Manage certificates → Import.</p>
</details>

<h2>③ 打开 / Open</h2>
<p><a href="$url">$url</a></p>
$qr

<h2>用完后请删除 / Remove it afterwards</h2>
<p>Android：设置 → 安全 → 加密与凭据 → 信任的凭据 → 用户 → 选择证书 → 移除。</p>
<p>iPhone：设置 → 通用 → VPN 与设备管理 → 选择描述文件 → 移除。</p>
<p>鸿蒙：设置 → 安全 → 加密和凭据 → 信任的凭据 → 用户 → 删除。</p>
<p>电脑：在安装时的同一处删除名为 <code>$name</code> 的证书。</p>
<p class="en">Android: Settings → Security → Encryption &amp; credentials → Trusted credentials →
User → remove. iPhone: Settings → General → VPN &amp; Device Management → remove the profile.
HarmonyOS: Settings → Security → Encryption and credentials → Trusted credentials → User → delete.
Desktop: delete <code>$name</code> where you installed it.</p>
</body>
</html>
""")
