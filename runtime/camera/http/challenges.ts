/** Reads WWW-Authenticate headers (RFC 9110 section 11.6.1): one header may hold several challenges, and several headers may come. */

export interface Challenge {
  /** In lower case: `digest`, `basic`. */
  scheme: string
  /** By name in lower case, without quotation marks. */
  parameters: Record<string, string>
}

const PARAMETER = /^[\s,]*([\w*.-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))/
const SCHEME = /^[\s,]*([A-Za-z][\w.-]*)(?=$|[\s,])/

export function parseChallenges(headers: readonly string[]): Challenge[] {
  return headers.flatMap(parseOne)
}

function parseOne(header: string): Challenge[] {
  const challenges: Challenge[] = []
  let rest = header
  while (rest.length > 0) {
    const parameter = PARAMETER.exec(rest)
    const current = challenges.at(-1)
    if (parameter !== null && current !== undefined) {
      const [all, name = '', quoted, plain] = parameter
      current.parameters[name.toLowerCase()] ??= quoted?.replace(/\\(.)/g, '$1') ?? plain ?? ''
      rest = rest.slice(all.length)
      continue
    }
    const scheme = SCHEME.exec(rest)
    if (scheme === null) break
    challenges.push({ scheme: (scheme[1] as string).toLowerCase(), parameters: {} })
    rest = rest.slice(scheme[0].length)
  }
  return challenges
}
