/** A path prefix that a proxy passes on, as in /vision/api/v1/health. */

/** The address without the prefix (PATH_PREFIX, as in /vision). An address without it stays: many proxies remove the prefix themselves. */
export function withoutPrefix(url: string, prefix: string): string {
  if (prefix === '' || !url.startsWith(prefix)) return url
  const rest = url.slice(prefix.length)
  if (rest === '' || rest.startsWith('?')) return `/${rest}`
  return rest.startsWith('/') ? rest : url
}
