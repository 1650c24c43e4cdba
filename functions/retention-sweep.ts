import { useDevice } from '../runtime/device/device.ts'
import { logger } from '../runtime/logger.ts'

/** Removes what retention no longer keeps (MAX_CAPTURE_AGE_HOURS, MAX_STORAGE_MB). */
export const handler = async (): Promise<void> => {
  const { captures } = await useDevice()
  const swept = await captures.sweep()
  if (swept.removed > 0) logger.info('Retention removed pictures', swept)
}
