/** What a check finds wrong. */
export interface Problem {
  what: 'event' | 'row' | 'file' | 'counter' | 'head'
  /** A file name, or the number of an event. */
  name: string
  problem: string
}

/** Told of each problem as it is found. */
export type Found = (problem: Problem) => void
