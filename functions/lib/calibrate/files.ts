/** The files of the page /calibrate. */
import { readFile } from 'node:fs/promises'
import { ServiceError } from '../../../runtime/errors.ts'

const TYPES: Record<string, string> = { 'page.js': 'text/javascript', 'page.css': 'text/css' }

export const readCalibrationPage = () => readFile(new URL('page.html', import.meta.url), 'utf8')

/** Throws NOT_FOUND for a file that the page does not have. */
export async function readCalibrationFile(name: string): Promise<{ text: string; contentType: string }> {
  const type = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined
  if (type === undefined)
    throw new ServiceError('NOT_FOUND', `The calibration page has no file ${name}. Open /calibrate.`)
  const text = await readFile(new URL(name, import.meta.url), 'utf8')
  return { text, contentType: `${type}; charset=utf-8` }
}
