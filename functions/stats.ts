import { http } from './lib/http.ts'

export const handler = http({ access: 'read' }, async (_input, { captures }) => ({
  success: true,
  data: await captures.stats(),
}))
