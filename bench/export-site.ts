import Database from 'better-sqlite3'
import { RULE_MODELS } from '../collector/attribution/registry.ts'
import type { SiteState } from '../collector/ledger/ledger.ts'
import { createSiteFile } from '../collector/ledger/sqlite/site-file.ts'

const START = Date.UTC(2026, 0, 1, 12)
const HITS_A_VISITOR = 5

const STATE: SiteState = {
  site: 'shop',
  createdAt: START,
  settings: {
    ...{ domains: ['shop.example'], currency: 'EUR', timeZone: 'Europe/Paris' },
    ...{ lookbackDays: 90, lookbackDaysByGoal: {}, siteRules: [], countUnconfirmed: false },
    models: RULE_MODELS.map(({ name }) => ({ name })),
  },
  settingsVersion: 1,
  keys: [],
  emailSecret: '00',
  identifySecret: '00',
}

/** Writes a site of so many hits, the same each time: straight into the tables, since nothing else is read. */
export function writeExportSite(file: string, hits: number): void {
  createSiteFile(file, STATE).close()
  const database = new Database(file)
  database.pragma('synchronous = OFF')
  database.transaction(() => {
    database.prepare(VISITORS).run(Math.ceil(hits / HITS_A_VISITOR))
    database.prepare(HITS).run({ hits, visitors: Math.ceil(hits / HITS_A_VISITOR), start: START })
  })()
  database.close()
}

/** Numbers as UUIDs, so that each run writes the same. */
const uuid = (n: string, kind: string) =>
  `unhex(printf('0199%04x00007000${kind}00%012x', ${n} % 65536, ${n}))`

const VISITORS = `
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
  INSERT INTO visitors (id, uuid, last_hit, hits, linked)
  SELECT i, ${uuid('i', '80')}, 0, ${HITS_A_VISITOR}, 0 FROM n`

/** Five pages a visitor, a minute apart, as a shop's are: an address with tags, a title, a few props. */
const HITS = `
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < @hits)
  INSERT INTO hits (seq, event_id, visitor, prev, ts, name, url, referrer, title, props, country,
    device, browser, os, consent, mode, source, owner, schema_version, received_at)
  SELECT i + 1, ${uuid('i', '90')}, 1 + i % @visitors, 0, @start + i * 1000, 'page_view',
    'https://shop.example/products/' || (i % 997) ||
      '?utm_source=google&utm_medium=cpc&utm_campaign=campaign-' || (i % 40),
    CASE i % 3 WHEN 0 THEN 'https://www.google.com/' ELSE '' END,
    'Product ' || (i % 997) || ' | The shop', CASE i % 4 WHEN 0 THEN '{"value":"19.90"}' ELSE '' END,
    'FR', 'mobile', 'Chrome', 'Android', 'granted', 'cookie', 'tag', '', 1, @start + i * 1000 FROM n`
