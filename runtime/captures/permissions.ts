/** File permissions: the service writes, its group reads, nobody else has access. */
export const FILE_MODE = 0o640
export const FOLDER_MODE = 0o750
