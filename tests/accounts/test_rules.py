"""Decisions from values alone."""

from __future__ import annotations

import pytest

from backend.accounts import rules
from backend.accounts.permissions import ADMINS, PERMISSIONS, ROLES
from backend.core.auth import WIDTHS


@pytest.mark.req("S-2")
@pytest.mark.parametrize(
    ("password", "faults"),
    [
        ("Abcdef12", []),
        ("abc-def-1", []),
        ("Ab1-", ["length"]),
        ("a" * 33, ["length", "kinds"]),
        ("abcdefgh", ["kinds"]),
        ("abcdefg1", ["kinds"]),
        ("Lin.Xiu1", ["username"]),
    ],
)
def test_a_password_needs_length_and_three_kinds_and_is_not_the_user_name(password, faults):
    assert rules.password_faults(password, "lin.xiu1") == faults


def test_field_accounts_never_have_to_change_a_password():
    assert rules.password_is_old(0, "office", 91 * rules.DAY)
    assert not rules.password_is_old(0, "field", 1000 * rules.DAY)
    assert not rules.password_is_old(0, "office", 89 * rules.DAY)


def test_a_code_is_read_in_any_width_case_and_grouping():
    assert rules.normal_code(" ａcde-3479 ") == "ACDE3479"
    assert rules.grouped("ACDE3479") == "ACDE-3479"
    assert not set("0O1IL2Z5S8BU") & set(rules.CODE_ALPHABET)


def test_one_time_numbers_are_those_of_rfc_6238():
    secret = b"12345678901234567890"
    assert rules.totp(secret, 59 // 30) == "287082"
    assert rules.totp(secret, 1111111109 // 30) == "081804"
    assert rules.totp_step(secret, "287082", 59_000, None) == 1
    assert rules.totp_step(secret, "287082", 59_000, 1) is None, "a number is used once"
    assert rules.totp_step(secret, "287082", 59_000 + 120_000, None) is None


@pytest.mark.req("S-1")
def test_no_account_holds_two_administrators_or_one_beside_business():
    assert rules.mixes_roles({"system_admin"}, "audit_admin", ADMINS)
    assert rules.mixes_roles({"handler"}, "audit_admin", ADMINS)
    assert rules.mixes_roles({"audit_admin"}, "handler", ADMINS)
    assert not rules.mixes_roles({"handler"}, "quality", ADMINS)


def test_the_table_names_only_known_roles_and_widths():
    for permission, row in PERMISSIONS.items():
        assert set(row) <= set(ROLES), permission
        assert set(row.values()) <= set(WIDTHS), permission


@pytest.mark.req("S-1")
def test_administrators_do_no_business_and_only_one_reads_the_audit():
    business = ("dispatch.", "form.", "journal.", "held.", "device.")
    for permission, row in PERMISSIONS.items():
        if permission.startswith(business):
            assert not set(row) & set(ADMINS), permission
    assert set(PERMISSIONS["audit.read"]) == {"audit_admin"}
    assert "security_admin" not in PERMISSIONS["account.create"]
    assert "system_admin" not in PERMISSIONS["role.approve"]


def test_a_phone_number_is_shown_masked():
    assert rules.mask_phone("13812341234") == "138****1234"
    assert rules.mask_phone("123") == "***"
    assert rules.mask_phone(None) is None
