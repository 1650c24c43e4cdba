/** The webcams' line of command, from wherever their port can be reached. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'

/** Gives one command of commands.ts: `unplug front`. Throws when it is refused. */
export type Tell = (command: string) => Promise<void>

/** Connects to the port that main.ts was given; an open connection keeps no process alive. */
export async function connectWebcams(port: number): Promise<Tell> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  socket.unref()
  const answers = createInterface({ input: socket })[Symbol.asyncIterator]()
  let last: Promise<void> = Promise.resolve()
  const tell = async (command: string): Promise<void> => {
    socket.ref()
    socket.write(`${command}\n`)
    const { value } = await answers.next()
    socket.unref()
    if (value !== 'ok') throw new Error(`webcam, ${command}: ${value ?? 'the connection ended'}`)
  }
  return (command) => {
    last = last.catch(() => {}).then(() => tell(command))
    return last
  }
}
