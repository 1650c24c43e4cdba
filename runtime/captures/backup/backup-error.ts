/** Says what is wrong with the folders given, and what to do. */
export class BackupError extends Error {}
