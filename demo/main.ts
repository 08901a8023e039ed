import { ConfigError, parseConfig } from '../collector/host/config.ts'
import { fillSite } from './fill.ts'
import { HELP, OptionError, readOptions } from './options.ts'
import { serveShop } from './serve.ts'

const EXIT_USAGE = 2
const EXIT_CONFIG = 78

try {
  const options = readOptions(process.argv.slice(2))
  if (options.help) process.stdout.write(`${HELP}\n`)
  else await (options.shop ? serveShop : fillSite)(options, parseConfig(process.env), Date.now())
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
  if (error instanceof OptionError) process.exitCode = EXIT_USAGE
  if (error instanceof ConfigError) process.exitCode = EXIT_CONFIG
}
