/** Reading a USB webcam: our driver beside an ffmpeg child, in the emulated machine of test/emulated-machine. */
import { execFileSync } from 'node:child_process'
import { bootMachine } from '../test/emulated-machine/machine/machine.ts'
import { startWebcams, WEBCAM_MODULES, WEBCAM_PORT } from '../test/emulated-machine/webcam/webcams.ts'
import { median, type Section, spread } from './report.ts'

const ROUNDS = 5
const SECONDS = 10
const READER_START = 'bench/peers/reader-start.ts'
const READERS = { ffmpeg: 'an ffmpeg child (-c copy), scanned for JPEGs', driver: 'our driver' }
const WANTED = { second: 'one a second', all: 'every one' }
type Reader = keyof typeof READERS
type Wanted = keyof typeof WANTED

interface Figures {
  cpuPercent: number
  ageMs: number | null
}

export async function run(): Promise<Section> {
  await using machine = await bootMachine({ modules: WEBCAM_MODULES, forwardPorts: [WEBCAM_PORT] })
  const webcams = await startWebcams(machine, { front: null })
  const node = await webcams.node('front')
  const measured = new Map<string, Figures[]>()
  const of = (reader: Reader, wanted: Wanted) => measured.get(`${reader} ${wanted}`) ?? []
  for (let round = 0; round < ROUNDS; round++) {
    for (const wanted of Object.keys(WANTED) as Wanted[])
      for (const reader of Object.keys(READERS) as Reader[]) {
        const { stdout, stderr } = await machine.run(
          'node',
          ['bench/peers/webcam-reader.ts', reader, wanted, node, String(SECONDS)],
          { timeoutMs: 180_000 },
        )
        if (stdout === '') throw new Error(stderr)
        measured.set(`${reader} ${wanted}`, [...of(reader, wanted), JSON.parse(stdout)])
      }
  }
  const startInside = Number((await machine.run('node', [READER_START])).stdout)
  const startOutside = Number(execFileSync(process.execPath, [READER_START]).toString())
  const cpu = (figures: Figures[]) => figures.map(({ cpuPercent }) => cpuPercent)
  const age = (figures: Figures[]) => figures.flatMap(({ ageMs }) => ageMs ?? [])
  const ratio = (what: (figures: Figures[]) => number[], wanted: Wanted) =>
    (median(what(of('driver', wanted))) / median(what(of('ffmpeg', wanted)))).toFixed(2)
  return {
    title: 'Reading a USB webcam',
    method: `MJPEG, 640×480 at 30 fps, through uvcvideo, in an emulated machine 12 to 18 times slower than a desktop; ${ROUNDS} rounds of ${SECONDS} s in turn. The processor's time includes child processes; the age is by the clock in the picture, the camera's own 16 ms of exposure in it.`,
    columns: ['pictures wanted', 'reader', '% of a core', 'age of a picture in JavaScript, ms'],
    rows: (Object.keys(WANTED) as Wanted[]).flatMap((wanted) =>
      (Object.keys(READERS) as Reader[]).map((reader) => [
        WANTED[wanted],
        READERS[reader],
        spread(cpu(of(reader, wanted))),
        spread(age(of(reader, wanted))),
      ]),
    ),
    verdict: [
      `Target: lower than the ffmpeg child on both; met of the processor where pictures are wanted singly, missed of the age and of a reader of every picture. Of one picture a second, as captures want them: processor ${ratio(cpu, 'second')} ×, age ${ratio(age, 'second')} ×. Of every picture: ${ratio(cpu, 'all')} × and ${ratio(age, 'all')} ×.`,
      `A reader process has answered ${Math.round(startInside)} ms after its start in that machine, ${Math.round(startOutside)} ms outside of it: ${Math.round(startInside / startOutside)} times as long.`,
    ],
  }
}
