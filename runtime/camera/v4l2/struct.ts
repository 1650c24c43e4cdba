/** C structs in buffers, their fields at stated offsets. */

const KINDS = {
  u8: 1,
  s16: 2,
  u32: 4,
  s32: 4,
  s64: 8,
} as const
type Kind = keyof typeof KINDS

export interface Field {
  offset: number
  sizeBytes: number
  kind: Kind | 'text'
}

/** A field named as C names it; `offset` is from the start of the struct. */
export const field = (kind: Kind, offset: number): Field => ({ kind, offset, sizeBytes: KINDS[kind] })

/** A character array, filled to its end or closed by NUL. */
export const text = (sizeBytes: number, offset: number): Field => ({ kind: 'text', offset, sizeBytes })

export interface Layout<Name extends string = string> {
  /** As in `struct v4l2_buffer`. */
  name: string
  sizeBytes: number
  fields: Record<Name, Field>
}

export function layout<Name extends string>(
  name: string,
  sizeBytes: number,
  fields: Record<Name, Field>,
): Layout<Name> {
  return { name, sizeBytes, fields }
}

/** One struct, zeroed but for the values given. */
export class Struct<Name extends string> {
  readonly bytes: Buffer
  readonly #fields: Record<Name, Field>

  constructor({ sizeBytes, fields }: Layout<Name>, values: Partial<Record<Name, number>> = {}) {
    this.bytes = Buffer.alloc(sizeBytes)
    this.#fields = fields
    for (const [name, value] of Object.entries(values)) this.set(name as Name, value as number)
  }

  get(name: Name): number {
    const { kind, offset } = this.#fields[name]
    switch (kind) {
      case 'u8':
        return this.bytes.readUInt8(offset)
      case 's16':
        return this.bytes.readInt16LE(offset)
      case 'u32':
        return this.bytes.readUInt32LE(offset)
      case 's32':
        return this.bytes.readInt32LE(offset)
      case 's64':
        return Number(this.bytes.readBigInt64LE(offset))
      case 'text':
        throw new TypeError(`${name} is text`)
    }
  }

  set(name: Name, value: number): this {
    const { kind, offset } = this.#fields[name]
    switch (kind) {
      case 'u8':
        this.bytes.writeUInt8(value, offset)
        break
      case 's16':
        this.bytes.writeInt16LE(value, offset)
        break
      case 'u32':
        this.bytes.writeUInt32LE(value, offset)
        break
      case 's32':
        this.bytes.writeInt32LE(value, offset)
        break
      case 's64':
        this.bytes.writeBigInt64LE(BigInt(value), offset)
        break
      case 'text':
        throw new TypeError(`${name} is text`)
    }
    return this
  }

  text(name: Name): string {
    const { offset, sizeBytes } = this.#fields[name]
    const bytes = this.bytes.subarray(offset, offset + sizeBytes)
    const end = bytes.indexOf(0)
    return bytes.toString('utf8', 0, end === -1 ? sizeBytes : end)
  }
}
