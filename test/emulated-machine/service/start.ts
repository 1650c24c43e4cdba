/** The whole service on a camera of the machine, called from the host. */
import { JWT_SECRET, token, untilReady } from '../../support/service.ts'
import type { Machine } from '../machine/machine.ts'
import type { Program } from '../machine/program.ts'

const START_TIMEOUT_MS = 240_000

export interface Answer {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: whatever the service answers
  body: any
}

export interface DeviceService {
  address: string
  program: Program
  capture(sample: string, fields?: Record<string, unknown>): Promise<Answer>
  get(path: string): Promise<Answer>
  /** The stored bytes of a picture. */
  picture(filename: string): Promise<Buffer>
  ready(): Promise<void>
}

/** Starts it on a guest port that the machine forwards; ready() waits until a capture would work. */
export async function startService(
  machine: Machine,
  guestPort: number,
  source: string,
  settings: Record<string, string> = {},
): Promise<DeviceService> {
  const program = machine.start('node', ['runtime/start.mjs'], {
    env: {
      HOST: '0.0.0.0',
      PORT: String(guestPort),
      JWT_SECRET,
      CAMERA_SOURCE: source,
      CAMERA_WIDTH: '640',
      CAMERA_HEIGHT: '480',
      CAPTURE_DIR: `/tmp/captures-${guestPort}`,
      LOG_FILE: '',
      LOG_LEVEL: 'INFO',
      // The machine is 12 to 18 times slower than a desktop.
      CAPTURE_TIMEOUT: '20',
      ...settings,
    },
  })
  await program.printed(/"address":"http:[^"]+"/, START_TIMEOUT_MS)
  const address = `http://127.0.0.1:${machine.forwardedPort(guestPort)}`
  const headers = { authorization: `Bearer ${await token({}, '1h')}` }
  const answer = async (response: Response): Promise<Answer> => ({
    status: response.status,
    body: await response.json(),
  })
  return {
    address,
    program,
    capture: async (sample, fields = {}) =>
      answer(
        await fetch(`${address}/api/v1/capture/image`, {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json' },
          body: JSON.stringify({ sample_no: sample, ...fields }),
        }),
      ),
    get: async (path) => answer(await fetch(`${address}${path}`, { headers })),
    async picture(filename) {
      const response = await fetch(`${address}/api/v1/capture/image/${filename}`, { headers })
      if (response.status !== 200) throw new Error(`${filename}: ${response.status}`)
      return Buffer.from(await response.arrayBuffer())
    },
    ready: () => untilReady(address, START_TIMEOUT_MS),
  }
}
