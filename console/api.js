/** Calls to the service with the token of this session. */
const KEY = 'vision-token'

/** A token in the address's fragment is kept for the session and taken out of the address at once. */
export function takeTokenFromAddress() {
  const token = new URLSearchParams(location.hash.slice(1)).get('token')
  if (token === null) return
  sessionStorage.setItem(KEY, token)
  history.replaceState(null, '', location.pathname)
}

export const token = () => sessionStorage.getItem(KEY)
export const keepToken = (value) => sessionStorage.setItem(KEY, value)
export const forgetToken = () => sessionStorage.removeItem(KEY)

/** When the token expires, in milliseconds since the epoch; null where it does not say. */
export function tokenExpiry() {
  try {
    const claims = JSON.parse(atob(token().split('.')[1].replaceAll('-', '+').replaceAll('_', '/')))
    return claims.exp ? claims.exp * 1000 : null
  } catch {
    return null
  }
}

/** The JSON of an answer; throws the service's own error with its code. */
export async function call(method, path, body) {
  const response = await fetch(path, {
    method,
    headers: { authorization: `Bearer ${token()}`, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const json = await response.json()
  if (response.ok) return json
  throw Object.assign(new Error(json.error.message), { code: json.error.code })
}

/** An address that <img> and <a> can use, since they cannot set a header. */
export const withToken = (path) =>
  `${path}${path.includes('?') ? '&' : '?'}token=${encodeURIComponent(token())}`
