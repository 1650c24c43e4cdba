/** The command: and http: drivers on programs outside the service, with no package of the system. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commandDriver } from '../../runtime/camera/command/driver.ts'
import { splitWords } from '../../runtime/camera/command/words.ts'
import { httpDriver } from '../../runtime/camera/http/driver.ts'
import { driverContract } from './contract.ts'

const PROGRAM = fileURLToPath(new URL('./mjpeg-program.ts', import.meta.url))
const LATENCY_MS = 30

driverContract({
  name: 'command',
  driver: () =>
    commandDriver({ command: `'${process.execPath}' '${PROGRAM}'`, fps: 30, latencyMs: LATENCY_MS }),
  clockInPicture: true,
})

describe('http', () => {
  let program: ChildProcess
  let port: number
  beforeAll(async () => {
    program = spawn(process.execPath, [PROGRAM, '--http'], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = (await once(program.stdout as NodeJS.ReadableStream, 'data')) as [Buffer]
    port = Number(line.toString())
  })
  afterAll(() => void program.kill('SIGKILL'))

  driverContract({
    name: 'http',
    driver: () => httpDriver({ url: `http://127.0.0.1:${port}/stream`, fps: 30, latencyMs: LATENCY_MS }),
    clockInPicture: true,
    takeAway: async () => void program.kill('SIGKILL'),
  })
})

/** Also false for what has ended and was not yet reaped by its parent. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

describe('faults of a source', () => {
  const open = (command: string) => commandDriver({ command, fps: 30 }).open(AbortSignal.timeout(5_000))

  it('names the fault of a program', async () => {
    await expect(open('no-such-program-anywhere -x')).rejects.toThrow(
      /no-such-program-anywhere could not be started: it is not installed/,
    )
    await expect(
      open("sh -c 'echo first >&2; echo cannot open rtsp://me:secret@10.0.0.9/ >&2; exit 3'"),
    ).rejects.toThrow('sh ended with status 3: cannot open rtsp://***@10.0.0.9/')
    await expect(open("sh -c 'exit 0'")).rejects.toThrow('sh ended with status 0.')
    await expect(open('')).rejects.toThrow(/no program follows command:/)
    await expect(open("ffmpeg 'x")).rejects.toThrow(/quotation mark ' is not closed/)
  })

  it.each([
    [
      'that gives no picture in time',
      "sh -c 'sleep 1234 & echo child $! >&2; wait'",
      /gave no picture in time: child (\d+)$/,
    ],
    ['that ends', "sh -c 'sleep 1234 & echo child $! >&2; exit 3'", /ended with status 3: child (\d+)$/],
  ])('ends a program %s, with all it started', async (_name, command, told) => {
    const fault: Error = await commandDriver({ command, fps: 30 })
      .open(AbortSignal.timeout(1_000))
      .then(
        () => new Error('it was opened'),
        (error) => error,
      )
    const [, pid] = told.exec(fault.message) ?? []
    expect(pid, fault.message).toBeDefined()
    await expect.poll(() => isRunning(Number(pid)), { timeout: 5_000 }).toBe(false)
  })

  it('names the fault of an address', async () => {
    const server = createServer((request, response) => {
      const status = Number(request.url?.slice(1))
      response.writeHead(status, { 'content-type': 'text/html' }).end('no')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const get = (path: string) =>
      httpDriver({ url: `http://127.0.0.1:${port}/${path}`, fps: 30 }).open(AbortSignal.timeout(5_000))
    await expect(get('401')).rejects.toThrow(/asks for a user and a password/)
    await expect(get('404')).rejects.toThrow(/path does not exist/)
    await expect(get('200')).rejects.toThrow(/instead of pictures/)
    server.close()
    await expect(get('200')).rejects.toThrow(/no program listens on this port/)
  })

  it('splits words as a shell would', () => {
    expect(splitWords(`ffmpeg -vf "drawtext=text='a b'" -i 'x y' a\\ b ""`)).toEqual([
      'ffmpeg',
      '-vf',
      "drawtext=text='a b'",
      '-i',
      'x y',
      'a b',
      '',
    ])
  })
})
