/**
 * What the webcams are told while they run, one command a line, answered by one line: `ok` and what was asked for, or `error` and why.
 *
 *     plug CAMERA | unplug CAMERA       in and out; back in, it takes the first free video number
 *     hang CAMERA | resume CAMERA       firmware that answers nothing any more
 *     fault CAMERA KIND [COUNT]         the next COUNT pictures (default 1; `always`) have a fault of faults.ts; KIND `none` ends it
 *     stall CAMERA CONTROL | unstall    every request for a control of controls.ts stalls
 *     mute CAMERA CONTROL | unmute      no request for a control of controls.ts is answered; CONTROL `all` means every one
 *     delay CAMERA MILLISECONDS         the camera hands each picture to the bus so much later, beside the exposure time
 *     light CAMERA KIND                 how the exposure time shows in the pictures: `none`, `sensor` or `output` (camera.ts)
 *     clock                             the time of the machine (CLOCK_MONOTONIC, ms), by which the pictures are dated
 */
import { monotonicMs } from '../../../runtime/clock.ts'
import type { SoftwareWebcam } from './camera.ts'
import { FAULTS, type FaultKind } from './faults.ts'

/** Carries out one line and gives back the answer's line. */
export async function obey(line: string, cameras: Map<string, SoftwareWebcam>): Promise<string> {
  const [verb = '', name = '', ...rest] = line.trim().split(/\s+/)
  try {
    if (verb === 'clock') return `ok ${monotonicMs()}`
    const camera = cameras.get(name)
    if (camera === undefined) throw new Error(`there is no camera ${name}: ${[...cameras.keys()].join(', ')}`)
    await carryOut(verb, camera, rest)
    return 'ok'
  } catch (error) {
    return `error ${(error as Error).message}`
  }
}

async function carryOut(verb: string, camera: SoftwareWebcam, [first = '', second]: string[]): Promise<void> {
  if (verb === 'plug') return camera.plug()
  if (verb === 'unplug') return camera.unplug()
  if (verb === 'hang') return camera.hang()
  if (verb === 'resume') return camera.resume()
  if (verb === 'stall') return camera.stall(first, true)
  if (verb === 'unstall') return camera.stall(first, false)
  if (verb === 'mute') return camera.mute(first, true)
  if (verb === 'unmute') return camera.mute(first, false)
  if (verb === 'light') {
    if (first !== 'none' && first !== 'sensor' && first !== 'output')
      throw new Error(`there is no light ${first}`)
    camera.light = first
    return
  }
  if (verb === 'delay') {
    camera.processingMs = number(first)
    return
  }
  if (verb !== 'fault') throw new Error(`there is no command ${verb}`)
  if (first === 'none') return camera.faults.inject(null, 0)
  if (!FAULTS.includes(first as FaultKind))
    throw new Error(`there is no fault ${first}: ${FAULTS.join(', ')}`)
  camera.faults.inject(
    first as FaultKind,
    second === 'always' ? Number.POSITIVE_INFINITY : number(second ?? '1'),
  )
}

function number(text: string): number {
  const value = Number(text)
  if (text === '' || !(value >= 0)) throw new Error(`${text} is not a number from 0 up`)
  return value
}
