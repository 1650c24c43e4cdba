/** The service's types by name, taken from the generated declarations. */
import type { components, operations } from './schema.ts'

export type Schemas = components['schemas']
type Operation = keyof operations

/** `data` of an operation's successful answer. */
type DataOf<O extends Operation> = operations[O] extends {
  responses: { 200: { content: { 'application/json': { data: infer Data } } } }
}
  ? Data
  : never
/** Fields may be undefined, which is the same as leaving them out. */
type QueryOf<O extends Operation> = operations[O] extends { parameters: { query?: infer Query } }
  ? { [Field in keyof Query]?: Query[Field] | undefined }
  : never

export type ErrorCode = Schemas['ErrorCode']
export type ErrorDetail = Schemas['ErrorDetail']

/** The body of a capture. The service's settings fill fields that are left out. */
export type CaptureRequest = {
  [Field in keyof Schemas['CaptureRequest']]: undefined extends Schemas['CaptureRequest'][Field]
    ? Schemas['CaptureRequest'][Field] | undefined
    : Schemas['CaptureRequest'][Field]
}
export type CaptureData = Schemas['CaptureData']
export type CaptureProgress = Schemas['CaptureProgress']
export type CaptureResult = Schemas['CaptureResult']
export type CaptureFailure = Schemas['CaptureFailure']
export type FreshnessReceipt = Schemas['FreshnessReceipt']
export type ImageFormat = CaptureData['image_data']['format']
export type CatalogueEntry = Schemas['CatalogueEntry']
/** New values of what was entered for a picture, and why. */
export type ImageCorrection = Omit<Schemas['ImageChange'], 'pinned'> & { reason: string }
export type ImageQuery = QueryOf<'listImages'>
export type ImagePage = Schemas['ImagePage']
export type CaptureStats = Schemas['CaptureStats']

export type CameraStatus = Schemas['CameraStatus']
export type CameraControl = Schemas['CameraControl']
export type CameraControls = DataOf<'cameraControls'>
export type SnapshotQuery = QueryOf<'snapshot'>
export type ViewQuery = QueryOf<'streamMjpeg'>

export type ServiceStatus = Schemas['ServiceStatus']
export type Health = Schemas['Health']
/** Who is signed in, for a page. */
export type Session = Schemas['Session']
