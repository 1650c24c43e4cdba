import { answer } from './lib/api/model.ts'
import { session } from './lib/api/session-models.ts'
import { describeSession } from './lib/auth/describe-session.ts'
import { http } from './lib/http.ts'

/** For a page that was loaded again: whether its cookie is still good, and the X-CSRF-Token for changes. */
export const handler = http(
  {
    access: 'optional',
    tag: 'Session',
    summary: 'Who is signed in',
    description: 'Answers 200 also if nobody is signed in, so that a page can ask at its start.',
    responses: { 200: { description: 'The session now.', body: answer(session) } },
  },
  ({ token, claims }, { config }) => ({
    success: true,
    data: describeSession(token, claims, config.auth),
    timestamp: new Date().toISOString(),
  }),
)
