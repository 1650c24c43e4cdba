import { describe, expect, it } from 'vitest'
import { chooseFormat } from '../../../runtime/camera/genicam/pixel-formats.ts'

describe('the pixel format', () => {
  it.each([
    [['Mono8', 'Mono12', 'BayerGR8', 'RGB8'], undefined, 'BayerGR8', 'RGB24'],
    [['Mono8', 'BayerGR8', 'RGB8'], 'GREY', 'Mono8', 'GREY'],
    [['Mono8', 'YUV422Packed'], undefined, 'YUV422Packed', 'UYVY'],
    [['Mono8', 'YUV422_YUYV_Packed'], 'YUYV', 'YUV422_YUYV_Packed', 'YUYV'],
    [['Mono8', 'BGR8Packed'], undefined, 'BGR8Packed', 'BGR24'],
    [['Mono8', 'Mono16'], undefined, 'Mono8', 'GREY'],
  ] as const)('of %j, wanting %s, is %s', (available, wanted, name, pixelFormat) => {
    expect(chooseFormat(available, wanted)).toMatchObject({ name, pixelFormat })
  })

  it('is refused with a list of the formats that the camera has', () => {
    expect(() => chooseFormat(['Mono12', 'Mono16'])).toThrow(
      /gives a picture: it has Mono12, Mono16; taken are BayerRG8/,
    )
    expect(() => chooseFormat(['Mono8'], 'MJPEG')).toThrow(/gives MJPEG: it has Mono8/)
  })
})
