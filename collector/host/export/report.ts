import { createApp, type LogEntry } from '../../app.ts'
import { IMPORT_BYTES_MAX, RECORDS_BYTES_MAX } from '../../http/app-config.ts'
import { hashKey, makeKey } from '../../http/keys.ts'
import type { Ledger, Ledgers } from '../../ledger/ledger.ts'
import { FileSnapshot } from './snapshot.ts'

/**
 * Has a site's file answer what `GET` of a path answers, without a port: the same words, the same figures.
 * Nothing of it is open when it has been read.
 */
export async function askReport(
  { file, site, path }: { file: string; site: string; path: string },
  log: (entry: LogEntry) => void,
): Promise<Response> {
  // Good for this question alone: it is in no file, and ends with the process.
  const key = makeKey(site, 'admin', (bytes) => crypto.getRandomValues(bytes))
  const record = { id: 'export', scope: 'admin', holder: 'cli', hash: await hashKey(key) } as const
  const snapshot = new FileSnapshot(file, [{ ...record, createdAt: 0, revokedAt: null }])
  try {
    const { app } = createApp({
      ledgers: ledgersOf(site, snapshot),
      clock: Date.now,
      config: CONFIG,
      countryOf: () => '',
      clientAddress: () => '',
      log,
    })
    return await app.request(path, { headers: { authorization: `Bearer ${key}` } })
  } finally {
    snapshot.close()
  }
}

const CONFIG = {
  trustProxy: false,
  eventsBytesMax: 0,
  recordsBytesMax: RECORDS_BYTES_MAX,
  importBytesMax: IMPORT_BYTES_MAX,
  rateLimit: { perSecond: 0, burst: 0 },
  siteRefreshMs: Number.MAX_SAFE_INTEGER,
  sharesLookups: true,
} as const

const ledgersOf = (site: string, ledger: Ledger): Ledgers => ({
  open: async (name) => (name === site ? ledger : undefined),
  list: async () => [site],
  create: async () => {
    throw new Error('this command only reads')
  },
  close: async () => {},
})
