/** The camera's controls: locked until they are unlocked one by one, since each changes every picture that follows. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { CameraControl, CaptureServiceError } from '../../../client/src/index.ts'
import { FailureNote } from '../shell/failure-note.tsx'
import { useLoaded } from '../state/loaded.ts'
import { camera, client, toFailure } from '../state/service.ts'
import { text } from '../text/text.ts'
import { ControlRow } from './control-row.tsx'

const isFault = ({ name }: CameraControl) => name.startsWith('fault_')

export function Controls() {
  const { camera: texts } = text.value
  const state = camera.value?.state ?? 'unknown'
  const { value, failure, reload } = useLoaded(state, (signal) => client.controls({ signal }))
  const changeFailure = useSignal<CaptureServiceError | null>(null)
  useEffect(() => {
    changeFailure.value = null
  }, [changeFailure, value])

  const set = async (name: string, wanted: number) => {
    try {
      await client.setControls({ [name]: wanted })
      changeFailure.value = null
    } catch (error) {
      changeFailure.value = toFailure(error)
    }
    // One control may rule others.
    reload()
  }
  const controls = value?.controls ?? []
  const row = (control: CameraControl) => (
    <ControlRow
      key={control.name}
      control={control}
      drift={value?.drift.find(({ name }) => name === control.name)}
      onSet={(wanted) => set(control.name, wanted)}
    />
  )
  const settings = controls.filter((control) => !isFault(control))
  const faults = controls.filter(isFault)
  return (
    <section class="card controls" aria-labelledby="controls-title">
      <h2 id="controls-title">{texts.controls}</h2>
      {changeFailure.value && <FailureNote failure={changeFailure.value} />}
      {failure && failure.code !== 'NOT_SUPPORTED_HERE' && <FailureNote failure={failure} />}
      {value !== null && settings.length === 0 && <p class="empty">{texts.noControls}</p>}
      {failure?.code === 'NOT_SUPPORTED_HERE' && <p class="empty">{texts.noControls}</p>}
      {settings.map(row)}
      <SettingsLine controls={settings} />
      {faults.length > 0 && (
        <details class="more">
          <summary>{texts.faults}</summary>
          <p class="hint">{texts.faultsHelp}</p>
          {faults.map(row)}
        </details>
      )}
    </section>
  )
}

/** What has been changed, as the setting that makes it last. */
function SettingsLine({ controls }: { controls: CameraControl[] }) {
  const changed = controls.filter((control) => !control.read_only && control.value !== control.default)
  if (changed.length === 0) return null
  return (
    <details class="for-administrator">
      <summary>{text.value.camera.keep}</summary>
      <code class="settings-line">
        CAMERA_CONTROLS={changed.map(({ name, value }) => `${name}=${value}`).join(',')}
      </code>
    </details>
  )
}
