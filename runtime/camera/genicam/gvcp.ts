/** Checks directly that a GigE Vision camera answers, because libaravis takes three seconds for it. */
import { createSocket } from 'node:dgram'

export const GVCP_PORT = 3956
const ATTEMPTS = 3
const ATTEMPT_TIMEOUT_MS = 150
/** Key 0x42, flag "acknowledge", DISCOVERY_CMD, no payload, request 1 (GigE Vision specification, "Device discovery"). */
const DISCOVERY_COMMAND = Buffer.from([0x42, 0x01, 0x00, 0x02, 0x00, 0x00, 0x00, 0x01])
/** DISCOVERY_ACK at bytes 2 and 3. */
const DISCOVERY_ACK = 0x0003

/** True when the camera answers within half a second. */
export function answersGvcp(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4')
    let attempts = 0
    const done = (answers: boolean) => {
      clearInterval(timer)
      socket.close()
      resolve(answers)
    }
    const ask = () => {
      if (attempts++ === ATTEMPTS) done(false)
      else socket.send(DISCOVERY_COMMAND, GVCP_PORT, address, () => {})
    }
    const timer = setInterval(ask, ATTEMPT_TIMEOUT_MS)
    socket.on('message', (message) => {
      if (message.length >= 4 && message.readUInt16BE(2) === DISCOVERY_ACK) done(true)
    })
    // A port that is closed is the same as no answer yet: the camera may be starting.
    socket.on('error', () => {})
    socket.bind(0, ask)
  })
}
