/** WebSocket messages, good and bad. */
import fc from 'fast-check'
import { operations } from '../support/api-documents.ts'
import { hostileText, hostileValue } from './values.ts'

const TYPES = Object.keys(operations.received)

const good = fc
  .tuple(fc.constantFrom(...TYPES), hostileValue)
  .map(([type, value]) => JSON.stringify({ type, timestamp: value, token: value }))
const bad = fc.oneof(
  hostileText,
  hostileValue.map((value) => JSON.stringify(value) ?? ''),
  hostileValue.map((type) => JSON.stringify({ type })),
  fc.constantFrom(
    '[',
    '{',
    '{"type":{"type":"ping"}}',
    '{"type":"$connect"}',
    '{"type":"__proto__"}',
    '['.repeat(20_000),
  ),
)

export const message = fc.oneof({ weight: 3, arbitrary: good }, { weight: 2, arbitrary: bad })
