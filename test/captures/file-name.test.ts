import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CAPTURE_NAME, captureName, TEMPORARY_NAME, temporaryName } from '../../runtime/captures/file-name.ts'

const at = new Date(2026, 10, 23, 9, 5, 7)
const NAME_MAX_BYTES = 255

describe('the name of a picture', () => {
  it.each([
    ['TEST005', 'SUB001', 1, 'capture_TEST005_SUB001_20261123_090507.jpg'],
    ['TEST005', null, 1, 'capture_TEST005_20261123_090507.jpg'],
    ['a b/c', null, 2, 'capture_a_b_c_20261123_090507_2.jpg'],
    ['../../x', '..', 1, 'capture_.._.._x_.._20261123_090507.jpg'],
  ])('of %j and %j, number %i', (sample, submission, count, name) => {
    expect(captureName(sample, submission, at, 'JPEG', count)).toBe(name)
  })

  it('is safe, recognised and short enough for any input', () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 128 })
    const formats = fc.constantFrom('JPEG', 'PNG', 'TIFF', 'WEBP', 'NATIVE' as const)
    const counts = fc.integer({ min: 1, max: 999_999 })
    fc.assert(
      fc.property(text, fc.option(text), formats, counts, (sample, submission, format, count) => {
        const name = captureName(sample, submission, at, format, count)
        expect(name).toMatch(CAPTURE_NAME)
        expect(name).toMatch(/^capture_[A-Za-z0-9._-]+$/)
        const temporary = temporaryName(name)
        expect(temporary).toMatch(TEMPORARY_NAME)
        expect(Buffer.byteLength(temporary)).toBeLessThanOrEqual(NAME_MAX_BYTES)
      }),
    )
  })
})
