/** A line of the log as a person reads it on a terminal (LOG_FORMAT=pretty). */

/** Fields that are the same in every line. */
const HIDDEN = new Set(['level', 'message', 'timestamp', 'service', 'error', 'sampling_rate'])

/** `10:30:00.123 WARN  Camera changed state state=faulted`. A line that is not JSON stays as it is. */
export function prettyLine(line: string): string {
  let facts: Record<string, unknown>
  try {
    facts = JSON.parse(line)
  } catch {
    return line
  }
  const { level, message, timestamp, error } = facts
  const time = String(timestamp ?? '').slice(11, 23)
  const rest = Object.entries(facts)
    .filter(([name, value]) => !HIDDEN.has(name) && value !== undefined)
    .map(([name, value]) => ` ${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
  const cause = (error as { message?: string } | undefined)?.message
  return `${time} ${String(level).padEnd(5)} ${message}${rest.join('')}${cause ? `\n    ${cause}` : ''}\n`
}
