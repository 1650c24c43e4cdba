/** Checks the requirements of a suite. Throws with the packages to install, or if it does not run as root. */
import { spawnSync } from 'node:child_process'

/** `packageOf` names the Debian package of each program. */
export function requireRootAnd(suite: string, packageOf: Record<string, string>): void {
  const missing = Object.keys(packageOf).filter((program) => spawnSync('which', [program]).status !== 0)
  if (missing.length > 0) {
    const packages = missing.map((program) => packageOf[program])
    throw new Error(`${suite} needs ${missing.join(', ')}: apt-get install ${packages.join(' ')}`)
  }
  if (process.getuid?.() !== 0) throw new Error(`${suite} needs root, for chroot and mount`)
}
