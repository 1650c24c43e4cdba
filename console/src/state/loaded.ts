import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import type { CaptureServiceError } from '../../../client/src/index.ts'
import { toFailure } from './service.ts'

export interface Loaded<T> {
  /** The last that was loaded; it stays while the next is on its way. */
  value: T | null
  failure: CaptureServiceError | null
  loading: boolean
  reload(): void
}

/** What a call gives, asked again whenever `key` changes; the answer to an earlier question is never shown. */
export function useLoaded<T>(key: string, load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [state, setState] = useState<Omit<Loaded<T>, 'reload'>>({ value: null, failure: null, loading: true })
  const [round, setRound] = useState(0)
  const current = useRef(load)
  current.current = load
  useEffect(() => {
    const left = new AbortController()
    setState((before) => ({ ...before, loading: true }))
    current.current(left.signal).then(
      (value) => !left.signal.aborted && setState({ value, failure: null, loading: false }),
      (error) =>
        !left.signal.aborted &&
        setState((before) => ({ ...before, failure: toFailure(error), loading: false })),
    )
    return () => left.abort()
  }, [key, round])
  const reload = useCallback(() => setRound((before) => before + 1), [])
  return { ...state, reload }
}
