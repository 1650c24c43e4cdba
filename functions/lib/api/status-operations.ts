import { z } from 'zod'
import { captureStats } from './capture-models.ts'
import type { Operation } from './operation.ts'
import {
  cameraStatus,
  health,
  readiness,
  serviceHealth,
  serviceStatus,
  systemHealth,
} from './status-models.ts'

export const statusOperations = {
  health: {
    route: 'GET /api/v1/capture/health',
    access: 'public',
    tag: 'Status',
    summary: 'Is the service alive?',
    description: '200 whenever the process serves, without a camera too.',
    responses: { 200: { description: 'It is.', body: health } },
  },
  ready: {
    route: 'GET /api/v1/capture/ready',
    access: 'public',
    tag: 'Status',
    summary: 'Would a capture work now?',
    responses: {
      200: { description: 'It would.', body: readiness },
      503: { description: 'It would not; `reasons` says why.', body: readiness },
    },
  },
  status: {
    route: 'GET /api/v1/capture/status',
    access: 'read',
    tag: 'Status',
    summary: 'The camera: connected, format, faults',
    responses: { 200: { description: 'As it is now.', body: cameraStatus } },
  },
  serviceStatus: {
    route: 'GET /api/v1/capture/service-status',
    access: 'read',
    tag: 'Status',
    summary: 'The service and its camera',
    responses: { 200: { description: 'As they are now.', body: serviceStatus } },
  },
  stats: {
    route: 'GET /api/v1/capture/stats',
    access: 'read',
    tag: 'Status',
    summary: 'Captures counted and timed',
    responses: {
      200: {
        description: 'Since the catalogue began.',
        body: z.object({ success: z.literal(true), data: captureStats }),
      },
    },
  },
  serviceHealth: {
    route: 'GET /api/v1/health',
    access: 'public',
    tag: 'Status',
    summary: 'Healthy, degraded or unhealthy',
    responses: { 200: { description: 'The process serves.', body: serviceHealth } },
  },
  detailedHealth: {
    route: 'GET /api/v1/health/detailed',
    access: 'public',
    tag: 'Status',
    summary: 'As /api/v1/capture/health',
    responses: { 200: { description: 'The process serves.', body: health } },
  },
  systemHealth: {
    route: 'GET /api/v1/health/system',
    access: 'read',
    tag: 'Status',
    summary: 'Facts of the host',
    responses: { 200: { description: 'As they are now.', body: systemHealth } },
  },
  metrics: {
    route: 'GET /metrics',
    access: 'public',
    tag: 'Status',
    summary: 'Metrics for Prometheus',
    responses: { 200: { description: 'Text exposition format.', body: { mediaTypes: ['text/plain'] } } },
  },
} satisfies Record<string, Operation>
