/** Result codes of SQLite (sqlite.org/rescode.html): the low byte of an extended one. */
export const SQLITE_BUSY = 5
export const SQLITE_CORRUPT = 11
export const SQLITE_FULL = 13
export const SQLITE_NOTADB = 26
