/** Where a picture is in the store. */

/** What S3 calls safe characters in key names, so that every store, tool and URL takes the key as it is. */
const UNSAFE = /[^A-Za-z0-9._-]/g

/**
 * `{device}/{yyyy}/{mm}/{dd}/{first 16 of the SHA-256}-{filename}`, by the UTC date of the capture. The key has the content in
 * it, so two pictures never have one key, whatever the clocks and names of the devices, and a key never changes its content.
 */
export function objectKey(
  device: string,
  picture: { captured_at: string; sha256: string; filename: string },
): string {
  const [year, month, day] = picture.captured_at.slice(0, 10).split('-')
  const name = `${picture.sha256.slice(0, 16)}-${picture.filename}`
  return `${device.replace(UNSAFE, '_')}/${year}/${month}/${day}/${name}`
}

/** The record beside a picture. */
export const recordKey = (key: string) => `${key}.json`
