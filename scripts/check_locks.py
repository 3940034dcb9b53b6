"""Says whether the lock files still match pyproject.toml, without asking any index.

A lock is up to date when its direct entries (those that it marks ``via pli``) are exactly the requirements that
pyproject.toml names, each pinned at a version that is allowed there, and when dev.lock pins all of run.lock and of
traces.lock at the same versions. Otherwise: one line for each difference on stderr, exit status 1, and ``make lock``
puts it right.
"""

import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[^ ;\\]+)")
VIA_PROJECT = re.compile(r"^ +# +(via +)?pli \(pyproject\.toml")


@dataclass(frozen=True, kw_only=True)
class Lock:
    """What one lock file pins. A package has several versions when they depend on the Python version."""

    name: str
    versions: dict[str, set[str]]
    direct: set[str]


def read_lock(path: Path) -> Lock:
    versions: dict[str, set[str]] = {}
    direct: set[str] = set()
    package = ""
    for line in path.read_text().splitlines():
        if pin := PIN.match(line):
            package = canonicalize_name(pin["name"])
            versions.setdefault(package, set()).add(pin["version"])
        elif VIA_PROJECT.match(line):
            direct.add(package)
    return Lock(name=path.name, versions=versions, direct=direct)


def requirements(*groups: str, extras: tuple[str, ...] = ()) -> dict[str, Requirement]:
    """The requirements of the project, of these dependency groups and of these extras, by canonical name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    lines = [*project["project"]["dependencies"], *(line for g in groups for line in project["dependency-groups"][g])]
    lines += [line for extra in extras for line in project["project"]["optional-dependencies"][extra]]
    return {canonicalize_name(r.name): r for r in map(Requirement, lines)}


def differences(lock: Lock, wanted: dict[str, Requirement]) -> Iterator[str]:
    for name in sorted(wanted.keys() - lock.direct):
        yield f"{lock.name} lacks {name}, which pyproject.toml asks for"
    for name in sorted(lock.direct - wanted.keys()):
        yield f"{lock.name} has {name}, which pyproject.toml no longer asks for"
    for name in sorted(wanted.keys() & lock.direct):
        for version in sorted(lock.versions[name]):
            if not wanted[name].specifier.contains(version, prereleases=True):
                yield f"{lock.name} pins {name} {version}, pyproject.toml wants {wanted[name]}"


def disagreements(run: Lock, dev: Lock) -> Iterator[str]:
    for name, versions in sorted(run.versions.items()):
        if dev.versions.get(name) != versions:
            yield f"{run.name} pins {name} {sorted(versions)}, {dev.name} {sorted(dev.versions.get(name, set()))}"


def main() -> int:
    run, dev, traces = (read_lock(ROOT / "requirements" / f"{name}.lock") for name in ("run", "dev", "traces"))
    found = [
        *differences(run, requirements("build")),
        *differences(dev, requirements("build", "dev")),
        *differences(traces, requirements(extras=("traces",))),
        *disagreements(run, dev),
        *disagreements(traces, dev),
    ]
    for line in found:
        sys.stderr.write(line + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
