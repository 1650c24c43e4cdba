import { ServiceError } from '../errors.ts'

const userId = () => process.getuid?.() ?? 'USER'

/** Turns an error of the file system into STORAGE_FULL, or CAPTURE_FAILED with the reason and the remedy. */
export function storageError(error: unknown, folder: string): ServiceError {
  if (error instanceof ServiceError) return error
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new ServiceError('STORAGE_FULL', `${folder} is full. Free some space. Nothing was written.`, {
      cause: error,
    })
  }
  const reasons: Record<string, string> = {
    EROFS: 'its file system is read-only. Check the disk (dmesg) and mount it writable',
    EACCES: `the user of the service may not write there. Change the owner (sudo chown ${userId()} ${folder}) or CAPTURE_DIR`,
    EPERM: `the user of the service may not write there. Change the owner (sudo chown ${userId()} ${folder}) or CAPTURE_DIR`,
    ENOTDIR: 'it is not a folder',
    EEXIST: 'it is not a folder',
    ENOENT: 'it is gone and cannot be created again',
    EIO: 'the disk reports an error (dmesg). Replace the disk',
  }
  return new ServiceError(
    'CAPTURE_FAILED',
    `The picture could not be stored in ${folder}: ${reasons[code ?? ''] ?? code ?? 'unknown error'}.`,
    { cause: error },
  )
}
