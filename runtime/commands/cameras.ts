/** `npm run cameras [-- --json]`: every camera found, with what to put into CAMERA_SOURCE. Exit status 1 when there is none. */
import { type FoundCamera, type FoundFormat, listCameras } from '../camera/discovery.ts'
import { commandLine } from './command-line.ts'

const NOTHING_FOUND = 'No camera was found. npm run doctor looks for the reason.'

const USAGE = `npm run cameras [-- --json]

Lists every camera found, with the line for CAMERA_SOURCE. Exit status 1 when there is none.
`

const { values } = commandLine(USAGE, { json: { type: 'boolean', default: false } })
const found = await listCameras()
const { cameras, problems } = found
if (values.json) process.stdout.write(`${JSON.stringify(found, null, 2)}\n`)
else process.stdout.write(`${[...cameras.map(block), ...problems].join('\n\n') || NOTHING_FOUND}\n`)
process.exitCode = cameras.length > 0 ? 0 : 1

function block(camera: FoundCamera): string {
  const { name, source, address, bus, driver, serial, held_by, problem, formats } = camera
  const usable = formats.filter(({ pixel_format }) => pixel_format !== null)
  const others = formats.filter(({ pixel_format }) => pixel_format === null).map(({ code }) => code)
  const holders = held_by.map((holder) => `${holder.name} (process ${holder.pid})`).join(', ')
  return [
    name,
    `  CAMERA_SOURCE=${source}`,
    `  at        ${[address, bus, driver].filter(Boolean).join(', ')}`,
    ...(serial === '' ? [] : [`  serial    ${serial}`]),
    `  open in   ${holders || 'no program'}`,
    ...(problem === null ? [] : [`  problem   ${problem}`]),
    ...usable.map(formatLine),
    ...(others.length === 0 ? [] : [`  not used  ${others.join(' ')}`]),
  ].join('\n')
}

/** `  MJPG      1920x1080 at 30, 15 fps · 1280x720 at 60 fps` */
function formatLine({ code, sizes, any_size }: FoundFormat): string {
  const each = sizes.map(({ width, height, fps }) =>
    fps.length === 0 ? `${width}x${height}` : `${width}x${height} at ${fps.join(', ')} fps`,
  )
  const all = any_size ? `any size from ${each.join(' to ')}` : each.join(' · ')
  return `  ${code.padEnd(9)} ${all}`
}
