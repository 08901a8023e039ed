import type { Config } from './config.ts'

/** Where browsers and backends reach the collector: what was said, or what it listens on. */
export function publicUrl(config: Config, port: number = config.PORT): string {
  if (config.PATHWORTH_URL) return config.PATHWORTH_URL
  const everywhere = ['0.0.0.0', '::', '127.0.0.1', '::1']
  const host = everywhere.includes(config.HOST) ? 'localhost' : config.HOST
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}
