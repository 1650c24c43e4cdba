/** Who may read what is stored: the service writes, its group reads, nobody else. */
export const FILE_MODE = 0o640
export const FOLDER_MODE = 0o750
