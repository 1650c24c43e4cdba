/** The live view, as handlers see it. Nothing is stored. */

export interface LiveView {
  /**
   * One JPEG, encoded once however many ask for this size and quality. `null` size is the camera's own. Throws RATE_LIMITED where too
   * many pictures wait to be made.
   */
  snapshot(options: ViewOptions & { notBeforeMs: number; signal: AbortSignal }): Promise<Buffer>
  /** JPEGs as they come, at most `fps` a second; a consumer that is slow misses frames. Throws TOO_MANY_CONNECTIONS. */
  watch(options: ViewOptions & { fps: number; signal: AbortSignal }): AsyncIterable<Buffer>
  /** Ends every live view; gives back how many there were. */
  stop(): number
  readonly viewers: number
}

export interface ViewOptions {
  /** A person or an address; clients take turns. */
  client: string
  widthPx: number | null
  heightPx: number | null
  /** 1 to 100; null keeps the camera's own bytes where the size allows it. */
  quality: number | null
}
