import { describe, expect, it } from 'vitest'
import { loadConfig } from '../runtime/config.ts'
import { ServiceError } from '../runtime/errors.ts'
import { keepSecret, redact, secretsIn, shownSource } from '../runtime/redaction.ts'

const PASSWORD = 'Geh3im-77'
const SOURCES = {
  'user:password@ in an address': `http://lab:${PASSWORD}@10.0.0.9/video`,
  'a slash in the password': `command:ffmpeg -i rtsp://lab:a/${PASSWORD}@10.0.0.9/live -f mjpeg -`,
  'an @ in the password': `command:ffmpeg -i rtsp://lab:a@${PASSWORD}@10.0.0.9/live -f mjpeg -`,
  'the query of an address': `http://10.0.0.9/api.cgi?cmd=Snap&user=lab&password=${PASSWORD}`,
  'the query under an unusual name': `http://10.0.0.9/shot?x=${PASSWORD}`,
  'the path': `command:ffmpeg -i rtsp://10.0.0.9/user=lab_password=${PASSWORD}_channel=1.sdp -f mjpeg -`,
  'an option of curl': `command:curl -sN -u lab:${PASSWORD} http://10.0.0.9/video`,
  'an option of curl without a blank': `command:curl -sN -ulab:${PASSWORD} http://10.0.0.9/video`,
  'a long option in quotation marks': `command:curl --user "lab:${PASSWORD}" http://10.0.0.9/video`,
  'a property of gst-launch': `command:gst-launch-1.0 rtspsrc location=rtsp://10.0.0.9 user-id=lab user-pw=${PASSWORD} ! fdsink`,
  'a header': `command:ffmpeg -headers "Authorization: Token ${PASSWORD}" -i http://10.0.0.9/ -f mjpeg -`,
}

describe('a credential in CAMERA_SOURCE', () => {
  it.each(Object.entries(SOURCES))('is not shown: %s', (_where, source) => {
    expect(shownSource(source)).not.toContain(PASSWORD)
    expect(redact(`cannot open ${source}`)).not.toContain(PASSWORD)
  })

  it('is hidden wherever it appears, once the settings are read', () => {
    const password = 'p@ss/word:1'
    const source = `http://lab:${encodeURIComponent(password)}@10.0.0.9/video`
    loadConfig({ JWT_SECRET: 'a secret of the test, long enough to be one', CAMERA_SOURCE: source }, '/')
    const basic = Buffer.from(`lab:${password}`).toString('base64')
    for (const spelling of [password, encodeURIComponent(password), basic]) {
      expect(redact(`the program says: ${spelling}!`)).toBe('the program says: ***!')
      expect(new ServiceError('CAMERA_NOT_AVAILABLE', `It answered ${spelling}.`).message).toBe(
        'It answered ***.',
      )
    }
  })

  it.each([
    'lab:Geh3im-77@10.0.0.9/video',
    'rtsp://lab:Geh3im-77@10.0.0.9/live',
    'http:/lab:Geh3im-77@10.0.0.9',
  ])('is not in the message about a source that is not valid: %s', (source) => {
    const settings = { JWT_SECRET: 'a secret of the test, long enough to be one', CAMERA_SOURCE: source }
    expect(() => loadConfig(settings, '/')).toThrow(/^(?!.*Geh3im-77).*CAMERA_SOURCE is not valid/s)
  })

  it('is hidden as a whole word when it is short, and other words stay readable', () => {
    keepSecret('plate', 'abc')
    expect(redact('plate plates template abc')).toBe('*** plates template abc')
  })

  it('is found in plain, decoded and encoded form, and in a Basic header', () => {
    expect(secretsIn('http://me:p%40ss-word@10.0.0.9/')).toEqual([
      'p%40ss-word',
      'p@ss-word',
      'p%40ss-word',
      Buffer.from('me:p@ss-word').toString('base64'),
    ])
    expect(secretsIn('simulated')).toEqual([])
  })
})

it('leaves text without credentials alone', () => {
  const sentences = [
    'CAMERA_SOURCE is not a valid URL. Expected http://user:password@host/path.',
    'The camera at 10.0.0.9:8080 cannot be reached: connect ECONNREFUSED.',
    'It asks for Basic authentication; the user may not do that.',
    'ffmpeg -f mjpeg -i /dev/video0 -p 6407',
  ]
  for (const sentence of sentences) expect(redact(sentence)).toBe(sentence)
})
