/**
 * A machine in the machine, with a kernel that has camera drivers and the host's own files to run: node, ffmpeg, v4l2-ctl and
 * this repository are where they are on the host. What a program writes stays in the guest's memory, save in `writableFolder`.
 *
 *     await using machine = await bootMachine({ modules: [VIVID_MODULE], forwardPorts: [6407] })
 *     const { stdout } = await machine.run('v4l2-ctl', ['--list-devices'])
 *     const service = machine.start('node', ['runtime/main.ts'], { env: { HOST: '0.0.0.0' } })
 *     await fetch(`http://127.0.0.1:${machine.forwardedPort(6407)}/api/v1/health`)
 *
 * From start to the first command: 6 to 15 s. Inside, programs run as root, in the repository, 12 to 18 times slower than on
 * the host; the clock they read is the guest's own. Nothing is left behind when the process that booted it ends, however it ends.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../support/free-port.ts'
import { buildInitramfs } from './initramfs.ts'
import { debianKernel } from './kernel.ts'
import { checkPackages, commandPath } from './packages.ts'
import type { Program, ProgramResult } from './program.ts'
import { qemuArguments } from './qemu.ts'
import { QemuMachine } from './qemu-machine.ts'

export interface MachineOptions {
  /** Kernel modules to load, each with its parameters: `vivid n_devs=1`, `uvcvideo`, `vhci_hcd`. */
  modules?: string[]
  /** A folder of the host that programs in the machine may write, at the same path. */
  writableFolder?: string
  /** TCP ports of the guest to reach from the host; a program there must listen on 0.0.0.0. */
  forwardPorts?: number[]
}

export interface StartOptions {
  /** Default: the repository. */
  cwd?: string
  env?: Record<string, string>
  /** The user to run as; default root. */
  uid?: number
}

export interface Machine extends AsyncDisposable {
  /** Starts a program that goes on beside others. */
  start(command: string, args?: string[], options?: StartOptions): Program
  /** Runs a program to its end, whatever its exit code. After `timeoutMs` (default 60,000) it is killed and this throws. */
  run(
    command: string,
    args?: string[],
    options?: StartOptions & { timeoutMs?: number },
  ): Promise<ProgramResult>
  /** The host's port, on 127.0.0.1, that leads to a guest's port of `forwardPorts`. */
  forwardedPort(guestPort: number): number
  /** What the kernel and the init script have printed. */
  consoleText(): string
  /** Switches the machine off, at once. Safe to call twice. */
  close(): Promise<void>
}

/** Boots the machine; throws, with the end of its console, when it does not come up in two minutes. */
export async function bootMachine(options: MachineOptions = {}): Promise<Machine> {
  checkPackages()
  const kernel = await debianKernel()
  const folder = mkdtempSync(join(tmpdir(), 'vision-machine-'))
  try {
    const writableFolder = options.writableFolder
    const initramfs = await buildInitramfs({ kernel, modules: options.modules ?? [], writableFolder, folder })
    const forwards = new Map<number, number>()
    for (const guestPort of options.forwardPorts ?? []) forwards.set(guestPort, await freePort())
    const channelPath = join(folder, 'channel')
    const server = createServer().listen(channelPath)
    await once(server, 'listening')
    const qemuArgs = qemuArguments({ image: kernel.image, initramfs, channelPath, writableFolder, forwards })
    // The kernel kills qemu with this process, even when this one is killed itself.
    const whileWeLive = ['--pdeathsig', 'KILL', commandPath('qemu-system-x86_64'), ...qemuArgs]
    const qemu = spawn('setpriv', whileWeLive, { stdio: ['ignore', 'pipe', 'pipe'] })
    const machine = new QemuMachine(qemu, server, forwards)
    await machine.booted().catch(async (error) => {
      await machine.close()
      throw error
    })
    return machine
  } finally {
    // qemu has read and connected to what is in it.
    rmSync(folder, { recursive: true, force: true })
  }
}
