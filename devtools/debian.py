"""What Debian's packages can add, where we may install them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from devtools.steps import run_logged


def may_install() -> bool:
    """Root on Debian itself: elsewhere `chromium` may be something different (Ubuntu's snap)."""
    release = Path("/etc/os-release")
    is_debian = release.exists() and "\nID=debian" in "\n" + release.read_text(encoding="utf-8")
    return is_debian and shutil.which("apt-get") is not None and os.geteuid() == 0


def install(title: str, packages: list[str]) -> None:
    """apt-get update, then install; both quiet and without questions."""
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "-y", "-q", "-o", "DPkg::Lock::Timeout=120"]
    advice = f"install by hand: {' '.join(packages)}"
    run_logged("Package lists (apt)", [*apt, "update"], env=env, advice=advice)
    run_logged(
        title,
        [*apt, "install", "--no-install-recommends", *packages],
        env=env,
        note=" ".join(packages),
        advice=advice,
    )
