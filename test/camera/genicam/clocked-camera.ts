/**
 * Gives the simulated camera the clock that it lacks: a GVCP relay on another loopback address that answers for the timestamp
 * registers (GigE Vision 1.2) and hands everything else on. The simulated camera stamps its frames with the wall clock, so that is
 * the clock that can be latched here. The stream itself does not pass through.
 */
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { GVCP_PORT } from '../../../runtime/camera/genicam/gvcp.ts'
import { FAKE_ADDRESS } from './fake-camera.ts'

export const CLOCKED_ADDRESS = '127.0.0.2'

const READ_REGISTER = 0x0080
const WRITE_REGISTER = 0x0082
const TIMESTAMP_CONTROL = 0x0944
const TIMESTAMP_HIGH = 0x0948
const TIMESTAMP_LOW = 0x094c

const wallClockNs = () => BigInt(Math.round((performance.timeOrigin + performance.now()) * 1e3)) * 1000n

export async function relayWithClock(): Promise<{ close(): void }> {
  const relay = createSocket('udp4')
  const upstream = new Map<string, Socket>()
  let latchedNs = 0n

  const answerFor = (command: number, register: number): number | undefined => {
    if (command === WRITE_REGISTER && register === TIMESTAMP_CONTROL) {
      latchedNs = wallClockNs()
      return 1
    }
    if (command === READ_REGISTER && register === TIMESTAMP_HIGH) return Number(latchedNs >> 32n)
    if (command === READ_REGISTER && register === TIMESTAMP_LOW) return Number(latchedNs & 0xffff_ffffn)
    return undefined
  }

  relay.on('message', (message, { address, port }) => {
    const command = message.readUInt16BE(2)
    const value = message.length >= 12 ? answerFor(command, message.readUInt32BE(8)) : undefined
    if (value !== undefined) {
      const answer = Buffer.alloc(12)
      answer.writeUInt16BE(command + 1, 2)
      answer.writeUInt16BE(4, 4)
      message.copy(answer, 6, 6, 8)
      answer.writeUInt32BE(value, 8)
      relay.send(answer, port, address)
      return
    }
    const client = `${address}:${port}`
    let onward = upstream.get(client)
    if (onward === undefined) {
      onward = createSocket('udp4')
      onward.on('message', (reply) => relay.send(reply, port, address))
      upstream.set(client, onward)
    }
    onward.send(message, GVCP_PORT, FAKE_ADDRESS)
  })
  relay.bind(GVCP_PORT, CLOCKED_ADDRESS)
  await once(relay, 'listening')
  return {
    close() {
      relay.close()
      for (const socket of upstream.values()) socket.close()
    },
  }
}
