/** The formats that the software webcam offers, in the order of its descriptors: what a cheap UVC camera has. */

export interface FrameSize {
  width: number
  height: number
  /** Offered rates, the fastest and default one first. */
  fps: number[]
}

export interface VideoFormat {
  kind: 'MJPEG' | 'YUYV'
  sizes: FrameSize[]
}

export const FORMATS: VideoFormat[] = [
  {
    kind: 'MJPEG',
    sizes: [
      { width: 640, height: 480, fps: [30, 15] },
      { width: 1280, height: 720, fps: [15, 5] },
    ],
  },
  {
    kind: 'YUYV',
    sizes: [
      { width: 640, height: 480, fps: [10, 5] },
      { width: 320, height: 240, fps: [30, 15] },
    ],
  },
]

/** UVC's unit of frame intervals: 100 ns. */
export function intervalOf(fps: number): number {
  return Math.floor(10_000_000 / fps)
}

/** Room for one picture: two bytes a pixel, which a JPEG stays far below. */
export function maxFrameBytes({ width, height }: FrameSize): number {
  return width * height * 2
}
