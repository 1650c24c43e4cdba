/** Something that a check found wrong. */
export interface Problem {
  what: 'event' | 'row' | 'file' | 'counter' | 'head'
  /** A file name, or the number of an event. */
  name: string
  problem: string
}

/** Called with each problem as it is found. */
export type Found = (problem: Problem) => void
