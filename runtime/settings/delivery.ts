/** Settings of the delivery to an S3-compatible store. */
import { hostname } from 'node:os'
import type { Settings } from './settings.ts'

/** Null where DELIVER_TO is not set. */
export function deliveryTarget(settings: Settings) {
  if (settings.DELIVER_TO === undefined) return null
  const { hostname: bucket, pathname } = new URL(settings.DELIVER_TO)
  return {
    bucket,
    prefix: pathname.replace(/^\/+|\/+$/g, ''),
    endpoint: settings.DELIVER_ENDPOINT,
    region: settings.DELIVER_REGION,
  }
}

/** DEVICE_NAME; else the name of the Greengrass thing; else that of the host, without characters that a key may not have. */
export function deviceName(settings: Settings, thingName = process.env.AWS_IOT_THING_NAME): string {
  return settings.DEVICE_NAME ?? (thingName || hostname()).replace(/[^A-Za-z0-9._-]/g, '-')
}

/** What is wrong with the settings together. */
export function deliveryProblems(settings: Settings): string[] {
  if (settings.DELIVER_TO !== undefined || settings.DELIVER_ENDPOINT === undefined) return []
  return ['DELIVER_ENDPOINT needs DELIVER_TO, as in s3://bucket/prefix. Set it, or remove DELIVER_ENDPOINT']
}
