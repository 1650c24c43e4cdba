/** The whole service on two cameras of the kernel, in one machine for all cases: a machine takes half a minute to start. */
import { afterAll, describe } from 'vitest'
import { startCameras } from './cameras.ts'
import { faultCases } from './faults.ts'
import { freshnessCases } from './freshness.ts'

const cameras = await startCameras()
afterAll(() => cameras[Symbol.asyncDispose]())

describe('freshness', () => freshnessCases(cameras))
describe('faults', () => faultCases(cameras))
