/** Lambda's own API ("Invoke", API version 2015-03-31): any function by its name, with the event as the body. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT } from '../support/root.ts'
import { bearer } from '../support/service.ts'
import type { Host } from './hosts.ts'

const captureEvent = JSON.parse(readFileSync(join(ROOT, 'test/events/capture-image.json'), 'utf8'))

export function lambdaInvoke(host: () => Host): void {
  /** Names are {service}-{stage}-{function}, as Serverless deploys them. */
  const invoke = async (fn: string, event: object, type = 'RequestResponse') => {
    const url = `${host().lambda}/2015-03-31/functions/vision-capture-dev-${fn}/invocations`
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'x-amz-invocation-type': type },
      body: JSON.stringify(event),
    })
    const text = await response.text()
    return { response, payload: text === '' ? undefined : JSON.parse(text) }
  }
  const withToken = async (event: typeof captureEvent, changes: object = {}) => ({
    ...event,
    headers: { ...event.headers, ...(await bearer()) },
    ...changes,
  })

  describe("Lambda's invoke endpoint", () => {
    it('runs a function that reads', async () => {
      const { response, payload } = await invoke('status', await withToken(captureEvent))
      expect(response.status).toBe(200)
      expect(payload.statusCode).toBe(200)
      expect(JSON.parse(payload.body)).toMatchObject({ is_connected: true, state: 'streaming' })
    })
    it('takes a picture that every route then knows', async () => {
      const { payload } = await invoke('capture-image', await withToken(captureEvent))
      expect(payload.statusCode).toBe(200)
      const { data } = JSON.parse(payload.body)
      expect(data).toMatchObject({ sample_no: 'TEST005', submission_no: 'SUB001' })
      const { filename, file_size } = data.image_data
      const picture = await fetch(`${host().http}/api/v1/capture/image/${filename}`, {
        headers: await bearer(),
      })
      expect((await picture.arrayBuffer()).byteLength).toBe(file_size)
    })
    it("carries a handler's errors in the payload, as Lambda does", async () => {
      const withoutToken = await invoke('capture-image', captureEvent)
      expect([withoutToken.response.status, withoutToken.payload.statusCode]).toEqual([200, 401])
      const bad = await invoke('capture-image', await withToken(captureEvent, { body: '{"quality":0}' }))
      expect(bad.payload.statusCode).toBe(422)
      expect(JSON.parse(bad.payload.body)).toMatchObject({
        success: false,
        error: { code: 'VALIDATION_ERROR' },
      })
    })
    it('takes an event without waiting for its end', async () => {
      const { response, payload } = await invoke('heartbeat', {}, 'Event')
      expect([response.status, payload]).toEqual([202, undefined])
    })
    it('knows no other names', async () => {
      const { response, payload } = await invoke('nothing', {})
      expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([
        404,
        'ResourceNotFoundException',
      ])
      expect(payload.Message).toContain('Function not found: vision-capture-dev-nothing')
    })
  })
}
