"""Log lines are structured, and name nobody."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pli.whole_filing import PERSONAL


def test_a_whole_filing_is_logged_at_debug_level_without_a_word_about_anybody(tmp_path: Path) -> None:
    environment = {**os.environ, "PLI_CONFIG": os.devnull, "PYTHONDEVMODE": ""}
    environment.pop("PLI_DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-m", "tests.pli.whole_filing", str(tmp_path)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["event"] for line in lines].count("pli_handled") == 3
    assert any(line.get("error") == "ValueError" and line["raised_at"] for line in lines)
    said = (done.stdout + done.stderr + json.dumps(lines, ensure_ascii=False)).casefold()
    assert [word for word in PERSONAL if word.casefold() in said] == []


@pytest.mark.parametrize(("form", "is_json"), [("auto", True), ("json", True), ("text", False)])
def test_the_form_of_a_line_is_a_setting(form: str, *, is_json: bool) -> None:
    program = f"""
import structlog
from pli.logs import set_up_logs
set_up_logs("info", {form!r})
structlog.get_logger().info("it", n=1)
"""
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stderr
    if is_json:
        assert json.loads(said).items() >= {"event": "it", "n": 1, "level": "info"}.items()
    else:
        assert "it" in said
        assert "n=1" in said
        assert not said.startswith("{")
