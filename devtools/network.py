"""Addresses of this machine, as a phone on the same network sees them."""

from __future__ import annotations

import ipaddress
import json
import shutil
import socket
import subprocess
from collections.abc import Iterable

# Documentation addresses (RFC 5737): connecting a UDP socket sends nothing, it only makes the
# system choose the interface it would use.
_SOMEWHERE = ("192.0.2.1", "198.51.100.1")


def lan_addresses() -> list[str]:
    """IPv4 addresses of this machine other machines can reach, the default route's first."""
    return usable([*_outgoing(), *_of_interfaces(), *_of_hostname()])


def usable(addresses: Iterable[str]) -> list[str]:
    """Drop doubles, loopback, link-local and what is no IPv4 address; keep the order."""
    kept: list[str] = []
    for text in addresses:
        try:
            address = ipaddress.IPv4Address(text)
        except ValueError:
            continue
        if address.is_loopback or address.is_link_local or address.is_unspecified:
            continue
        if text not in kept:
            kept.append(text)
    return kept


def port_is_free(host: str, port: int) -> bool:
    """Whether a server could listen there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _outgoing() -> list[str]:
    found = []
    for target in _SOMEWHERE:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                probe.connect((target, 9))
            except OSError:
                continue
            found.append(probe.getsockname()[0])
    return found


def _of_interfaces() -> list[str]:
    ip = shutil.which("ip")
    if ip is None:
        return []
    answer = subprocess.run(
        [ip, "-j", "-4", "address"], capture_output=True, text=True, check=False
    )
    try:
        interfaces = json.loads(answer.stdout or "[]")
    except ValueError:
        return []
    return [entry["local"] for link in interfaces for entry in link.get("addr_info", [])]


def _of_hostname() -> list[str]:
    try:
        return socket.gethostbyname_ex(socket.gethostname())[2]
    except OSError:
        return []
