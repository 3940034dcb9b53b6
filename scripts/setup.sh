#!/bin/sh
# Makes this checkout ready: system packages, then .venv with exactly what the lock file pins, then `pli` itself.
#
#   scripts/setup.sh run     what `make run` needs
#   scripts/setup.sh test    that, and what `make test` needs
#
# Says nothing and takes well under a second when nothing is to do. Broken off anywhere, the next call repairs it:
# every mark of success is written last, and an unfinished .venv is made anew.
# PYTHON=/path/to/python3 chooses the interpreter (3.11 or later).
set -eu

# One set-up at a time: a second one waits, then finds nothing to do. (--close: what apt starts must not keep the lock.)
[ "${SETUP_LOCKED-}" = yes ] || exec env SETUP_LOCKED=yes flock --close "$0" "$0" "$@"

cd "$(dirname "$0")/.."
root=$(pwd -P)

say() { echo "setup: $*"; }
die() { echo "setup: $*" >&2; exit 1; }

case "${1-}" in
    run) lists="scripts/packages.txt scripts/packages-demo.txt" ;;
    test) lists="scripts/packages.txt scripts/packages-demo.txt scripts/packages-test.txt" ;;
    *) die "usage: scripts/setup.sh run|test" ;;
esac

# --- system packages ---------------------------------------------------------------------------------------------

wanted_packages() { sed -e 's/#.*//' -e 's/[[:space:]]//g' -e '/^$/d' $lists; }

missing_packages() {
    have=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' 2>/dev/null | sed -n 's/^installed //p')
    wanted_packages | while read -r package; do
        echo "$have" | grep -qxF "$package" || echo "$package"
    done
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        env DEBIAN_FRONTEND=noninteractive "$@"
    else  # sudo drops the environment: the proxy is handed over by name
        sudo env DEBIAN_FRONTEND=noninteractive ${http_proxy:+"http_proxy=$http_proxy"} \
            ${https_proxy:+"https_proxy=$https_proxy"} "$@"
    fi
}

# Another apt (a fresh Ubuntu updates itself at its first start) is waited for.
apt_get() { as_root apt-get -q -y -o DPkg::Lock::Timeout=600 -o Dpkg::Use-Pty=0 "$@"; }

install_packages() {
    missing=$(missing_packages | tr '\n' ' ')
    [ -n "$missing" ] || return 0
    command -v apt-get >/dev/null || die "these system packages are missing and there is no apt-get here: $missing"
    [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null ||
        die "these system packages are missing: $missing
setup: run \`make\` as root, or install sudo, or have an administrator run: apt-get install $missing"
    say "installing system packages: $missing"
    log=$(mktemp)
    if { as_root dpkg --configure -a && apt_get update && apt_get install --no-install-recommends $missing; } >"$log" 2>&1
    then
        rm -f "$log"
    else
        cat "$log" >&2
        rm -f "$log"
        die "apt could not install: $missing (its words are above)"
    fi
}

# --- the interpreter and .venv -----------------------------------------------------------------------------------

good_python() { "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() {
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11 /usr/bin/python3}; do
        path=$(command -v "$candidate") && good_python "$path" && { echo "$path"; return 0; }
    done
    die "no Python 3.11 or later with its venv module was found${PYTHON:+ at PYTHON=$PYTHON}"
}

# The mark of a whole .venv, absent while one is being made or changed. It names the folder: a .venv that was moved
# or copied does not work.
made_for() { printf 'made for %s\n' "$root"; }

make_venv() {
    [ "$(cat .venv/.made-for 2>/dev/null)" = "$(made_for)" ] && .venv/bin/python -c '' 2>/dev/null && return 0
    python=$(find_python)
    say "making .venv with $("$python" -V) ($python)"
    rm -rf .venv
    "$python" -m venv .venv
}

# --- Python libraries --------------------------------------------------------------------------------------------

# Changes as soon as the lock, the project's metadata or the interpreter change.
fingerprint() { { cat "$1" pyproject.toml; .venv/bin/python -V; } | sha256sum; }

is_installed() { [ -x .venv/bin/pli ] && [ "$(cat ".venv/.stamp-$1" 2>/dev/null)" = "$(fingerprint "requirements/$1.lock")" ]; }

pip_install() { .venv/bin/python -m pip install -qq --no-input --disable-pip-version-check --progress-bar off "$@"; }

install_libraries() {
    is_installed "$1" && return 0
    say "installing Python libraries from requirements/$1.lock (some 300 MB the first time)"
    rm -f .venv/.stamp-* .venv/.made-for
    pip_install --require-hashes -r "requirements/$1.lock"
    pip_install --no-deps --no-build-isolation -e .
    [ -x .venv/bin/pli ] || die "pip did not leave .venv/bin/pli"
    made_for >.venv/.made-for
    fingerprint "requirements/$1.lock" >".venv/.stamp-$1"
    say "ready: .venv/bin/pli"
}

install_packages
make_venv
case "$1" in
    run) is_installed dev || install_libraries run ;;  # dev.lock holds all of run.lock
    test) install_libraries dev ;;
esac
