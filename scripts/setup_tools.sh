#!/bin/sh
# Makes .venv-tools with what requirements/tools.lock pins. Says nothing when it is there.
set -eu
cd "$(dirname "$0")/.."

stamp=.venv-tools/.stamp
wanted=$(sha256sum <requirements/tools.lock)
[ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ] || exit 0

rm -rf .venv-tools
python3 -m venv .venv-tools
.venv-tools/bin/python -m pip install -qq --no-input --disable-pip-version-check --require-hashes -r requirements/tools.lock
echo "$wanted" >"$stamp"
