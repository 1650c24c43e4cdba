/**
 * The device side of USB/IP as the kernel's virtual host controller speaks it after an import: 48-byte headers, big-endian,
 * then the transfer's bytes (Documentation/usb/usbip_protocol.rst).
 */

export interface Submit {
  seqnum: number
  direction: 'in' | 'out'
  endpoint: number
  /** How many bytes the host wants, or sends. */
  lengthBytes: number
  setup: Buffer
  /** The bytes sent, where the direction is out. */
  data: Buffer
}

export interface Unlink {
  seqnum: number
  /** The submit that the host wants no answer to any more. */
  unlinkSeqnum: number
}

const CMD_SUBMIT = 1
const CMD_UNLINK = 2
const RET_SUBMIT = 3
const RET_UNLINK = 4
const HEADER_BYTES = 48

/** include/uapi/asm-generic/errno*.h, as URB states (Documentation/driver-api/usb/error-codes.rst). */
const STALLED = -32
const UNLINKED = -104

/** Cuts what the host sends into commands. */
export function commandDecoder(onSubmit: (submit: Submit) => void, onUnlink: (unlink: Unlink) => void) {
  let pending: Buffer = Buffer.alloc(0)
  return (chunk: Buffer): void => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
    while (pending.length >= HEADER_BYTES) {
      const command = pending.readUInt32BE(0)
      const seqnum = pending.readUInt32BE(4)
      if (command === CMD_UNLINK) {
        onUnlink({ seqnum, unlinkSeqnum: pending.readUInt32BE(20) })
        pending = pending.subarray(HEADER_BYTES)
        continue
      }
      if (command !== CMD_SUBMIT) throw new Error(`the host sent an unknown USB/IP command ${command}`)
      const direction = pending.readUInt32BE(12) === 1 ? 'in' : 'out'
      const lengthBytes = pending.readUInt32BE(24)
      const size = HEADER_BYTES + (direction === 'out' ? lengthBytes : 0)
      if (pending.length < size) return
      onSubmit({
        seqnum,
        direction,
        endpoint: pending.readUInt32BE(16),
        lengthBytes,
        setup: pending.subarray(40, HEADER_BYTES),
        data: pending.subarray(HEADER_BYTES, size),
      })
      pending = pending.subarray(size)
    }
  }
}

/** The answer to a submit that the device accepted; `data` goes to the host where the direction is in. */
export function submitted({ seqnum, direction, lengthBytes }: Submit, ...data: Buffer[]): Buffer[] {
  const header = reply(RET_SUBMIT, seqnum, 0)
  const sentBytes = data.reduce((sum, part) => sum + part.length, 0)
  header.writeUInt32BE(direction === 'in' ? sentBytes : lengthBytes, 24)
  return direction === 'in' ? [header, ...data] : [header]
}

/** The answer to a submit that the device refuses. */
export function stalled({ seqnum }: Submit): Buffer[] {
  return [reply(RET_SUBMIT, seqnum, STALLED)]
}

/** The answer to an unlink: whether it came before the submit's own answer. */
export function unlinked({ seqnum }: Unlink, inTime: boolean): Buffer[] {
  return [reply(RET_UNLINK, seqnum, inTime ? UNLINKED : 0)]
}

function reply(command: number, seqnum: number, status: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES)
  header.writeUInt32BE(command, 0)
  header.writeUInt32BE(seqnum, 4)
  header.writeInt32BE(status, 20)
  return header
}
