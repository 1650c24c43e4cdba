import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const HANDLER = `import { z } from 'zod'
import { http } from './lib/http.ts'

const body = z.object({ added: z.literal(true), by: z.string().optional(), camera: z.string() })

export const handler = http(
  {
    access: 'read',
    tag: 'Status',
    summary: 'An endpoint that a test added',
    responses: { 200: { description: 'The state now.', body } },
  },
  ({ claims }, { camera }) => ({ added: true, by: claims?.sub, camera: camera.status().state }),
)
`
const ROUTE = `
  added: { handler: functions/added.handler, events: [{ httpApi: "GET /api/v1/added" }] }
`

/** Adds the endpoint \`GET /api/v1/added\` to a copy of the project: one file, and one line in serverless.yml. */
export function addEndpoint(folder: string): void {
  writeFileSync(join(folder, 'functions/added.ts'), HANDLER)
  appendFileSync(join(folder, 'serverless.yml'), ROUTE)
}
