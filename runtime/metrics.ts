/** The metrics of GET /metrics, named as Prometheus recommends (base units, _total for counters). */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export const registry = new Registry()
const registers = [registry]
const SECONDS_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

collectDefaultMetrics({ register: registry })

export const capturesTotal = new Counter({
  name: 'vision_captures_total',
  help: 'Captures by result (success, failure) and error code.',
  labelNames: ['result', 'code'],
  registers,
})
export const captureStageSeconds = new Histogram({
  name: 'vision_capture_stage_seconds',
  help: 'Duration of each stage of a capture; stage="total" is request to answer.',
  labelNames: ['stage'],
  buckets: SECONDS_BUCKETS,
  registers,
})
export const sessionFrames = new Gauge({
  name: 'vision_camera_frames',
  help: 'Frames of the open camera session by kind (seen, dropped, torn).',
  labelNames: ['kind'],
  registers,
})
export const damagedFramesTotal = new Counter({
  name: 'vision_damaged_frames_total',
  help: 'Frames of captures with damage: mended (bytes too many, left out) or torn (refused; the next frame was taken).',
  labelNames: ['result'],
  registers,
})
export const frameWaitSeconds = new Histogram({
  name: 'vision_frame_wait_seconds',
  help: 'From the arrival of a request to the start of the exposure that answers it.',
  buckets: SECONDS_BUCKETS,
  registers,
})
export const cameraState = new Gauge({
  name: 'vision_camera_state',
  help: '1 for the state that the camera is in.',
  labelNames: ['state'],
  registers,
})
export const cameraReopened = new Gauge({
  name: 'vision_camera_reopened',
  help: 'How often the camera was opened again after a fault.',
  registers,
})
export const connectionsOpen = new Gauge({
  name: 'vision_websocket_connections',
  help: 'Open WebSocket connections.',
  registers,
})
export const viewersOpen = new Gauge({ name: 'vision_live_viewers', help: 'Open live views.', registers })
export const liveEncodingsTotal = new Counter({
  name: 'vision_live_encodings_total',
  help: 'Pictures encoded for live views: one per frame, size and quality, however many watch.',
  registers,
})
export const storageBytes = new Gauge({
  name: 'vision_storage_bytes',
  help: 'Storage by kind (used by pictures, free, reserve).',
  labelNames: ['kind'],
  registers,
})
export const tokensRefused = new Counter({
  name: 'vision_tokens_refused_total',
  help: 'Tokens that were refused, by the check that failed.',
  labelNames: ['check'],
  registers,
})
export const requestsRefused = new Counter({
  name: 'vision_requests_refused_total',
  help: 'Requests and handshakes that were answered 401 or 403.',
  labelNames: ['status'],
  registers,
})
export const keySetFetches = new Counter({
  name: 'vision_key_set_fetches_total',
  help: 'Fetches of the key set at JWT_JWKS_URL, by result (success, failure).',
  labelNames: ['result'],
  registers,
})
export const keySetAgeSeconds = new Gauge({
  name: 'vision_key_set_age_seconds',
  help: 'Time since the key set at JWT_JWKS_URL was fetched.',
  registers,
})
export const plateVerdictsTotal = new Counter({
  name: 'vision_plate_verdicts_total',
  help: 'Plate checks by verdict; reason="" counts every check once, and each reason of a check is counted too.',
  labelNames: ['verdict', 'reason'],
  registers,
})
export const plateCheckSeconds = new Histogram({
  name: 'vision_plate_check_seconds',
  help: 'Duration of a plate check.',
  buckets: SECONDS_BUCKETS,
  registers,
})
export const deliveriesTotal = new Counter({
  name: 'vision_deliveries_total',
  help: 'Deliveries to the store by result: delivered, or the code of the fault.',
  labelNames: ['result'],
  registers,
})
export const deliveryBytesTotal = new Counter({
  name: 'vision_delivery_bytes_total',
  help: 'Bytes of the delivered pictures.',
  registers,
})
export const deliveriesWaiting = new Gauge({
  name: 'vision_deliveries_waiting',
  help: 'Stored pictures that the store has not confirmed yet, counted every 15 s.',
  registers,
})
