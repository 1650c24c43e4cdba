/** The service's log: JSON lines, one per event. A token or secret is never passed to it. */
import { Logger } from '@aws-lambda-powertools/logger'

export const logger = new Logger({ serviceName: 'vision-capture' })
