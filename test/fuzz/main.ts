/** `npm run fuzz -- --requests 50000 --messages 10000 --seed 7`: exit status 1 if anything is wrong. */
import { commandLine } from '../../runtime/commands/command-line.ts'
import { fuzz } from './fuzz.ts'

const SHOWN = 20

const USAGE = `npm run fuzz -- [--requests 50000] [--messages 10000] [--seed NUMBER]

Sends odd requests and messages to a service of its own. Exit status 1 if anything is wrong.
`

const { values } = commandLine(USAGE, {
  requests: { type: 'string', default: '50000' },
  messages: { type: 'string', default: '10000' },
  seed: { type: 'string', default: String(Date.now() % 1_000_000) },
})
const print = (line: string) => process.stdout.write(`${line}\n`)
const [requests, messages, seed] = [values.requests, values.messages, values.seed].map(Number)
if (![requests, messages, seed].every((number) => Number.isSafeInteger(number) && (number as number) >= 0)) {
  print('--requests, --messages and --seed must be whole numbers.')
  process.exit(2)
}
print(`Seed ${seed}: the same seed repeats the run.`)
const startedAtMs = performance.now()
const { problems, residentMb, descriptors } = await fuzz({
  requests: requests as number,
  messages: messages as number,
  seed: seed as number,
})
print(
  `${requests} requests and ${messages} messages in ${Math.round((performance.now() - startedAtMs) / 1000)} s`,
)
print(`Memory ${residentMb.join(' to ')} MB, descriptors ${descriptors.join(' to ')}`)
for (const problem of problems.slice(0, SHOWN)) print(`PROBLEM ${problem}`)
print(problems.length === 0 ? 'Nothing is wrong.' : `${problems.length} problems.`)
process.exit(problems.length === 0 ? 0 : 1)
