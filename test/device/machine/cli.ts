/** `node test/device/machine/cli.ts -- COMMAND ARGS`: one command in a test machine with cameras, in the repository. */
import { bootMachine } from './machine.ts'
import { VIVID_MODULE } from './vivid.ts'

const [, , separator, command, ...args] = process.argv
if (separator !== '--' || command === undefined) {
  process.stderr.write('usage: node test/device/machine/cli.ts -- COMMAND ARGS\n')
  process.exit(2)
}
await using machine = await bootMachine({ modules: [VIVID_MODULE] })
const program = machine.start(command, args)
program.onOutput((name, data) => process[name].write(data))
process.once('SIGINT', () => program.signal('SIGINT'))
process.exitCode = (await program.result).exitCode
