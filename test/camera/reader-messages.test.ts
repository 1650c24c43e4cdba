import fc from 'fast-check'
import { expect, it } from 'vitest'
import { encodeMessage, MessageParser } from '../../runtime/camera/reader/messages.ts'

interface Message {
  text: string
}

it('messages come out as they went in, however the stream is cut', () => {
  const message = fc.record({
    text: fc.string({ unit: 'grapheme' }),
    payload: fc.uint8Array({ maxLength: 300 }),
  })
  fc.assert(
    fc.property(
      fc.array(message, { maxLength: 8 }),
      fc.infiniteStream(fc.integer({ min: 1, max: 40 })),
      (sent, cuts) => {
        const received: { text: string; payload: number[] }[] = []
        const parser = new MessageParser<Message>(({ text }, payload) =>
          received.push({ text, payload: [...payload] }),
        )
        const stream = Buffer.concat(sent.flatMap(({ text, payload }) => encodeMessage({ text }, payload)))
        for (let at = 0; at < stream.length; ) {
          const bytes = cuts.next().value
          parser.feed(stream.subarray(at, at + bytes))
          at += bytes
        }
        expect(received).toEqual(sent.map(({ text, payload }) => ({ text, payload: [...payload] })))
      },
    ),
  )
})

it('a payload is not copied when it is sent, and has its own memory when it is received', () => {
  const payload = new Uint8Array(100_000).fill(7)
  const pieces = encodeMessage({ text: 'frame' }, payload)
  expect(pieces[1]).toBe(payload)
  const received: Buffer[] = []
  const parser = new MessageParser<Message>((_, bytes) => received.push(bytes))
  parser.feed(Buffer.concat(pieces))
  expect(received[0]?.equals(payload)).toBe(true)
  expect(received[0]?.buffer.byteLength).toBe(100_000)
})
