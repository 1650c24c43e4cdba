/** The machine itself, and its cameras as the kernel's own tools see them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { wholeJpeg } from '../../../runtime/camera/jpeg/structure.ts'
import { pictureTime } from '../../camera/picture-time.ts'
import { ROOT } from '../../support/root.ts'
import type { Webcams } from '../webcam/webcams.ts'
import type { Machine } from './machine.ts'
import { injectVividFault, replugVivid, unplugVivid } from './vivid.ts'

const VIVID = '/dev/video0'
/** The webcam's exposure time at its default. */
const EXPOSURE_MS = 15.6
/** v4l2-ctl writes one of these to stderr for each frame. */
const FRAME_MARK = /</g

/** The pictures in a file of frames without padding. */
function pictures(bytes: Buffer): Buffer[] {
  const starts: number[] = []
  for (let at = bytes.indexOf('ffd8ffe0', 0, 'hex'); at >= 0; at = bytes.indexOf('ffd8ffe0', at + 1, 'hex'))
    starts.push(at)
  return starts.map((start, index) => bytes.subarray(start, starts[index + 1]))
}

export interface CasesOf {
  machine: Machine
  webcams: Webcams
  /** Shared by the host and the machine. */
  folder: string
}

/** To be called in a test file. The webcam `front` is plugged in anew first, so that its controls are at their defaults. */
export function machineCases({ machine, webcams, folder }: CasesOf): void {
  beforeAll(async () => {
    await webcams.tell('unplug front')
    await webcams.tell('plug front')
    await webcams.node('front')
  })

  const shell = (line: string) => machine.run('sh', ['-c', line])

  /** Streams some frames with v4l2-ctl; the file then holds their bytes, one after the other. */
  async function stream(node: string, format: string, count: number) {
    const file = join(folder, 'frames')
    const set = ['-d', node, `--set-fmt-video=${format}`, '--set-parm=30']
    const result = await machine.run('v4l2-ctl', [
      ...set,
      '--stream-mmap',
      `--stream-count=${count}`,
      `--stream-to=${file}`,
    ])
    return { ...result, frames: result.stderr.match(FRAME_MARK)?.length ?? 0, bytes: readFileSync(file) }
  }

  describe('the machine', () => {
    it('runs programs of the host in the repository, and reports how they ended', async () => {
      const result = await shell('pwd; echo wrong >&2; exit 7')
      expect(result).toEqual({ stdout: `${ROOT}\n`, stderr: 'wrong\n', exitCode: 7 })
      const { stdout } = await machine.run('node', ['-p', 'process.version'])
      expect(stdout.trim()).toBe(process.version)
    })

    it('allows programs to write the shared folder, and nothing else of the host', async () => {
      await shell(`echo here >${folder}/note; echo there >${ROOT}/note; cat ${ROOT}/note`)
      expect(readFileSync(join(folder, 'note'), 'utf8')).toBe('here\n')
      expect(() => readFileSync(join(ROOT, 'note'))).toThrow('ENOENT')
    })

    it('runs a program as another user', async () => {
      const { stdout, exitCode } = await machine.run('sh', ['-c', `id -u; cat ${VIVID}`], { uid: 65534 })
      expect(stdout).toBe('65534\n')
      expect(exitCode).not.toBe(0)
    })

    it('kills a program that does not end in time, and reports its output', async () => {
      await expect(
        machine.run('sh', ['-c', 'echo waiting; sleep 1000'], { timeoutMs: 3000 }),
      ).rejects.toThrow(/3000 ms.*waiting/s)
      const { stdout } = await shell('pgrep -f "[s]leep 1000" | wc -l')
      expect(stdout.trim()).toBe('0')
    })

    it('names the command that is not there', async () => {
      await expect(machine.run('no-such-command')).rejects.toThrow(/no-such-command did not start.*ENOENT/)
    })
  })

  describe('vivid', () => {
    it('streams raw frames', async () => {
      const { frames, bytes } = await stream(VIVID, 'width=640,height=480,pixelformat=YUYV', 5)
      expect(frames).toBe(5)
      expect(bytes.length).toBe(5 * 640 * 480 * 2)
    })

    it('goes and comes back', async () => {
      await unplugVivid(machine)
      expect((await shell(`test -e ${VIVID}`)).exitCode).toBe(1)
      await replugVivid(machine)
      expect((await shell(`test -c ${VIVID}`)).exitCode).toBe(0)
    })

    it('fails on request', async () => {
      await injectVividFault(machine, VIVID, 'inject_vidioc_streamon_error')
      const { stderr } = await stream(VIVID, 'width=640,height=480,pixelformat=YUYV', 1)
      expect(stderr).toContain('VIDIOC_STREAMON')
      expect((await stream(VIVID, 'width=640,height=480,pixelformat=YUYV', 1)).frames).toBe(1)
    })
  })

  describe('the software webcam', () => {
    it.each([
      ['640', '480'],
      ['1280', '720'],
    ])('streams whole JPEGs of %s×%s with a readable clock that moves on', async (width, height) => {
      const { bytes, frames } = await stream(
        await webcams.node('front'),
        `width=${width},height=${height},pixelformat=MJPG`,
        10,
      )
      expect(frames).toBe(10)
      const times = await Promise.all(pictures(bytes).map(pictureTime))
      expect(times).toHaveLength(10)
      for (const [index, time] of times.slice(1).entries()) {
        expect(time.sequence).toBeGreaterThan(times[index]?.sequence as number)
        expect(time.exposedAtMs).toBeGreaterThan(times[index]?.exposedAtMs as number)
      }
      const picture = wholeJpeg(pictures(bytes)[0] as Buffer)
      expect([picture?.width, picture?.height]).toEqual([Number(width), Number(height)])
    })

    it('is stamped by the kernel when a picture arrives, after its exposure and processing', async () => {
      const node = await webcams.node('front')
      await webcams.tell('delay front 25')
      const file = join(folder, 'timed')
      const { stdout, stderr } = await machine.run('v4l2-ctl', [
        ...[
          '-d',
          node,
          '--set-fmt-video=width=640,height=480,pixelformat=MJPG',
          '--stream-mmap',
          '--verbose',
        ],
        ...['--stream-count=10', `--stream-to=${file}`],
      ])
      await webcams.tell('delay front 0')
      const stamps = [...(stdout + stderr).matchAll(/ts: (\d+\.\d+).*\(.*ts-monotonic, ts-src-soe\)/g)]
      const times = await Promise.all(pictures(readFileSync(file)).map(pictureTime))
      expect(times).toHaveLength(10)
      expect(stamps).toHaveLength(10)
      for (const [index, { exposedAtMs }] of times.entries())
        expect(Number(stamps[index]?.[1]) * 1000 - exposedAtMs).toBeGreaterThan(EXPOSURE_MS + 25)
    })

    it('streams YUYV', async () => {
      const { bytes } = await stream(await webcams.node('side'), 'width=320,height=240,pixelformat=YUYV', 3)
      expect(bytes.length).toBe(3 * 320 * 240 * 2)
      expect(new Set(bytes.filter((_, index) => index % 2 === 1))).toEqual(new Set([128]))
    })

    it('sets controls, and refuses those that an automatic mode rules', async () => {
      const node = await webcams.node('front')
      const set = (values: string) => machine.run('v4l2-ctl', ['-d', node, `--set-ctrl=${values}`])
      expect((await set('exposure_time_absolute=300')).stderr).toContain('Permission denied')
      expect((await set('auto_exposure=1')).stderr).toBe('')
      expect((await set('exposure_time_absolute=300')).stderr).toBe('')
      const { stdout } = await machine.run('v4l2-ctl', [
        '-d',
        node,
        '--get-ctrl=exposure_time_absolute,brightness',
      ])
      expect(stdout).toBe('brightness: 0\nexposure_time_absolute: 300\n')
      await webcams.tell('stall front brightness')
      expect((await set('brightness=5')).exitCode).not.toBe(0)
      await webcams.tell('unstall front brightness')
      expect((await set('brightness=5')).stderr).toBe('')
    })

    it('sends truncated and padded pictures, pictures without tables, and pictures that the kernel drops', async () => {
      const node = await webcams.node('front')
      const format = 'width=640,height=480,pixelformat=MJPG'
      await webcams.tell('fault front truncated always')
      expect(wholeJpeg((await stream(node, format, 1)).bytes)).toBeNull()
      await webcams.tell('fault front padded always')
      const padded = (await stream(node, format, 1)).bytes
      expect(padded.length).toBe(65_536)
      expect(wholeJpeg(padded)?.data.length).toBeLessThan(40_000)
      await webcams.tell('fault front without-huffman-tables always')
      const bare = (await stream(node, format, 1)).bytes
      expect(wholeJpeg(bare)?.data.length).toBeGreaterThan(bare.length)
      await webcams.tell('fault front error-payload always')
      const dropping = machine.start('v4l2-ctl', [
        '-d',
        node,
        `--set-fmt-video=${format}`,
        '--stream-mmap',
        '--stream-count=1',
        '--verbose',
      ])
      await new Promise((resolve) => setTimeout(resolve, 3000))
      expect(dropping.output().stderr + dropping.output().stdout).not.toContain('dqbuf')
      await webcams.tell('fault front none')
      expect((await dropping.result).exitCode).toBe(0)
    })

    it('is unplugged while it streams, and comes back under another number while the old node is held open', async () => {
      const before = await webcams.node('front')
      const reader = machine.start('v4l2-ctl', ['-d', before, '--stream-mmap', '--stream-count=100000'])
      const holder = machine.start('sh', ['-c', `exec 3<${before}; echo held; sleep 1000`])
      await holder.printed(/held/, 30_000)
      await reader.printed(/</, 30_000)
      await webcams.tell('unplug front')
      // ENODEV, or EINVAL where the kernel has already emptied the queue.
      expect((await reader.result).stderr).toMatch(/VIDIOC_DQBUF: failed: (No such device|Invalid argument)/)
      expect((await shell(`test -e ${before}`)).exitCode).toBe(1)
      await webcams.tell('plug front')
      const after = await webcams.node('front')
      expect(after).not.toBe(before)
      holder.signal()
      expect((await stream(after, 'width=640,height=480,pixelformat=MJPG', 3)).frames).toBe(3)
    })

    it('hangs, and goes on', async () => {
      const node = await webcams.node('front')
      await webcams.tell('hang front')
      const reader = machine.start('v4l2-ctl', ['-d', node, '--stream-mmap', '--stream-count=1'])
      await new Promise((resolve) => setTimeout(resolve, 2000))
      expect(reader.output().stderr).not.toMatch(FRAME_MARK)
      reader.signal('SIGKILL')
      await webcams.tell('resume front')
      expect((await stream(node, 'width=640,height=480,pixelformat=MJPG', 3)).frames).toBe(3)
    })

    it('refuses a command that it does not know', async () => {
      await expect(webcams.tell('plug front')).rejects.toThrow('plugged in already')
      await expect(webcams.tell('fault front sneeze')).rejects.toThrow('there is no fault sneeze')
      await expect(webcams.tell('unplug back')).rejects.toThrow('there is no camera back: front, side')
    })
  })
}
