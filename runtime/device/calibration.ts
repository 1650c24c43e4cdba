/** Measuring how late the camera is, with a page of time codes that it films. */

export interface Calibration {
  /** The clock of the time codes, which every page compares with its own. */
  nowMs(): number
  slotMs: number
  codes(): Promise<string[]>
  /** The camera that is open now. */
  camera(): string | null
  /**
   * Films the page for up to 25 s, and stores the bound for this camera; it holds at once. Throws CAPTURE_FAILED with what was wrong,
   * NOT_SUPPORTED_HERE, CAPTURE_IN_PROGRESS, and the codes of a frame.
   */
  measure(options: { uncertaintyMs: number; signal: AbortSignal }): Promise<CalibrationResult>
}

export interface CalibrationResult {
  camera: string
  bound_ms: number
  margin_ms: number
  frames: number
  samples_ms: number[]
  min_ms: number
  median_ms: number
  p95_ms: number
  max_ms: number
  measured_at: string
}
