import { expect, it } from 'vitest'
import { checkClockSteps } from '../../../runtime/commands/doctor/clock.ts'
import { rig, temporaryFolder } from '../../captures/rig.ts'

it('reports the newest step of the clock with its two readings', async () => {
  const { captures, folder, close } = await rig()
  expect(checkClockSteps(folder)).toEqual([])
  await captures.noteClockStep({ from: '2020-01-01T00:00:00.000Z', to: '2026-01-01T00:00:00.000Z' })
  await captures.noteClockStep({ from: '2026-01-01T00:00:10.000Z', to: '2026-11-26T10:00:00.000Z' })
  await close()
  expect(checkClockSteps(folder)).toMatchObject([
    {
      level: 'warning',
      what: "CLOCK_STEPPED: the computer's clock was changed from 2026-01-01T00:00:10.000Z to 2026-11-26T10:00:00.000Z.",
    },
  ])
})

it('reports nothing of a folder without a catalogue', () =>
  expect(checkClockSteps(temporaryFolder())).toEqual([]))
