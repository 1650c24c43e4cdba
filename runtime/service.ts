/** Starts the whole service in this process, and stops it in the mirrored order. */
import { fileURLToPath } from 'node:url'
import type { Config } from './config.ts'
import { openSockets } from './connections/sockets.ts'
import { type Device, provideDevice } from './device/device.ts'
import { openDevice } from './device/open-device.ts'
import { openGateway } from './gateway/gateway.ts'
import type { Client } from './gateway/websocket/client.ts'
import { auditRefusal, logger } from './logger.ts'
import { askOwn } from './tls/ask-own.ts'

const SERVERLESS_FILE = fileURLToPath(new URL('../serverless.yml', import.meta.url))
const CONSOLE_FOLDER = fileURLToPath(new URL('../console/dist', import.meta.url))

export interface Service {
  /** As in http://127.0.0.1:6407, or https:// where the service has a certificate. */
  address: string
  /** Resolves when a capture would work for the first time: the camera gives pictures, and they can be stored. */
  whenReady(): Promise<void>
  /** Asks the health route over HTTP, as any client would: what a watchdog wants to know. */
  healthy(): Promise<boolean>
  stop(): Promise<void>
}

/** Throws when the port is taken or the route table is wrong; a missing camera does not prevent the start. */
export async function startService(config: Config): Promise<Service> {
  const sockets = openSockets<Client>()
  const device = await openDevice(config, sockets)
  provideDevice(device)
  const gateway = await openGateway({
    serverlessFile: SERVERLESS_FILE,
    config,
    sockets,
    scheduleIntervalsMs: {
      heartbeat: config.websocket.heartbeatIntervalMs,
      'status-broadcast': config.status.checkIntervalMs,
    },
    staticFolders: [{ prefix: '/console/', folder: CONSOLE_FOLDER }],
    logger,
    auditRefusal,
  })
  const forgetCamera = device.camera.onChange(() => gateway.runSchedule('status-broadcast'))
  return {
    address: gateway.address,
    whenReady: () => whenReady(device),
    healthy: () => answers(`${gateway.address}/api/v1/health`),
    async stop() {
      forgetCamera()
      device.view.stop()
      await gateway.close()
      await device.close()
      provideDevice(undefined)
    },
  }
}

const READINESS_INTERVAL_MS = 250

function whenReady({ camera, captures }: Device): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (camera.status().state !== 'streaming' || captures.storage().low) return
      clearInterval(timer)
      resolve()
    }
    const timer = setInterval(look, READINESS_INTERVAL_MS).unref()
    look()
  })
}

const HEALTH_TIMEOUT_MS = 5_000

async function answers(url: string): Promise<boolean> {
  const answer = await askOwn(url, HEALTH_TIMEOUT_MS).catch(() => undefined)
  return answer?.status === 200
}
