/** A mistake is corrected in the catalogue, with a trail: the chain keeps both values, the file stays as it is. */

import { readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import { catalogueFile } from '../../runtime/captures/catalogue/database.ts'
import { openReader } from '../../runtime/captures/catalogue/reader.ts'
import { problemLinesOf } from './problems-of.ts'
import { rig } from './rig.ts'

it('changes the row, keeps file and name, and notes both values, the reason and the person', async () => {
  const { take, captures, folder, file, close } = await rig()
  const data = await take({ sample_no: 'WRONG', submission_no: 'SUB', idempotency_key: 'key-1' })
  const bytes = readFileSync(file(data))
  const { filename } = data.image_data
  const entry = await captures.correct(
    filename,
    { sample_no: 'RIGHT', submission_no: null },
    'misread',
    'anna',
  )
  const first = {
    at: expect.stringMatching(/Z$/),
    by: 'anna',
    reason: 'misread',
    from: { sample_no: 'WRONG', submission_no: 'SUB' },
    to: { sample_no: 'RIGHT', submission_no: null },
  }
  expect(entry).toMatchObject({ sample_no: 'RIGHT', submission_no: null, corrected: [first] })
  await captures.correct(filename, { description: 'ไมโครเพลต' }, 'added', null)
  expect(await captures.entry(filename)).toMatchObject({
    sample_no: 'RIGHT',
    description: 'ไมโครเพลต',
    corrected: [first, { by: null, reason: 'added', from: { description: data.description } }],
  })
  expect((await captures.list({ sample_no: 'WRONG', order: 'newest', limit: 9 })).images).toEqual([])
  expect((await captures.list({ sample_no: 'RIGHT', order: 'newest', limit: 9 })).images).toHaveLength(1)
  const again = await take({ sample_no: 'WRONG', submission_no: 'SUB', idempotency_key: 'key-1' })
  expect(again).toMatchObject({ sample_no: 'RIGHT', image_data: { filename } })
  await close()
  expect(readFileSync(file(data))).toEqual(bytes)
  const reader = openReader(folder)
  expect(reader.eventsOf(1)).toMatchObject([{ kind: 'stored' }, { kind: 'corrected', ...first }, {}])
  reader.close()
  expect(await problemLinesOf(folder)).toEqual([])
})

it('notes nothing where no value differs', async () => {
  const { take, captures, folder, close } = await rig()
  const { image_data } = await take({ sample_no: 'SAME' })
  expect(await captures.correct(image_data.filename, { sample_no: 'SAME' }, 'none', null)).toMatchObject({
    corrected: null,
  })
  await close()
  const reader = openReader(folder)
  expect(reader.eventsOf(1)).toHaveLength(1)
  reader.close()
})

it('refuses a picture that was deleted', async () => {
  const { take, captures } = await rig()
  const { image_data } = await take()
  await captures.remove(image_data.filename, null)
  await expect(captures.correct(image_data.filename, { sample_no: 'X' }, 'late', null)).rejects.toMatchObject(
    {
      code: 'NOT_FOUND',
      message: expect.stringContaining('it was deleted'),
    },
  )
})

it.each([
  ['the corrected value', "UPDATE captures SET sample_no = 'FORGED'", /sample_no is "FORGED", was "RIGHT"/],
  ['the value before', "UPDATE captures SET sample_no = 'WRONG'", /sample_no is "WRONG", was "RIGHT"/],
  ['the reason', "UPDATE captures SET corrected = replace(corrected, 'misread', 'fine')", /corrected is/],
  ['the mark', 'UPDATE captures SET corrected = NULL', /corrected is null/],
  ['the mark of an adopted file', 'UPDATE captures SET adopted = 1', /adopted is 1/],
])('names an edit of %s behind its back', async (_, sql, problem) => {
  const { take, captures, folder, close } = await rig()
  const { image_data } = await take({ sample_no: 'WRONG' })
  await captures.correct(image_data.filename, { sample_no: 'RIGHT' }, 'misread', 'anna')
  await close()
  const database = new DatabaseSync(catalogueFile(folder))
  database.exec(sql)
  database.close()
  expect(await problemLinesOf(folder)).toEqual([expect.stringMatching(problem)])
})
