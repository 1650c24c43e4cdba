/** `node reader-start.ts`: prints how many milliseconds a V4L2 reader process takes from its start to its first answer, the median of several. */
import { describeV4l2Cameras } from '../../runtime/camera/v4l2/driver.ts'
import { monotonicMs } from '../../runtime/clock.ts'
import { median } from '../report.ts'

const STARTS = 7

const durationsMs: number[] = []
for (let start = 0; start < STARTS; start++) {
  const fromMs = monotonicMs()
  await describeV4l2Cameras()
  durationsMs.push(monotonicMs() - fromMs)
}
process.stdout.write(String(median(durationsMs)))
process.exit(0)
