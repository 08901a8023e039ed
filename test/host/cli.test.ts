import { cpSync, existsSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { beforeAll, describe, expect, it } from 'vitest'
import { verifySite } from '../../collector/ledger/sqlite/verify.ts'
import { dataFolder, pathworth, pathworthJson, run, startCollector } from './collector-process.ts'
import { newSale, postOrder, postVisit, type Shop } from './shop.ts'

const CREATE = ['site', 'create', 'shop', '--domain', 'shop.example']
const MONEY = ['--currency', 'EUR', '--timezone', 'Europe/Paris']

interface Created {
  site: string
  keys: { write: string; read: string; admin: string }
  identify_secret: string
}

let sold = ''

beforeAll(async () => {
  sold = dataFolder()
  const { keys } = await pathworthJson<Created>(sold, ...CREATE, ...MONEY)
  const collector = await startCollector(sold)
  const shop: Shop = { url: collector.url, site: 'shop', ...keys }
  for (const order of ['1', '2', '3']) {
    const sale = newSale(order, Date.now())
    await postVisit(shop, sale)
    await postOrder(shop, sale)
  }
  await collector.stop()
})

/** A folder of its own with a site `shop` and three sales in it; nobody runs on it. */
function soldFolder(): string {
  const folder = dataFolder()
  cpSync(sold, folder, { recursive: true })
  return folder
}

const siteFile = (folder: string) => join(folder, 'sites', 'shop.db')

describe('site create', () => {
  it('prints site and keys as JSON, with no collector running', async () => {
    const created = await pathworthJson<Created>(dataFolder(), ...CREATE, ...MONEY)
    expect(created.site).toBe('shop')
    expect(Object.keys(created.keys)).toEqual(['write', 'read', 'admin'])
    for (const [scope, key] of Object.entries(created.keys))
      expect(key).toMatch(new RegExp(`^pw_${scope}_shop_[A-Za-z0-9_-]{43}$`))
    expect(created.identify_secret).toMatch(/^[0-9a-f]{64}$/)
  })

  it('shows people the script tag and the keys', async () => {
    const { code, out } = await pathworth(dataFolder(), ...CREATE, ...MONEY)
    expect(code).toBe(0)
    expect(out).toContain(
      '<script defer src="http://localhost:8787/p.js" data-site="shop"></script>',
    )
    expect(out).toContain('pw_write_shop_')
  })

  it('refuses a name that is taken', async () => {
    const folder = dataFolder()
    await pathworthJson(folder, ...CREATE, ...MONEY)
    const { code, err } = await pathworth(folder, ...CREATE, ...MONEY)
    expect({ code, err }).toEqual({ code: 1, err: 'there is a site named "shop" already\n' })
  })

  it.each([
    [
      'an unknown currency',
      [...CREATE, '--currency', 'EURO', '--timezone', 'UTC'],
      'currency "EURO"',
    ],
    [
      'an unknown time zone',
      [...CREATE, '--currency', 'EUR', '--timezone', 'Paris'],
      'did you mean Europe/Paris?',
    ],
    [
      'an address for a domain',
      ['site', 'create', 'shop', '--domain', 'https://a.example', ...MONEY],
      'is no domain',
    ],
    [
      'a bad site id',
      ['site', 'create', 'My_Shop', '--domain', 'a.example', ...MONEY],
      'site "My_Shop"',
    ],
    ['a missing option', CREATE, '--currency is missing'],
    ['a missing name', ['site', 'create', ...MONEY], '<site> is missing'],
    ['an unknown option', [...CREATE, ...MONEY, '--colour', 'red'], '--colour'],
    ['a word too many', [...CREATE, 'extra', ...MONEY], '"extra" is one word too many'],
  ])('names %s, exits with 2, and creates nothing', async (_what, words, named) => {
    const folder = dataFolder()
    const { code, out, err } = await pathworth(folder, ...words)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(named)
    expect(await pathworthJson(folder, 'site', 'list')).toEqual({ sites: [] })
  })
})

describe('sites and keys', () => {
  it('are listed and shown, without hashes and without the secret of e-mail addresses', async () => {
    const folder = dataFolder()
    const created = await pathworthJson<Created>(folder, ...CREATE, ...MONEY)
    const settings = {
      domains: ['shop.example'],
      currency: 'EUR',
      timezone: 'Europe/Paris',
      lookback_days: 90,
    }
    expect(await pathworthJson(folder, 'site', 'list')).toMatchObject({
      sites: [{ site: 'shop', ...settings }],
    })
    const shown = await pathworthJson<Record<string, unknown>>(folder, 'site', 'show', 'shop')
    expect(shown).toMatchObject({ ...settings, identify_secret: created.identify_secret })
    const listed = await pathworth(folder, 'key', 'list', 'shop', '--json')
    expect(listed.out).not.toMatch(/hash|[0-9a-f]{64}/)
    expect(JSON.stringify(shown)).not.toContain('email')
  })

  it('settings change one by one, and the rest stays', async () => {
    const folder = dataFolder()
    await pathworthJson(folder, ...CREATE, ...MONEY)
    await pathworthJson(folder, 'site', 'set', 'shop', '--lookback-days', '30')
    await pathworthJson(folder, 'site', 'set', 'shop', '--domain', 'shop.example,shop.example.fr')
    expect(await pathworthJson(folder, 'site', 'show', 'shop')).toMatchObject({
      domains: ['shop.example', 'shop.example.fr'],
      currency: 'EUR',
      lookback_days: 30,
    })
  })

  it('a goal gets a lookback of its own, and the one of the site again', async () => {
    const folder = dataFolder()
    await pathworthJson(folder, ...CREATE, ...MONEY)
    const set = (text: string) =>
      pathworthJson(folder, 'site', 'set', 'shop', '--goal-lookback-days', text)
    expect(await set('lead=30,deal=365')).toMatchObject({
      goal_lookback_days: ['deal=365', 'lead=30'],
    })
    expect(await set('lead=default')).toMatchObject({
      lookback_days: 90,
      goal_lookback_days: ['deal=365'],
    })
    expect(await set('deal=default')).not.toHaveProperty('goal_lookback_days')
  })

  it('hits are kept for a time, or for ever, and channels are named by rules, or by none', async () => {
    const folder = dataFolder()
    await pathworthJson(folder, ...CREATE, ...MONEY)
    const set = (option: string, text: string) =>
      pathworthJson(folder, 'site', 'set', 'shop', option, text)
    const rules = ['Influencers:source=insta*:medium=social', 'Podcasts:campaign=pod*']
    await set('--keep-hits-days', '760')
    expect(await set('--channel-rules', rules.join(','))).toMatchObject({
      ...{ keep_hits_days: 760, channel_rules: rules },
    })
    await set('--keep-hits-days', 'forever')
    const shown = await set('--channel-rules', 'none')
    expect(shown).not.toHaveProperty('keep_hits_days')
    expect(shown).not.toHaveProperty('channel_rules')
  })

  it('a model more is computed under its parameters', async () => {
    const folder = dataFolder()
    await pathworthJson(folder, ...CREATE, ...MONEY)
    const models = ['last_non_direct', 'w_shaped', 'time_decay:half_life_days=14']
    await pathworthJson(folder, 'site', 'set', 'shop', '--models', models.join(','))
    expect(await pathworthJson(folder, 'site', 'show', 'shop')).toMatchObject({ models })
  })

  it.each([
    [['--lookback-days', '0'], 'lookback_days 0: is at least 1 day'],
    [['--lookback-days', 'many'], '--lookback-days many: is no whole number'],
    [['--goal-lookback-days', 'deal=9,lead=0'], 'goal_lookback_days "lead=0": give 1 to 730 days'],
    [['--keep-hits-days', '29'], 'keep_hits_days 29: is 30 to 3650 days, or "forever"'],
    [['--keep-hits-days', 'long'], '--keep-hits-days long: is no whole number'],
    [['--channel-rules', 'Podcasts'], 'channel_rules "Podcasts": has no pattern'],
    [['--currency', 'XYZ'], 'currency "XYZ"'],
    [['--models', 'linear,magic'], 'models "magic": is no model: there are first_touch'],
    [['--models', 'linear,linear'], 'names linear twice'],
    [['--domain', 'com'], 'domain "com": is a suffix that all may register under'],
    [[], 'say what to change'],
  ])('site set %j is refused', async (words, named) => {
    const { code, err } = await pathworth(dataFolder(), 'site', 'set', 'shop', ...words)
    expect(code).toBe(2)
    expect(err).toContain(named)
  })

  it('a key is created for its holder, listed, and revoked', async () => {
    const folder = dataFolder()
    await pathworthJson(folder, ...CREATE, ...MONEY)
    const made = await pathworthJson<{ id: string; key: string }>(
      folder,
      ...['key', 'create', 'shop', '--scope', 'read', '--holder', 'Ana'],
    )
    expect(made.key).toMatch(/^pw_read_shop_/)
    await pathworthJson(folder, 'key', 'revoke', 'shop', made.id)
    const { keys } = await pathworthJson<{ keys: Record<string, unknown>[] }>(
      folder,
      'key',
      'list',
      'shop',
    )
    expect(keys.filter(({ revoked_at }) => revoked_at !== null)).toMatchObject([
      { id: made.id, scope: 'read', holder: 'Ana' },
    ])
  })

  it.each([
    [['key', 'revoke', 'shop', 'nope'], 'shop has no key nope'],
    [['key', 'list', 'other'], 'there is no site "other": there is shop'],
    [['verify', 'other'], 'there is no site "other"'],
    [['rebuild', 'other'], 'there is no site "other"'],
    [['backup', 'other', '--to', '/tmp/never.db'], 'there is no site "other"'],
  ])('%j says what is not there', async (words, named) => {
    const folder = dataFolder()
    await pathworthJson(folder, ...CREATE, ...MONEY)
    const { code, err } = await pathworth(folder, ...words)
    expect(code).toBe(1)
    expect(err).toContain(named)
  })

  it('a site whose file is no database is named with its file', async () => {
    const folder = soldFolder()
    writeFileSync(siteFile(folder), '')
    const { code, err } = await pathworth(folder, 'site', 'list')
    expect(code).toBe(1)
    expect(err).toContain('site "shop" can\'t be read')
    expect(err).toContain(`bring ${siteFile(folder)} back from a backup`)
  })

  it('an unknown scope is refused', async () => {
    const { code, err } = await pathworth(
      dataFolder(),
      ...['key', 'create', 'shop', '--scope', 'all', '--holder', 'x'],
    )
    expect(code).toBe(2)
    expect(err).toContain('--scope all: is one of write, read, admin')
  })
})

describe('verify', () => {
  it('is content with what the collector has stored, and changes nothing', async () => {
    const folder = soldFolder()
    const before = statSync(siteFile(folder)).mtimeMs
    const answer = await pathworthJson<{ ok: boolean; sites: { counts: object }[] }>(
      folder,
      'verify',
    )
    expect(answer).toMatchObject({
      ok: true,
      sites: [{ site: 'shop', ok: true, pending: 0, differences: [] }],
    })
    expect(statSync(siteFile(folder)).mtimeMs).toBe(before)
  })

  it('finds a rollup that somebody has changed, and exits with 1', async () => {
    const folder = soldFolder()
    const db = new Database(siteFile(folder))
    db.exec('UPDATE rollups SET value = value + 1')
    db.close()
    const { code, out } = await pathworth(folder, 'verify', 'shop', '--json')
    expect(code).toBe(1)
    const { ok, sites } = JSON.parse(out)
    expect(ok).toBe(false)
    expect(sites[0].differences.length).toBeGreaterThan(0)
    expect((await pathworth(folder, 'verify')).out).toContain('DIFFERS')
  })

  it('rebuild mends it', async () => {
    const folder = soldFolder()
    const db = new Database(siteFile(folder))
    db.exec('DELETE FROM rollups')
    db.close()
    expect((await pathworth(folder, 'verify')).code).toBe(1)
    expect((await pathworth(folder, 'rebuild', 'shop')).code).toBe(0)
    expect((await pathworth(folder, 'verify')).code).toBe(0)
  })

  it('of a folder without a site has nothing against it', async () => {
    expect(await pathworthJson(dataFolder(), 'verify')).toEqual({ ok: true, sites: [] })
  })
})

describe('backup', () => {
  it('copies a site beside a running collector, and the copy verifies', async () => {
    const folder = soldFolder()
    const collector = await startCollector(folder)
    const to = join(folder, 'copy.db')
    const { bytes } = await pathworthJson<{ bytes: number }>(folder, 'backup', 'shop', '--to', to)
    await collector.stop()
    expect(bytes).toBe(statSync(to).size)
    expect(statSync(to).mode & 0o777).toBe(0o600)
    const verified = verifySite(to)
    expect(verified).toMatchObject({ ok: true, pending: 0 })
    expect(verified.counts['contributions']).toBe(3)
  })

  it('brought back into another folder is a site there', async () => {
    const folder = soldFolder()
    const other = dataFolder()
    await (await startCollector(other)).stop()
    await pathworthJson(folder, 'backup', 'shop', '--to', siteFile(other))
    const collector = await startCollector(other)
    expect(await pathworthJson(other, 'site', 'list')).toMatchObject({
      sites: [{ site: 'my-shop' }, { site: 'shop' }],
    })
    await collector.stop()
  })

  it('overwrites nothing', async () => {
    const folder = soldFolder()
    const { code, err } = await pathworth(folder, 'backup', 'shop', '--to', siteFile(folder))
    expect(code).toBe(1)
    expect(err).toContain('is there already')
  })
})

describe('the command line as a process', () => {
  it('prints nothing but the JSON on standard output, and ends with the exit code', async () => {
    const cli = 'collector/host/cli.ts'
    const env = { PATHWORTH_DATA: dataFolder() }
    const made = await run(cli, [...CREATE, ...MONEY, '--json'], env)
    expect(JSON.parse(made.out)).toMatchObject({ site: 'shop' })
    expect({ code: made.code, err: made.err }).toEqual({ code: 0, err: '' })
    expect((await run(cli, [...CREATE, ...MONEY], env)).code).toBe(1)
    expect((await run(cli, [], env)).code).toBe(2)
  })
})

describe('help', () => {
  it('names every command, every option of the environment, and the exit codes', async () => {
    const { code, out } = await pathworth(dataFolder(), '--help')
    expect(code).toBe(0)
    for (const word of [
      'site create',
      'site set',
      'site list',
      'site show',
      'key create',
      'key list',
      'key revoke',
      'verify',
      'rebuild',
      'backup',
      'PORT=8787',
      'PATHWORTH_DATA=./data',
      '--json',
      'Exit codes',
    ])
      expect(out).toContain(word)
  })

  it('of one command has its options and examples', async () => {
    const { code, out } = await pathworth(dataFolder(), 'site', 'create', '--help')
    expect(code).toBe(0)
    expect(out).toContain('--timezone ZONE')
    expect(out).toContain('npm run pathworth -- site create shop --domain shop.example')
  })

  it('of a group has its commands alone', async () => {
    const { out } = await pathworth(dataFolder(), 'key', '--help')
    expect(out).toContain('key revoke')
    expect(out).not.toContain('site create')
  })

  it('is shown for a command that there is not, with exit code 2', async () => {
    const { code, err } = await pathworth(dataFolder(), 'sight', 'create')
    expect(code).toBe(2)
    expect(err).toContain('There is no command "sight create"')
  })

  it('asks for nothing of the folder', async () => {
    const folder = join(dataFolder(), 'never')
    await pathworth(folder, '--help')
    await pathworth(folder, 'site', 'list')
    expect(existsSync(folder)).toBe(false)
  })
})
