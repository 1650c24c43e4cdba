/** The address of a network camera, and the errors that name its host. */
import { ServiceError } from '../../errors.ts'

export interface Credentials {
  username: string
  password: string
}

export interface CameraAddress {
  /** Without user and password, so that no later step can show or send them by accident. */
  url: URL
  credentials: Credentials | null
}

/** Splits `http://user:password@host/path`. Throws CAMERA_NOT_AVAILABLE when it is not a valid URL. */
export function parseAddress(text: string): CameraAddress {
  try {
    const url = new URL(text)
    const [username, password] = [decodeURIComponent(url.username), decodeURIComponent(url.password)]
    url.username = ''
    url.password = ''
    url.hash = ''
    return { url, credentials: username === '' && password === '' ? null : { username, password } }
  } catch (error) {
    throw new ServiceError(
      'CAMERA_NOT_AVAILABLE',
      'CAMERA_SOURCE is not a valid URL. Expected http://user:password@host/path, with % in a password written as %25, / as %2F and @ as %40.',
      { cause: error instanceof URIError ? error : undefined },
    )
  }
}

/** The camera was open and is gone. `why` is the end of a sentence. */
export const lost = ({ host }: URL, why: string) =>
  new ServiceError('CAMERA_NOT_AVAILABLE', `The connection to the camera at ${host} was lost: ${why}.`)

/** The camera answers, but not with pictures. `why` is the end of a sentence. */
export const refused = ({ host }: URL, why: string) =>
  new ServiceError('CAMERA_NOT_AVAILABLE', `The camera at ${host} gives no pictures: ${why}.`)

/** No connection was made. */
export function unreachable({ host }: URL, error: NodeJS.ErrnoException): ServiceError {
  const reasons: Record<string, string> = {
    ECONNREFUSED: 'no program listens on this port',
    ENOTFOUND: 'the name is not known. Check the spelling, or use the IP address',
    EAI_AGAIN: 'the name server does not answer. Use the IP address',
    EHOSTUNREACH: 'there is no route to this host. Check cable and network',
    ENETUNREACH: 'there is no route to this network. Check cable and network',
    ETIMEDOUT: 'it does not answer. Check cable and network',
    ABORT_ERR: 'it did not answer in time. Check cable and network',
    ECONNRESET: 'it closed the connection before it answered',
  }
  return new ServiceError(
    'CAMERA_NOT_AVAILABLE',
    `The camera at ${host} cannot be reached: ${reasons[error.code ?? ''] ?? error.message}.`,
    { cause: error },
  )
}
