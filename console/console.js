import { call, forgetToken, keepToken, takeTokenFromAddress, token, tokenExpiry, withToken } from './api.js'
import { texts } from './text.js'

const $ = (id) => document.getElementById(id)
const EXPIRY_WARNING_MS = 10 * 60_000
const RECONNECT_MAX_S = 30

let language = localStorage.getItem('language') ?? (navigator.language.startsWith('th') ? 'th' : 'en')
const say = (key, values = {}) =>
  Object.entries(values).reduce(
    (text, [name, value]) => text.replace(`{${name}}`, value),
    texts[language][key],
  )

function showLanguage() {
  document.documentElement.lang = language
  for (const element of document.querySelectorAll('[data-text]'))
    element.textContent = say(element.dataset.text)
  $('language').textContent = language === 'en' ? 'ไทย' : 'English'
  $('language').lang = language === 'en' ? 'th' : 'en'
}

/* Sign-in */

function showSignIn() {
  $('bench').hidden = true
  $('sign-in').hidden = false
  $('token').focus()
}

function showBench() {
  $('sign-in').hidden = true
  $('bench').hidden = false
  $('sample').focus()
  connect()
  showGallery()
}

/** What failed is said; a token that no longer counts leads back to the sign-in. */
function report(error) {
  if (['TOKEN_EXPIRED', 'INVALID_TOKEN'].includes(error.code)) {
    forgetToken()
    showSignIn()
  } else {
    $('link').textContent = error.message
  }
}

/* Camera and live view */

let streaming = false
function showCamera(status) {
  $('camera').dataset.state = status.state
  $('camera').textContent = [
    texts[language].states[status.state],
    status.resolution && `${status.resolution}, ${status.fps} fps`,
    status.error_message,
  ]
    .filter(Boolean)
    .join(' · ')
  const back = status.is_connected && !streaming
  streaming = status.is_connected
  $('frozen').hidden = streaming
  if (back) startView()
}

function startView() {
  $('live').src = withToken(`/api/v1/stream/mjpeg?w=960&fps=8&t=${Date.now()}`)
}
$('live').addEventListener('error', () => {
  $('frozen').hidden = false
})

/* Messages */

let retryS = 1
function connect() {
  const address = `${location.origin.replace('http', 'ws')}/ws/capture`
  const socket = new WebSocket(address, ['bearer', token()])
  socket.addEventListener('open', () => {
    retryS = 1
    $('link').textContent = say('connected')
    // The first status starts the view.
    streaming = false
    showExpiry()
  })
  socket.addEventListener('message', ({ data }) => receive(JSON.parse(data)))
  socket.addEventListener('close', async () => {
    $('frozen').hidden = false
    const refused = await call('GET', '/api/v1/capture/status').then(
      () => null,
      (error) => error.code,
    )
    if (['TOKEN_EXPIRED', 'INVALID_TOKEN'].includes(refused)) {
      forgetToken()
      return showSignIn()
    }
    $('link').textContent = say('reconnecting', { seconds: retryS })
    setTimeout(connect, retryS * 1000)
    retryS = Math.min(retryS * 2, RECONNECT_MAX_S)
  })
}

function receive({ type, data }) {
  if (type === 'initial_status') showCamera(data.camera_status)
  if (type === 'status_update') showCamera(data)
  if (type === 'capture_progress') showProgress(data)
  if (type === 'capture_result' && data.image_data) showGallery()
}

function showExpiry() {
  const leftMs = (tokenExpiry() ?? Number.POSITIVE_INFINITY) - Date.now()
  if (leftMs < EXPIRY_WARNING_MS)
    $('link').textContent = say('expires', { minutes: Math.max(0, Math.round(leftMs / 60_000)) })
}
setInterval(showExpiry, 30_000)

/* Capture */

function showProgress({ stage, progress }) {
  $('progress').value = progress
  $('stage').className = ''
  $('stage').textContent = texts[language].stages[stage]
}

async function takePicture() {
  $('take').disabled = true
  $('stage').className = ''
  try {
    const { data } = await call('POST', '/api/v1/capture/image', {
      sample_no: $('sample').value,
      submission_no: $('submission').value || null,
      description: $('description').value,
    })
    showResult(data)
    $('sample').value = ''
  } catch (error) {
    $('progress').value = 0
    $('stage').className = 'bad'
    $('stage').textContent = `${error.message} (${error.code ?? error.name})`
  }
  $('take').disabled = false
  $('sample').focus()
}

const imagePath = (filename) => `/api/v1/capture/image/${encodeURIComponent(filename)}`
const kilobytes = (bytes) => `${Math.round(bytes / 1024).toLocaleString(language)} KB`

function showResult({ image_data: image, sample_no, freshness }) {
  $('result').hidden = false
  $('result-picture').src = withToken(`${imagePath(image.filename)}?w=320`)
  $('result-picture').alt = sample_no
  $('result-link').href = withToken(imagePath(image.filename))
  const rows = [
    [say('stored'), `${sample_no} · ${new Date(image.captured_at).toLocaleTimeString(language)}`],
    [say('exposed'), `${Math.round(-freshness.frame_age_ms)} ms (${freshness.clock})`],
    [say('size'), `${image.width} × ${image.height}, ${kilobytes(image.file_size)}`],
    [say('checksum'), image.sha256.slice(0, 16)],
  ]
  $('receipt').replaceChildren(
    ...rows.flatMap(([name, value]) => [element('dt', name), element('dd', value)]),
  )
}

/* Gallery */

let cursor = null
async function loadGallery(more) {
  const sample = $('filter-sample').value.trim()
  const query = new URLSearchParams({
    limit: '24',
    ...(sample && { sample_no: sample }),
    ...(more && cursor && { cursor }),
  })
  const { data } = await call('GET', `/api/v1/capture/images?${query}`)
  const cards = data.images.map(card)
  if (more) $('gallery').append(...cards)
  else $('gallery').replaceChildren(...cards)
  cursor = data.next_cursor
  $('more').hidden = cursor === null
  $('empty').hidden = $('gallery').childElementCount > 0
}

const showGallery = (more = false) => loadGallery(more).catch(report)

function card({ image_data: { filename, captured_at }, sample_no, pinned }) {
  const picture = Object.assign(document.createElement('img'), {
    src: withToken(`${imagePath(filename)}?w=320`),
    alt: sample_no,
    loading: 'lazy',
  })
  const download = Object.assign(element('a', say('download')), {
    href: withToken(`${imagePath(filename)}?download=1`),
  })
  const pin = element('button', say('pin'))
  pin.setAttribute('aria-pressed', pinned)
  pin.addEventListener('click', () =>
    call('PATCH', imagePath(filename), { pinned: !pinned }).then(() => showGallery(), report),
  )
  const remove = element('button', say('delete'))
  remove.addEventListener('click', () => confirmDelete(filename))
  const actions = element('div', '')
  actions.append(download, pin, remove)
  const item = element('li', '')
  item.append(
    picture,
    element('strong', sample_no),
    element('time', new Date(captured_at).toLocaleString(language)),
    actions,
  )
  return item
}

function confirmDelete(filename) {
  $('confirm-question').textContent = say('deleteQuestion', { name: filename })
  $('confirm').returnValue = 'cancel'
  $('confirm').showModal()
  $('confirm').addEventListener(
    'close',
    async () => {
      if ($('confirm').returnValue === 'delete')
        await call('DELETE', imagePath(filename)).then(() => showGallery(), report)
    },
    { once: true },
  )
}

function element(name, text) {
  return Object.assign(document.createElement(name), { textContent: text })
}

/* Start */

$('sign-in').addEventListener('submit', (event) => {
  event.preventDefault()
  keepToken($('token').value.trim())
  showBench()
})
$('capture').addEventListener('submit', (event) => {
  event.preventDefault()
  takePicture()
})
$('filter').addEventListener('submit', (event) => event.preventDefault())
$('filter-sample').addEventListener('input', () => showGallery())
$('more').addEventListener('click', () => showGallery(true))
$('language').addEventListener('click', () => {
  language = language === 'en' ? 'th' : 'en'
  localStorage.setItem('language', language)
  showLanguage()
  showGallery()
})

takeTokenFromAddress()
showLanguage()
if (token() === null) showSignIn()
else showBench()
