"""`python -m bench.fuzz --minutes N --target T`: N minutes of random damage; findings are minimised, saved, told."""

import argparse
import hashlib
import importlib.util
import random
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from bench.fuzz.minimise import minimised
from bench.fuzz.mutation import mutated
from bench.fuzz.seeds import seeds
from bench.fuzz.targets import TARGETS
from bench.fuzz.trial import MEMORY_BYTES, TIME_S, Finding, attempt

_OUT = Path("bench/out/fuzz")


@dataclass(slots=True)
class Session:
    """One target's run: what it has executed and found."""

    target: str
    out: Path
    executed: int = 0
    found: dict[str, Path] = field(default_factory=dict)

    def keep(self, content: bytes, finding: Finding) -> None:
        """Saves the first input of each kind of finding, minimised, with its traceback."""
        if finding.kind in self.found:
            return
        small = minimised(self.target, content, finding.kind)
        path = self.out / f"{self.target}-{hashlib.sha256(small).hexdigest()[:12]}"
        path.write_bytes(small)
        path.with_suffix(".txt").write_text(f"{finding.kind}\n\n{finding.detail}", encoding="utf-8")
        self.found[finding.kind] = path
        print(f"FOUND {self.target}: {finding.kind} ({len(small)} bytes, {path})", flush=True)


def by_mutation(session: Session, minutes: float, seed: int) -> None:
    """Damages the seeds blindly; each input runs in a child of its own."""
    chance = random.Random(seed)
    start = seeds(session.target)
    until = time.monotonic() + minutes * 60
    while time.monotonic() < until:
        content = mutated(chance.choice(start), start, chance)
        session.executed += 1
        finding = attempt(session.target, content)
        if finding:
            session.keep(content, finding)


def by_coverage(session: Session, minutes: float, seed: int) -> None:
    """Lets atheris look for new branches. It stops at each finding, and is started again on the corpus it has made."""
    corpus = session.out / f"corpus-{session.target}"
    corpus.mkdir(exist_ok=True)
    for number, content in enumerate(seeds(session.target)):
        (corpus / f"seed-{number}").write_bytes(content)
    until = time.monotonic() + minutes * 60
    while (left := int(until - time.monotonic())) > 0:
        options = [
            f"-max_total_time={left}",
            f"-timeout={TIME_S}",
            f"-rss_limit_mb={MEMORY_BYTES >> 20}",
            "-max_len=65536",
        ]
        prefix = session.out / f"raw-{session.target}-"
        command = [sys.executable, "-m", "bench.fuzz.guided", session.target, str(corpus), f"-artifact_prefix={prefix}"]
        told = subprocess.run(
            [*command, *options, f"-seed={seed}"], capture_output=True, text=True, errors="replace", check=False
        )
        runs = [int(number) for number in re.findall(r"^#(\d+)\t", told.stderr, re.M)]
        session.executed += max(runs, default=0)
        seed += 1
        for artifact in session.out.glob(f"raw-{session.target}-*"):
            content = artifact.read_bytes()
            artifact.unlink()
            session.keep(
                content,
                attempt(session.target, content) or Finding(kind=artifact.name[:24], detail=told.stderr[-3000:]),
            )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.fuzz", description=__doc__)
    parser.add_argument("--target", choices=(*TARGETS, "all"), default="all")
    parser.add_argument("--minutes", type=float, default=5.0, help="for each target")
    parser.add_argument("--engine", choices=("auto", "mutation", "coverage"), default="auto")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=_OUT)
    given = parser.parse_args()
    coverage = given.engine == "coverage" or (
        given.engine == "auto" and importlib.util.find_spec("atheris") is not None
    )
    given.out.mkdir(parents=True, exist_ok=True)
    found = 0
    for target in TARGETS if given.target == "all" else (given.target,):
        session = Session(target, given.out)
        started = time.monotonic()
        (by_coverage if coverage else by_mutation)(session, given.minutes, given.seed)
        seconds = time.monotonic() - started
        found += len(session.found)
        engine = "coverage" if coverage else "mutation"
        print(
            f"{target}: {session.executed} inputs in {seconds:.0f} s ({engine}), {len(session.found)} findings",
            flush=True,
        )
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
