/** The outbox of the catalogue: a stored picture waits for its delivery from the moment of its row on. */

import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import { catalogueFile } from '../../runtime/captures/catalogue/database.ts'
import { openReader } from '../../runtime/captures/catalogue/reader.ts'
import { toItem } from '../../runtime/delivery/item.ts'
import { problemLinesOf } from './problems-of.ts'
import { pictures, rig } from './rig.ts'

const TO = { target: 's3://plates', key: 'nest/2026/11/27/a.jpg', proof: 'etag' }

it('hands out the oldest and the newest waiting picture, with the event that stored it', async () => {
  const { take, captures, folder } = await rig()
  const [first, , third] = [
    await take({ sample_no: 'A' }),
    await take({ sample_no: 'B' }),
    await take({ sample_no: 'C' }),
  ]
  const { outbox } = captures
  const oldest = await outbox.nextDelivery('oldest', [])
  expect(oldest).toMatchObject({ filename: first?.image_data.filename, sample_no: 'A' })
  expect((await outbox.nextDelivery('newest', []))?.filename).toBe(third?.image_data.filename)
  expect((await outbox.nextDelivery('oldest', [1]))?.sample_no).toBe('B')
  expect(await outbox.nextDelivery('oldest', [1, 2, 3])).toBeNull()
  const reader = openReader(folder)
  const [event, next] = [...reader.events()]
  reader.close()
  expect(oldest?.event).toEqual({ ...event, previous_hash: '0'.repeat(64) })
  expect((await outbox.nextDelivery('oldest', [1]))?.event).toEqual({ ...next, previous_hash: event?.hash })
})

it('writes the same record at every try, also after a correction', async () => {
  const { take, captures, folder } = await rig()
  const { image_data } = await take({ sample_no: 'WRONG' })
  const record = async () =>
    toItem((await captures.outbox.nextDelivery('oldest', [])) as never, 'nest', folder).record
  const before = await record()
  await captures.correct(image_data.filename, { sample_no: 'RIGHT' }, 'misread', 'anna')
  await captures.pin(image_data.filename, true, 'anna')
  expect(await record()).toBe(before)
  expect(JSON.parse(before)).toMatchObject({ version: 1, device: 'nest', filename: image_data.filename })
})

it('counts a confirmed picture once, notes it in the chain, and finds an edited confirmation', async () => {
  const { take, captures, folder, close } = await rig()
  const { image_data } = await take({ sample_no: 'A' })
  await take({ sample_no: 'B' })
  expect(await captures.outbox.delivered(1, TO)).toBe(true)
  expect(await captures.outbox.delivered(1, TO)).toBe(false)
  expect(await captures.outbox.deliveryCounts()).toMatchObject({
    waiting: 1,
    delivered_total: 1,
    set_aside: [],
  })
  await close()
  const reader = openReader(folder)
  expect(reader.eventsOf(1)).toMatchObject([{ kind: 'stored' }, { kind: 'delivered', ...TO }])
  reader.close()
  expect(await problemLinesOf(folder)).toEqual([])
  const database = new DatabaseSync(catalogueFile(folder))
  database.exec(
    "UPDATE captures SET delivery = 'delivered' WHERE id = 2; UPDATE captures SET delivery = NULL WHERE id = 1",
  )
  database.close()
  expect(await problemLinesOf(folder)).toEqual([
    `${image_data.filename} was edited: delivery is null`,
    expect.stringMatching(/was edited: delivery is delivered$/),
  ])
})

it('sets a picture aside without holding up the others, and lets it wait again', async () => {
  const { take, captures } = await rig()
  const { image_data } = await take({ sample_no: 'A' })
  await take({ sample_no: 'B' })
  await captures.outbox.setAside(1, 'conflict')
  expect((await captures.outbox.nextDelivery('oldest', []))?.sample_no).toBe('B')
  const aside = [{ filename: image_data.filename, reason: 'conflict' }]
  expect(await captures.outbox.deliveryCounts()).toMatchObject({ waiting: 1, set_aside: aside })
  expect(await captures.outbox.retrySetAside()).toBe(1)
  expect((await captures.outbox.nextDelivery('oldest', []))?.sample_no).toBe('A')
})

it('keeps a deleted picture out, and retention away from pictures that exist nowhere else', async () => {
  const { take, captures, folder } = await rig(undefined, { maxBytes: 1, onlyDelivered: true })
  const [first, second, third] = [
    await take({ sample_no: 'A' }),
    await take({ sample_no: 'B' }),
    await take({ sample_no: 'C' }),
  ]
  await captures.remove(first?.image_data.filename as string, 'anna')
  expect((await captures.outbox.nextDelivery('oldest', []))?.sample_no).toBe('B')
  expect((await captures.sweep()).removed).toBe(0)
  await captures.outbox.delivered(2, TO)
  expect((await captures.sweep()).removed).toBe(1)
  expect(pictures(folder)).toEqual([third?.image_data.filename])
  expect(pictures(folder)).not.toContain(second?.image_data.filename)
})
