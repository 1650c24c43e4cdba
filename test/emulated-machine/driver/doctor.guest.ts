/** `npm run doctor` and `npm run cameras` on cameras of the kernel. Runs in the machine. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const VIVID = '/dev/video0'
/** The group of cameras, as Debian numbers it. */
const VIDEO_GROUP = 44
const NOBODY = 65_534
const JWT_SECRET = 'long enough for the doctor to be content'

/** What a program of the service prints, run by a user, and how it ends. */
function run(program: string, settings: Record<string, string>, uid = 0) {
  const cwd = mkdtempSync(join(tmpdir(), 'vision-doctor-'))
  chownSync(cwd, uid, uid)
  const env = {
    PATH: process.env.PATH,
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
    JWT_SECRET,
    PORT: '6499',
    CAPTURE_DIR: join(cwd, 'captures'),
    ...settings,
  }
  return new Promise<{ stdout: string; code: number }>((resolve) => {
    execFile(
      process.execPath,
      [join(process.cwd(), program)],
      { cwd, env, uid, gid: uid },
      (error, stdout, stderr) => {
        const ended = error?.signal ?? error?.code ?? 0
        resolve({
          stdout: stdout || `nothing was printed: ended with ${ended}, ${stderr}`,
          code: Number(ended),
        })
      },
    )
  })
}
const doctor = (source: string, settings: Record<string, string> = {}, uid = 0) =>
  run('runtime/commands/doctor/main.ts', { CAMERA_SOURCE: source, ...settings }, uid)

// A program started in the emulated machine once ended without a word; what is wrong with the doctor itself fails twice.
describe('npm run doctor', { retry: 1 }, () => {
  it('finds nothing wrong with a camera that works', async () => {
    const { stdout, code } = await doctor(`v4l2:${VIVID}`, {
      CAMERA_WIDTH: '640',
      CAMERA_HEIGHT: '480',
      CAMERA_FPS: '25',
    })
    expect(stdout).toMatch(/ok +vivid-000-vid-cap gives pictures: 640x480/)
    expect(stdout).toContain('A capture should work.')
    expect(code).toBe(0)
  })

  it('names a device that the user may not open, and the group that may', async () => {
    chownSync(VIVID, 0, VIDEO_GROUP)
    chmodSync(VIVID, 0o660)
    const { stdout, code } = await doctor(`v4l2:${VIVID}`, {}, NOBODY)
    expect(stdout).toMatch(
      /PROBLEM .*\n.*nobody may not open \/dev\/video0; the group video may. Run: sudo usermod -aG video nobody/,
    )
    expect(code).toBe(1)
  })

  it('names a device that nobody may open', async () => {
    chmodSync(VIVID, 0o000)
    const { stdout, code } = await doctor(`v4l2:${VIVID}`, {}, NOBODY)
    chmodSync(VIVID, 0o660)
    expect(stdout).toMatch(/may not open \/dev\/video0.*chmod 660 \/dev\/video0/)
    expect(code).toBe(1)
  })

  it('names the process that holds the device', async () => {
    const holder = spawn('v4l2-ctl', ['-d', VIVID, '--stream-mmap', '--stream-count=100000'])
    await once(holder.stderr, 'data')
    const { stdout, code } = await doctor(`v4l2:${VIVID}`)
    holder.kill('SIGKILL')
    expect(stdout).toContain(`is in use by v4l2-ctl (process ${holder.pid}). Close that program`)
    expect(code).toBe(1)
  })

  it('reports that the camera is missing, and lists the others', async () => {
    const { stdout, code } = await doctor('v4l2:/dev/video9')
    expect(stdout).toMatch(/There is no camera at \/dev\/video9\..*v4l2:/)
    expect(code).toBe(1)
  })

  it('says that the camera has no such resolution, and how to find one that it has', async () => {
    const { stdout, code } = await doctor('v4l2:serial=PLATE-0001', {
      CAMERA_WIDTH: '1000',
      CAMERA_HEIGHT: '700',
    })
    expect(stdout).toMatch(/WARNING Pictures are \d+x\d+, not 1000x700 as asked\.\n.*\n.*CAMERA_WIDTH/)
    expect(code).toBe(0)
  })
})

describe('npm run cameras', () => {
  it('lists every camera by the name that stays, with formats, and who holds it', async () => {
    const holder = spawn('v4l2-ctl', ['-d', VIVID, '--stream-mmap', '--stream-count=100000'])
    await once(holder.stderr, 'data')
    const { stdout } = await run('runtime/commands/cameras.ts', {})
    holder.kill('SIGKILL')
    expect(stdout).toContain('v4l2:serial=PLATE-0001')
    expect(stdout).toContain('v4l2:bus=platform:vivid.0')
    expect(stdout).toMatch(/MJPG.*1280x720/s)
    expect(stdout).toContain(`v4l2-ctl (process ${holder.pid})`)
  })
})
