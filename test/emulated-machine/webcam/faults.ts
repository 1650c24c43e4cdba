/** Faults of a webcam's pictures, one kind at a time, for a number of pictures. */

export const FAULTS = [
  // The payload says so itself: the kernel drops the picture, and only the gap in its sequence tells.
  'error-payload',
  // The second half never comes, and nothing says so.
  'truncated',
  // Zeros after the picture's end, to a round size.
  'padded',
  'without-huffman-tables',
  // No pictures, while controls still answer.
  'silent',
] as const
export type FaultKind = (typeof FAULTS)[number]

const PADDED_TO_BYTES = 65_536

export class Faults {
  #kind: FaultKind | null = null
  #left = 0

  /** The next `count` pictures have this fault; null ends it. */
  inject(kind: FaultKind | null, count: number): void {
    this.#kind = kind
    this.#left = count
  }

  /** The fault of the picture that comes next, if any. */
  take(): FaultKind | null {
    if (this.#left === 0) return null
    this.#left -= 1
    return this.#kind
  }
}

/** The picture's bytes as the fault leaves them. */
export function spoil(picture: Buffer, fault: FaultKind | null): Buffer {
  if (fault === 'truncated') return picture.subarray(0, picture.length >> 1)
  if (fault !== 'padded') return picture
  const size = Math.ceil((picture.length + 1) / PADDED_TO_BYTES) * PADDED_TO_BYTES
  return Buffer.concat([picture, Buffer.alloc(size - picture.length)])
}
