/** The catalogue as it is asked: filters, order, pages, and a search through more rows than a slice has. */
import { describe, expect, it } from 'vitest'
import type { CatalogueThread } from '../../runtime/captures/catalogue/thread.ts'
import { listPage } from '../../runtime/captures/list-page.ts'
import { filledCatalogue } from './filled-catalogue.ts'
import { rig, temporaryFolder } from './rig.ts'

describe('a list', () => {
  it('filters by sample, submission, time and text in any script and case', async () => {
    const { take, captures } = await rig()
    const first = await take({ sample_no: 'A', submission_no: '1', description: 'Überdruck' })
    const second = await take({ sample_no: 'A', submission_no: '2', description: 'ไมโครเพลต' })
    const third = await take({ sample_no: 'B', submission_no: '2', description: '100 %' })
    const names = async (query: object) =>
      (await captures.list({ order: 'oldest', limit: 10, ...query })).images.map(
        ({ image_data }) => image_data.filename,
      )
    const [one, two, three] = [first, second, third].map(({ image_data }) => image_data.filename)
    expect(await names({})).toEqual([one, two, three])
    expect(await names({ order: 'newest' })).toEqual([three, two, one])
    expect(await names({ sample_no: 'A' })).toEqual([one, two])
    expect(await names({ sample_no: 'A', submission_no: '2' })).toEqual([two])
    expect(await names({ text: 'ÜBER' })).toEqual([one])
    expect(await names({ text: 'โครเพ' })).toEqual([two])
    expect(await names({ text: '%' })).toEqual([three])
    expect(await names({ from: second.image_data.captured_at })).toEqual([two, three])
    expect(await names({ to: second.image_data.captured_at })).toEqual([one])
  })

  it('finds text in all of 25,000 rows, page by page', () => {
    const folder = temporaryFolder()
    const catalogue = filledCatalogue(folder, 25_000)
    const asked = new Proxy({} as CatalogueThread, {
      get: () => async (query: Parameters<typeof catalogue.listSlice>[0]) => catalogue.listSlice(query),
    })
    return (async () => {
      const found: string[] = []
      for (let cursor: string | undefined; ; ) {
        const page = await listPage(asked, {
          order: 'newest',
          limit: 10,
          text: 'NUMBER 1234',
          ...(cursor === undefined ? {} : { cursor }),
        })
        found.push(...page.images.map(({ description }) => description))
        if (page.next_cursor === null) break
        expect(page.images).toHaveLength(10)
        cursor = page.next_cursor
      }
      catalogue.close()
      // 1234, 12340 to 12349.
      expect(found.sort()).toEqual(
        ['1234', ...Array.from({ length: 10 }, (_, digit) => `1234${digit}`)]
          .map((n) => `number ${n}`)
          .sort(),
      )
    })()
  })
})
