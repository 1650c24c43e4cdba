/** The command line of the machine. TCG, since /dev/kvm is missing or hangs where these tests run. */

export interface QemuOptions {
  image: string
  initramfs: string
  /** The Unix socket on which the host listens for the agent's channel. */
  channelPath: string
  writableFolder: string | undefined
  /** Host port by guest port. */
  forwards: Map<number, number>
}

// Where the kernel distrusts the time-stamp counter, each look at the clock costs three times as much.
const KERNEL_ARGUMENTS = 'console=ttyS0 quiet panic=-1 mitigations=off tsc=reliable random.trust_cpu=on'
/** The oldest processor with every instruction that sharp needs (SSE 4.2): what a newer one has besides is slow to emulate. */
const PROCESSOR = 'Nehalem-v1'

/** qemu's arguments: two slow processors, the host's root read-only, no display. */
export function qemuArguments(options: QemuOptions): string[] {
  const forwards = [...options.forwards].map(([guest, host]) => `,hostfwd=tcp:127.0.0.1:${host}-:${guest}`)
  return [
    ...['-accel', 'tcg,thread=multi,tb-size=256', '-cpu', PROCESSOR, '-smp', '2', '-m', '1536'],
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot', '-serial', 'stdio'],
    ...['-kernel', options.image, '-initrd', options.initramfs, '-append', KERNEL_ARGUMENTS],
    // A tag must not be the name of a file in `/`: the kernel would take it for a path.
    ...['-fsdev', 'local,id=root,path=/,security_model=none,readonly=on,multidevs=remap'],
    ...['-device', 'virtio-9p-pci,fsdev=root,mount_tag=hostroot'],
    ...(options.writableFolder === undefined
      ? []
      : [
          ...['-fsdev', `local,id=writable,path=${escaped(options.writableFolder)},security_model=none`],
          ...['-device', 'virtio-9p-pci,fsdev=writable,mount_tag=writable'],
        ]),
    ...['-chardev', `socket,id=channel,path=${escaped(options.channelPath)}`],
    ...['-device', 'virtio-serial-pci', '-device', 'virtserialport,chardev=channel,nr=1'],
    ...['-netdev', `user,id=net${forwards.join('')}`, '-device', 'virtio-net-pci,netdev=net,romfile='],
  ]
}

/** qemu parts options by commas and takes a doubled one as one that is meant. */
function escaped(path: string): string {
  return path.replaceAll(',', ',,')
}
