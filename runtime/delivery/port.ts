/** What the sender knows of a place that pictures are delivered to, and what the places know of a picture. */

/** One picture to deliver: its file, the facts that identify it, and the record that goes beside it. */
export interface Item {
  capture_id: number
  filename: string
  /** Absolute path of the file. */
  path: string
  file_size_bytes: number
  /** Hexadecimal, from the catalogue: the store must confirm exactly these bytes. */
  sha256: string
  content_type: string
  /** Where it goes, without the prefix of the target: see object-key.ts. */
  key: string
  /** The catalogue's entry and its event of the hash chain, as JSON text that never changes for this picture. */
  record: string
  sample_no: string
  submission_no: string | null
  description: string
}

/** How the store proved that it has the bytes. */
export type Proof =
  /** It returned the SHA-256 that it computed. */
  | 'checksum'
  /** Its ETag is the MD5 of the bytes, and length and our own SHA-256 in its metadata are equal. */
  | 'etag'
  /** The object was fetched and hashed. */
  | 'read_back'
  /** The ingestion service's answer has the SHA-256. */
  | 'answer'

export interface Delivered {
  /** The whole key, or the address that the ingestion service answered with. */
  key: string
  proof: Proof
}

/**
 * Why a delivery failed. `store` faults concern every picture: the sender pauses as a whole. `picture` faults concern one:
 * it waits alone, and the ones behind it go on. `final` faults wait for a person.
 */
export const DELIVERY_FAULTS = {
  STORE_UNREACHABLE: 'store',
  STORE_SLOW: 'store',
  STORE_BUSY: 'store',
  STORE_FULL: 'store',
  STORE_CREDENTIALS: 'store',
  STORE_DENIED: 'store',
  STORE_CLOCK_SKEW: 'store',
  STORE_MISSING: 'store',
  STORE_ERROR: 'picture',
  NOT_CONFIRMED: 'picture',
  CONFLICT: 'final',
  UNREADABLE: 'final',
} as const

export type DeliveryFault = keyof typeof DELIVERY_FAULTS

/** A failed delivery: a code, and a sentence that says what is wrong and what to do. */
export class DeliveryError extends Error {
  readonly code: DeliveryFault
  constructor(code: DeliveryFault, message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'DeliveryError'
    this.code = code
  }
}

/** What the place can do, found by trying; for the doctor and the status. */
export interface Abilities {
  /** It refuses to replace an object (`If-None-Match: *`). Without it, the sender asks first and then writes. */
  conditional_writes: boolean
  /** How it proves what it has. */
  proof: Proof
}

export interface Target {
  /** As in `s3://bucket/prefix`, without credentials. */
  readonly name: string
  /**
   * Delivers the picture and its record, once: bytes that are there already are not written again, other bytes under the key
   * are a CONFLICT and stay. Resolves only when the place has confirmed the SHA-256. Throws DeliveryError.
   */
  deliver(item: Item, signal: AbortSignal): Promise<Delivered>
  /** The bytes of a delivered picture; null where the place does not have it. Throws DeliveryError. */
  fetch(key: string, signal: AbortSignal): Promise<Buffer | null>
  /** Writes, reads and verifies a small object, and reports what the place can do. Throws DeliveryError. */
  check(signal: AbortSignal): Promise<Abilities>
}
