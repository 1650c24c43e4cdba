/** The logger that the gateway needs. Powertools' Logger fits. */
type Write = (message: string, facts: Record<string, unknown>) => void

/** One line of the audit log: what the gateway refused, before any function ran. */
export type AuditRefusal = (facts: {
  source_ip: string
  code: string
  sub: string | null
  [name: string]: unknown
}) => void

export interface GatewayLogger {
  debug: Write
  info: Write
  warn: Write
  error: Write
}
