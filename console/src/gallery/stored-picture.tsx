import { useEffect, useState } from 'preact/hooks'
import type { CaptureData } from '../../../client/src/index.ts'
import { client } from '../state/service.ts'
import { sessionKey } from '../state/session.ts'
import { text } from '../text/text.ts'

interface Props {
  picture: CaptureData
  /** A thumbnail this wide; without it, the picture itself. */
  widthPx?: number
  /** At once, not when it comes into view. */
  eager?: boolean
}

/** A stored picture as an image. Its place is there before it is. */
export function StoredPicture({ picture, widthPx, eager }: Props) {
  const { filename, width, height } = picture.image_data
  const address = usePictureAddress(filename, widthPx)
  const [lost, setLost] = useState(false)
  const { gallery, picture: texts } = text.value
  if (lost) return <span class="picture-lost">{texts.lost}</span>
  return (
    <img
      {...(address === null ? {} : { src: address })}
      alt={gallery.pictureOf(picture.sample_no)}
      width={width}
      height={height}
      loading={eager ? 'eager' : 'lazy'}
      decoding="async"
      onError={() => setLost(true)}
    />
  )
}

/** The address of a picture; null until it is known. */
export function usePictureAddress(filename: string, widthPx?: number, download = false): string | null {
  const [address, setAddress] = useState<string | null>(null)
  const current = sessionKey.value
  useEffect(() => {
    let wanted = true
    const options = { download, ...(widthPx === undefined ? {} : { widthPx }) }
    if (current !== null) client.imageUrl(filename, options).then((url) => wanted && setAddress(url))
    return () => {
      wanted = false
    }
  }, [filename, widthPx, download, current])
  return address
}
