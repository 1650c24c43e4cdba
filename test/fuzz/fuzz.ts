/** A whole run against a service in a process of its own: answers, uncaught errors, memory and descriptors. */
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import fc from 'fast-check'
import { startProcess } from '../support/service.ts'
import { message } from './messages.ts'
import { type FuzzRequest, request } from './requests.ts'
import { openSender, sendMessages } from './send.ts'

const WORKERS = 16
const MESSAGES_PER_SOCKET = 100
/** Generated at once: the bodies of 50,000 would need a gigabyte. */
const CHUNK = 1_000
/** Idle connections and buffers need a moment to go. */
const SETTLE_MS = 8_000
/** The heap grows with what it has once seen; a leak of one small object per request shows above it in a long run. */
const MAX_GROWTH_MB = 120
const MAX_MORE_DESCRIPTORS = 8

export interface FuzzOptions {
  seed: number
  requests: number
  messages: number
}
export interface FuzzReport {
  problems: string[]
  /** Of the service, after a first tenth of the run and at its end. */
  residentMb: [number, number]
  descriptors: [number, number]
}

/** The same seed sends the same requests and messages; their order among the workers may differ. */
export async function fuzz({ seed, requests, messages }: FuzzOptions): Promise<FuzzReport> {
  // Each request is another client's, so that the slow-down of clients that are refused often does not hold the run up.
  const service = await startProcess({ CAPTURE_TIMEOUT: '5', TRUSTED_PROXIES: '127.0.0.1' })
  const problems: string[] = []
  const pid = service.child.pid as number
  try {
    const run = async (from: number, share: number) => {
      const count = Math.ceil(requests * share)
      for (let at = 0; at < count; at += CHUNK) {
        const numRuns = Math.min(CHUNK, count - at)
        await sendAll(service.address, fc.sample(request, { numRuns, seed: seed + from + at }), problems)
      }
      const texts = fc.sample(message, { numRuns: Math.ceil(messages * share), seed: seed + from })
      for (let at = 0; at < texts.length; at += MESSAGES_PER_SOCKET)
        problems.push(...(await sendMessages(service.address, texts.slice(at, at + MESSAGES_PER_SOCKET))))
      await delay(SETTLE_MS)
      return { residentMb: residentMb(pid), descriptors: readdirSync(`/proc/${pid}/fd`).length }
    }
    const before = await run(0, 0.1)
    const after = await run(1, 0.9)
    if (after.residentMb - before.residentMb > MAX_GROWTH_MB)
      problems.push(`memory grew from ${before.residentMb} to ${after.residentMb} MB`)
    if (after.descriptors - before.descriptors > MAX_MORE_DESCRIPTORS)
      problems.push(`descriptors grew from ${before.descriptors} to ${after.descriptors}`)
    const uncaught = /uncaught|unhandled/i.exec(service.output())
    if (uncaught !== null)
      problems.push(
        `the log has "${uncaught[0]}": ${service.output().slice(uncaught.index, uncaught.index + 500)}`,
      )
    return {
      problems,
      residentMb: [before.residentMb, after.residentMb],
      descriptors: [before.descriptors, after.descriptors],
    }
  } finally {
    if (service.child.exitCode !== null) problems.push(`the service ended with ${service.child.exitCode}`)
    await service.stop()
    service.remove()
  }
}

async function sendAll(address: string, requests: FuzzRequest[], problems: string[]) {
  const sender = await openSender(address)
  const waiting = [...requests]
  const work = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const problem = await sender.send(next)
      if (problem !== undefined) problems.push(`${next.method} ${next.path.slice(0, 200)}: ${problem}`)
    }
  }
  await Promise.all(Array.from({ length: WORKERS }, work))
  sender.close()
}

const residentMb = (pid: number) =>
  Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024)
