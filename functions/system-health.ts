import { arch, cpus, freemem, hostname, loadavg, release, totalmem, uptime } from 'node:os'
import { systemHealth } from './lib/api/status-models.ts'
import { http } from './lib/http.ts'
import { healthStatus, uptimeSeconds } from './lib/status.ts'

/** Facts about the host. They need a token because they help an attacker too. */
export const handler = http(
  {
    access: 'read',
    tag: 'Status',
    summary: 'Facts about the host',
    responses: { 200: { description: 'The state now.', body: systemHealth } },
  },
  (_input, device) => ({
    success: true,
    status: healthStatus(device),
    timestamp: new Date().toISOString(),
    system: {
      hostname: hostname(),
      platform: `${process.platform} ${release()} ${arch()}`,
      node: process.versions.node,
      cpu_count: cpus().length,
      load_average: loadavg(),
      memory_total_bytes: totalmem(),
      memory_free_bytes: freemem(),
      process_resident_bytes: process.memoryUsage.rss(),
      process_uptime_seconds: uptimeSeconds(device),
      host_uptime_seconds: uptime(),
      storage: device.captures.storage(),
    },
  }),
)
