import { hostBehaviour } from './behaviour.ts'
import { serverlessOffline } from './hosts.ts'
import { lambdaInvoke } from './lambda-invoke.ts'
import { notSupportedHere } from './not-supported-here.ts'

hostBehaviour('serverless offline', serverlessOffline, (host) => {
  lambdaInvoke(host)
  notSupportedHere(host)
})
