/** Lists the controls of a camera: whole numbers, switches and menus. Buttons, strings and compound types are left out. */
import { constants } from 'node:os'
import type { CameraControl } from '../port.ts'
import { KNOWN_CONTROLS, type KnownControl, slug } from './control-names.ts'
import { tryIoctl } from './libc.ts'
import { type Request, VIDIOC_QUERY_EXT_CTRL, VIDIOC_QUERYMENU } from './requests.ts'
import type { CType } from './structs.ts'
import * as V4L2 from './videodev2.ts'

const TYPES = new Map<number, CameraControl['type']>([
  [V4L2.V4L2_CTRL_TYPE_INTEGER, 'integer'],
  [V4L2.V4L2_CTRL_TYPE_BOOLEAN, 'boolean'],
  [V4L2.V4L2_CTRL_TYPE_MENU, 'menu'],
  [V4L2.V4L2_CTRL_TYPE_INTEGER_MENU, 'menu'],
])
/** The kernel gives a USB camera 5 s for each answer (UVC_CTRL_CONTROL_TIMEOUT of uvcvideo.h); a working one needs a few ms. */
const MUTE_AFTER_MS = 1_000
/** After so many mute controls, each of which costs 5 s, the others are not asked. */
const MUTE_LIMIT = 3

const { EINVAL } = constants.errno

export type Query = typeof VIDIOC_QUERY_EXT_CTRL.type extends CType<infer Value> ? Value : never

export interface FoundControl extends KnownControl {
  id: number
  label: string
  type: CameraControl['type']
  menu?: { value: number; label: string }[]
}

/** A control that the camera has and that gave no answer. */
export interface FailedControl {
  id: number
  name: string
  errno: number
  /** It let the time limit pass; asking again costs as much time again. */
  isMute: boolean
}

/** One ioctl, and whether it took so long that the camera has let the kernel's time limit pass. */
export function timedIoctl<Value>(
  fd: number,
  request: Request<Value>,
  argument: Parameters<typeof tryIoctl<Value>>[2],
) {
  const startedAtMs = performance.now()
  const result = tryIoctl(fd, request, argument)
  return { ...result, isMute: result.errno !== 0 && performance.now() - startedAtMs > MUTE_AFTER_MS }
}

/** One control by its id: undefined where the camera does not have it, or has it in a form that is left out. */
export function findControl(fd: number, id: number): FoundControl | FailedControl | undefined {
  const { errno, answer, isMute } = timedIoctl(fd, VIDIOC_QUERY_EXT_CTRL, { id })
  if (errno === EINVAL) return undefined
  const name = KNOWN_CONTROLS.get(id)?.name ?? `control_${id}`
  return errno === 0 ? described(fd, answer) : { id, name, errno, isMute }
}

/**
 * Every control of the camera. The known ids come first, because only a query by id tells which control does not answer; the
 * walk over all others then steps over those. `skipped`: ids that are known to be mute.
 */
export function findControls(
  fd: number,
  skipped: ReadonlySet<number>,
): { found: FoundControl[]; failed: FailedControl[] } {
  const found: FoundControl[] = []
  const failed: FailedControl[] = []
  for (const id of [...KNOWN_CONTROLS.keys()].sort((a, b) => a - b)) {
    if (skipped.has(id)) continue
    const control = findControl(fd, id)
    if (control === undefined) continue
    if ('errno' in control) failed.push(control)
    else found.push(control)
    if (failed.filter(({ isMute }) => isMute).length >= MUTE_LIMIT) return { found, failed }
  }
  const answering = new Set(found.map(({ id }) => id))
  const obstacles = new Set([...skipped, ...failed.map(({ id }) => id)])
  return { found: [...found, ...walkOthers(fd, answering, obstacles)], failed }
}

/** The controls that have no name of the service: asked for one after the other, without touching an obstacle. */
function walkOthers(fd: number, answering: Set<number>, obstacles: Set<number>): FoundControl[] {
  const others: FoundControl[] = []
  const present = [...answering, ...obstacles].sort((a, b) => a - b)
  for (let id = 0; ; ) {
    const next = present.find((candidate) => candidate > id)
    if (next !== undefined && obstacles.has(next)) {
      id = next
      continue
    }
    const flagged = (id | V4L2.V4L2_CTRL_FLAG_NEXT_CTRL) >>> 0
    const { errno, answer } = timedIoctl(fd, VIDIOC_QUERY_EXT_CTRL, { id: flagged })
    if (errno !== 0) return others
    id = answer.id
    if (answering.has(id)) continue
    const control = described(fd, answer)
    if (control !== undefined) others.push(control)
  }
}

function described(fd: number, query: Query): FoundControl | undefined {
  const type = TYPES.get(query.type)
  if (type === undefined) return undefined
  if ((query.flags & (V4L2.V4L2_CTRL_FLAG_DISABLED | V4L2.V4L2_CTRL_FLAG_WRITE_ONLY)) !== 0) return undefined
  const { id, name: label } = query
  const known = KNOWN_CONTROLS.get(id) ?? { name: slug(label) }
  return { ...known, id, label, type, ...(type === 'menu' ? { menu: listMenu(fd, query) } : {}) }
}

/** The entries of a menu, which may leave numbers out. */
function listMenu(fd: number, { id, type, minimum, maximum }: Query): NonNullable<FoundControl['menu']> {
  const menu: { value: number; label: string }[] = []
  for (let index = Number(minimum); index <= Number(maximum); index++) {
    const { errno, answer } = tryIoctl(fd, VIDIOC_QUERYMENU, { id, index })
    if (errno !== 0) continue
    const { name, value } = answer.anonymous
    const isNumber = type === V4L2.V4L2_CTRL_TYPE_INTEGER_MENU
    menu.push({ value: index, label: isNumber ? String(Buffer.from(value).readBigInt64LE()) : name })
  }
  return menu
}
