/** A file of which nothing can be read; the message names the place and the way out. */
export class FileError extends Error {
  /** 1-based; null for the file as a whole. */
  readonly line: number | null

  constructor(line: number | null, problem: string) {
    super(line === null ? problem : `line ${line}: ${problem}`)
    this.name = 'FileError'
    this.line = line
  }
}
