"""The same targets under atheris, which looks at the branches taken: `python -m bench.fuzz.guided TARGET CORPUS …`.

Everything behind CORPUS goes to libFuzzer as it is. Needs the optional group ``fuzz``.
"""

import sys

import atheris

with atheris.instrument_imports(include=["ingest", "email", "olefile", "zipfile", "tarfile", "inscriptis"]):
    from bench.fuzz.targets import read


def main() -> None:
    target = sys.argv.pop(1)
    atheris.Setup(sys.argv, lambda content: read(target, content))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
