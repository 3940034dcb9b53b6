"""Every reason for which a file is set aside is explained to the people who meet it, and none that there is not."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
GUIDE = ROOT / "docs" / "guides" / "quarantaine.md"
# What the desk says of a page that it cannot show is told on the spot, and is no reason for quarantine.
PACKAGES = ("dossier", "ingest", "ocr", "classify", "storage", "workers")
ERRORS = {"DocumentError", "RefusedError"}
PASSED_ON = {"ingest/archive.py", "workers/scanning.py"}


def _trees() -> Iterator[tuple[str, ast.Module]]:
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def _texts(tree: ast.Module) -> dict[str, str]:
    """The module's constants that are texts."""
    assigned = (node for node in tree.body if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant))
    return {
        target.id: node.value.value
        for node in assigned
        for target in node.targets
        if isinstance(target, ast.Name) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    }


def _codes() -> dict[str, str]:
    """Each code, and where it is raised. One that is computed is passed on: a container's is that of a member."""
    found = {}
    for path, tree in _trees():
        texts = _texts(tree)
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS):
                continue
            match node.args:
                case [ast.Constant(value=str(code)), *_]:
                    found[code] = path
                case [ast.Name(id=name), *_] if name in texts:
                    found[texts[name]] = path
                case _:
                    assert path in PASSED_ON, f"{path}:{node.lineno} computes a code"
    return found


def _explained() -> list[str]:
    rows = re.findall(r"^\| (`.+?) \| (.{20,}) \| (.{3,}) \|$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    return [code for codes, _, _ in rows for code in re.findall(r"`(\w+)`", codes)]


def test_every_code_is_explained_once_and_no_other() -> None:
    codes, explained = _codes(), _explained()
    assert len(codes) > 50
    assert {code: path for code, path in codes.items() if code not in explained} == {}
    assert set(explained) - set(codes) == set()
    assert len(explained) == len(set(explained))


def test_every_subclass_of_the_documents_error_is_looked_at() -> None:
    classes = [node for _, tree in _trees() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    named = {cls.name for cls in classes if {getattr(base, "id", "") for base in cls.bases} & ERRORS}
    assert named <= ERRORS


@pytest.mark.parametrize("guide", ["boite.md", "courrier.md", "instruction.md", "exploitation.md"])
def test_the_guides_that_speak_of_the_quarantine_lead_to_it(guide: str) -> None:
    text = (GUIDE.parent / guide).read_text(encoding="utf-8")
    assert "quarantaine.md" in text or "uarantaine" not in text
