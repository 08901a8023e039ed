import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    /** A folder for one filled demo site, which the first test file fills that needs it. */
    demoFolder: string
  }
}

export default function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'pathworth-demo-'))
  project.provide('demoFolder', folder)
  return () => rmSync(folder, { recursive: true })
}
