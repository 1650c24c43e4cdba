/** One software webcam: a USB device that can be plugged in, pulled out, hung and made to fail. */
import type { Duplex } from 'node:stream'
import { CONTROLS, ControlState, MANUAL_EXPOSURE } from './controls.ts'
import { VIDEO_ENDPOINT } from './descriptors.ts'
import { Faults } from './faults.ts'
import { type Identity, Requests } from './requests.ts'
import { VideoStream } from './stream.ts'
import { commandDecoder, type Submit, stalled, submitted, type Unlink, unlinked } from './usbip.ts'
import { plugIn } from './vhci.ts'

/** bRequest and wValue of CLEAR_FEATURE(ENDPOINT_HALT), with which uvcvideo ends a bulk stream. */
const CLEAR_FEATURE_TO_ENDPOINT = Buffer.from([0x02, 0x01, 0x00, 0x00])
const EXPOSURE_UNIT_MS = 0.1
/** The exposure time, in UVC's units, that gives a well-lit picture. */
const NORMAL_EXPOSURE_TIME = 250

/**
 * How the exposure time shows in the pictures. `sensor`: in those exposed from now on, as in a real camera. `output`: in those handed
 * over from now on, as where a picture is made brighter by the processor. `none`: not at all.
 */
export type Light = 'none' | 'sensor' | 'output'

export class SoftwareWebcam {
  readonly faults = new Faults()
  /** What the camera's processor adds to the exposure before a picture leaves. */
  processingMs = 0
  light: Light = 'none'
  readonly #identity: Identity
  #controls = new ControlState()
  #requests: Requests
  #link: Duplex | undefined
  #stream: VideoStream | undefined
  #hung = false
  /** Transfers that came while the camera hung, or for a mute control. */
  #ignored: Submit[] = []

  constructor(identity: Identity) {
    this.#identity = identity
    this.#requests = new Requests(identity, this.#controls)
  }

  get plugged(): boolean {
    return this.#link !== undefined
  }

  /** Plugs the camera in, with its controls at their defaults as after losing power. */
  async plug(): Promise<void> {
    if (this.#link) throw new Error('it is plugged in already')
    this.#controls = new ControlState()
    this.#requests = new Requests(this.#identity, this.#controls)
    this.#hung = false
    this.#ignored = []
    const link = await plugIn()
    this.#link = link
    link.on(
      'data',
      commandDecoder(
        (submit) => this.#submit(submit),
        (unlink) => this.#unlink(unlink),
      ),
    )
    link.on('error', () => this.unplug())
    link.on('close', () => {
      if (this.#link === link) this.unplug()
    })
  }

  unplug(): void {
    this.#stopStream()
    this.#link?.destroy()
    this.#link = undefined
  }

  /** Stops answering anything, as firmware that has crashed: only pulling the plug or resume() helps. */
  hang(): void {
    this.#hung = true
  }

  resume(): void {
    this.#hung = false
    for (const submit of this.#ignored.splice(0)) this.#submit(submit)
  }

  /** Makes every request for a control stall, or no more. */
  stall(control: string, stalls: boolean): void {
    if (!CONTROLS.some(({ name }) => name === control)) throw new Error(`it has no control ${control}`)
    if (stalls) this.#controls.stalled.add(control)
    else this.#controls.stalled.delete(control)
  }

  /** Lets every request for a control, or for `all`, pass without an answer, or no more. */
  mute(control: string, isMute: boolean): void {
    const names = CONTROLS.map(({ name }) => name).filter((name) => control === 'all' || name === control)
    if (names.length === 0) throw new Error(`it has no control ${control}`)
    for (const name of names) {
      if (isMute) this.#controls.mute.add(name)
      else this.#controls.mute.delete(name)
    }
  }

  #submit(submit: Submit): void {
    if (this.#hung || (submit.endpoint === 0 && this.#requests.isMute(submit.setup)))
      this.#ignored.push(submit)
    else if (submit.endpoint === 0) this.#control(submit)
    else if (submit.endpoint === VIDEO_ENDPOINT) this.#video().offer(submit)
    else this.#send(stalled(submit))
  }

  #control(submit: Submit): void {
    if (submit.setup.subarray(0, 4).equals(CLEAR_FEATURE_TO_ENDPOINT)) this.#stopStream()
    const answer = this.#requests.answer(submit.setup, submit.data)
    this.#send(answer === null ? stalled(submit) : submitted(submit, answer.subarray(0, submit.lengthBytes)))
  }

  /** The automatic exposure gives 1, whatever the exposure time was set to before. */
  #brightness(): number {
    const isManual = this.#controls.value('exposure_mode') === MANUAL_EXPOSURE
    if (this.light === 'none' || !isManual) return 1
    return Math.min(1.3, this.#controls.value('exposure_time') / NORMAL_EXPOSURE_TIME)
  }

  /** A bulk stream begins when the host first asks for a payload. */
  #video(): VideoStream {
    this.#stream ??= new VideoStream({
      settings: this.#requests.settings(),
      faults: this.faults,
      delayMs: () => this.#controls.value('exposure_time') * EXPOSURE_UNIT_MS + this.processingMs,
      brightness: () => this.#brightness(),
      brightnessIsExposed: () => this.light === 'sensor',
      isHung: () => this.#hung,
      send: (reply) => this.#send(reply),
    })
    return this.#stream
  }

  /** A transfer is taken back by the host's controller, so a camera that hangs does not stand in the way. */
  #unlink(unlink: Unlink): void {
    const at = this.#ignored.findIndex(({ seqnum }) => seqnum === unlink.unlinkSeqnum)
    if (at >= 0) this.#ignored.splice(at, 1)
    this.#send(unlinked(unlink, at >= 0 || (this.#stream?.withdraw(unlink.unlinkSeqnum) ?? false)))
  }

  #stopStream(): void {
    this.#stream?.stop()
    this.#stream = undefined
  }

  #send(reply: Buffer[]): void {
    const link = this.#link
    if (link === undefined) return
    // One system call for all that is sent in this turn.
    link.cork()
    for (const part of reply) link.write(part)
    process.nextTick(() => link.uncork())
  }
}
