/** What the kernel's error numbers mean to whoever stands before the camera, and what to do about each. */
import { readFileSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { type Holder, holdersOf } from './holders.ts'
import { SystemError } from './libc.ts'

/** A fault that is a sentence already. */
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
      return `${camera} was unplugged: plug it in again. If nobody touched it, its cable, hub or power supply fails.`
    case 'EACCES':
      return deniedSentence(node)
    case 'EPERM':
      return `${camera} may not be opened: in a container, it must be given to it (docker run --device=${node}, or devices: in docker-compose.yml).`
    case 'EBUSY':
      return `${camera} is in use by ${holderNames(await holdersOf(node))}: close it. One program at a time can read a camera.`
    case 'ENOSPC':
      return `${camera} does not fit on its USB bus beside the other devices: plug it into another controller's port, or lower CAMERA_WIDTH, CAMERA_HEIGHT or CAMERA_FPS.`
    case 'EIO':
    case 'EPIPE':
    case 'EPROTO':
    case 'ETIMEDOUT':
    case 'EILSEQ':
      return `${camera} does not answer as it should (${call}: ${code}): plug it in again, straight into the computer, with another cable if that does not help.`
    case 'ENOMEM':
      return `${camera} got no memory for its pictures (${call}: ENOMEM): lower CAMERA_WIDTH and CAMERA_HEIGHT, or close other programs.`
    case 'EINVAL':
    case 'ENOTTY':
      return `${camera} refused ${call} (${code}): its driver does not do what is asked; npm run cameras lists its formats and sizes.`
    default:
      return `${camera} could not be read (${call}: ${code}).`
  }
}

/** Which group opens the device, and how this user gets into it. */
function deniedSentence(node: string): string {
  const { mode, gid } = statSync(node)
  const { username } = userInfo()
  const group = groupName(gid)
  if ((mode & 0o060) !== 0o060 || gid === 0)
    return `The user ${username} may not open ${node}, and its group (${group}) neither: sudo chgrp video ${node} && sudo chmod 660 ${node}, or have udev do it.`
  return `The user ${username} may not open ${node}, the group ${group} may: sudo usermod -aG ${group} ${username}, then log in again, or restart the service.`
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
