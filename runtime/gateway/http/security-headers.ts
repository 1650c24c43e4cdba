/** Headers against misuse by browsers, also of a WebSocket handshake that is refused. */

/** For every response; a handler's own header of the same name wins. Pictures are shown by pages of other origins. */
export const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'cross-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
}
