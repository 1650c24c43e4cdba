/** Log lines that clients cause. A client that repeats itself gets some of them, with the number of the others. */
import { type LineBudget, lineBudget } from './line-budget.ts'

/** Of one client, in a minute, for each message or code. */
export const LINES_PER_MINUTE = 5

interface ClientFacts {
  source_ip: string
  /** Lines with the same code count together, whatever their message says. */
  code?: string
  [name: string]: unknown
}
type Write = (message: string, facts: ClientFacts) => void
type Level = 'info' | 'warn' | 'error'

/** `left_out` in a line is how many like it were left out before. */
export type ClientLog = Record<Level, Write>

export function clientLogOf(
  logger: Record<Level, (message: string, facts: Record<string, unknown>) => void>,
  budget: LineBudget = lineBudget(LINES_PER_MINUTE),
): ClientLog {
  const at =
    (level: Level): Write =>
    (message, facts) => {
      const leftOut = budget.take(`${facts.source_ip} ${facts.code ?? message}`)
      if (leftOut === null) return
      logger[level](message, leftOut === 0 ? facts : { ...facts, left_out: leftOut })
    }
  return { info: at('info'), warn: at('warn'), error: at('error') }
}
