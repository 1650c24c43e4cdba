/** The files of the page /calibrate. */
import { readFile } from 'node:fs/promises'
import { pageFiles } from '../page-files.ts'

const own = (file: string) => new URL(file, import.meta.url)

export const readCalibrationPage = () => readFile(own('page.html'), 'utf8')
export const readCalibrationFile = pageFiles('The calibration page', '/calibrate', {
  'page.js': { url: own('page.js'), contentType: 'text/javascript; charset=utf-8' },
  'page.css': { url: own('page.css'), contentType: 'text/css; charset=utf-8' },
})
