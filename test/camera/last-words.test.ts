/** The last words of a program that ended: one readable line, without a progress bar and without credentials. */
import { describe, expect, it } from 'vitest'
import { commandDriver } from '../../runtime/camera/command/driver.ts'
import { LastWords } from '../../runtime/camera/command/last-words.ts'

const lineOf = (...chunks: string[]) => {
  const words = new LastWords()
  for (const chunk of chunks) words.add(chunk)
  return words.line()
}

describe('the last words of a program', () => {
  it.each([
    ['the last complete line', 'opening\nNo such device\n', 'No such device'],
    [
      'the error that ffmpeg writes over its status',
      'frame=   12 fps= 25 q=2.0 size=1kB time=00:00:01\r[rtsp] lost\n',
      '[rtsp] lost',
    ],
    [
      'the error before a status that was still drawn',
      'Input/output error\nframe=  1 fps=0\rframe=  2 fps=0\r',
      'Input/output error',
    ],
    ['not a percentage', 'no camera\n 45%|████    | 9/20\n', 'no camera'],
    ['not a spinner', 'no camera\nopening |\ropening /\ropening -', 'no camera'],
    [
      'no colours and titles',
      '\u001b]0;title\u0007\u001b[1;31mERROR\u001b[0m: \u001b[Kbusy\n',
      'ERROR: busy',
    ],
    ['Windows line ends', 'first\r\nsecond\r\n', 'second'],
    ['words without a line end', 'cannot open', 'cannot open'],
    ['nothing of a program that only drew progress', 'frame=  1 fps=0\rframe=  2 fps=0\r', ''],
    [
      'no password of an address',
      'rtsp://lab:Pass-77w@10.0.0.9/1?key=abc: 401\n',
      'rtsp://***@10.0.0.9/1?*** 401',
    ],
  ])('%s', (_, text, expected) => {
    expect(lineOf(text)).toBe(expected)
    // In pieces of one character too.
    expect(lineOf(...text)).toBe(expected)
  })

  it('never shows the rest of an address after its start was dropped', () => {
    expect(lineOf(`rtsp://lab:${'s'.repeat(5_000)}@host\nrefused\n`)).toBe('refused')
  })

  it('is of up to 300 characters', () => {
    expect(lineOf(`${'no frame, '.repeat(90)}\n`)).toHaveLength(300)
  })
})

describe('a program that is started for a camera', () => {
  it('sees no secret of the service', async () => {
    process.env.JWT_SECRET = 'a-secret-of-the-service'
    const driver = commandDriver({
      command: `sh -c 'echo "secret:$JWT_SECRET:path:\${PATH:+set}" >&2'`,
      fps: 10,
    })
    await expect(driver.open(AbortSignal.timeout(10_000))).rejects.toMatchObject({
      message: 'sh ended with status 0: secret::path:set',
    })
    delete process.env.JWT_SECRET
  })
})
