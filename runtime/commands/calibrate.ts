/** `npm run calibrate`: prints the address of the calibration page, signed in where this computer may sign tokens. */
import { isIPv4 } from 'node:net'
import { ConfigError, EXIT_BAD_CONFIG, loadConfig } from '../config.ts'
import { ownNames } from '../tls/own-names.ts'
import { commandLine } from './command-line.ts'
import { signToken } from './token.ts'

const USAGE = `npm run calibrate [-- --host NAME]

Measures how late the camera is. Open the printed address on a phone or tablet, lay it under the camera, and press Measure.
The service must be running. --host: the name or address of this computer, as the phone reaches it.
`

const { values } = commandLine(USAGE, { host: { type: 'string' } })

/** IPv4 addresses, which a person can type; the loopback one is of no use to a phone. */
function ownAddresses(port: number): string[] {
  const inNetwork = ownNames().addresses.filter((address) => isIPv4(address) && !address.startsWith('127.'))
  return (inNetwork.length > 0 ? inNetwork : ['127.0.0.1']).map((address) => `${address}:${port}`)
}

try {
  const config = loadConfig()
  const { port, tls, publicUrl, pathPrefix } = config.server
  const scheme = (publicUrl?.secure ?? tls !== null) ? 'https' : 'http'
  const hosts = values.host ? [`${values.host}:${port}`] : publicUrl ? [publicUrl.host] : ownAddresses(port)
  const token = await signToken(config.auth, { subject: 'calibration', expiresIn: '1h' }).catch(() => null)
  const fragment = token === null ? '' : `#token=${token}`
  for (const host of hosts) process.stdout.write(`${scheme}://${host}${pathPrefix}/calibrate${fragment}\n`)
  if (token === null) process.stdout.write('Sign in at the console in the same browser first.\n')
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exit(error instanceof ConfigError ? EXIT_BAD_CONFIG : 1)
}
