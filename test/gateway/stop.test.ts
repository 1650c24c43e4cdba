import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { startGateway } from './start.ts'

/** Connections that are still open after 9 s are cut. */
const FAR_BELOW_THE_CUT_MS = 5_000

test('during a stop, a running invocation finishes and no new connection is accepted', async () => {
  const gateway = await startGateway()
  const running = fetch(`${gateway.address}/stream?wait=150&parts=5`)
  await new Promise((resolve) => setTimeout(resolve, 50))
  const startedAtMs = Date.now()
  const closed = gateway.close()
  const response = await running
  expect((await response.arrayBuffer()).byteLength).toBe(5 * 64 * 1024)
  await closed
  expect(Date.now() - startedAtMs).toBeLessThan(FAR_BELOW_THE_CUT_MS)
  await expect(fetch(gateway.address)).rejects.toThrow()
})

test('a stop does not wait for connections that ask nothing', async () => {
  const gateway = await startGateway()
  await (await fetch(`${gateway.address}/echo`)).text()
  const silent = connect(Number(new URL(gateway.address).port), '127.0.0.1')
  await once(silent, 'connect')
  await new Promise((resolve) => setTimeout(resolve, 100))
  const startedAtMs = Date.now()
  await gateway.close()
  expect(Date.now() - startedAtMs).toBeLessThan(FAR_BELOW_THE_CUT_MS)
  silent.destroy()
})
