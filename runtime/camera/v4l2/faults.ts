/** Explains the kernel's error numbers to a person at the camera, each with its remedy. */
import { readFileSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { type Holder, holdersOf } from './holders.ts'
import { SystemError } from './libc.ts'

/** A fault whose message is ready to be shown. */
export class CameraFault extends Error {}

/** The sentence for an error thrown while `node` was opened or read. */
export async function faultSentence(error: unknown, node: string, cameraName: string): Promise<string> {
  if (error instanceof CameraFault) return error.message
  const { code, call } = describe(error)
  const camera = `The camera ${cameraName} (${node})`
  switch (code) {
    case 'ENOENT':
    case 'ENODEV':
    case 'ENXIO':
      return `${camera} was unplugged. Plug it in again. If nobody touched it, check its cable, hub and power supply.`
    case 'EACCES':
      return deniedSentence(node)
    case 'EPERM':
      return `${camera} may not be opened here. In a container, pass it in: docker run --device=${node}, or devices: in docker-compose.yml.`
    case 'EBUSY':
      return busySentence(camera, await holdersOf(node))
    case 'ENOSPC':
      return `${camera} needs more bandwidth than its USB bus has left. Plug it into a port of another controller, or lower CAMERA_WIDTH, CAMERA_HEIGHT or CAMERA_FPS.`
    case 'EIO':
    case 'EPIPE':
    case 'EPROTO':
    case 'ETIMEDOUT':
    case 'EILSEQ':
      return `${camera} gave no valid answer (${call}: ${code}). Plug it in again, directly into the computer, and try another cable if that does not help.`
    case 'ENOMEM':
      return `The kernel has no memory for the pictures of ${camera} (${call}: ENOMEM). Lower CAMERA_WIDTH and CAMERA_HEIGHT, or close other programs.`
    case 'EINVAL':
    case 'ENOTTY':
      return `${camera} refused ${call} (${code}): its driver does not support it. npm run cameras lists the formats and sizes of this camera.`
    default:
      return `${camera} could not be read (${call}: ${code}).`
  }
}

/** A reader of this service that was given up and still hangs in the driver is the camera's fault, not another program's. */
function busySentence(camera: string, holders: Holder[]): string {
  const [own] = holders.filter(({ parentPid }) => parentPid === process.ppid)
  if (own !== undefined)
    return `${camera} does not answer: an earlier attempt to read it still hangs in its driver (process ${own.pid}). It is tried again. If this repeats, plug the camera in again.`
  return `${camera} is in use by ${holderNames(holders)}. Close that program: only one at a time can read a camera.`
}

/** Which group may open the device, and how this user gets into it. */
function deniedSentence(node: string): string {
  const { mode, gid } = statSync(node)
  const { username } = userInfo()
  const group = groupName(gid)
  if ((mode & 0o060) !== 0o060 || gid === 0)
    return `The user ${username} may not open ${node}, and its group (${group}) may not either. Run: sudo chgrp video ${node} && sudo chmod 660 ${node}, or add a udev rule.`
  return `The user ${username} may not open ${node}; the group ${group} may. Run: sudo usermod -aG ${group} ${username}, then log in again or restart the service.`
}

function groupName(gid: number): string {
  const line = readFileSync('/etc/group', 'utf8')
    .split('\n')
    .find((entry) => entry.split(':')[2] === String(gid))
  return line?.split(':')[0] ?? String(gid)
}

/** `ffmpeg (process 4711)`, several with commas. */
export function holderNames(holders: Holder[]): string {
  if (holders.length === 0) return 'another program (sudo fuser -v names it)'
  return holders.map(({ name, pid }) => `${name} (process ${pid})`).join(', ')
}

function describe(error: unknown): { code: string; call: string } {
  if (error instanceof SystemError) return error
  const { code, syscall, message } = error as NodeJS.ErrnoException
  return { code: code ?? String(message), call: syscall ?? 'opening' }
}
