/** Struct layouts, request numbers and constants of the V4L2 driver, held to the kernel's headers by C compilers. */
import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { KNOWN_CONTROLS } from '../../runtime/camera/v4l2/control-names.ts'
import * as layouts from '../../runtime/camera/v4l2/layouts.ts'
import type { Layout } from '../../runtime/camera/v4l2/struct.ts'
import * as videodev2 from '../../runtime/camera/v4l2/videodev2.ts'

const COMPILERS = [
  { processor: 'x86-64', command: 'gcc', debianPackages: 'gcc libc6-dev linux-libc-dev' },
  {
    processor: 'arm64',
    command: 'aarch64-linux-gnu-gcc',
    debianPackages: 'gcc-aarch64-linux-gnu libc6-dev-arm64-cross',
  },
]

/** The header's name of each control that goes by a name of the service. */
const CONTROL_IDS: Record<string, string> = {
  exposure_us: 'V4L2_CID_EXPOSURE_ABSOLUTE',
  white_balance_k: 'V4L2_CID_WHITE_BALANCE_TEMPERATURE',
  white_balance_red: 'V4L2_CID_RED_BALANCE',
  white_balance_blue: 'V4L2_CID_BLUE_BALANCE',
  auto_white_balance: 'V4L2_CID_AUTO_WHITE_BALANCE',
  auto_gain: 'V4L2_CID_AUTOGAIN',
  auto_exposure: 'V4L2_CID_EXPOSURE_AUTO',
  exposure_dynamic_framerate: 'V4L2_CID_EXPOSURE_AUTO_PRIORITY',
  flip_horizontally: 'V4L2_CID_HFLIP',
  flip_vertically: 'V4L2_CID_VFLIP',
  auto_hue: 'V4L2_CID_HUE_AUTO',
  pan: 'V4L2_CID_PAN_ABSOLUTE',
  tilt: 'V4L2_CID_TILT_ABSOLUTE',
  focus: 'V4L2_CID_FOCUS_ABSOLUTE',
  auto_focus: 'V4L2_CID_FOCUS_AUTO',
  zoom: 'V4L2_CID_ZOOM_ABSOLUTE',
  iris: 'V4L2_CID_IRIS_ABSOLUTE',
}

function* claims(): Generator<string> {
  for (const { name, sizeBytes, fields } of Object.values(layouts) as Layout[]) {
    const type = name === 'v4l2_buf_type' ? `enum ${name}` : `struct ${name}`
    yield `sizeof(${type}) == ${sizeBytes}`
    if (type.startsWith('enum')) continue
    for (const [path, { offset, sizeBytes: fieldBytes }] of Object.entries(fields)) {
      yield `offsetof(${type}, ${path}) == ${offset}`
      yield `sizeof(((${type} *)0)->${path}) == ${fieldBytes}`
    }
  }
  for (const [name, number] of Object.entries(videodev2.VIDIOC)) yield `VIDIOC_${name} == ${number}u`
  for (const [name, value] of Object.entries(videodev2))
    if (typeof value === 'number') yield `V4L2_${name} == ${value}`
  for (const [id, { name }] of KNOWN_CONTROLS)
    yield `${CONTROL_IDS[name] ?? `V4L2_CID_${name.toUpperCase()}`} == ${id}`
}

/** What the compiler says against the claims: nothing when all hold. */
function refuted(command: string, all: string[]): { missing: boolean; complaints: string } {
  const source = [
    '#include <stddef.h>',
    '#include <poll.h>',
    '#include <linux/videodev2.h>',
    ...all.map((claim) => `_Static_assert(${claim}, ${JSON.stringify(claim)});`),
  ].join('\n')
  const run = spawnSync(command, ['-fsyntax-only', '-x', 'c', '-'], { input: source, encoding: 'utf8' })
  return { missing: run.error !== undefined, complaints: run.stderr ?? '' }
}

describe.each(COMPILERS)('$processor', ({ command, debianPackages }) => {
  it('has every struct, request number, constant and control where the driver looks for it', () => {
    const all = [...claims()]
    expect(all.length).toBeGreaterThan(150)
    const { missing, complaints } = refuted(command, all)
    if (missing)
      throw new Error(`${command} is missing: apt-get install --no-install-recommends ${debianPackages}`)
    expect(complaints).toBe('')
  })

  it('would refute a wrong offset', () => {
    expect(refuted(command, ['offsetof(struct v4l2_buffer, sequence) == 52']).complaints).toContain(
      'offsetof(struct v4l2_buffer, sequence) == 52',
    )
  })
})
