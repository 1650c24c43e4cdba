/** Each way to tamper with a folder is found, and the finding names what was touched. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { beforeEach, describe, expect, it } from 'vitest'
import { catalogueFile } from '../../runtime/captures/catalogue/database.ts'
import type { Problem } from '../../runtime/captures/verify/problem.ts'
import { verify } from '../../runtime/captures/verify/verify.ts'
import { fakeCamera, rig } from './rig.ts'

let folder: string
let names: string[]
let headBefore: string
let headAfter: string

const check = async (head?: string) => {
  const problems: Problem[] = []
  const verified = await verify(folder, head, (problem) => problems.push(problem))
  return { ...verified, problems }
}
const edit = (sql: string, ...values: (string | number)[]) => {
  const database = new DatabaseSync(catalogueFile(folder))
  database.prepare(sql).run(...values)
  database.close()
}
const path = (index: number) => join(folder, names[index] as string)
const name = (index: number) => names[index] as string

beforeEach(async () => {
  let broken = false
  const {
    take,
    captures,
    close,
    folder: its,
  } = await rig(undefined, {
    camera: fakeCamera(async () => (broken ? { data: Buffer.alloc(9) } : {})),
  })
  folder = its
  const taken = []
  for (const sample_no of ['A', 'B', 'C', 'D'])
    taken.push(await take({ sample_no, description: `plate ${sample_no}` }))
  names = taken.map(({ image_data }) => image_data.filename)
  headBefore = (await check()).head
  await captures.pin(name(1), true, 'tester')
  await captures.remove(name(3), 'tester')
  broken = true
  await take({ sample_no: 'BROKEN' }).catch(() => {})
  await close()
  headAfter = (await check()).head
})

it('finds nothing in a folder that was left alone', async () => {
  expect(await check(headBefore)).toMatchObject({ pictures: 3, events: 7, problems: [] })
})

describe('files', () => {
  it('one flipped byte', async () => {
    const bytes = readFileSync(path(0))
    bytes[500] = (bytes[500] as number) ^ 1
    writeFileSync(path(0), bytes)
    const { problems } = await check()
    expect(problems).toEqual([
      { what: 'file', name: name(0), problem: expect.stringContaining('was changed') },
    ])
  })

  it('a removed one', async () => {
    rmSync(path(1))
    expect((await check()).problems).toEqual([
      { what: 'file', name: name(1), problem: expect.stringContaining('was removed') },
    ])
  })

  it('an added one, and one that was deleted and is there again', async () => {
    writeFileSync(join(folder, 'capture_NEW_20260101_000000.jpg'), 'x')
    writeFileSync(path(3), 'x')
    expect((await check()).problems).toEqual(
      expect.arrayContaining([
        {
          what: 'file',
          name: 'capture_NEW_20260101_000000.jpg',
          problem: expect.stringContaining('was added'),
        },
        { what: 'file', name: name(3), problem: expect.stringContaining('its row is deleted') },
      ]),
    )
  })

  it('a swapped pair', async () => {
    renameSync(path(0), join(folder, 'aside'))
    renameSync(path(2), path(0))
    renameSync(join(folder, 'aside'), path(2))
    expect((await check()).problems).toEqual([
      { what: 'file', name: name(0), problem: expect.stringContaining(`it has the bytes of ${name(2)}`) },
      { what: 'file', name: name(2), problem: expect.stringContaining(`it has the bytes of ${name(0)}`) },
    ])
  })
})

describe('rows', () => {
  it.each([
    ['sample_no', 'Z'],
    ['exposed_at', '2020-01-01T00:00:00.000Z'],
    ['camera', 'null'],
    ['total_ms', 1],
    ['pinned', 1],
    ['requested_by', 'somebody'],
  ])('an edited %s', async (column, value) => {
    edit(`UPDATE captures SET ${column} = ? WHERE filename = ?`, value, name(0))
    expect((await check()).problems).toEqual([
      { what: 'row', name: name(0), problem: expect.stringContaining(`${column} is`) },
    ])
  })

  it('an edited state', async () => {
    edit("UPDATE captures SET state = 'expired' WHERE filename = ?", name(0))
    expect((await check()).problems).toContainEqual({
      what: 'row',
      name: name(0),
      problem: expect.stringContaining('state is expired'),
    })
  })

  it('a removed one, of a picture or of a failed attempt', async () => {
    edit('DELETE FROM captures WHERE filename = ?', name(0))
    edit("DELETE FROM captures WHERE state = 'failed'")
    const { problems } = await check()
    expect(problems).toContainEqual({
      what: 'row',
      name: name(0),
      problem: expect.stringContaining('was removed'),
    })
    expect(problems.filter(({ what }) => what === 'row')).toHaveLength(2)
  })

  it('an inserted one', async () => {
    edit(
      "INSERT INTO captures (filename, state, sample_no, description, format, requested_at, request_id, file_size) VALUES ('forged.jpg', 'stored', 'A', '', 'JPEG', '', '', 0)",
    )
    expect((await check()).problems).toContainEqual({
      what: 'row',
      name: 'forged.jpg',
      problem: expect.stringContaining('was inserted'),
    })
  })

  it('a swapped pair', async () => {
    edit(
      "UPDATE captures SET sample_no = CASE sample_no WHEN 'A' THEN 'B' ELSE 'A' END WHERE sample_no IN ('A', 'B')",
    )
    expect((await check()).problems.map(({ what, name }) => [what, name])).toEqual([
      ['row', name(0)],
      ['row', name(1)],
    ])
  })
})

describe('events', () => {
  it.each([
    ['an edited one', 'UPDATE events SET body = replace(body, \'"A"\', \'"Z"\') WHERE seq = 1', '1'],
    ['a removed one', 'DELETE FROM events WHERE seq = 2', '2'],
    ['one that was given another hash', "UPDATE events SET hash = '00' WHERE seq = 3", '3'],
    [
      'a swapped pair',
      'UPDATE events SET body = (SELECT body FROM events other WHERE other.seq = 3 - events.seq) WHERE seq IN (1, 2)',
      '1',
    ],
    [
      'an inserted one',
      'INSERT INTO events (capture_id, body, hash) VALUES (1, \'{"kind":"unpinned"}\', \'x\')',
      '8',
    ],
  ])('%s', async (_, sql, seq) => {
    edit(sql)
    expect((await check()).problems).toContainEqual({ what: 'event', name: seq, problem: expect.any(String) })
  })

  it('a tail that was cut off, by the head that was noted before', async () => {
    edit("DELETE FROM events WHERE capture_id = (SELECT id FROM captures WHERE state = 'failed')")
    edit("DELETE FROM captures WHERE state = 'failed'")
    // Nothing that is left contradicts it; this is what a noted head is for.
    expect((await check()).problems).toEqual([])
    expect((await check(headBefore)).problems).toEqual([])
    expect((await check(headAfter)).problems).toEqual([
      { what: 'head', name: headAfter, problem: expect.stringContaining('cut off') },
    ])
  })

  it('a counter that was edited', async () => {
    edit("UPDATE counters SET value = 5 WHERE name = 'used_bytes'")
    expect((await check()).problems).toEqual([
      { what: 'counter', name: 'used_bytes', problem: expect.stringContaining('is 5') },
    ])
  })
})
