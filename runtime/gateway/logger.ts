/** The logger that the gateway needs. Powertools' Logger fits. */
type Write = (message: string, facts: Record<string, unknown>) => void

/** One line of the audit log: who changed or was refused what. */
export type Audit = (facts: Record<string, unknown>) => void

export interface GatewayLogger {
  debug: Write
  info: Write
  warn: Write
  error: Write
}
