/** The structs, request numbers and constants of the V4L2 driver, compared with the kernel's headers by C compilers. */
import { spawnSync } from 'node:child_process'
import type { TypeObject } from 'koffi'
import { describe, expect, it } from 'vitest'
import * as requests from '../../runtime/camera/v4l2/requests.ts'
import * as structs from '../../runtime/camera/v4l2/structs.ts'
import * as videodev2 from '../../runtime/camera/v4l2/videodev2.ts'

const COMPILERS = [
  { processor: 'x86-64', command: 'gcc', debianPackages: 'gcc libc6-dev linux-libc-dev' },
  {
    processor: 'arm64',
    command: 'aarch64-linux-gnu-gcc',
    debianPackages: 'gcc-aarch64-linux-gnu libc6-dev-arm64-cross',
  },
]

function* claims(): Generator<string> {
  for (const [name, type] of Object.entries(structs)) {
    const cType = type.members === undefined ? `enum ${name}` : `struct ${name}`
    yield `sizeof(${cType}) == ${type.size}`
    for (const { path, offset, size } of members(type)) {
      yield `offsetof(${cType}, ${path}) == ${offset}`
      yield `sizeof(((${cType} *)0)->${path}) == ${size}`
    }
  }
  for (const { name, number } of Object.values(requests)) yield `${name} == ${number}u`
  for (const [name, value] of Object.entries(videodev2))
    if (typeof value === 'number') yield `${name} == ${value}`
}

/** Every member of a struct, those of structs and unions in it too, by its path in C. */
function* members(
  type: TypeObject,
  prefix = '',
  from = 0,
): Generator<{ path: string; offset: number; size: number }> {
  for (const { name, type: own, offset } of Object.values(type.members ?? {})) {
    // `fmt.raw_data` stands for the whole union, and is of another type in C.
    if (name === 'raw_data') continue
    const isUnnamed = name === 'anonymous'
    if (!isUnnamed) yield { path: `${prefix}${name}`, offset: from + offset, size: own.size }
    yield* members(own, isUnnamed ? prefix : `${prefix}${name}.`, from + offset)
  }
}

/** What the compiler says against the claims: nothing when all are true. */
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
  it('has every struct, request number, flag and control id as the driver has it', () => {
    const all = [...claims()]
    expect(all.length).toBeGreaterThan(150)
    const { missing, complaints } = refuted(command, all)
    if (missing)
      throw new Error(`${command} is missing: apt-get install --no-install-recommends ${debianPackages}`)
    expect(complaints).toBe('')
  })

  it('refutes a wrong offset', () => {
    expect(refuted(command, ['offsetof(struct v4l2_buffer, sequence) == 52']).complaints).toContain(
      'offsetof(struct v4l2_buffer, sequence) == 52',
    )
  })
})
