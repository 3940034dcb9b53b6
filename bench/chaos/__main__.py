"""``python -m bench.chaos``: see docs/bench/chaos.md."""

import argparse
import random
import shutil
import signal
import sys
import tempfile
from pathlib import Path

from bench.chaos.outcome import Plan, Run
from bench.chaos.run import run


def main() -> int:
    """The exit status is 0 when nothing was lost, doubled or stuck."""
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is stopped
    work = Path(tempfile.mkdtemp(prefix="pli-bench-chaos-", dir=options.work))
    try:
        done = run(
            Plan(
                plis=options.plis,
                kills=options.kills,
                every_s=options.every,
                away=tuple(options.away),
                away_s=options.away_min * 60,
                feed_s=options.feed_min * 60,
                workers=options.workers,
                quiet_within_s=options.quiet_within,
                seed=options.seed,
            ),
            work,
        )
        _print(done)
        sys.stdout.flush()
        return 0 if done.right else 1
    finally:
        if not options.keep:
            shutil.rmtree(work, ignore_errors=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.chaos", description=__doc__)
    parser.add_argument("--plis", type=int, default=100)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--every", type=float, default=8.0, help="seconds between kills, on the average")
    servers = ("store", "broker", "database")
    parser.add_argument("--away", nargs="*", default=(), choices=servers, help="who stays away for long, one by one")
    parser.add_argument("--away-min", type=float, default=10.0, help="for how many minutes each")
    parser.add_argument("--feed-min", type=float, default=0.0, help="minutes after which no more is fed; 0: all of it")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--quiet-within", type=float, default=1200.0, help="seconds after the last kill")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--work", type=Path, help="folder to work in; none: the system's temporary one")
    parser.add_argument("--keep", action="store_true", help="leave the folder there")
    return parser.parse_args()


def _print(done: Run) -> None:
    print(f"{done.plis} plis of {done.files} files, seed {done.seed}: {done.seconds:.0f} s, of which the last")
    print(f"{done.quiet_s:.0f} s without kills; load of the machine {done.loads[0]:.1f} to {done.loads[1]:.1f}")
    print("kills: " + ", ".join(f"{kind} {number}" for kind, number in sorted(done.kills.items())))
    for absence in done.absences:
        print(f"{absence.part} away for {absence.seconds:.0f} s: pli check said {absence.status}, {absence.said}")
        print(f"  {absence.received} plis received meanwhile; filed again {absence.resumed_s:.0f} s after its return")
    print(f"programs that ended by themselves: {done.ended or 'none'}")
    print(f"stats: {done.stats}")
    print(f"deliveries: {done.revisions} revisions, {done.repeats} repeats")
    print(f"attempts broken off or failed and made again: {done.retries}; messages sent again: {done.sent_again}")
    print(f"dead letters: {done.dead or 'none'}; processes left: {done.processes}; temporary files left: {done.left}")
    for wrong, number in sorted(done.accounts.wrongs.items()):
        examples = f": {'; '.join(done.accounts.examples[wrong])}" if number else ""
        print(f"{number:6} {wrong}{examples}")


if __name__ == "__main__":
    sys.exit(main())
