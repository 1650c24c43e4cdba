import type { ErrorCode as Code, ErrorDetail as Detail } from '../../../runtime/errors.ts'

export type ErrorCode = Code
export type ErrorDetail = Detail
