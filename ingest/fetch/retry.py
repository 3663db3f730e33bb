"""Attempts with growing pauses, for what may go better a moment later."""

from __future__ import annotations

from collections.abc import Callable
from time import sleep

from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential

from ingest.errors import FetchFailed
from ingest.fetch.get import Getter, Reply
from ingest.fetch.types import TryAgain

LATER = "Try again later."


def with_retries(getter: Getter, attempt: Callable[[], Reply]) -> Reply:
    """What an attempt gives, if need be the last one allowed; no pause is longer than the rules, or the time left."""
    rules = getter.rules
    growing = wait_exponential(multiplier=rules.first_pause, max=rules.longest_pause)

    def pause(state: RetryCallState) -> float:
        failure = state.outcome.exception() if state.outcome else None
        after = (failure.after if isinstance(failure, TryAgain) else None) or 0.0
        if after > rules.longest_pause:
            raise FetchFailed(f"{failure} and asks to be left alone for {after:.0f} seconds.", do=LATER)
        seconds = max(after, growing(state))
        if seconds >= getter.network.left():
            raise FetchFailed(f"{failure}, and no time is left to try again.", do=LATER)
        return seconds

    retrying = Retrying(
        retry=retry_if_exception_type(TryAgain),
        stop=stop_after_attempt(rules.attempts),
        wait=pause,
        sleep=lambda seconds: sleep(seconds),
        reraise=True,
    )
    try:
        return retrying(attempt)
    except TryAgain as failure:
        raise FetchFailed(f"{failure}, {rules.attempts} times in a row.", do=LATER) from None
