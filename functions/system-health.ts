import { arch, cpus, freemem, hostname, loadavg, release, totalmem, uptime } from 'node:os'
import { statusOperations } from './lib/api/status-operations.ts'
import { http } from './lib/http.ts'
import { healthStatus, uptimeSeconds } from './lib/status.ts'

/** Facts of the host: for whoever runs the fleet, so it needs a token. */
export const handler = http(statusOperations.systemHealth, (_input, device) => ({
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
}))
