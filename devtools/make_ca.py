"""Make a certificate for this machine, signed by an authority that can never sign again.

Runs inside .venv (needs `cryptography`):  python -m devtools.make_ca FOLDER NAME-OR-IP…

Phones give camera, service worker and WebCrypto only to a secure page, and trust a page on
the LAN only through an authority its owner installed. Such an authority is a risk if its key
lives on, so the key exists only in this process's memory, signs one certificate and is gone:
whoever copies the folder can pretend to be this machine, and nothing else.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import json
import os
import sys
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

# Apple refuses longer leaf certificates; the authority has no reason to outlive its only leaf.
VALID_DAYS = 397
# A machine whose clock is a little behind must not find the certificate "not yet valid".
BACKDATED = dt.timedelta(hours=12)


def make(folder: Path, names: list[str], now: dt.datetime) -> None:
    """Write ca.crt (DER, for phones), ca.pem, server.pem (leaf and CA), server.key, tls.json."""
    folder.mkdir(parents=True, exist_ok=True)
    start, end = now - BACKDATED, now - BACKDATED + dt.timedelta(days=VALID_DAYS)
    ca_key = ec.generate_private_key(ec.SECP256R1())
    leaf_key = ec.generate_private_key(ec.SECP256R1())
    ca = _authority(ca_key, start, end)
    leaf = _leaf(ca, ca_key, leaf_key, names, start, end)
    del ca_key

    pem = serialization.Encoding.PEM
    _write_private(
        folder / "server.key",
        leaf_key.private_bytes(
            pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
    )
    (folder / "server.pem").write_bytes(leaf.public_bytes(pem) + ca.public_bytes(pem))
    (folder / "ca.pem").write_bytes(ca.public_bytes(pem))
    (folder / "ca.crt").write_bytes(ca.public_bytes(serialization.Encoding.DER))
    about = {
        "names": names,
        "not_after": end.isoformat(),
        "ca_name": _common_name(ca),
        "ca_sha256": ca.fingerprint(hashes.SHA256()).hex(":"),
    }
    (folder / "tls.json").write_text(json.dumps(about, indent=1), encoding="utf-8")


def _authority(
    key: ec.EllipticCurvePrivateKey, start: dt.datetime, end: dt.datetime
) -> x509.Certificate:
    # The date in the name tells an old authority from a new one in the phone's list.
    name = _name(f"Dukao test machine {start + BACKDATED:%Y-%m-%d %H:%M}")
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _leaf(
    ca: x509.Certificate,
    ca_key: ec.EllipticCurvePrivateKey,
    key: ec.EllipticCurvePrivateKey,
    names: list[str],
    start: dt.datetime,
    end: dt.datetime,
) -> x509.Certificate:
    return (
        x509.CertificateBuilder()
        .subject_name(_name("Dukao"))
        .issuer_name(ca.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.SubjectAlternativeName([_alternative(name) for name in names]), critical=False
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False
        )
        .sign(ca_key, hashes.SHA256())
    )


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Dukao (this machine only)"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _common_name(certificate: x509.Certificate) -> str:
    return str(certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _write_private(path: Path, content: bytes) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)


if __name__ == "__main__":
    make(Path(sys.argv[1]), sys.argv[2:], dt.datetime.now(dt.UTC))
