/** The own files of a page that a function answers with: scripts, style sheets, icons. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { ServiceError } from '../../runtime/errors.ts'

export interface PageFile {
  bytes: Buffer
  contentType: string
  /** A strong validator, quoted (RFC 9110 section 8.8.3). */
  etag: string
}

export type PageFiles = Record<string, { url: URL; contentType: string }>

/**
 * Returns how a file is read by its name. Each file is read once, and its bytes are shared by all answers. Throws NOT_FOUND for a file
 * that the page does not have; `page` begins the message, and `address` is where the page is.
 */
export function pageFiles(
  page: string,
  address: string,
  files: PageFiles,
): (name: string) => Promise<PageFile> {
  const read = new Map<string, Promise<PageFile>>()
  return async (name) => {
    const file = Object.hasOwn(files, name) ? files[name] : undefined
    if (file === undefined)
      throw new ServiceError('NOT_FOUND', `${page} has no file ${name}. Open ${address}.`)
    const known = read.get(name) ?? readWhole(file)
    read.set(name, known)
    return known
  }
}

async function readWhole({ url, contentType }: { url: URL; contentType: string }): Promise<PageFile> {
  const bytes = await readFile(url)
  const etag = `"${createHash('sha256').update(bytes).digest('base64url')}"`
  return { bytes, contentType, etag }
}
