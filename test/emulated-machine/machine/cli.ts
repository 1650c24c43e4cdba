/**
 * `node test/emulated-machine/machine/cli.ts [--writable FOLDER] -- COMMAND ARGS`: one command in a test machine, in the repository, with
 * vivid as /dev/video0 and two software webcams, `front` (serial PLATE-0001) and `side` (none), to be told what to do on
 * port 6408 (test/emulated-machine/webcam/commands.ts): `echo 'unplug front' | nc -q1 127.0.0.1 6408`.
 */
import { parseArgs } from 'node:util'
import { startWebcams, WEBCAM_MODULES, WEBCAM_PORT } from '../webcam/webcams.ts'
import { bootMachine } from './machine.ts'
import { VIVID_MODULE } from './vivid.ts'

const { values, positionals } = parseArgs({
  options: { writable: { type: 'string' } },
  allowPositionals: true,
})
const [command, ...args] = positionals
if (command === undefined) {
  process.stderr.write(
    'usage: node test/emulated-machine/machine/cli.ts [--writable FOLDER] -- COMMAND ARGS\n',
  )
  process.exit(2)
}
await using machine = await bootMachine({
  modules: [VIVID_MODULE, ...WEBCAM_MODULES],
  forwardPorts: [WEBCAM_PORT],
  ...(values.writable === undefined ? {} : { writableFolder: values.writable }),
})
const webcams = await startWebcams(machine, { front: 'PLATE-0001', side: null })
await webcams.node('side')
const program = machine.start(command, args)
program.onOutput((name, data) => process[name].write(data))
process.once('SIGINT', () => program.signal('SIGINT'))
process.exitCode = (await program.result).exitCode
