"""What a silent phone means: offline by plan, or silent (field lesson 22)."""

from __future__ import annotations

from datetime import date

import pytest

from backend.staffing.rules import MINUTE, PhoneFacts, exam_spans, phone_state

HOUR = 60 * MINUTE
DAY = 24 * HOUR
T0 = 1_796_432_400_000
D1, D2 = date(2026, 12, 5), date(2026, 12, 6)
# Two sessions on the first day, one on the second.
SPANS = exam_spans(
    [(D1, T0 + 4 * HOUR, T0 + 6 * HOUR), (D1, T0, T0 + 2 * HOUR), (D2, T0 + DAY, T0 + DAY + HOUR)]
)
END = T0 + DAY + HOUR


def phone(last, *, ready=True, kit=True, signed=False):
    return PhoneFacts(last, ready, kit, signed)


def test_a_day_lasts_from_45_minutes_before_its_first_session_to_its_last_end():
    assert SPANS == [(T0 - 45 * MINUTE, T0 + 6 * HOUR), (T0 + DAY - 45 * MINUTE, END)]


@pytest.mark.parametrize(
    ("now", "facts", "state"),
    [
        (T0, phone(None), ("never", None)),
        (T0, phone(T0 - 9 * MINUTE, ready=False), ("online", None)),
        # The check passed and the kit is fresh: silence in the exam is what was planned.
        (T0, phone(T0 - DAY), ("planned", T0 + 6 * HOUR)),
        (T0 - 45 * MINUTE, phone(T0 - DAY), ("planned", T0 + 6 * HOUR)),
        (T0 + 6 * HOUR, phone(T0 - DAY), ("planned", T0 + 6 * HOUR)),
        (T0 + DAY, phone(T0 - DAY), ("planned", END)),
        # Without either it is silent at the same moments.
        (T0, phone(T0 - DAY, ready=False), ("silent", None)),
        (T0, phone(T0 - DAY, kit=False), ("silent", None)),
        (T0, phone(T0 - 41 * MINUTE, ready=False, kit=False), ("silent", None)),
        # Before the day and between the days nobody waits.
        (T0 - 46 * MINUTE, phone(T0 - DAY, ready=False), ("seen", None)),
        (T0 + 12 * HOUR, phone(T0 + HOUR, ready=False), ("seen", None)),
        # The plan ends with the last End: who was not heard since is silent.
        (END + HOUR, phone(END - HOUR), ("silent", None)),
        (END + HOUR, phone(END + 20 * MINUTE), ("seen", None)),
        (END + HOUR, phone(END - HOUR, signed=True), ("seen", None)),
        (T0, phone(T0 - DAY, ready=False, signed=True), ("seen", None)),
    ],
)
def test_silence_is_planned_only_for_a_phone_that_proved_it_works_alone(now, facts, state):
    assert phone_state(facts, SPANS, now) == state


def test_without_sessions_nothing_is_expected():
    assert phone_state(phone(T0, ready=False), [], T0 + DAY) == ("seen", None)
