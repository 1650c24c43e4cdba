/** The status of controls that drifted or do not answer. */
import { describe, expect, it } from 'vitest'
import { cameraStatus } from '../../functions/lib/status.ts'
import type { Device } from '../../runtime/device/device.ts'

const messageOf = (status: object) =>
  cameraStatus({
    camera: {
      status: () => ({
        state: 'streaming',
        granted: null,
        errorMessage: null,
        drift: [],
        muteControls: [],
        ...status,
      }),
    },
    captures: { capturing: false, lastCaptureAt: null },
    config: { camera: { deviceId: 0 } },
  } as unknown as Device).error_message

describe('the message of a working camera', () => {
  it('is empty where all is well', () => {
    expect(messageOf({})).toBeNull()
  })

  it('names a control that does not answer, and says that pictures go on', () => {
    expect(messageOf({ muteControls: ['gain', 'focus'] })).toMatch(
      /^CONTROL_MUTE: the camera does not answer about gain, focus\. Pictures go on\./,
    )
  })

  it('distinguishes a control that does not answer from one that the camera does not have', () => {
    const drift = [
      { name: 'gain', wanted: 5, actual: null },
      { name: 'iris', wanted: 1, actual: null },
      { name: 'focus', wanted: 10, actual: 20 },
    ]
    expect(messageOf({ drift, muteControls: ['gain'] })).toMatch(
      /^CONTROL_DRIFT: the camera does not answer about gain; the camera has no iris; focus is 20, not 10\./,
    )
  })
})
