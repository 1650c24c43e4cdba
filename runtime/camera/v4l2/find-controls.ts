/** Which controls a camera has: whole numbers, switches and menus; buttons, strings and compound types are left out. */
import { constants } from 'node:os'
import type { CameraControl } from '../port.ts'
import { KNOWN_CONTROLS, type KnownControl, slug } from './control-names.ts'
import { CONTROL_QUERY, MENU_QUERY } from './layouts.ts'
import { tryIoctl } from './libc.ts'
import { Struct } from './struct.ts'

/** enum v4l2_ctrl_type and V4L2_CTRL_FLAG_* of videodev2.h */
const TYPES = new Map<number, CameraControl['type']>([
  [1, 'integer'],
  [2, 'boolean'],
  [3, 'menu'],
  [9, 'menu'],
])
const INTEGER_MENU = 9
const FLAG_DISABLED = 0x1
const FLAG_WRITE_ONLY = 0x40
const FLAG_NEXT = 0x8000_0000

const { EINVAL } = constants.errno

type Query = Struct<keyof typeof CONTROL_QUERY.fields>

export interface FoundControl extends KnownControl {
  id: number
  label: string
  type: CameraControl['type']
  menu?: { value: number; label: string }[]
}

export interface FoundControls {
  found: FoundControl[]
  /** By name: controls that the camera has and did not answer for, with the error number. */
  silent: Map<string, number>
}

/** Asks for one control after the other. */
export function findControls(fd: number): FoundControls {
  const found: FoundControl[] = []
  const silent = new Map<string, number>()
  let id = 0
  for (;;) {
    const query = new Struct(CONTROL_QUERY, { id: (id | FLAG_NEXT) >>> 0 })
    const errno = tryIoctl(fd, 'QUERY_EXT_CTRL', query)
    if (errno === EINVAL) return { found, silent }
    const next = errno === 0 ? query : nextKnown(fd, id, silent)
    if (next === undefined) return { found, silent }
    id = next.get('id')
    found.push(...described(fd, next))
  }
}

/** After a control that does not answer, and that the kernel does not name then: the next one by the ids that are known. */
function nextKnown(fd: number, afterId: number, silent: Map<string, number>): Query | undefined {
  const later = [...KNOWN_CONTROLS].filter(([id]) => id > afterId).sort(([a], [b]) => a - b)
  for (const [id, { name }] of later) {
    const query = new Struct(CONTROL_QUERY, { id })
    const errno = tryIoctl(fd, 'QUERY_EXT_CTRL', query)
    if (errno === 0) return query
    if (errno !== EINVAL) silent.set(name, errno)
  }
  return undefined
}

function described(fd: number, query: Query): FoundControl[] {
  const type = TYPES.get(query.get('type'))
  if (type === undefined || (query.get('flags') & (FLAG_DISABLED | FLAG_WRITE_ONLY)) !== 0) return []
  const id = query.get('id')
  const label = query.text('name')
  const known = KNOWN_CONTROLS.get(id) ?? { name: slug(label) }
  return [{ ...known, id, label, type, ...(type === 'menu' ? { menu: listMenu(fd, query) } : {}) }]
}

/** The entries that there are: a menu may leave numbers out. */
function listMenu(fd: number, query: Query): NonNullable<FoundControl['menu']> {
  const menu: { value: number; label: string }[] = []
  for (let index = query.get('minimum'); index <= query.get('maximum'); index++) {
    const entry = new Struct(MENU_QUERY, { id: query.get('id'), index })
    if (tryIoctl(fd, 'QUERYMENU', entry) !== 0) continue
    const isNumber = query.get('type') === INTEGER_MENU
    menu.push({ value: index, label: isNumber ? String(entry.get('value')) : entry.text('name') })
  }
  return menu
}
