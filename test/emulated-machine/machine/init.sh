#!/bin/sh
# The first process in the machine: loads the modules, lays a RAM layer over the host's read-only root, starts the agent in it.
export PATH=/bin
mount -t devtmpfs dev /dev
exec </dev/null >/dev/console 2>&1
mount -t proc proc /proc
mount -t sysfs sys /sys
fail() {
  echo "init: $1"
  poweroff -f
}

. /machine.conf

while read -r module parameters; do
  # shellcheck disable=SC2086 # parameters are several words
  insmod "/modules/$module" $parameters || fail "cannot load $module"
done </modules/order

mkdir -p /host /layer /root
mount -t 9p -o ro,trans=virtio,version=9p2000.L,msize=512000,cache=loose hostroot /host || fail 'cannot mount the root'
mount -t tmpfs -o size=512m tmpfs /layer
mkdir /layer/upper /layer/work
mount -t overlay -o lowerdir=/host,upperdir=/layer/upper,workdir=/layer/work overlay /root || fail 'cannot layer the root'

if [ -n "$WRITABLE_FOLDER" ]; then
  mkdir -p "/root$WRITABLE_FOLDER"
  mount -t 9p -o trans=virtio,version=9p2000.L,msize=512000,cache=none writable "/root$WRITABLE_FOLDER" ||
    fail "cannot mount $WRITABLE_FOLDER"
fi
for folder in proc sys dev; do mount --move "/$folder" "/root/$folder"; done
mkdir -p /root/dev/shm /root/dev/pts
mount -t tmpfs tmpfs /root/dev/shm
mount -t devpts devpts /root/dev/pts
mount -t tmpfs tmpfs /root/run

ip link set lo up
ip addr add 10.0.2.15/24 dev eth0
ip link set eth0 up
ip route add default via 10.0.2.2

set -- /root/dev/vport*p1
chroot /root "$NODE" --disable-warning=ExperimentalWarning "$AGENT" "${1#/root}"
fail "the agent ended with $?"
