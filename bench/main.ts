/** `npm run bench [-- NAME…]`: runs the benchmarks side by side with their peers and writes docs/BENCHMARKS.md. */
import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { commandLine, refuse } from '../runtime/commands/command-line.ts'
import { ROOT } from '../test/support/root.ts'
import type { Section } from './report.ts'
import { section } from './report.ts'

const BENCHMARKS: Record<string, () => Promise<{ run(): Promise<Section> }>> = {
  capture: () => import('./capture.ts'),
  gateway: () => import('./gateway.ts'),
  fanout: () => import('./fanout.ts'),
  start: () => import('./start.ts'),
  catalogue: () => import('./catalogue.ts'),
  v4l2: () => import('./v4l2.ts'),
  viewers: () => import('./viewers.ts'),
  plate: () => import('./plate.ts'),
  'console-load': () => import('./console-load.ts'),
  'console-heap': () => import('./console-heap.ts'),
}
/** Run only when they are named: half an hour; an emulated machine, with the packages that test/emulated-machine needs. */
const NAMED_ONLY = ['console-heap', 'v4l2']

const USAGE = `npm run bench [-- NAME…]

Runs the benchmarks beside their peers and writes docs/BENCHMARKS.md.

  NAME  ${Object.keys(BENCHMARKS).join(', ')}; none: all but ${NAMED_ONLY.join(' and ')}
`

const asked = commandLine(USAGE, {}, { least: 0, most: Number.POSITIVE_INFINITY }).positionals
const unknown = asked.filter((name) => !(name in BENCHMARKS))
if (unknown.length > 0) refuse(`There is no benchmark ${unknown.join(', ')}.`, USAGE)
const file = join(ROOT, 'docs/BENCHMARKS.md')
for (const name of asked.length > 0
  ? asked
  : Object.keys(BENCHMARKS).filter((name) => !NAMED_ONLY.includes(name))) {
  process.stdout.write(`${name}…\n`)
  const benchmark = await BENCHMARKS[name]?.()
  const text = section(name, (await benchmark?.run()) as Section)
  process.stdout.write(`${text}\n`)
  writeFileSync(file, replaceSection(name, text))
}
process.exit(0)

/** Keeps the other benchmarks' last results, so that one can be run alone. */
function replaceSection(name: string, text: string): string {
  const before = readFileSync(file, { encoding: 'utf8', flag: 'a+' }) || heading()
  const begin = `<!-- ${name} -->`
  const end = `<!-- /${name} -->`
  const block = `${begin}\n${text}${end}\n`
  const from = before.indexOf(begin)
  if (from === -1) return `${before.trimEnd()}\n\n${block}`
  return before.slice(0, from) + block + before.slice(before.indexOf(end) + end.length + 1)
}

function heading(): string {
  const memoryGib = Math.round(totalmem() / 2 ** 30)
  return `# Benchmarks

Made by \`npm run bench\`; one section alone: \`npm run bench -- gateway\`. Each figure stands beside its peers from the same run,
taken in turn, since absolute times on a shared machine mean little: read the ratios. Medians, with the spread in brackets.
Machine: ${availableParallelism()} cores (${cpus()[0]?.model.trim()}), ${memoryGib} GiB, Linux, Node ${process.versions.node}.
`
}
