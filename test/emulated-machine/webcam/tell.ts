/** The webcams' line of command, from wherever their port can be reached. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'

/** Gives one command of commands.ts, `unplug front`, and gives back what it answers. Throws when it is refused. */
export type Tell = (command: string) => Promise<string>

/** Connects to the port that main.ts was given; an open connection keeps no process alive. */
export async function connectWebcams(port: number): Promise<Tell> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  socket.unref()
  const answers = createInterface({ input: socket })[Symbol.asyncIterator]()
  let last: Promise<unknown> = Promise.resolve()
  const tell = async (command: string): Promise<string> => {
    socket.ref()
    socket.write(`${command}\n`)
    const { value } = await answers.next()
    socket.unref()
    const [verdict, ...answer] = (value ?? 'the connection ended').split(' ')
    if (verdict !== 'ok') throw new Error(`webcam, ${command}: ${value}`)
    return answer.join(' ')
  }
  return (command) => {
    const next = last.catch(() => {}).then(() => tell(command))
    last = next
    return next
  }
}
