/** CIE L*a*b* (D65, 2 degrees) from 8-bit sRGB: IEC 61966-2-1 for the linear values, CIE 15:2004 for L*a*b*. */
const WHITE = [0.95047, 1, 1.08883] as const
const LINEAR = Float64Array.from({ length: 256 }, (_, value) => {
  const v = value / 255
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4
})

/** `red`, `green` and `blue` from 0 to 255, fractions allowed. */
export function labOf(red: number, green: number, blue: number): [lightness: number, a: number, b: number] {
  const [r, g, b] = [linear(red), linear(green), linear(blue)]
  const x = curve((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / WHITE[0])
  const y = curve((0.2126729 * r + 0.7151522 * g + 0.072175 * b) / WHITE[1])
  const z = curve((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / WHITE[2])
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}

function linear(value: number): number {
  const low = Math.max(0, Math.min(254, Math.floor(value)))
  const part = value - low
  return (LINEAR[low] as number) * (1 - part) + (LINEAR[low + 1] as number) * part
}

function curve(t: number): number {
  return t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116
}
