"""The audit tells « nothing known », « something known » and « nobody answered » apart."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

AUDIT = Path(__file__).resolve().parent.parent / "scripts" / "audit.py"
FINE = {"name": "click", "version": "8.1", "vulns": []}
BAD = {"name": "click", "version": "8.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["8.1"]}]}
UNASKED = {"name": "click", "skip_reason": "Dependency not found on PyPI"}


def _audit(folder: Path, report: list[dict[str, object]] | None) -> subprocess.CompletedProcess[str]:
    """Run it beside a pip-audit that writes ``report``, or fails as the real one does without a network."""
    (folder / "python").symlink_to(sys.executable)
    writes = f"pathlib.Path(report).write_text({json.dumps(json.dumps({'dependencies': report}))})"
    fails = "sys.exit('requests.exceptions.ConnectionError: no route')"
    program = folder / "pip-audit"
    program.write_text(
        f"#!{sys.executable}\nimport pathlib, sys\nreport = sys.argv[sys.argv.index('--output') + 1]\n"
        f"{fails if report is None else writes}\n"
    )
    program.chmod(0o755)
    return subprocess.run([str(folder / "python"), str(AUDIT), "run.lock"], capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("report", "status", "said"),
    [
        ([FINE], 0, "nothing is known"),
        ([FINE, BAD], 1, "click 8.0: PYSEC-1, fixed in 8.1"),
        ([FINE, UNASKED], 3, "no answer about click"),
        ([BAD, UNASKED], 1, "PYSEC-1"),
        (None, 3, "no answer about run.lock: requests.exceptions.ConnectionError"),
    ],
)
def test_each_outcome_has_its_status(
    tmp_path: Path, report: list[dict[str, object]] | None, status: int, said: str
) -> None:
    done = _audit(tmp_path, report)
    assert (done.returncode, said in done.stdout + done.stderr) == (status, True)
