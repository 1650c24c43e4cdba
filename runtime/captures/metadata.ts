/** The facts inside a picture: EXIF for every viewer, and XMP for the rest, from which a picture can be catalogued again. */
import sharp, { type Exif } from 'sharp'
import { fieldNames, type PlacedFields } from '../device/capture-fields.ts'
import type { CaptureRequest, FreshnessReceipt } from '../device/captures.ts'

/** The result of the plate check comes after the picture is written. */
type XmpFields = Omit<PlacedFields<'capture'>, 'plate'>

/** The fields of a capture that are marked `xmp` in capture-fields.ts, and what took the picture. */
export interface PictureFacts extends XmpFields {
  camera: string
  software: string
  freshness: FreshnessReceipt
}

/** Our XMP namespace; a URI that names, and need not resolve (XMP specification part 1, section 6.2). */
const NAMESPACE = 'urn:vision-capture:facts:1'

export function factsOf(
  request: CaptureRequest,
  camera: string,
  software: string,
  freshness: FreshnessReceipt,
): PictureFacts {
  const names = fieldNames(({ xmp, place }) => xmp === true && place === 'capture')
  const fields = Object.fromEntries(names.map((name) => [name, request[name as keyof CaptureRequest]]))
  return { ...(fields as XmpFields), camera, software, freshness }
}

/** EXIF 2.32: IFD0 and the Exif IFD (IFD2 in libvips' numbering). Times are UTC, and OffsetTimeOriginal says so. */
export function exifOf(facts: PictureFacts): Exif {
  const exposedAt = facts.freshness.exposed_at
  const exifTime = `${exposedAt.slice(0, 10).replaceAll('-', ':')} ${exposedAt.slice(11, 19)}`
  const title = [facts.sample_no, facts.submission_no, facts.description].filter(Boolean).join(' | ')
  // Text in EXIF is ASCII (section 4.6.2); text in any other script is written to XMP only, because EXIF would garble it.
  const description: Record<string, string> = /^[\x20-\x7e]*$/.test(title) ? { ImageDescription: title } : {}
  return {
    IFD0: { ...description, Model: facts.camera, Software: facts.software, DateTime: exifTime },
    IFD2: {
      DateTimeOriginal: exifTime,
      SubSecTimeOriginal: exposedAt.slice(20, 23),
      OffsetTimeOriginal: '+00:00',
      ImageUniqueID: facts.request_id,
    },
  }
}

/** One attribute with the facts as JSON, and Dublin Core's description for viewers. */
export function xmpOf(facts: PictureFacts): string {
  const json = escapeXml(JSON.stringify(facts))
  return `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:vcs="${NAMESPACE}" xmlns:dc="http://purl.org/dc/elements/1.1/" vcs:facts="${json}"><dc:description><rdf:Alt><rdf:li xml:lang="x-default">${escapeXml(facts.description)}</rdf:li></rdf:Alt></dc:description></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`
}

/**
 * Returns the size of a picture in pixels, and the facts inside it, which anybody may have written: null where there are none
 * (NATIVE) or they are not valid JSON. Throws where the bytes are not a picture.
 */
export async function readPicture(bytes: Buffer): Promise<{ facts: unknown; width: number; height: number }> {
  const { xmp, width, height } = await sharp(bytes).metadata()
  const json = xmp === undefined ? undefined : /vcs:facts="([^"]*)"/.exec(xmp.toString('utf8'))?.[1]
  return { facts: json === undefined ? null : parse(unescapeXml(json)), width, height }
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return null
  }
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Characters that XML 1.0 cannot hold (section 2.2), also escaped; a camera's name may have some. */
const NOT_XML = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu

function escapeXml(text: string): string {
  return text.replace(NOT_XML, '\ufffd').replace(/[&<>"]/g, (character) => ENTITIES[character] as string)
}

function unescapeXml(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
}
