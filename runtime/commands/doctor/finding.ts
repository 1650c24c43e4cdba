/** The finding of one check. */
export interface Finding {
  /** `problem`: a capture would fail. `warning`: it works, but not as was asked. */
  level: 'ok' | 'warning' | 'problem'
  what: string
  why?: string
  remedy?: string
}
