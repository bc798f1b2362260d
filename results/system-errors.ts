/** What to do about a file or folder that the operating system refuses. */

const REMEDIES: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full: make room on it.',
  EDQUOT: 'The disk quota is used up: make room.',
  EACCES: 'Check the permissions of the folder.',
  EPERM: 'Check the permissions of the folder.',
  EROFS: 'The file system is read-only: choose a folder on another one.',
  ENAMETOOLONG: 'The path is too long: choose a shorter one.',
  ENOTDIR: 'A part of the path is a file: choose another folder.',
  EEXIST: 'A file stands where a folder is needed: choose another folder.',
  EISDIR: 'It is a folder: name a file.',
  ENOENT: 'A folder of the path is missing, or was deleted.',
  EMFILE: 'Too many files are open: raise the limit (ulimit -n).',
  ENFILE: 'Too many files are open on this machine: close some.',
  EIO: 'The disk reports a fault: choose a folder on another one.',
}

/** @returns one sentence that fits the system's code; undefined for an error that is none of the system's, or an unknown one */
export const remedyFor = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error ? REMEDIES[String(error.code)] : undefined
