/** Finds the device node for the name in CAMERA_SOURCE. */
import { ServiceError } from '../../errors.ts'
import { type Identity, identityAt, isSameCamera, listIdentities, stableAddress } from './identity.ts'

const LIST = 'npm run cameras lists what there is.'

/**
 * `address`: a device path (`/dev/video0`, `/dev/v4l/by-id/…`), `serial=…` or `bus=…`. A path that stands for a number may mean another
 * camera after a replug, so the camera that was `lastSeen` there is looked for, wherever it is now.
 * Throws CAMERA_NOT_AVAILABLE, with what is there instead.
 */
export function resolveAddress(address: string, lastSeen?: Identity): Identity {
  const [, key, value = ''] = /^(serial|bus)=(.+)$/.exec(address) ?? []
  if (key === 'serial') return only(address, (camera) => camera.serial === value)
  if (key === 'bus') return only(address, (camera) => camera.bus === value)
  return lastSeen === undefined ? atPath(address) : sameAgain(address, lastSeen)
}

function atPath(path: string): Identity {
  const found = identityAt(path)
  if (found === 'missing') throw unavailable(`There is no camera at ${path}. ${whatIsThere()}`)
  if (found === 'no-video-device') throw unavailable(`${path} is not a video device. ${LIST}`)
  return found
}

/** Pictures come from node 0 of an interface; the first interface of a camera that has several. */
function only(address: string, matches: (camera: Identity) => boolean): Identity {
  const all = listIdentities().filter(({ index }) => index === 0)
  const found = all.filter(matches)
  const [first] = found
  if (first === undefined) throw unavailable(`No camera with ${address} is plugged in. ${whatIsThere()}`)
  const another = found.find(({ bus }) => bus !== first.bus)
  if (another !== undefined)
    throw unavailable(
      `Several cameras have ${address}: name one by where it is plugged in, bus=${first.bus} or bus=${another.bus}.`,
    )
  return first
}

function sameAgain(path: string, lastSeen: Identity): Identity {
  const here = identityAt(path)
  if (typeof here === 'object' && isSameCamera(here, lastSeen)) return here
  const candidates = listIdentities().filter((camera) => isSameCamera(camera, lastSeen))
  const found = candidates.find(({ bus }) => bus === lastSeen.bus) ?? candidates[0]
  if (found !== undefined && (found.bus === lastSeen.bus || candidates.length === 1)) return found
  const instead =
    typeof here === 'object' && here.node !== lastSeen.node
      ? ''
      : typeof here === 'object'
        ? ` ${path} is ${here.name} now.`
        : ''
  throw unavailable(
    `The camera ${lastSeen.name} is unplugged: plug it in again${lastSeen.serial === '' ? `, where it was (${lastSeen.bus})` : ''}.${instead} To use another camera, restart the service.`,
  )
}

function whatIsThere(): string {
  const all = listIdentities()
  const cameras = all.filter(({ index }) => index === 0)
  if (cameras.length === 0) return 'The kernel knows no camera at all: check its cable and power.'
  const named = cameras.map((camera) => `${camera.name} (v4l2:${stableAddress(camera, all)})`)
  return `There is ${named.join(', ')}: set CAMERA_SOURCE to one of them, or check the cable.`
}

function unavailable(message: string): ServiceError {
  return new ServiceError('CAMERA_NOT_AVAILABLE', message)
}
