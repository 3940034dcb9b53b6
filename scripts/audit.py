"""Asks a feed of known vulnerabilities about everything that the lock files pin: ``make audit``.

Exit status: 0 nothing is known against any of them; 1 something is, one line each; 3 the feed did not answer for all of
them, so that nothing is known either way. ``AUDIT_FEED=osv`` asks osv.dev instead of PyPI.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("run.lock", "dev.lock", "tools.lock")
FOUND, NO_ANSWER = 1, 3


def main(locks: list[Path]) -> int:
    """Print what is known on stdout, what could not be learnt on stderr; the exit status."""
    found, unheard = set[str](), set[str]()
    for lock in locks:
        packages, said = ask(lock)
        if packages is None:
            unheard.add(f"{lock.name}: {said}")
            continue
        found |= {line for package in packages for line in vulnerabilities(package)}
        unheard |= {f"{one['name']}: {one['skip_reason']}" for one in packages if "skip_reason" in one}
    sys.stdout.writelines(f"{line}\n" for line in sorted(found))
    sys.stderr.writelines(f"audit: no answer about {line}\n" for line in sorted(unheard))
    if not found and not unheard:
        sys.stdout.write("audit: nothing is known against what the locks pin\n")
    return FOUND if found else NO_ANSWER if unheard else 0


def ask(lock: Path) -> tuple[list[dict[str, Any]] | None, str]:
    """What the feed says of each package; None when it did not answer, and pip-audit's last words."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [
            *(str(Path(sys.executable).with_name("pip-audit")), "--disable-pip", "--require-hashes"),
            *("--vulnerability-service", os.environ.get("AUDIT_FEED", "pypi"), "--progress-spinner", "off"),
            *("--timeout", "15", "--format", "json", "--output", str(report), "--requirement", str(lock)),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if not report.exists():
            return None, (done.stderr.strip().splitlines() or ["no word"])[-1]
        packages: list[dict[str, Any]] = json.loads(report.read_text(encoding="utf-8"))["dependencies"]
        return packages, ""


def vulnerabilities(package: dict[str, Any]) -> list[str]:
    """One line each."""
    name = f"{package['name']} {package.get('version', '?')}"
    return [
        f"{name}: {one['id']}, fixed in {', '.join(one['fix_versions']) or 'no version yet'}"
        for one in package.get("vulns", ())
    ]


if __name__ == "__main__":
    sys.exit(main([ROOT / "requirements" / name for name in sys.argv[1:] or LOCKS]))
