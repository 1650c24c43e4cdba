/** Invokes one function within its timeout. */
import type { Context } from 'aws-lambda'
import { ServiceError } from '../../errors.ts'
import type { LoadedFunction } from '../../routes/load.ts'

/** Runs a handler. Rejects with HANDLER_TIMEOUT when it takes longer than `timeout` in serverless.yml; it is not killed. */
export function invoke(fn: LoadedFunction, event: unknown, context: Context): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(handlerTimeout(fn)), fn.timeoutMs)
    const settle = (done: (value: never) => void) => (value: unknown) => {
      clearTimeout(timer)
      done(value as never)
    }
    try {
      Promise.resolve(fn.handler(event, context)).then(settle(resolve), settle(reject))
    } catch (thrown) {
      settle(reject)(thrown)
    }
  })
}

export function handlerTimeout(fn: LoadedFunction): ServiceError {
  return new ServiceError(
    'HANDLER_TIMEOUT',
    `The function ${fn.name} took longer than its ${fn.timeoutMs / 1000} s; try again.`,
  )
}
