/** Delivery to an S3-compatible store: written under a new key, then confirmed by the store itself. */
import { createHash, randomBytes } from 'node:crypto'
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { recordKey } from '../object-key.ts'
import type { Abilities, Proof, Target } from '../port.ts'
import { readPicture } from '../read-picture.ts'
import { type S3Settings, s3Client } from './client.ts'
import { deliveryError, toDeliveryError } from './faults.ts'

/** Objects carry the SHA-256 that we expect, so that a HEAD shows whose bytes they are. */
const SHA256_METADATA = 'sha256'

interface Bytes {
  key: string
  body: Buffer
  sha256: string
  contentType: string
}

/** Opens nothing yet: the first request connects. */
export function s3Target(settings: S3Settings): Target {
  const client = s3Client(settings)
  const { bucket: Bucket, prefix } = settings
  const inPrefix = (key: string) => (prefix === '' ? key : `${prefix}/${key}`)
  /** Unknown until the store has answered a conditional write. */
  let conditional: boolean | undefined

  const put = async ({ key, body, sha256, contentType }: Bytes, signal: AbortSignal): Promise<Proof> => {
    if (conditional === false) {
      const there = await proofOf(client, Bucket, key, body, sha256, signal)
      if (there !== undefined) return there
    }
    try {
      await client.send(
        new PutObjectCommand({
          Bucket,
          Key: key,
          Body: body,
          ContentType: contentType,
          ContentMD5: md5(body, 'base64'),
          ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64'),
          Metadata: { [SHA256_METADATA]: sha256 },
          ...(conditional === false ? {} : { IfNoneMatch: '*' }),
        }),
        { abortSignal: signal },
      )
      conditional ??= true
    } catch (error) {
      const { status, name } = answerOf(error)
      // 412: it is there. 409: somebody else is writing it at this moment. Both are decided by what is there.
      const exists = status === 412 || name === 'PreconditionFailed' || status === 409
      // Swift's S3 API answers 501 to a conditional write.
      if (status === 501 && conditional !== false) {
        conditional = false
        return put({ key, body, sha256, contentType }, signal)
      }
      if (!exists) throw error
    }
    const proof = await proofOf(client, Bucket, key, body, sha256, signal)
    if (proof === undefined) throw deliveryError('NOT_CONFIRMED')
    return proof
  }

  return {
    name: `s3://${Bucket}${prefix === '' ? '' : `/${prefix}`}`,
    async deliver(item, signal) {
      try {
        const body = await readPicture(item)
        const key = inPrefix(item.key)
        const proof = await put({ key, body, sha256: item.sha256, contentType: item.content_type }, signal)
        const record = Buffer.from(item.record)
        const sha256 = createHash('sha256').update(record).digest('hex')
        await put({ key: recordKey(key), body: record, sha256, contentType: 'application/json' }, signal)
        return { key, proof }
      } catch (error) {
        throw toDeliveryError(error)
      }
    },
    async fetch(key, signal) {
      try {
        return await get(client, Bucket, key, signal)
      } catch (error) {
        throw toDeliveryError(error)
      }
    },
    async check(signal): Promise<Abilities> {
      try {
        const body = randomBytes(64)
        const sha256 = createHash('sha256').update(body).digest('hex')
        const key = inPrefix(`.check/${sha256.slice(0, 16)}`)
        const proof = await put({ key, body, sha256, contentType: 'application/octet-stream' }, signal)
        return { conditional_writes: conditional !== false, proof }
      } catch (error) {
        throw toDeliveryError(error)
      }
    },
  }
}

/**
 * Asks the store what it has under the key. Undefined where there is nothing; throws CONFLICT where there are other bytes. A store
 * that returns no checksum and no MD5 is read back.
 */
async function proofOf(
  client: S3Client,
  Bucket: string,
  Key: string,
  body: Buffer,
  sha256: string,
  signal: AbortSignal,
): Promise<Proof | undefined> {
  const head = await client
    .send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }), { abortSignal: signal })
    .catch((error) => {
      if (answerOf(error).status === 404) return undefined
      throw error
    })
  if (head === undefined) return undefined
  if (head.ContentLength !== body.length) throw deliveryError('CONFLICT', `${head.ContentLength} bytes`)
  if (head.ChecksumSHA256 !== undefined && !head.ChecksumSHA256.includes('-')) {
    if (head.ChecksumSHA256 === Buffer.from(sha256, 'hex').toString('base64')) return 'checksum'
    throw deliveryError('CONFLICT', 'another SHA-256')
  }
  const ours = head.Metadata?.[SHA256_METADATA] === sha256
  if (ours && head.ETag?.replaceAll('"', '') === md5(body, 'hex')) return 'etag'
  const stored = await get(client, Bucket, Key, signal)
  if (stored === null) return undefined
  if (createHash('sha256').update(stored).digest('hex') !== sha256) {
    throw deliveryError('CONFLICT', 'other bytes')
  }
  return 'read_back'
}

async function get(
  client: S3Client,
  Bucket: string,
  Key: string,
  signal: AbortSignal,
): Promise<Buffer | null> {
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }), { abortSignal: signal })
    return Buffer.from((await Body?.transformToByteArray()) ?? [])
  } catch (error) {
    const { status, name } = answerOf(error)
    if (status === 404 && name !== 'NoSuchBucket') return null
    throw error
  }
}

const md5 = (body: Buffer, encoding: 'hex' | 'base64') => createHash('md5').update(body).digest(encoding)

function answerOf(error: unknown): { status: number | undefined; name: string | undefined } {
  const { $metadata, name } = error as { $metadata?: { httpStatusCode?: number }; name?: string }
  return { status: $metadata?.httpStatusCode, name }
}
