/** A waiting picture of the catalogue, as an item to deliver. */
import { join } from 'node:path'
import type { WaitingPicture } from '../captures/catalogue/deliveries.ts'
import { contentTypeOf } from '../captures/file-name.ts'
import { objectKey } from './object-key.ts'
import type { Item } from './port.ts'

const RECORD_VERSION = 1

/**
 * The record holds the event that stored the picture and the hash of the event before it, so that the store alone can prove the series.
 * Both never change, so a second try after a crash writes the same bytes.
 */
export function toItem(picture: WaitingPicture, device: string, folder: string): Item {
  const { id, event, ...facts } = picture
  const record = {
    version: RECORD_VERSION,
    device,
    filename: picture.filename,
    sha256: picture.sha256,
    event,
  }
  return {
    ...facts,
    capture_id: id,
    path: join(folder, picture.filename),
    content_type: contentTypeOf(picture.filename),
    key: objectKey(device, picture),
    record: `${JSON.stringify(record, null, 2)}\n`,
  }
}
