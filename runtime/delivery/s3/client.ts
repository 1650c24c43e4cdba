/** The S3 client: the SDK's, set so that it works with every compatible store and never retries by itself. */
import { S3Client } from '@aws-sdk/client-s3'
import { NodeHttpHandler } from '@smithy/node-http-handler'

export interface S3Settings {
  bucket: string
  /** Without slashes around it; empty for none. */
  prefix: string
  /** Undefined for AWS itself. */
  endpoint: string | undefined
  region: string
}

const CONNECT_TIMEOUT_MS = 10_000
/** Silence on the connection for so long ends the request; a slow upload that moves goes on. */
const SOCKET_TIMEOUT_MS = 30_000

/**
 * Credentials come from the AWS default chain: environment, shared files, the container endpoint that Greengrass sets, instance
 * role. Checksums beyond our own are off, because the SDK's default since 3.729 breaks compatible stores
 * (github.com/aws/aws-sdk-js-v3/issues/6810).
 */
export function s3Client({ endpoint, region }: S3Settings): S3Client {
  return new S3Client({
    region,
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: SOCKET_TIMEOUT_MS,
    }),
  })
}
