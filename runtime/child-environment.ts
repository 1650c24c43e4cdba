/** The environment of programs and readers that the service starts. Its own threads share its memory, so that nothing is kept from them. */

/** Names that programs need to find their files, their language and their hardware. None of them holds a secret. */
const PASSED =
  /^(?:PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_[A-Z]+|TZ|TERM|TMPDIR|TMP|TEMP|LD_LIBRARY_PATH|LD_PRELOAD|MALLOC_[A-Z_]+|XDG_[A-Z_]+|DISPLAY|WAYLAND_DISPLAY|DBUS_SESSION_BUS_ADDRESS|GST_[A-Z0-9_]+|GI_TYPELIB_PATH|LIBCAMERA_[A-Z_]+|LIBVA_[A-Z_]+|ARV_[A-Z_]+|GENICAM_[A-Z0-9_]+|SSL_CERT_(?:FILE|DIR)|SYSTEMROOT|WINDIR|COMSPEC|PATHEXT|APPDATA|LOCALAPPDATA|USERPROFILE|PROGRAM(?:FILES|DATA))$/i

/**
 * The part of the service's environment that a child may have: an allow-list, so that a secret (JWT_SECRET, keys of a store, the
 * password in CAMERA_SOURCE) is not passed on under any name. `more` is added.
 */
export function childEnvironment(more: Record<string, string> = {}): Record<string, string> {
  const passed = Object.entries(process.env).filter(([name]) => PASSED.test(name))
  return { ...Object.fromEntries(passed as [string, string][]), ...more }
}

/**
 * The same for readers and worker threads of this service, with its compile cache: they start in a third of the time, since no types are
 * stripped. Node appends a folder for its version.
 */
export function ownEnvironment(): Record<string, string> {
  const { NODE_COMPILE_CACHE } = process.env
  return childEnvironment(NODE_COMPILE_CACHE ? { NODE_COMPILE_CACHE } : {})
}
