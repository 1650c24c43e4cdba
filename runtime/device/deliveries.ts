/** Deliveries to the lab's store, as handlers see them. */

/** The last fault that no delivery has followed yet. */
export interface DeliveryProblem {
  /** As in STORE_UNREACHABLE (runtime/delivery/port.ts). */
  code: string
  message: string
  /** ISO 8601. */
  at: string
}

export interface DeliveryStatus {
  /** As in s3://bucket/prefix; null where DELIVER_TO is not set, and then pictures stay on this host only. */
  target: string | null
  /** DEVICE_NAME: the first part of the keys in the store. */
  device: string
  waiting: number
  waiting_bytes: number
  /** When the oldest waiting picture was taken, ISO 8601. */
  oldest_waiting_at: string | null
  /** Since the catalogue was made, also pictures that are gone by now. */
  delivered_total: number
  /** Pictures that a person must look at, up to 20. They are tried again at the next start. */
  set_aside: { filename: string; reason: 'conflict' | 'unreadable' }[]
  problem: DeliveryProblem | null
}

export interface Deliveries {
  status(): Promise<DeliveryStatus>
}
