/** Viewers of the live view in a process of their own: `viewers.ts ADDRESS TOKEN WIDTH FPS COUNT`, says when all have a picture. */
import { createClient } from '../../client/src/index.ts'

const [address = '', token = '', ...numbers] = process.argv.slice(2)
const [width, fps, count] = numbers.map(Number) as [number, number, number]
const client = createClient({ baseUrl: address, token: () => token })

let begun = 0
for (let viewer = 0; viewer < count; viewer++) watch()

async function watch(): Promise<void> {
  let first = true
  for await (const _ of client.view({ w: width, fps })) {
    if (first && ++begun === count) process.send?.('all')
    first = false
  }
}
