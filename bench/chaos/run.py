"""One run: feed, kill, be quiet, account."""

import os
import random
import time
from collections.abc import Callable
from pathlib import Path

from bench.chaos.accounts import left_files, take_accounts
from bench.chaos.deliveries import read_deliveries
from bench.chaos.feeding import Scanner, divide_among_doors, lay_backlog
from bench.chaos.killer import Killer
from bench.chaos.mail import make_mail
from bench.chaos.outcome import Absence, Plan, Run
from bench.chaos.programs import Program
from bench.chaos.servers import Server, Servers, start_patiently
from bench.chaos.system import State, System, processes_of
from ingest.separators import print_sheets
from pli.settings import load_settings
from pli.wiring import open_store, use_django

_TICK_S = 0.1
_LOOK_EVERY_S = 2.0
_MOST_WAITING = 40  # scans and plis: more would only stand in the queue
_CHECK_AFTER_S = 30.0  # of an absence, or at its half when it is shorter
_ORPHANS_WITHIN_S = 15.0


def run(plan: Plan, work: Path, tell: Callable[[str], None] = print) -> Run:
    """Everything under ``work``; call it from a thread that lives as long."""
    work.chmod(0o755)
    with Servers(work) as servers:
        os.environ.update({name: value for name, value in servers.environment.items() if name.startswith("PLI_")})
        use_django(load_settings())
        from pli.first_start import migrate

        migrate()
        return _Chaos(plan, work, servers, tell).run()


class _Chaos:
    """A run under way."""

    def __init__(self, plan: Plan, work: Path, servers: Servers, tell: Callable[[str], None]) -> None:
        self._plan = plan
        self._work = work
        self._servers = servers
        self._tell = tell
        self._began = time.monotonic()
        self._system = System(work, servers.environment, workers=plan.workers)
        self._absences: list[Absence] = []
        self._last_state: State | None = None
        self._laid_then = 0
        self._looked = 0.0
        system = self._system
        self._killer = Killer(
            victims={
                "worker": list(system.workers),
                "consumer": [system.consumer],
                "scans": [system.watcher],
                "backlog": [system.feeder],
                "broker": [servers.broker],
                "database": [servers.database],
                "store": [servers.store],
            },
            kills=plan.kills,
            every_s=plan.every_s,
            rng=random.Random(plan.seed),
            is_up=lambda victim: not isinstance(victim, Program) or system.is_up(victim),
            tell=self._say,
        )

    def run(self) -> Run:
        plan, load = self._plan, os.getloadavg()[0]
        separators = self._work / "separators.pdf"
        print_sheets(separators, 2, None)
        items = make_mail(plan.plis, separators, seed=plan.seed)
        doors = divide_among_doors(items, seed=plan.seed)
        lay_backlog(doors.backlog, self._system.backlog)
        self._system.start_workers()
        time.sleep(
            3
        )  # until the consumers have declared their queues, which a broker may forget if it is killed at once
        self._servers.broker.settle()
        scanner = Scanner(doors.scanned, self._system.scans, self._has_room)
        self._system.watcher.start()
        self._system.feeder.start()
        scanner.start()
        self._kill_and_be_away(scanner)
        quiet_since = time.monotonic()
        self._be_quiet(scanner)
        scanner.stop()
        laid = {item.name for item in (*scanner.laid, *doors.backlog)}
        items = [item for item in items if item.name in laid]
        by_both = {item.name for item in scanner.laid} & {item.name for item in doors.backlog}
        stats = self._system.stats()
        self._system.stop()
        processes = self._orphans()
        now = time.monotonic()
        deliveries = read_deliveries(self._system.deliveries)
        return Run(
            plis=sum(item.plis for item in items),
            files=len(scanner.laid) + len(doors.backlog),
            seed=plan.seed,
            seconds=now - self._began,
            quiet_s=now - quiet_since,
            loads=(load, os.getloadavg()[0]),
            kills=self._killer.done,
            absences=self._absences,
            ended={program.name: program.ended for program in self._system.programs if program.ended},
            stats={name: stats[name] for name in ("plis", "pages", "dossiers")},
            revisions=len(deliveries.revisions),
            repeats=deliveries.repeats,
            retries=_events("attempt_given_back", "attempt_lost", "attempt_failed"),
            sent_again=_events("sent_again"),
            dead=self._dead_letters(),
            processes=len(processes),
            left=left_files(self._work / "tmp"),
            accounts=take_accounts(items, by_both, open_store(load_settings()), deliveries),
        )

    def _has_room(self, laid: int) -> bool:
        """Few enough wait for the system to be worked to capacity, and no more; ``laid`` files were scanned so far."""
        state = self._last_state
        if state is None:
            return False
        return state.to_scan + state.waiting + laid - self._laid_then < _MOST_WAITING

    def _kill_and_be_away(self, scanner: Scanner) -> None:
        plan, servers = self._plan, self._servers
        parts: dict[str, Server] = {"store": servers.store, "broker": servers.broker, "database": servers.database}
        absences = [(part, parts[part]) for part in plan.away]
        shares = len(absences) + 1
        fed_until = time.monotonic() + (plan.feed_s or float("inf"))
        while not self._killer.finished or scanner.is_alive():
            self._killer.act()
            self._tick()
            self._look(scanner)
            if scanner.is_alive() and time.monotonic() > fed_until:
                scanner.stop()
            done = self._killer.done.total() / max(plan.kills, 1)
            if absences and done >= (len(self._absences) + 1) / shares:
                self._killer.bring_back()
                part, server = absences.pop(0)
                self._be_away(part, server, scanner)
        self._killer.bring_back()

    def _be_away(self, part: str, server: Server, scanner: Scanner) -> None:
        before, seconds = self._state(), self._plan.away_s
        self._say(f"{part} away for {seconds:.0f} s")
        server.kill()
        gone = time.monotonic()
        self._let_pass(min(_CHECK_AFTER_S, seconds / 2), scanner)
        status, said = self._system.check()
        self._let_pass(seconds - min(_CHECK_AFTER_S, seconds / 2), scanner)
        after = self._state()
        start_patiently(server)
        back = time.monotonic()
        while self._state().filed <= after.filed and time.monotonic() - back < self._plan.quiet_within_s:
            self._tick()
        self._absences.append(
            Absence(
                part=part,
                seconds=back - gone,
                status=status,
                said=said,
                received=after.received - before.received,
                resumed_s=time.monotonic() - back,
            )
        )
        self._say(f"{part} back, {self._absences[-1]}")

    def _be_quiet(self, scanner: Scanner) -> None:
        deadline, told = time.monotonic() + self._plan.quiet_within_s, 0.0
        while time.monotonic() < deadline:
            state = self._state()
            if state.quiet and not scanner.is_alive() and self._system.is_fed:
                return
            if time.monotonic() - told > 30:
                told = time.monotonic()
                self._say(str(state))
            self._let_pass(1.0, scanner)

    def _look(self, scanner: Scanner) -> None:
        """Note how far it is, now and then."""
        if time.monotonic() - self._looked > _LOOK_EVERY_S:
            self._looked = time.monotonic()
            laid = len(scanner.laid)
            if (state := self._system.state()) is not None:
                self._last_state, self._laid_then = state, laid

    def _let_pass(self, seconds: float, scanner: Scanner) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self._tick()
            self._look(scanner)

    def _tick(self) -> None:
        for program in self._system.programs:
            if not self._killer.is_away(program):
                self._system.keep_running(program)
        time.sleep(_TICK_S)

    def _state(self) -> State:
        while (state := self._system.state()) is None:
            self._tick()
        return state

    def _orphans(self) -> list[int]:
        """Children of programs that were killed, which must have ended by themselves."""
        deadline = time.monotonic() + _ORPHANS_WITHIN_S
        while (found := processes_of(self._work)) and time.monotonic() < deadline:
            time.sleep(0.5)
        return found

    def _dead_letters(self) -> dict[str, int]:
        listed = self._servers.broker.control("list_queues", "--no-table-headers", "name", "messages")
        queues = (line.split("\t") for line in listed.splitlines() if line.count("\t") == 1)
        return {name: int(number) for name, number in queues if int(number) and name.endswith(".XQ")}

    def _say(self, words: str) -> None:
        self._tell(f"{time.monotonic() - self._began:6.0f} s  {words}")


def _events(*what: str) -> int:
    from storage.register.models import Event

    return Event.objects.filter(what__in=what).count()
