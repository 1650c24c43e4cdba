/** A catalogue that another version of the service has written. */
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { catalogueFile } from '../../runtime/captures/catalogue/database.ts'
import { MIGRATIONS, migrate } from '../../runtime/captures/catalogue/schema.ts'
import { bearer, startProcess } from '../support/service.ts'
import { filledCatalogue } from './filled-catalogue.ts'
import { openCatalogue } from './open-catalogue.ts'
import { temporaryFolder } from './rig.ts'

const ROWS = 500
/** A step as the next version may have it. */
const ADDED_COLUMN = "ALTER TABLE captures ADD COLUMN station TEXT NOT NULL DEFAULT ''"
/** Fails after it has changed something: the second table is there already. */
const BROKEN_STEP = `${ADDED_COLUMN}; UPDATE captures SET sample_no = 'spoilt'; CREATE TABLE captures (id INTEGER)`

function olderCatalogue() {
  const folder = temporaryFolder()
  filledCatalogue(folder, ROWS).close()
  return { folder, database: new DatabaseSync(catalogueFile(folder)) }
}
const versionOf = (database: DatabaseSync) => database.prepare('PRAGMA user_version').get()?.user_version
const samplesOf = (database: DatabaseSync) =>
  database.prepare('SELECT count(DISTINCT sample_no) AS samples, count(*) AS rows FROM captures').get()

describe('a catalogue of an older version', () => {
  it('goes forward, and keeps every row', () => {
    const { database } = olderCatalogue()
    const before = samplesOf(database)
    migrate(database, [...MIGRATIONS, ADDED_COLUMN])
    expect(versionOf(database)).toBe(MIGRATIONS.length + 1)
    expect(samplesOf(database)).toEqual(before)
    expect(database.prepare('SELECT station FROM captures LIMIT 1').get()).toEqual({ station: '' })
  })

  it('is unchanged after a step that fails in the middle, and the older service can still use it', () => {
    const { folder, database } = olderCatalogue()
    const before = samplesOf(database)
    expect(() => migrate(database, [...MIGRATIONS, BROKEN_STEP])).toThrow('already exists')
    expect(versionOf(database)).toBe(MIGRATIONS.length)
    expect(samplesOf(database)).toEqual(before)
    database.close()
    const older = openCatalogue(folder)
    expect(older.listSlice({ order: 'newest', limit: 10 }).images).toHaveLength(10)
    older.close()
  })

  it('keeps the steps that succeeded before one that fails', () => {
    const { database } = olderCatalogue()
    expect(() => migrate(database, [...MIGRATIONS, ADDED_COLUMN, BROKEN_STEP])).toThrow('duplicate column')
    expect(versionOf(database)).toBe(MIGRATIONS.length + 1)
  })
})

describe('a catalogue of a newer version', () => {
  it('is left unchanged: the service runs, and each capture says what to do', async () => {
    const { folder, database } = olderCatalogue()
    database.exec(`PRAGMA user_version = ${MIGRATIONS.length + 7}`)
    const service = await startProcess({ CAPTURE_DIR: folder }, { awaitReady: false })
    try {
      const response = await fetch(`${service.address}/api/v1/capture/image`, {
        method: 'POST',
        headers: { ...(await bearer()), 'content-type': 'application/json' },
        body: '{"sample_no":"NEWER"}',
      })
      expect(response.status).toBeGreaterThanOrEqual(500)
      expect(await response.text()).toContain('Start the newer version of the service')
      expect((await fetch(`${service.address}/api/v1/capture/health`)).status).toBe(200)
    } finally {
      await service.stop()
      service.remove()
    }
    expect(versionOf(database)).toBe(MIGRATIONS.length + 7)
    expect(samplesOf(database)).toMatchObject({ rows: ROWS })
  })
})
