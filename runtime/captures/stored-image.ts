/** The bytes of a stored picture, or of its thumbnail, a range at a time. */
import { Readable } from 'node:stream'
import type { CatalogueEntry, StoredImage } from '../device/captures.ts'
import { contentTypeOf } from './file-name.ts'
import { storageError } from './storage-error.ts'
import type { StoredFiles } from './stored-files.ts'
import type { Thumbnails, Wish } from './thumbnails.ts'

/** What a reader that is slow holds of its picture. */
const CHUNK_BYTES = 256 * 1024

/** The picture as it was stored. Its `read` throws the codes of StoredFiles.open. */
export function storedImage(files: StoredFiles, entry: CatalogueEntry): StoredImage {
  const { filename, sha256, file_size } = entry.image_data
  return {
    entry,
    contentType: contentTypeOf(filename),
    sizeBytes: file_size,
    etag: `"${sha256}"`,
    read: (start = 0, end = file_size - 1) => readRange(files, entry.image_data, start, end),
    async stream(start, end) {
      const handle = await files.open(entry.image_data)
      return handle.createReadStream({ start, end, highWaterMark: CHUNK_BYTES })
    },
  }
}

/** The same picture no wider than `widthPx`, as JPEG. */
export async function thumbnailOf(
  { entry, read }: StoredImage,
  { widthPx, client }: Omit<Wish, 'read'>,
  thumbnails: Thumbnails,
): Promise<StoredImage> {
  const { sha256 } = entry.image_data
  const small = await thumbnails.get(sha256, { widthPx, client, read })
  return {
    entry,
    contentType: 'image/jpeg',
    sizeBytes: small.length,
    etag: `"${sha256}-${widthPx}"`,
    read: async (start = 0, end = small.length - 1) => small.subarray(start, end + 1),
    stream: async (start, end) => Readable.from([small.subarray(start, end + 1)]),
  }
}

async function readRange(
  files: StoredFiles,
  image: CatalogueEntry['image_data'],
  start: number,
  end: number,
): Promise<Buffer> {
  const handle = await files.open(image)
  try {
    const bytes = Buffer.allocUnsafe(end - start + 1)
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, start)
    return bytes.subarray(0, bytesRead)
  } catch (error) {
    throw storageError(error, image.filename)
  } finally {
    await handle.close()
  }
}
