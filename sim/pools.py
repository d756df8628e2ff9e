"""Who does the work: warm processes on this machine (loky), or a Dask cluster. Both are executors of futures.

joblib's own loop over results was tried and left: it dispatches by tasks finished and not by results taken, so
that whatever the reader is slower than the workers piles up in memory (100 results of 5 MB: all 500 MB).
"""

from __future__ import annotations

import logging
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from multiprocessing import resource_tracker
from threading import RLock, current_thread, main_thread
from types import FrameType
from typing import Any, Protocol, TypeVar

T = TypeVar("T")
S = TypeVar("S")


class LostWorkersError(Exception):
    """Those who did the work are gone; the message says why that may be."""


class Pool(Protocol):
    """Takes tasks; `size` of them at the same time."""

    size: int

    def submit(self, task: Callable[[S], T], given: S) -> Future[T]:
        """Begin a task some time; its result waits in the future."""

    def done(self) -> None:
        """The work is over."""

    def stop(self) -> None:
        """End the work at once, whatever it is at."""


def cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Processes:
    """Processes of this machine, kept warm: one needs a second or two to load."""

    def __init__(self, size: int) -> None:
        self.size = size

    def submit(self, task: Callable[[S], T], given: S) -> Future[T]:
        """Begin a task on a warm process."""
        with _deaf_children():
            return _warm_pool(self.size).submit(task, given)

    def done(self) -> None:
        """They stay for the next run."""

    def stop(self) -> None:
        """End them."""
        stop_workers()


class OwnProcesses:
    """Processes for one run alone: whoever works on the warm ones meanwhile does not wait for it."""

    def __init__(self, size: int) -> None:
        self.size, self._executor = size, _started(size)

    def submit(self, task: Callable[[S], T], given: S) -> Future[T]:
        """Begin a task on one of them."""
        with _deaf_children():
            future: Future[T] = self._executor.submit(task, given)
        return future

    def done(self) -> None:
        """They end."""
        self._executor.shutdown(wait=True)

    def stop(self) -> None:
        """They end at once."""
        self._executor.shutdown(wait=True, kill_workers=True)


def hired(size: int) -> Pool:
    """Processes for the work at hand: the warm ones, or some of its own within `apart`."""
    return OwnProcesses(size) if _apart.get() else Processes(size)


@contextmanager
def apart() -> Iterator[None]:
    """Within this thread, work has processes of its own: nobody waits for it, and ending it ends nobody else's."""
    before = _apart.set(True)
    try:
        yield
    finally:
        _apart.reset(before)


_apart: ContextVar[bool] = ContextVar("apart", default=False)
_pool: Any = None
_pool_size = 0
_hiring = RLock()  # several threads may ask at the same time


def _warm_pool(size: int) -> Executor:
    global _pool, _pool_size
    with _hiring:
        if _pool is None or _pool_size != size:
            stop_workers()
            _pool, _pool_size = _started(size), size
        warm: Executor = _pool
        return warm


def _started(size: int) -> Any:
    from loky import ProcessPoolExecutor

    return ProcessPoolExecutor(max_workers=size, timeout=None)


def stop_workers() -> None:
    """End the warm processes at once, whatever they are at."""
    global _pool
    with _hiring:
        if _pool is not None:
            _pool.shutdown(wait=True, kill_workers=True)
            _pool = None


class Cluster:
    """A Dask cluster: `tcp://host:port` of its scheduler, or `local` for two workers on this machine.

    The cluster unpacks what it is sent, and we what it answers: use one that you trust, in a network that you trust.
    """

    def __init__(self, address: str) -> None:
        try:
            from distributed import Client, LocalCluster
        except ImportError as error:
            raise LostWorkersError(
                "a cluster needs Dask, which is not installed: pip install 'parley[cluster]'"
            ) from error
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # its farewells are no news to a reader
        self._own = None
        with _deaf_children():
            try:
                if address == "local":
                    self._own = LocalCluster(
                        n_workers=2, threads_per_worker=1, silence_logs=logging.CRITICAL,
                        dashboard_address="127.0.0.1:0", scheduler_kwargs={"dashboard": False},
                    )  # fmt: skip
                self._client: Any = Client(self._own or address, timeout="10s", set_as_default=False)
            except (OSError, ValueError) as error:
                raise LostWorkersError(
                    f"no Dask scheduler answers at {address}; expected the address that `dask scheduler` prints, "
                    "e.g. tcp://10.0.0.5:8786, or `local`"
                ) from error
        self.size = max(1, sum(self._client.nthreads().values()))
        self._executor: Executor = self._client.get_executor(pure=False)

    def submit(self, task: Callable[[S], T], given: S) -> Future[T]:
        """Begin a task on some worker; where the worker dies, another begins it anew."""
        return self._executor.submit(task, given)

    def done(self) -> None:
        """Take leave; a cluster of our own ends."""
        self._client.close()
        if self._own is not None:
            self._own.close()

    def stop(self) -> None:
        """Take leave at once; what is under way is given up."""
        self._executor.shutdown(wait=False)  # gives up what is under way
        with suppress(TimeoutError):  # whoever does not answer in time is a child of ours, and ends with us
            self.done()


def in_order(
    task: Callable[[S], T], todo: Iterable[S], hire: Callable[[], Pool], known: Callable[[S], T | None] | None = None
) -> Iterator[T]:
    """What comes of each of several tasks, in their order; no more than two for each worker are under way.

    So memory stays flat, however slow the reader is. known: gives what need not be done again. Where the work ends
    early (an interrupt, a task that fails, a reader that does) the workers are ended. LostWorkersError where they are
    gone.
    """
    waiting = deque(todo)
    under_way: deque[Future[T] | T] = deque()
    pool = None
    try:
        with _broken_pools_named(), _interrupts_heard() as heard:
            pool = hire()
            while waiting or under_way:
                if heard:
                    raise KeyboardInterrupt
                while waiting and len(under_way) < 2 * pool.size:
                    given = waiting.popleft()
                    before = known(given) if known else None
                    under_way.append(pool.submit(task, given) if before is None else before)
                first = under_way.popleft()
                yield first.result() if isinstance(first, Future) else first
    except BaseException:
        if pool is not None:
            pool.stop()
        raise
    pool.done()


@contextmanager
def _broken_pools_named() -> Iterator[None]:
    """What a pool says when it breaks, in words for a reader."""
    try:
        yield
    except BrokenExecutor as error:
        raise LostWorkersError("a worker process ended before its time, most often for want of memory") from error


@contextmanager
def _interrupts_heard() -> Iterator[list[int]]:
    """Notes of each Ctrl-C: an interrupt that falls into the clearing up of some object is ignored by Python there."""
    heard: list[int] = []
    if current_thread() is not main_thread() or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield heard
        return

    def hear(number: int, frame: FrameType | None) -> None:
        heard.append(number)
        signal.default_int_handler(number, frame)

    signal.signal(signal.SIGINT, hear)
    try:
        yield heard
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@contextmanager
def _deaf_children() -> Iterator[None]:
    """Processes started here never hear Ctrl-C: the parent hears it and ends them, without a word on the screen."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # it would take the mask away again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
