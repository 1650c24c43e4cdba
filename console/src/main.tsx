import { render } from 'preact'
import { App } from './app.tsx'
import { readRoute } from './state/route.ts'
import { checkToken, listenWhileSignedIn } from './state/service.ts'
import { takeTokenFromAddress, watchExpiry } from './state/session.ts'
import './styles/index.css'

takeTokenFromAddress()
readRoute()
addEventListener('hashchange', takeTokenFromAddress)
watchExpiry(checkToken)
listenWhileSignedIn()
render(<App />, document.getElementById('console') as HTMLElement)
