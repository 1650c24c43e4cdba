/** The largest bodies and messages that a client may send. */

/** Far above any body the API takes, and little enough to hold in memory for every client. */
export const BODY_LIMIT_BYTES = 1024 * 1024
/** A name in the path may be longer than Fastify's 100 characters. */
export const MAX_PATH_PARAMETER_LENGTH = 1024
/** API Gateway's limit of a WebSocket message ("Amazon API Gateway quotas"). */
export const MAX_MESSAGE_BYTES = 128 * 1024
