import { cameraOperations, viewOperations } from './camera-operations.ts'
import { captureOperations } from './capture-operations.ts'
import { documentationOperations } from './documentation-operations.ts'
import type { Operation } from './operation.ts'
import { statusOperations } from './status-operations.ts'

/** Every HTTP route of the service, by its operationId. */
export const operations: Record<string, Operation> = {
  ...captureOperations,
  ...viewOperations,
  ...cameraOperations,
  ...statusOperations,
  ...documentationOperations,
}
