import { health as healthModel } from './lib/api/status-models.ts'
import { http } from './lib/http.ts'
import { health } from './lib/status.ts'

/** Always 200, also when degraded: deployed front ends refuse to capture after any other status. */
export const handler = http(
  {
    access: 'public',
    tag: 'Status',
    summary: 'Is the service running?',
    description: 'Answers 200 whenever the process runs, also without a camera.',
    responses: { 200: { description: 'The service is running.', body: healthModel } },
  },
  (_input, device) => health(device),
)
