#!/bin/sh
# Writes the lock files anew: the newest versions that pyproject.toml allows, for every Python from 3.11 on, with hashes.
# dev.lock is bound to run.lock, so that it holds the same version of everything the program runs on.
# traces.lock is run.lock with the extra `traces`, at the versions of dev.lock.
# train.lock is what learning the reader of whole letters needs besides dev.lock.
# UV=/path/to/uv uses a uv that is there already; otherwise one is fetched into .venv.
set -eu
cd "$(dirname "$0")/.."

uv=${UV:-.venv/bin/uv}
[ -x "$uv" ] || .venv/bin/python -m pip install --quiet --disable-pip-version-check uv

compile() {
    "$uv" pip compile --universal --python-version 3.11 --no-header --generate-hashes --quiet pyproject.toml "$@"
}

compile --group build -o requirements/run.lock
compile --group build --group dev -c requirements/run.lock -o requirements/dev.lock
compile --extra traces -c requirements/dev.lock -o requirements/traces.lock
"$uv" pip compile --universal --python-version 3.11 --no-header --generate-hashes --quiet requirements/tools.in \
    -o requirements/tools.lock
"$uv" pip compile --universal --python-version 3.11 --no-header --generate-hashes --quiet requirements/train.in \
    -c requirements/dev.lock -o requirements/train.lock
