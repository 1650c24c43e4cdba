import { hostBehaviour } from './behaviour.ts'
import { serverlessOffline } from './hosts.ts'

hostBehaviour('serverless offline', serverlessOffline)
