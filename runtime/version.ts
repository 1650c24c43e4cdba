/** The service's name and version, as its responses and its pictures carry them. */
import packageJson from '../package.json' with { type: 'json' }

export const SERVICE_NAME = 'Vision Capture Service'
export const VERSION = packageJson.version
export const SOFTWARE = `${SERVICE_NAME} ${VERSION}`
