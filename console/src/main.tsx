import { render } from 'preact'
import { App } from './app.tsx'
import { readRoute } from './state/route.ts'
import { checkSession, listenWhileSignedIn } from './state/service.ts'
import { startSession, watchExpiry } from './state/session.ts'
import './styles/index.css'

startSession()
readRoute()
addEventListener('hashchange', () => {
  if (location.hash.startsWith('#token=')) startSession().then(readRoute)
})
watchExpiry(checkSession)
listenWhileSignedIn()
render(<App />, document.getElementById('console') as HTMLElement)
