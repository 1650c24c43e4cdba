/** A command that cannot be carried out as it was given: the sentence says what is wrong and what to write instead. */
export class UsageError extends Error {}

export const USAGE = `npm run invoke -- FUNCTION [--event FILE | --data JSON] [--token TOKEN | --anonymous] [--output FILE]

  FUNCTION      a function of serverless.yml, as in capture-image
  --event       a file with the event as the host would pass it, as in test/events/capture-image.json
  --data        the request's fields; the event is made from them, as in '{"sample_no":"T1"}'
  --token       sent in place of one signed with JWT_SECRET
  --anonymous   sends no token but the event's own
  --output      writes the response's body to this file
`
