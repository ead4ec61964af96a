"""The meter beside the event loop: the latest wins, one at a time, nobody's words mix."""

import asyncio
import threading

import pytest

from tui_voter.machine.strength import folded_words, measure_now, meter
from tui_voter.secret import Secret


class Watched(Secret):
    """A secret that notes which threads read it."""

    __slots__ = ("threads",)

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.threads: list[str] = []

    def reveal(self) -> str:
        self.threads.append(threading.current_thread().name)
        return super().reveal()


async def test_overtaken_calls_get_the_latest_result_and_cost_nothing() -> None:
    typed = [Watched("Scrutin2026!"[:length]) for length in range(1, 13)]
    one_meter = meter([])
    results = await asyncio.gather(*(one_meter.measure(password) for password in typed))
    assert set(results) == {measure_now(Secret("Scrutin2026!"), ())}
    assert [len(password.threads) for password in typed] == [0] * 11 + [1]


async def test_a_call_during_the_pause_before_the_work_takes_its_place() -> None:
    one_meter = meter([])
    first = Watched("azerty")
    overtaken = asyncio.create_task(one_meter.measure(first))
    for _ in range(2):
        await asyncio.sleep(0)  # it has asked; its pause has begun
    second = await one_meter.measure(Secret("cheval correct agrafe pile"))
    assert await overtaken == second
    assert second.score == 4
    assert first.threads == []


async def test_a_call_during_the_work_is_measured_after_it() -> None:
    one_meter = meter([])
    started = asyncio.Event()
    loop = asyncio.get_running_loop()

    class Starting(Secret):
        __slots__ = ()

        def reveal(self) -> str:
            loop.call_soon_threadsafe(started.set)
            return super().reveal()

    first = asyncio.create_task(one_meter.measure(Starting("4@8({[<369!1|0$57+%2" * 2)))
    await started.wait()
    second = await one_meter.measure(Secret("azerty"))
    assert second == measure_now(Secret("azerty"), ())
    assert await first == second


async def test_the_work_is_done_in_one_thread_beside_the_loop() -> None:
    passwords = [Watched(f"Cheval{number}") for number in range(4)]
    await asyncio.gather(*(meter([]).measure(password) for password in passwords))
    (thread,) = {name for password in passwords for name in password.threads}
    assert thread.startswith("strength")


async def test_voters_words_do_not_mix() -> None:
    voters = [["Wolframine"], ["Zeppelinade"], []]
    password = Secret("Wolframine2026!")
    results = await asyncio.gather(*(meter(words).measure(password) for words in voters))
    assert results == [measure_now(password, folded_words(words)) for words in voters]
    assert results[0].score < results[1].score == results[2].score


async def test_a_caller_that_goes_away_takes_nobody_along() -> None:
    one_meter = meter([])
    leaving = asyncio.create_task(one_meter.measure(Secret("azerty")))
    staying = asyncio.create_task(one_meter.measure(Secret("azertyuiop")))
    await asyncio.sleep(0)  # both have asked
    leaving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaving
    assert await staying == measure_now(Secret("azertyuiop"), ())
