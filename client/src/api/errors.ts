/** The service's own types. Generated from its schemas by types/generate.ts (npm run build:client); not edited by hand. */

export type ErrorCode =
  | 'INVALID_TOKEN'
  | 'TOKEN_EXPIRED'
  | 'AUTH_ERROR'
  | 'FORBIDDEN'
  | 'VALIDATION_ERROR'
  | 'NOT_FOUND'
  | 'METHOD_NOT_ALLOWED'
  | 'PAYLOAD_TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'RATE_LIMITED'
  | 'TOO_MANY_CONNECTIONS'
  | 'CAPTURE_IN_PROGRESS'
  | 'CAMERA_NOT_INITIALIZED'
  | 'CAMERA_NOT_AVAILABLE'
  | 'CAPTURE_FAILED'
  | 'CAPTURE_TIMEOUT'
  | 'STORAGE_FULL'
  | 'HANDLER_TIMEOUT'
  | 'NOT_SUPPORTED_HERE'
  | 'INTERNAL_ERROR'

/** One problem of one field of a request: `path` as in `body.quality`. */
export interface ErrorDetail {
  path: string
  message: string
}
