/**
 * The reader process of one camera. Its first thread waits in poll() for a frame, a message of the service or an answer of the
 * controls' thread, without Node's event loop: nothing else happens in it, and what a system call does to it never reaches the
 * service.
 */
import { constants } from 'node:os'
import type { ToReader } from '../reader/protocol.ts'
import { BlockingChannel } from './blocking-channel.ts'
import { ControlsBeside } from './controls-beside.ts'
import { describeCameras } from './describe.ts'
import { faultSentence } from './faults.ts'
import { POLLERR, POLLHUP, Poll, SystemError } from './libc.ts'
import { OpenCamera, type V4l2ReaderOptions } from './open-camera.ts'

/** What the driver asks for: one camera to be read, or all to be described. */
export type V4l2Task = V4l2ReaderOptions | 'describe'

/** Places in the poll. */
const [CHANNEL, CAMERA, CONTROLS] = [0, 1, 2]

const { EIO, ENODEV } = constants.errno

const channel = new BlockingChannel()
let camera: OpenCamera | undefined
let controls: ControlsBeside | undefined
let reading: V4l2ReaderOptions | undefined
let poll = watched()

try {
  await serve()
} catch (error) {
  // Closed before anything else: a thread that hangs in the driver must not keep the camera from the next reader.
  camera?.close()
  const { node, name } = reading?.camera ?? { node: 'the device', name: '' }
  channel.send({ type: 'fault', message: await faultSentence(error, node, name) })
  process.exit(1)
}
camera?.close()
process.exit(0)

/** Until the service says so, or is gone. Throws what ends the camera. */
async function serve(): Promise<void> {
  for (;;) {
    poll.wait(controls?.timeoutMs ?? -1)
    // Before a message opens the camera or starts the controls' thread, which are not in this poll yet.
    const ofCamera = camera === undefined ? 0 : poll.events(CAMERA)
    const ofControls = controls === undefined ? 0 : poll.events(CONTROLS)
    if (poll.events(CHANNEL) !== 0) {
      for (const message of channel.receive()) {
        if (message.type === 'close') return
        await handle(message)
      }
    }
    if (ofCamera !== 0) camera?.readFrames()
    // A camera that is gone or broken has its reason in DQBUF as a rule. Where it has none, it must not be asked for ever.
    if ((ofCamera & (POLLERR | POLLHUP)) !== 0)
      throw new SystemError('poll', (ofCamera & POLLHUP) === 0 ? EIO : ENODEV)
    if (controls === undefined) continue
    const answers = ofControls === 0 ? [] : controls.takeAnswers()
    for (const answer of [...answers, ...controls.overdue()]) channel.send(answer)
  }
}

async function handle(message: ToReader): Promise<void> {
  switch (message.type) {
    case 'open': {
      const task = message.options as V4l2Task
      if (task === 'describe') channel.send({ type: 'result', result: await describeCameras() })
      else openCamera(task)
      break
    }
    case 'want':
      camera?.want(message.notBeforeMs)
      break
    case 'bound-latency':
      camera?.boundLatency(message.latency)
      break
    case 'list-controls':
      openControls()?.list(message.id)
      break
    case 'set-control':
      openControls()?.set(message.id, message.name, message.value)
      break
  }
}

function openCamera(options: V4l2ReaderOptions): void {
  reading = options
  camera = new OpenCamera(options, (message, payload) => channel.send(message, payload))
  poll = watched()
  channel.send({ type: 'opened', granted: camera.granted, driverState: options.camera })
}

/** The controls' thread is started when somebody first asks for a control: pictures come first. */
function openControls(): ControlsBeside | undefined {
  if (reading === undefined || controls !== undefined) return controls
  controls = new ControlsBeside(reading.camera.node)
  poll = watched()
  return controls
}

function watched(): Poll {
  const descriptors = [channel.fd]
  if (camera !== undefined) descriptors.push(camera.fd)
  if (controls !== undefined) descriptors.push(controls.wakeFd)
  return new Poll(descriptors)
}
