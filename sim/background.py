"""A run that is made aside while its asker goes on with something else; it can be watched and given up."""

from __future__ import annotations

from pathlib import Path
from threading import Event, Thread
from typing import Any

from sim import ensemble
from sim.draft import Draft
from sim.ensemble import EnsembleError
from sim.manifest import RunError
from sim.plan import Plan
from sim.runs import Run


class Background:
    """One run on its way into the store.

    draft: folder of an interrupted run of this plan, to go on with it.
    done: futures simulated so far. run: what was saved, once it is. trouble: why nothing was, in words.
    """

    def __init__(
        self, plan: Plan, folder: Path | str | None = None, workers: int | None = None, draft: Path | None = None
    ) -> None:
        self.plan, self.folder, self.draft, self.done = plan, folder, draft, 0
        self.run: Run | None = None
        self.trouble: str | None = None
        self._given_up = Event()
        self._thread = Thread(target=self._work, args=(workers,), daemon=True, name="a run in the background")
        self._thread.start()

    @property
    def share(self) -> float:
        """How much of it is done, in [0, 1]."""
        return self.done / self.plan.replications

    @property
    def is_given_up(self) -> bool:
        """Whether it was told to end; it may be finishing a chunk."""
        return self._given_up.is_set()

    @property
    def is_over(self) -> bool:
        """Whether it was saved, given up, or failed."""
        return not self._thread.is_alive()

    def give_up(self) -> None:
        """End it with the next chunk. What is finished can be gone on with, as after Ctrl-C on the command line."""
        self._given_up.set()

    def wait(self, seconds: float | None = None) -> None:
        """Until it is over."""
        self._thread.join(seconds)

    def _work(self, workers: int | None) -> None:
        try:
            self.run = self._saved({"workers": workers, "apart": True})
        except KeyboardInterrupt as end:
            self.trouble = f"given up; {str(end).removeprefix('interrupted; ') or 'nothing is kept'}"
        except (RunError, EnsembleError, OSError) as error:
            self.trouble = str(error)

    def _saved(self, how: dict[str, Any]) -> Run:
        plan = self.plan
        with Draft(self.folder, plan, self.draft) as draft:
            made = ensemble.run(
                plan.scenario, progress=self._seen, known=draft.known, sink=draft.add, **plan.options(), **how
            )
            return draft.save(made, plan.asked, name=plan.name, note=plan.note)

    def _seen(self, done: int, _: int) -> None:
        self.done = done
        if self._given_up.is_set() and done < self.plan.replications:
            raise KeyboardInterrupt
