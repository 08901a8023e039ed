import { closeSync, fsyncSync, openSync } from 'node:fs'

/** Makes a new name in the folder survive a power cut; folders can't be opened on Windows. */
export function flushFolder(folder: string): void {
  if (process.platform !== 'win32') flushFile(folder)
}

/** Returns when what was written to the file is on the disk. */
export function flushFile(file: string): void {
  const handle = openSync(file, process.platform === 'win32' ? 'r+' : 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
