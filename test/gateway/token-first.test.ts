import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { startHere } from '../support/service.ts'

test('a body without a token is refused before it has arrived', async () => {
  const service = await startHere()
  const socket = connect(Number(new URL(service.address).port), '127.0.0.1')
  let text = ''
  socket.on('data', (chunk) => {
    text += chunk
  })
  socket.write(
    'POST /api/v1/capture/image HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"sample',
  )
  await expect.poll(() => text).toMatch(/^HTTP\/1\.1 401 [\s\S]*INVALID_TOKEN/)
  socket.destroy()
  await service.stop()
})
