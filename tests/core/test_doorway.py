"""The doorway: no more than its width at once, in the order of coming, long work in portions."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from backend.core.doorway import Doorway

SOON = 10.0


class People:
    """Threads that come to a doorway, one after the other, and say what they do."""

    def __init__(self, width: int):
        self.said: list[str] = []
        self.let_go = 0
        self.door = Doorway(width, self._let_go)
        self.threads: list[threading.Thread] = []

    def _let_go(self) -> None:
        self.let_go += 1

    def comes(self, work: Callable[[], None]) -> None:
        """Somebody works in the doorway, or stands in the queue when this returns."""
        waiting, inside = len(self.door._queue), threading.Event()

        def run() -> None:
            with self.door.through():
                inside.set()
                work()

        self.threads.append(threading.Thread(target=run))
        self.threads[-1].start()
        for _ in range(int(SOON / 0.01)):
            if inside.wait(0.01) or len(self.door._queue) > waiting:
                return
        pytest.fail("neither inside nor waiting")

    def says(self, word: str) -> Callable[[], None]:
        return lambda: self.said.append(word)

    def all_left(self) -> None:
        for thread in self.threads:
            thread.join(SOON)
            assert not thread.is_alive(), "somebody still waits"


@pytest.mark.parametrize("width", [1, 2])
def test_so_many_are_inside_and_the_others_come_in_order(width):
    people, hold = People(width), threading.Event()
    for _ in range(width):
        people.comes(lambda: hold.wait(SOON) and None)
    names = [f"{n}" for n in range(6)]
    for name in names:
        people.comes(people.says(name))
    assert (people.said, people.let_go) == ([], 6), "nobody waits with a transaction open"
    hold.set()
    people.all_left()
    assert sorted(people.said) == names
    assert width > 1 or people.said == names


def test_long_work_goes_behind_those_who_wait_after_each_portion():
    people, start = People(1), threading.Event()

    def long() -> None:
        start.wait(SOON)
        for portion in range(3):
            people.said.append(f"long {portion}")
            people.door.step_back()

    people.comes(long)
    people.comes(people.says("a"))
    people.comes(people.says("b"))
    start.set()
    people.all_left()
    assert people.said == ["long 0", "a", "b", "long 1", "long 2"]


def test_a_failure_inside_leaves_the_place_free():
    people = People(1)
    with pytest.raises(RuntimeError), people.door.through():
        raise RuntimeError
    people.comes(people.says("next"))
    people.all_left()
    assert people.said == ["next"]
    assert people.let_go == 0, "who finds a place keeps its transaction"
