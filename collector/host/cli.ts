import { enableCompileCache } from 'node:module'

// Half of what a short command takes is reading its own code: Node keeps that from run to run.
enableCompileCache()
const { runCli } = await import('./cli/main.ts')

process.exitCode = await runCli(process.argv.slice(2), process.env, {
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
})
