/** Finds the processes that have a device node open, from /proc. Only root sees the processes of other users. */
import { readdir, readFile, readlink } from 'node:fs/promises'

export interface Holder {
  pid: number
  /** The program's name. */
  name: string
  parentPid: number
}

/** Every process but this one that has the node open, as far as this user may see. */
export async function holdersOf(node: string): Promise<Holder[]> {
  const pids = (await entries('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
  const found = await Promise.all(pids.map(async (pid) => ((await holds(pid, node)) ? holder(pid) : null)))
  return found.filter((each) => each !== null)
}

async function holds(pid: string, node: string): Promise<boolean> {
  const folder = `/proc/${pid}/fd`
  for (const descriptor of await entries(folder)) {
    // A process or descriptor may end while it is looked at.
    if ((await readlink(`${folder}/${descriptor}`).catch(() => '')) === node) return true
  }
  return false
}

async function holder(pid: string): Promise<Holder> {
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => 'a program')
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return { pid: Number(pid), name: name.trim(), parentPid: Number(/^PPid:\s*(\d+)/m.exec(status)?.[1] ?? 0) }
}

async function entries(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => [])
}
