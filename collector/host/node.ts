import { ConfigError, parseConfig } from './config.ts'
import { jsonLog } from './log.ts'
import { onParentEnd } from './parent-end.ts'
import { startCollector } from './start.ts'
import { startMessage } from './welcome.ts'

/** EX_CONFIG of sysexits.h: a supervisor need not try again. */
const WRONG_CONFIG = 78
const FAILED = 1

try {
  const config = parseConfig(process.env)
  const log = jsonLog(config.PATHWORTH_LOG, Date.now, (line) => process.stderr.write(line))
  const collector = await startCollector(config, Date.now, log)
  // npm passes a signal on that a terminal or supervisor has sent to the whole group already, so one
  // order to stop arrives twice: what comes while it drains says nothing new.
  let stopping = false
  const stop = async (signal: string) => {
    if (stopping) return
    stopping = true
    log({ level: 'info', event: 'stopping', signal })
    await collector.close()
    process.exit()
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  if (process.env['npm_lifecycle_event'] !== undefined) onParentEnd(() => stop('parent ended'))

  // Last: who reads that it listens may tell it to stop at once.
  process.stdout.write(`${startMessage(collector, config, Date.now())}\n`)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exitCode = error instanceof ConfigError ? WRONG_CONFIG : FAILED
}
