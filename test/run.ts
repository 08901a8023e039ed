import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findChromium } from './browser/chromium.ts'

// `npm test`: every test there is. It builds the tag, sees to it that there is a Chromium for the
// browser tests (they are never skipped), and ends with a line that counts. What follows on the
// command line goes to vitest: `npm test -- test/touch`.

interface Counts {
  numPassedTests: number
  numFailedTests: number
  /** Files that could not even be loaded count as failed. */
  testResults: { status: string; assertionResults: unknown[] }[]
}

function node(...args: string[]): number {
  return spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1
}

function countsOf(file: string): { passed: number; failed: number } {
  const counts = JSON.parse(readFileSync(file, 'utf8')) as Counts
  const unloaded = counts.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  )
  return { passed: counts.numPassedTests, failed: counts.numFailedTests + unloaded.length }
}

// The same code is started hundreds of times, in processes and threads.
process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'pathworth-compile-cache')
process.env['PATHWORTH_CHROMIUM'] = await findChromium()
for (const build of ['snippet/build.ts', 'collector/dashboard/build.ts'])
  if (node(build, '--quiet') !== 0) process.exit(1)

const folder = mkdtempSync(join(tmpdir(), 'pathworth-test-'))
const report = join(folder, 'report.json')
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
const status = node('node_modules/vitest/vitest.mjs', 'run', ...reporters, ...process.argv.slice(2))
const { passed, failed } = countsOf(report)
rmSync(folder, { recursive: true })
console.log(`${passed} passed, ${failed} failed`)
process.exit(status === 0 && failed === 0 && passed > 0 ? 0 : 1)
