"""The lists of system packages name what the code asks for, once, and say why."""

from pathlib import Path

import pytest

from specimens.fonts import PACKAGES

SCRIPTS = Path(__file__).resolve().parent.parent / "scripts"
LISTS = ("packages.txt", "packages-demo.txt", "packages-test.txt")


def _lines(name: str) -> list[str]:
    lines = (SCRIPTS / name).read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _packages(name: str) -> list[str]:
    return [line.partition("#")[0].strip() for line in _lines(name)]


@pytest.mark.parametrize("name", LISTS)
def test_every_package_says_why_it_is_there(name: str) -> None:
    assert all(line.partition("#")[2].strip() for line in _lines(name))


def test_no_package_is_listed_twice() -> None:
    listed = [package for name in LISTS for package in _packages(name)]
    assert len(listed) == len(set(listed))


def test_every_typeface_of_the_specimens_is_installed_by_make_run() -> None:
    assert set(PACKAGES) <= {*_packages("packages.txt"), *_packages("packages-demo.txt")}
