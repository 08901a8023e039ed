import type { TestProject } from 'vitest/node'
import { createTestHarness } from 'wrangler'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the Worker of the tests listens. */
    workerd: string
  }
}

/** One workerd for all tests of the project. */
export default async function start(project: TestProject): Promise<() => Promise<void>> {
  const harness = createTestHarness({
    workers: [{ configPath: new URL('wrangler.toml', import.meta.url) }],
  })
  const { url } = await harness.listen()
  project.provide('workerd', url.href)
  return () => harness.close()
}
