#!/bin/sh
# Runs a command in the file tree of an image, as a container would see it. It needs root, and the right to mount.
#
#   in-root.sh [--read-only] [--user UID:GID] [--bind SOURCE:TARGET]... [--cgroup DIRECTORY]... NODE TREE WORK COMMAND...
#
# The root is TREE over this machine's own root, which stands for the Debian of the base image. Its Node.js is the program
# NODE. WORK is an empty directory beside TREE. The mounts are in a namespace of their own and end with the command.
set -eu

if [ "${IN_ROOT_NAMESPACE:-}" = '' ]; then
  IN_ROOT_NAMESPACE=1 exec unshare --mount --propagation private --pid --fork --kill-child -- /bin/sh "$0" "$@"
fi
unset IN_ROOT_NAMESPACE

read_only='' user=0:0 binds='' cgroups=''
while :; do
  case $1 in
    --read-only) read_only=1 && shift ;;
    --user) user=$2 && shift 2 ;;
    --bind) binds="$binds $2" && shift 2 ;;
    --cgroup) cgroups="$cgroups $2" && shift 2 ;;
    *) break ;;
  esac
done
node=$1 tree=$2 work=$3
shift 3

root=$work/root base=$work/base
mkdir -p "$work/overlay" "$root" "$base"
# A file system of its own, since an overlay takes no two layers of which one is inside the other.
mount -t tmpfs -o mode=755 tmpfs "$base"
mkdir -p "$base/usr/local/bin"
install -m 755 "$node" "$base/usr/local/bin/node"
mount -t overlay overlay -o "lowerdir=$base:/,upperdir=$tree,workdir=$work/overlay" "$root"
for bind in $binds; do
  mkdir -p "$root${bind#*:}"
  mount --bind "${bind%%:*}" "$root${bind#*:}"
done
[ -z "$read_only" ] || mount -o remount,ro "$root"
mount --rbind /dev "$root/dev"
mount -t proc proc "$root/proc"
# 0 stands for the process that writes.
for cgroup in $cgroups; do echo 0 >"$cgroup/cgroup.procs"; done
if [ "$user" = 0:0 ]; then exec chroot "$root" "$@"; fi
exec chroot "$root" setpriv --reuid "${user%:*}" --regid "${user#*:}" --clear-groups \
  --no-new-privs --inh-caps=-all --bounding-set=-all "$@"
