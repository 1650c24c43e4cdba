/** Builds the context that Lambda passes to a handler beside the event. */
import type { Context } from 'aws-lambda'
import { monotonicMs } from '../../clock.ts'
import type { FunctionFacts } from '../../routes/table.ts'

const PREFIX = 'arn:aws:lambda:local:000000000000:function:'

/** The context of one invocation; a class, so that building one allocates no closure. */
export class InvocationContext implements Context {
  callbackWaitsForEmptyEventLoop = false
  functionName: string
  functionVersion = '$LATEST'
  invokedFunctionArn: string
  memoryLimitInMB: string
  awsRequestId: string
  logGroupName: string
  logStreamName = 'local'
  #deadlineMs: number

  constructor(facts: FunctionFacts, requestId: string) {
    this.functionName = facts.name
    this.invokedFunctionArn = PREFIX + facts.name
    this.memoryLimitInMB = String(facts.memoryMb)
    this.awsRequestId = requestId
    this.logGroupName = `/aws/lambda/${facts.name}`
    this.#deadlineMs = monotonicMs() + facts.timeoutMs
  }

  /** Milliseconds until the function's timeout in serverless.yml. */
  getRemainingTimeInMillis(): number {
    return Math.max(0, Math.floor(this.#deadlineMs - monotonicMs()))
  }

  /** The three callbacks of Node 0.10 that the type still asks for; a handler here is async. */
  done(): never {
    throw new Error('context.done is not supported: return a promise')
  }
  fail(): never {
    throw new Error('context.fail is not supported: throw')
  }
  succeed(): never {
    throw new Error('context.succeed is not supported: return the result')
  }
}
