import { ServiceError } from '../errors.ts'

/** What a failing file system means for the operator: STORAGE_FULL, or CAPTURE_FAILED with what to do. */
export function storageError(error: unknown, folder: string): ServiceError {
  if (error instanceof ServiceError) return error
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new ServiceError('STORAGE_FULL', `${folder} is full: free some space; nothing was written.`, {
      cause: error,
    })
  }
  const reasons: Record<string, string> = {
    EROFS: 'its file system is read-only: check the disk (dmesg) and mount it writable',
    EACCES: 'this user may not write there: change its owner or CAPTURE_DIR',
    EPERM: 'this user may not write there: change its owner or CAPTURE_DIR',
    ENOTDIR: 'it is no folder',
    EEXIST: 'it is no folder',
    ENOENT: 'it is gone, and could not be made again',
    EIO: 'the disk reports an error (dmesg): replace it',
  }
  return new ServiceError(
    'CAPTURE_FAILED',
    `The picture could not be stored in ${folder}: ${reasons[code ?? ''] ?? code ?? 'unknown error'}.`,
    { cause: error },
  )
}
