/** Describes every camera that the kernel knows, so that a person can choose one. Runs in the reader process, because it opens each. */
import { closeNode, openNode, queryCapability } from './device.ts'
import { faultSentence } from './faults.ts'
import { listFormats, type OfferedFormat } from './formats.ts'
import { type Holder, holdersOf } from './holders.ts'
import { type Identity, listIdentities, stableAddress } from './identity.ts'

export interface V4l2Camera extends Identity {
  /** What names it in CAMERA_SOURCE whatever is plugged in again: by-id path, `serial=…` or `bus=…`. */
  address: string
  /** The kernel driver; empty where it could not be asked. */
  driver: string
  formats: OfferedFormat[]
  heldBy: Holder[]
  /** Why it could not be asked, and what to do; null when all is well. */
  problem: string | null
}

/** Nodes that give no pictures (metadata, output, codecs) are left out; one that may not be opened is not. */
export async function describeCameras(): Promise<V4l2Camera[]> {
  const all = listIdentities()
  const described: V4l2Camera[] = []
  for (const identity of all) {
    const camera = {
      ...identity,
      address: stableAddress(identity, all),
      heldBy: await holdersOf(identity.node),
    }
    const asked = await ask(identity)
    if (asked !== null) described.push({ ...camera, ...asked })
  }
  return described
}

async function ask(identity: Identity): Promise<Pick<V4l2Camera, 'driver' | 'formats' | 'problem'> | null> {
  let fd: number | undefined
  try {
    fd = openNode(identity.node)
    const { driver, isCamera, isMultiPlanar } = queryCapability(fd)
    if (!isCamera && !isMultiPlanar) return null
    const problem = isMultiPlanar
      ? 'It gives its pictures in several planes, which are read through command: only (see the README).'
      : null
    return { driver, formats: listFormats(fd), problem }
  } catch (error) {
    if (identity.index !== 0) return null
    return { driver: '', formats: [], problem: await faultSentence(error, identity.node, identity.name) }
  } finally {
    if (fd !== undefined) closeNode(fd)
  }
}
