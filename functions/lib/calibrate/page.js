/** Shows the time as a QR code that changes with the service's clock, and asks the service to film it. */
const PINGS = 30
const SYNC_EVERY_MS = 2000
const QUIET_MODULES = 4
const element = (id) => document.getElementById(id)
const [canvas, state, button, size, result] = ['code', 'state', 'measure', 'size', 'result'].map(element)

const token = new URLSearchParams(location.hash.slice(1)).get('token')
// Not to be bookmarked, shared or seen over a shoulder.
if (token !== null) history.replaceState(null, '', location.pathname)

async function call(path, options = {}) {
  const answer = await fetch(path, { ...options, headers: { ...(await credentials()), ...options.headers } })
  const body = await answer.json()
  if (!answer.ok) throw new Error(body.error.message)
  return body.data
}

let session
/** The token of the address, or the cookie of a browser that is signed in at the console. */
async function credentials() {
  if (token !== null) return { authorization: `Bearer ${token}` }
  session ??= fetch('api/v1/session').then(async (answer) => (answer.ok ? (await answer.json()).data : null))
  const csrf = (await session)?.csrf_token
  return csrf ? { 'x-csrf-token': csrf } : {}
}

/**
 * The service's clock less ours, from the ping that came back soonest: the answer was made within its way, so the error is at most half
 * of it.
 */
let clock = { offsetMs: 0, uncertaintyMs: Number.POSITIVE_INFINITY, atMs: 0 }
async function ping() {
  const sentMs = performance.now()
  const { now_ms } = await call('api/v1/camera/calibration/clock')
  const cameMs = performance.now()
  const uncertaintyMs = (cameMs - sentMs) / 2
  // An old comparison is worth less: clocks of phones drift by up to 0.1 ms a second.
  const worthMs = clock.uncertaintyMs + (cameMs - clock.atMs) / 10_000
  if (uncertaintyMs <= worthMs)
    clock = { offsetMs: now_ms - (sentMs + cameMs) / 2, uncertaintyMs, atMs: cameMs }
}

let shown = -1
function draw(codes, slotMs) {
  const slot = Math.floor((performance.now() + clock.offsetMs) / slotMs) % codes.length
  if (slot !== shown) {
    shown = slot
    const lines = codes[slot].split('/')
    const modules = lines.length + 2 * QUIET_MODULES
    const context = canvas.getContext('2d')
    if (canvas.width !== modules) canvas.width = canvas.height = modules
    context.fillStyle = '#fff'
    context.fillRect(0, 0, modules, modules)
    context.fillStyle = '#000'
    for (let y = 0; y < lines.length; y++)
      for (let x = 0; x < lines.length; x++)
        if (lines[y][x] === '1') context.fillRect(x + QUIET_MODULES, y + QUIET_MODULES, 1, 1)
  }
  requestAnimationFrame(() => draw(codes, slotMs))
}

function resize() {
  const sidePx = (Math.min(innerWidth, innerHeight) * size.value) / 100
  canvas.style.width = canvas.style.height = `${Math.floor(sidePx)}px`
}

async function measure() {
  button.disabled = true
  state.textContent = 'Measuring: do not touch the screen or the camera. This takes up to 25 s.'
  result.textContent = ''
  try {
    const found = await call('api/v1/camera/calibration', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ uncertainty_ms: clock.uncertaintyMs }),
    })
    state.textContent = `Stored: ${found.bound_ms} ms for ${found.camera}. It holds from now on.`
    result.textContent = [
      `${found.samples_ms.length} of ${found.frames} frames showed a code.`,
      `From the code to the frame: least ${found.min_ms}, median ${found.median_ms}, 95 % ${found.p95_ms}, worst ${found.max_ms} ms.`,
      `The bound is the worst plus ${found.margin_ms} ms of margin.`,
    ].join('\n')
  } catch (error) {
    state.textContent = error.message
  }
  button.disabled = false
}

async function begin() {
  const { codes, slot_ms, camera } = await call('api/v1/camera/calibration')
  for (let count = 0; count < PINGS; count++) await ping()
  setInterval(() => ping().catch(() => {}), SYNC_EVERY_MS)
  size.addEventListener('input', resize)
  addEventListener('resize', resize)
  resize()
  draw(codes, slot_ms)
  button.addEventListener('click', measure)
  button.disabled = camera === null
  state.textContent =
    camera === null
      ? 'The camera is not open. Mend it, and load this page again.'
      : `Lay this screen under ${camera}, so that the camera sees the whole code sharply. Then press Measure.`
  // A screen that darkens or sleeps would spoil the measurement.
  await navigator.wakeLock?.request('screen').catch(() => {})
}

begin().catch((error) => {
  state.textContent = error.message
})
