import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { z } from 'zod'
import { siteId } from '../../shared/ids.ts'
import { currency, domain, timeZone } from '../admin/site-input.ts'
import { adminToken } from '../admin/token.ts'
import { hostsOf } from '../outgoing/address.ts'
import { collectorAddress } from './collector-address.ts'

const whole = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be a whole number from ${min} to ${max}`)

const decimal = z
  .string()
  .regex(/^\d+(\.\d+)?$/, 'must be a number, such as 50')
  .transform(Number)

const httpAddress = z
  .url({ protocol: /^https?$/, message: 'must be an address such as https://t.shop.example' })
  .transform((url) => url.replace(/\/+$/, ''))

const listenAddress = z
  .string()
  .refine(
    (host) => isIP(host) !== 0 || /^[A-Za-z0-9._-]+$/.test(host),
    'must be an address or name of this machine, such as 127.0.0.1, :: or localhost',
  )

const headerName = z
  .string()
  .regex(/^[A-Za-z0-9-]+$/, 'must be the name of one header, such as X-Forwarded-For')
  .transform((name) => name.toLowerCase())

/**
 * All that the environment can say; one line here is one line in `--help`. Each value is a text, and
 * a name that is unset or empty has its default.
 */
const environment = z.object({
  PORT: whole(0, 65_535).prefault('8787').describe('Port to listen on; 0 takes a free one.'),
  HOST: listenAddress
    .prefault('127.0.0.1')
    .describe('Address to listen on. 0.0.0.0 or :: opens it to the network; put TLS before it.'),
  PATHWORTH_URL: httpAddress
    .optional()
    .describe('Where browsers reach the collector; stands in the tags that are printed.'),
  PATHWORTH_DATA: z
    .string()
    .transform((folder) => resolve(folder))
    .prefault('./data')
    .describe('Folder of the databases; one collector at a time.'),
  PATHWORTH_ADMIN_TOKEN: adminToken
    .optional()
    .describe(
      'Secret that lets commands come over HTTPS (--at); without it they come from here alone.',
    ),
  PATHWORTH_AT: collectorAddress
    .optional()
    .describe('Of the commands alone: the collector that they go to, as --at names it.'),
  PATHWORTH_WRITERS: whole(1, 64)
    .prefault('1')
    .describe('Threads that write. Each site belongs to one: more help when there are many sites.'),
  PATHWORTH_READERS: whole(1, 64).prefault('1').describe('Threads that answer reports.'),
  PATHWORTH_QUEUE: whole(1, 1_000_000)
    .prefault('2000')
    .describe('Requests that may wait for a writer; further ones get 503 and Retry-After.'),
  PATHWORTH_REPORT_DEADLINE_MS: whole(10, 600_000)
    .prefault('5000')
    .describe('Milliseconds after which a report is given up.'),
  PATHWORTH_TRUST_PROXY: headerName
    .optional()
    .describe('Header in which your proxy appends the client address, such as X-Forwarded-For.'),
  PATHWORTH_WEBHOOK_HOSTS: z
    .string()
    .prefault('')
    .transform(hostsOf)
    .describe(
      'Hosts that outgoing webhooks may go to though they are private or without TLS, such as 127.0.0.1,crm.lan.',
    ),
  PATHWORTH_RATE: decimal
    .prefault('50')
    .describe('Public event posts a second from one client address; 0 for no limit.'),
  PATHWORTH_RATE_BURST: whole(1, 1_000_000)
    .prefault('200')
    .describe('Posts that one client address may send at once before that.'),
  PATHWORTH_LOG: z
    .enum(['info', 'warn', 'silent'], 'must be info, warn or silent')
    .prefault('info')
    .describe('What is logged, as JSON lines on standard error.'),
  PATHWORTH_SITE: siteId
    .prefault('my-shop')
    .describe('Name of the site that the first start creates in an empty folder.'),
  PATHWORTH_DOMAIN: domain.prefault('localhost').describe('Its domain.'),
  PATHWORTH_CURRENCY: currency.prefault('EUR').describe('Its currency (ISO 4217).'),
  PATHWORTH_TIMEZONE: timeZone.prefault('UTC').describe('Its time zone (IANA).'),
})

export type Config = z.output<typeof environment>

/** Names whose values are printed nowhere. */
const SECRETS: ReadonlySet<string> = new Set(['PATHWORTH_ADMIN_TOKEN'])

/** One option as `--help` shows it. */
export interface OptionText {
  name: string
  /** '' when there is none */
  fallback: string
  meaning: string
}

export const OPTIONS: readonly OptionText[] = Object.entries(environment.shape).map(
  ([name, schema]) => ({
    name,
    fallback: schema instanceof z.ZodPrefault ? String(schema.def.defaultValue) : '',
    meaning: schema.description ?? '',
  }),
)

/** Each wrong value by name, with the way out. */
export class ConfigError extends Error {
  constructor(problems: readonly string[]) {
    super(
      [
        'The environment holds what Pathworth cannot take:',
        ...problems.map((problem) => `  ${problem}`),
        'Unset a name to have its default; `npm run pathworth -- --help` lists them all.',
      ].join('\n'),
    )
    this.name = 'ConfigError'
  }
}

/** @throws ConfigError that names every wrong value */
export function parseConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = environment.safeParse(given)
  if (parsed.success) return parsed.data
  throw new ConfigError(
    parsed.error.issues.map(({ path, message }) => {
      const name = String(path[0])
      return `${name}=${SECRETS.has(name) ? '…' : JSON.stringify(env[name])}: ${message}`
    }),
  )
}
