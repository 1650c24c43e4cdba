import type { ErrorCode } from '../../../runtime/errors.ts'

/** One message of each code, as a caller may receive it. The documents show it; the service's own messages are more exact. */
export const ERROR_EXAMPLES: Record<ErrorCode, string> = {
  INVALID_TOKEN: 'The token is not valid for this service.',
  TOKEN_EXPIRED: 'The token has expired. Sign in again.',
  AUTH_ERROR: 'The token could not be checked: the key set cannot be fetched. Try again later.',
  FORBIDDEN: 'This token lacks the scope vision:capture.',
  VALIDATION_ERROR: 'The request is not valid: body.quality must be at most 100.',
  NOT_FOUND: 'There is no picture capture_TEST005_20240115_103000.jpg.',
  METHOD_NOT_ALLOWED: 'This address does not accept PUT. Use GET.',
  PAYLOAD_TOO_LARGE: 'The body is larger than 1 MiB.',
  UNSUPPORTED_MEDIA_TYPE: 'The body must be application/json, not text/plain.',
  RATE_LIMITED: 'Too many requests from this address. Try again in 60 s.',
  TOO_MANY_CONNECTIONS:
    '100 clients are connected, which is the limit of WS_MAX_CONNECTIONS. Try again later.',
  CAPTURE_IN_PROGRESS: 'A capture is running. Try again when it has ended.',
  CAMERA_NOT_INITIALIZED: 'The camera has not been opened yet. Try again in a few seconds.',
  CAMERA_NOT_AVAILABLE: 'The camera is not connected. Plug it in again.',
  CAPTURE_FAILED: 'The picture could not be stored. Check the storage folder and capture again.',
  CAPTURE_TIMEOUT: 'The camera delivered no fresh frame within 30 s. Check its cable.',
  PLATE_REJECTED:
    'The picture was rejected. No plate was found in the picture. Check that a whole plate is in the nest.',
  STORAGE_FULL: 'Free space is below the reserve. Delete pictures or add storage.',
  HANDLER_TIMEOUT: 'The function list-cameras took longer than its 29 s. Try again.',
  NOT_SUPPORTED_HERE: 'This host cannot stream a response. Start the service with npm start.',
  INTERNAL_ERROR: 'An unexpected error happened inside the service. Its log shows the cause.',
}
