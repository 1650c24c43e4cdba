import { hostBehaviour } from './behaviour.ts'
import { deviceRuntime } from './hosts.ts'

hostBehaviour('device runtime', deviceRuntime)
