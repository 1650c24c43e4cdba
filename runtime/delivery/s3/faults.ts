/** What the store's error means for the sender, and what a person should do about it. */
import { DeliveryError, type DeliveryFault } from '../port.ts'

/** By the error codes of the S3 API (AWS, "Error responses"; Ceph RGW and Swift use the same names). */
const BY_CODE: Record<string, DeliveryFault> = {
  RequestTimeTooSkewed: 'STORE_CLOCK_SKEW',
  InvalidAccessKeyId: 'STORE_CREDENTIALS',
  SignatureDoesNotMatch: 'STORE_CREDENTIALS',
  ExpiredToken: 'STORE_CREDENTIALS',
  ExpiredTokenException: 'STORE_CREDENTIALS',
  InvalidToken: 'STORE_CREDENTIALS',
  CredentialsProviderError: 'STORE_CREDENTIALS',
  AccessDenied: 'STORE_DENIED',
  Forbidden: 'STORE_DENIED',
  NoSuchBucket: 'STORE_MISSING',
  SlowDown: 'STORE_BUSY',
  ServiceUnavailable: 'STORE_BUSY',
  TooManyRequests: 'STORE_BUSY',
  QuotaExceeded: 'STORE_FULL',
  InsufficientCapacity: 'STORE_FULL',
  XMinioStorageFull: 'STORE_FULL',
  TimeoutError: 'STORE_SLOW',
  RequestTimeout: 'STORE_SLOW',
}

const BY_STATUS: Record<number, DeliveryFault> = {
  401: 'STORE_CREDENTIALS',
  403: 'STORE_DENIED',
  404: 'STORE_MISSING',
  408: 'STORE_SLOW',
  429: 'STORE_BUSY',
  503: 'STORE_BUSY',
  507: 'STORE_FULL',
}

/** Node's codes of a connection that was not made or broke off. */
const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'ERR_STREAM_PREMATURE_CLOSE',
])

const REMEDY: Record<DeliveryFault, string> = {
  STORE_UNREACHABLE: 'The store cannot be reached. Check the network and DELIVER_ENDPOINT.',
  STORE_SLOW: 'The store did not answer in time.',
  STORE_BUSY: 'The store asks to send less. The service tries again later.',
  STORE_FULL: "The store is full, or the bucket's quota is used up. Free space in it or raise the quota.",
  STORE_CREDENTIALS: 'The store does not accept the credentials. Check the access key, or renew the token.',
  STORE_DENIED: 'The credentials may not do this. Allow s3:PutObject and s3:GetObject on the prefix.',
  STORE_CLOCK_SKEW: "The host's clock differs from the store's by more than 15 minutes. Set the clock.",
  STORE_MISSING: 'The bucket does not exist. Check DELIVER_TO.',
  STORE_ERROR: 'The store failed.',
  NOT_CONFIRMED: 'The store accepted the picture but does not have it. The service sends it again.',
  CONFLICT: 'The store has another object under this key. It was not replaced.',
  UNREADABLE: 'The file on this host is not the picture that was stored.',
}

interface SdkError {
  name?: string
  code?: string
  message?: string
  $metadata?: { httpStatusCode?: number }
}

/** Turns what the SDK throws into a DeliveryError; one that is a DeliveryError already stays. */
export function toDeliveryError(thrown: unknown): DeliveryError {
  if (thrown instanceof DeliveryError) return thrown
  const error = thrown as SdkError
  const status = error.$metadata?.httpStatusCode
  const fault =
    // The SDK calls a connection that broke off a TimeoutError; the code of the system says what it was.
    (NETWORK.has(error.code ?? '') ? 'STORE_UNREACHABLE' : undefined) ??
    BY_CODE[error.name ?? ''] ??
    BY_CODE[error.code ?? ''] ??
    BY_STATUS[status ?? 0] ??
    // Without a status there was no answer at all.
    (status === undefined ? 'STORE_UNREACHABLE' : 'STORE_ERROR')
  const said = [status, error.name ?? error.code].filter(Boolean).join(' ')
  return deliveryError(fault, said, thrown)
}

/** `said`: the store's own words for it, in brackets behind ours. */
export function deliveryError(fault: DeliveryFault, said = '', cause?: unknown): DeliveryError {
  return new DeliveryError(fault, said === '' ? REMEDY[fault] : `${REMEDY[fault]} (${said})`, cause)
}
