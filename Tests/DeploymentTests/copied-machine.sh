# shellcheck shell=bash
# A copy of this machine that ends with the process: sourced by what runs under `unshare --mount --pid --fork`, as root.
# $root is a folder that does not exist yet, and then the root of the copy.

fail() {
  printf '%s: %s\n' "$(basename -- "$0")" "$*" >&2
  exit 1
}
# same WANTED FOUND WHAT
same() { [ "$1" = "$2" ] || fail "$3: '$2' instead of '$1'"; }
inside() { chroot "$root" "$@"; }

# Everything of the program's name, where programs and their files are.
traces() {
  (cd "$root" && find etc usr/bin usr/lib usr/share usr/local lib/systemd var/lib -xdev -path '*dqaudit*' ! -path 'var/lib/dpkg/*' \
    -printf '%p ' 2>/dev/null)
}

# The disk of the machine below, an empty one in memory above. Nobody outside sees these mounts.
copy_machine() {
  mkdir -p "$root"
  mount -t tmpfs tmpfs "$root"
  mkdir "$root/above" "$root/work" "$root/merged"
  mount -t overlay overlay -o "lowerdir=/,upperdir=$root/above,workdir=$root/work" "$root/merged"
  root=$root/merged
  mount -t proc proc "$root/proc"
  mount --rbind /dev "$root/dev"
  mount -t tmpfs tmpfs "$root/run"
  mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
  # An index of all manual pages would be made anew at each step.
  rm -f "$root/var/lib/man-db/auto-update"
  # Whatever this machine has of it already.
  inside dpkg --purge --force-all dqaudit >/dev/null 2>&1 || true
  (cd "$root" && find etc usr/bin usr/lib usr/share usr/local lib/systemd var/lib -xdev -name '*dqaudit*' ! -path 'var/lib/dpkg/*' \
    -prune -exec rm -rf {} +)
  inside userdel dqaudit 2>/dev/null || true
  same "" "$(traces)" "before"
}
