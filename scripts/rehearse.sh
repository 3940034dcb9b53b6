#!/bin/bash
# Tries commands on a machine with nothing installed: a Debian tree made by debootstrap, with this checkout in it.
#
#   scripts/rehearse.sh [--suite bookworm] [--config DIR] [--user] [--keep] [COMMAND…]
#
# Each COMMAND (by default `make run ONCE=1` and `make test`) is the first one in a tree of its own; how long it took is
# said at the end. Needs root, debootstrap, 6 GB under $REHEARSAL (/var/tmp/pli-rehearsal), and the network.
#
#   --config DIR  is copied over the tree: apt and pip settings, certificates (usr/local/share/ca-certificates/*.crt)
#   --user        as a normal user who may use sudo, instead of root
#   --keep        leaves the trees there, to look at
#
# From the environment, proxies, PIP_* and MIRROR go in, nothing else. The tree shares the network with the machine, but
# no process: what its packages start ends with the command.
set -euo pipefail

suite=bookworm config="" user="" keep=""
while [[ "${1-}" == --* ]]; do
    case "$1" in
        --suite) suite=$2; shift ;;
        --config) config=$(realpath "$2"); shift ;;
        --user) user=agent ;;
        --keep) keep=yes ;;
        *) echo "rehearse: unknown option $1" >&2; exit 2 ;;
    esac
    shift
done
[[ $# -gt 0 ]] || set -- "make run ONCE=1" "make test"
[[ $(id -u) -eq 0 ]] || { echo "rehearse: must be root" >&2; exit 2; }

checkout=$(realpath "$(dirname "$0")/..")
place=${REHEARSAL:-/var/tmp/pli-rehearsal}
base=$place/$suite${user:+-$user}
passed=(HOME="/${user:+home/}${user:-root}" PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin TERM=dumb)
while IFS= read -r -d '' setting; do
    [[ "$setting" =~ ^(PIP_[A-Z_]+|https?_proxy|no_proxy)= ]] && passed+=("$setting")
done < <(env -0)

make_base() {
    [[ -e $base/made ]] && return
    echo "rehearse: making a fresh $suite"
    rm -rf "$base"
    mkdir -p "$base"
    debootstrap --variant=minbase --include="make${user:+,sudo}" "$suite" "$base/tree" \
        ${MIRROR:+"$MIRROR"} >"$base/log" 2>&1 || { tail "$base/log" >&2; exit 1; }
    touch "$base/made"
}

# The tree with the checkout in it, as a new machine would have it: no .venv, no data, nothing that git ignores.
make_tree() {
    rm -rf "$1"
    cp -a "$base/tree" "$1"
    cp /etc/resolv.conf /etc/hosts "$1/etc/"
    [[ -z $config ]] || cp -rL "$config/." "$1/"
    local home=$1/${user:+home/}${user:-root}
    if [[ -n $user ]]; then
        chroot "$1" useradd --create-home --shell /bin/bash "$user"
        echo "$user ALL=(ALL) NOPASSWD: ALL" >"$1/etc/sudoers.d/$user"
    fi
    mkdir -p "$home/pli"
    (cd "$checkout" && git ls-files -z --cached --others --exclude-standard |
        while IFS= read -r -d '' file; do [[ ! -e $file ]] || printf '%s\0' "$file"; done |
        tar --null --files-from=- -c) | tar -x -C "$home/pli"
    [[ -z $user ]] || chroot "$1" chown -R "$user:" "/home/$user"
}

# In namespaces of its own: every mount and every process in there is gone when the command ends, however it ends.
run_in() {
    unshare --mount --pid --ipc --fork --kill-child --mount-proc bash -euc '
        tree=$1 user=$2 command=$3; shift 3
        mount -t proc proc "$tree/proc"
        mount -t sysfs -o ro sysfs "$tree/sys"
        mount --rbind /dev "$tree/dev"
        mount -t tmpfs -o mode=1777 tmpfs "$tree/dev/shm"
        # not exec: as the first process of the namespace it collects what its children leave behind
        chroot "$tree" env -i "$@" ${user:+setpriv --reuid="$user" --regid="$user" --init-groups} \
            sh -c "cd ~/pli && $command"
    ' rehearse "$1" "$user" "$2" "${passed[@]}"
}

make_base
outcomes=() failed=0
for command in "$@"; do
    tree=$place/tree-$$
    make_tree "$tree"
    echo "rehearse: $command"
    began=$SECONDS outcome=0
    run_in "$tree" "$command" || outcome=$?
    outcomes+=("$(printf '%4d s  status %d  %s' $((SECONDS - began)) "$outcome" "$command")")
    [[ $outcome -eq 0 ]] || failed=1
    if [[ -n $keep ]]; then mv "$tree" "$place/kept-$((SECONDS))-$$"; else rm -rf --one-file-system "$tree"; fi
done
printf 'rehearse: %s\n' "${outcomes[@]}"
exit $failed
