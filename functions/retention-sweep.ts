import { logger } from '../runtime/logger.ts'
import { schedule } from './lib/schedule.ts'

/** Removes the pictures that retention no longer keeps (MAX_CAPTURE_AGE_HOURS, MAX_STORAGE_MB). */
export const handler = schedule({}, async ({ captures, connections }) => {
  const swept = await captures.sweep()
  if (swept.removed === 0) return
  logger.info('Retention removed pictures', swept)
  connections.broadcast({ type: 'images_changed', data: { change: 'expired', filename: null } }, ['capture'])
})
