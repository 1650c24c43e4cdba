/** How the bench is, in the header: green only while a picture could be taken now. */
import { computed } from '@preact/signals'
import { href } from '../state/route.ts'
import { camera, connection, problems } from '../state/service.ts'
import { text } from '../text/text.ts'

/** The worst first: without a connection nothing else is known. */
const state = computed(() => {
  if (connection.value.state === 'waiting') return 'lost'
  const status = camera.value
  if (status === null) return 'unknown'
  if (!status.is_connected) return status.state
  const storage = problems.value.find(({ code }) => !code.startsWith('CAMERA_'))
  if (storage !== undefined) return storage.code === 'STORAGE_FULL' ? 'full' : 'unwritable'
  return status.state
})

export function CameraPill() {
  const { cameraStates } = text.value
  const resolution = camera.value?.resolution
  return (
    <a class="pill" href={href('camera')} data-state={state.value}>
      <span role="status" class="state-dot" data-state={state.value}>
        {cameraStates[state.value]}
      </span>
      {resolution && state.value === 'streaming' && <small>{resolution.replace('x', '×')}</small>}
    </a>
  )
}
