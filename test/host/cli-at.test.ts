import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCli } from '../../collector/host/cli/main.ts'
import { RemoteAdministrator } from '../../collector/host/remote-administrator.ts'
import { type CollectorProcess, dataFolder, type Ran, startCollector } from './collector-process.ts'
import { newSale, postOrder, postVisit, type Shop } from './shop.ts'

const TOKEN = 'a-token-of-32-characters-or-more'
const SHOP = ['shop', '--domain', 'shop.example', '--currency', 'EUR', '--timezone', 'UTC']

let collector: CollectorProcess
let closed: CollectorProcess
const servers: Server[] = []

beforeAll(async () => {
  collector = await startCollector(dataFolder(), { PATHWORTH_ADMIN_TOKEN: TOKEN })
  closed = await startCollector(dataFolder())
})

afterAll(async () => {
  await Promise.all([collector.stop(), closed.stop()])
  for (const server of servers) server.close()
})

/** Runs the CLI where there is no data folder that it may touch. */
async function run(env: Record<string, string>, ...words: string[]): Promise<Ran> {
  let out = ''
  let err = ''
  const code = await runCli(
    words,
    { PATHWORTH_DATA: '/nowhere/at/all', ...env },
    { out: (text) => (out += `${text}\n`), err: (text) => (err += `${text}\n`) },
  )
  return { code, out, err }
}

const withToken = { PATHWORTH_ADMIN_TOKEN: TOKEN }

const at = (url: string, ...words: string[]) => run(withToken, ...words, '--at', url)

async function jsonAt<Answer>(...words: string[]): Promise<Answer> {
  const { code, out, err } = await at(collector.url, ...words, '--json')
  if (code !== 0) throw new Error(`pathworth ${words.join(' ')} exited with ${code}: ${err}`)
  return JSON.parse(out)
}

/** Something on this machine that is no collector. */
async function impostor(answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  servers.push(server)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('commands to a collector far away', () => {
  it('create a site, which takes a sale at once, and is rebuilt', async () => {
    const { keys } = await jsonAt<{ keys: { write: string; read: string } }>(
      ...['site', 'create', ...SHOP],
    )
    const shop: Shop = { url: collector.url, site: 'shop', ...keys }
    const sale = newSale('1', Date.now())
    expect((await postVisit(shop, sale)).status).toBe(202)
    expect((await postOrder(shop, sale)).status).toBe(200)
    expect(await jsonAt('rebuild', 'shop')).toMatchObject({ site: 'shop', pending: 0 })
    expect(await jsonAt('site', 'status', 'shop')).toMatchObject({
      facts: { hits: 1, conversions: 1 },
      pending: 0,
      building: false,
    })
  })

  it('list and show sites, with a tag that points to that collector', async () => {
    expect(await jsonAt('site', 'list')).toMatchObject({
      sites: [{ site: 'my-shop' }, { site: 'shop', domains: ['shop.example'] }],
    })
    const { out } = await at(collector.url, 'site', 'show', 'shop')
    expect(out).toContain(`<script defer src="${collector.url}/p.js" data-site="shop"></script>`)
  })

  it('change settings, and wait until the figures are there', async () => {
    const { code, err } = await at(collector.url, 'site', 'set', 'shop', '--lookback-days', '30')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(await jsonAt('site', 'show', 'shop')).toMatchObject({ lookback_days: 30 })
  })

  it('verify one site, or all', async () => {
    expect(await jsonAt('verify')).toMatchObject({
      ok: true,
      sites: [{ site: 'my-shop' }, { site: 'shop', ok: true, differences: [], pending: 0 }],
    })
    const { code, out } = await at(collector.url, 'verify', 'shop')
    expect([code, out]).toEqual([0, expect.stringContaining('shop: equals a rebuild')])
    const unknown = await at(collector.url, 'verify', 'shop2')
    expect([unknown.code, unknown.err]).toEqual([1, expect.stringContaining('no site "shop2"')])
  })

  it('create a key, list it, and revoke it', async () => {
    const made = await jsonAt<{ id: string; key: string }>(
      ...['key', 'create', 'shop', '--scope', 'read', '--holder', 'Ana'],
    )
    const ask = () =>
      fetch(`${collector.url}/v1/roi?from=2026-01-01&to=2026-01-31`, {
        headers: { authorization: `Bearer ${made.key}` },
      })
    expect((await ask()).status).toBe(200)
    await jsonAt('key', 'revoke', 'shop', made.id)
    expect((await ask()).status).toBe(401)
    const { out } = await at(collector.url, 'key', 'list', 'shop')
    expect(out).toMatch(new RegExp(`^${made.id} .*Ana  revoked `, 'm'))
  })

  it('go where the environment says, and elsewhere by --at', async () => {
    const env = { ...withToken, PATHWORTH_AT: collector.url }
    expect((await run(env, 'site', 'list')).out).toContain('shop.example')
    const elsewhere = await run(env, 'site', 'list', '--at', closed.url)
    expect(elsewhere.code).toBe(1)
  })

  it.each([
    [(url: string) => ['--at', url, 'site', 'list']],
    [(url: string) => [`--at=${url}/`, 'site', 'list']],
    [(url: string) => ['site', 'list', `--at=${url}`]],
  ])('take --at before and after their name', async (words) => {
    const { code, out } = await run(withToken, ...words(collector.url))
    expect({ code, out: out.includes('shop.example') }).toEqual({ code: 0, out: true })
  })

  it('restore a snapshot, and say how that is undone there', async () => {
    const { id } = await jsonAt<{ id: string }>('snapshot', 'create', 'shop')
    const { code, out } = await at(collector.url, 'snapshot', 'restore', 'shop', id, '--yes')
    expect(code).toBe(0)
    const command = /To undo this: npm run pathworth -- (.*)/.exec(out)?.[1]?.split(' ') ?? []
    expect(command.slice(-2)).toEqual(['--at', collector.url])
    expect((await run(withToken, ...command)).code).toBe(0)
  })
})

describe('what goes wrong', () => {
  it.each([
    [
      'an unknown site',
      ['rebuild', 'shop2'],
      1,
      'there is no site "shop2": there is my-shop, shop',
    ],
    ['an unknown key', ['key', 'revoke', 'shop', 'nope'], 1, 'shop has no key nope'],
    [
      'a name that is taken',
      ['site', 'create', ...SHOP],
      1,
      'there is a site named "shop" already',
    ],
    [
      'a wrong value',
      ['site', 'set', 'shop', '--currency', 'EURO'],
      2,
      'currency "EURO": is no ISO 4217 currency code',
    ],
  ])('with %s is told as by a collector here', async (_, words, code, named) => {
    const ran = await at(collector.url, ...words)
    expect(ran.code).toBe(code)
    expect(ran.err).toContain(named)
  })

  it.each(['A-token-of-32-characters-or-more', `${TOKEN}x`, `${TOKEN.slice(1)}x`])(
    'with the token %s is told in one line',
    async (token) => {
      const env = { PATHWORTH_ADMIN_TOKEN: token }
      const { code, err } = await run(env, 'site', 'list', '--at', collector.url)
      expect({ code, err }).toEqual({
        code: 1,
        err: `${collector.url} refuses PATHWORTH_ADMIN_TOKEN: it must be the one that this collector was given\n`,
      })
    },
  )

  it('without a token here is told before anything is sent', async () => {
    const { code, err } = await run({}, 'site', 'list', '--at', collector.url)
    expect(code).toBe(2)
    expect(err).toContain('PATHWORTH_ADMIN_TOKEN is not set')
  })

  it('with a short token tells how to make one, and shows it not', async () => {
    const { code, err } = await run({ PATHWORTH_ADMIN_TOKEN: 'too-short' }, 'site', 'list')
    expect(code).toBe(2)
    expect(err).toContain('"openssl rand -hex 32" makes one')
    expect(err).not.toContain('too-short')
  })

  it('without a token there says so', async () => {
    const { code, err } = await at(closed.url, 'site', 'list')
    expect({ code, err }).toEqual({
      code: 1,
      err: `${closed.url} takes no commands: no PATHWORTH_ADMIN_TOKEN is configured there, or it is no Pathworth\n`,
    })
  })

  it('where nobody listens says so', async () => {
    const url = await impostor(() => {})
    const server = servers.at(-1)
    await new Promise((done) => server?.close(done))
    const { code, err } = await at(url, 'site', 'list')
    expect(code).toBe(1)
    expect(err).toMatch(/^\S+ can't be reached \(ECONNREFUSED\): .*\n$/)
  })

  describe('on a line that breaks after a while', () => {
    /** Has answered once, and then breaks so often. */
    const breaking = async (times: number) => {
      let heard = 0
      const url = await impostor((_, response) => {
        heard += 1
        if (heard > 1 && heard <= 1 + times) response.destroy()
        else response.end('{"sites":[]}')
      })
      const administrator = new RemoteAdministrator(url, TOKEN)
      await administrator.ask({ command: 'site_list' })
      return { administrator, heard: () => heard }
    }

    it('a command is sent again, if it may come twice', async () => {
      const { administrator, heard } = await breaking(2)
      expect(await administrator.ask({ command: 'settle', site: 'shop' })).toEqual({ sites: [] })
      expect(heard()).toBe(4)
    })

    it('a command is not sent again, if it would make two', async () => {
      const { administrator, heard } = await breaking(1)
      const key = { command: 'key_create', site: 'shop', scope: 'read', holder: 'Ana' } as const
      await expect(administrator.ask(key)).rejects.toThrow("can't be reached (UND_ERR_SOCKET)")
      expect(heard()).toBe(2)
    })
  })

  it('with what is no collector says so', async () => {
    const url = await impostor((_, response) => response.end('<h1>Welcome</h1>'))
    const { code, err } = await at(url, 'site', 'list')
    expect(code).toBe(1)
    expect(err).toMatch(/answers with 200, and not as Pathworth does: .*\n$/)
  })

  it('with an address that points elsewhere, the token is not sent on', async () => {
    let heard = 0
    const other = await impostor((_, response) => {
      heard += 1
      response.end('{}')
    })
    const url = await impostor((_, response) =>
      response.writeHead(307, { location: `${other}/v1/admin` }).end(),
    )
    const { code, err } = await at(url, 'site', 'list')
    expect(code).toBe(1)
    expect(err).toContain(`sends on to ${other}/v1/admin`)
    expect(heard).toBe(0)
  })

  it('backup needs the data folder, and says so', async () => {
    const { code, err } = await at(collector.url, 'backup', 'shop', '--to', '/nowhere/x.db')
    expect(code).toBe(2)
    expect(err).toContain('backup needs the data folder')
  })
})

describe('the address', () => {
  it.each([
    'http://t.shop.example',
    'http://localhost.shop.example',
    'http://notlocalhost',
    'http://127.0.0.1.shop.example',
    'http://10.0.0.1',
    'http://0.0.0.0',
  ])('%s is refused, since all could read the token', async (url) => {
    const { code, err } = await at(url, 'site', 'list')
    expect(code).toBe(2)
    expect(err).toContain(`--at ${url}: would send the admin token over the network`)
  })

  it.each([
    'http://127.0.0.1@t.shop.example',
    'https://user:secret@t.shop.example',
    't.shop.example',
    'ftp://t.shop.example',
    'https://t.shop.example/?a=b',
    'https://t.shop.example/#a',
    '',
  ])('%j is refused', async (url) => {
    const { code, err } = await at(url, 'site', 'list')
    expect(code).toBe(2)
    expect(err).toMatch(/^--at .*: must (be the address of a collector|hold no name)/)
  })

  it('of the environment is looked at in the same way', async () => {
    const env = { ...withToken, PATHWORTH_AT: 'http://t.shop.example' }
    const { code, err } = await run(env, 'site', 'list')
    expect(code).toBe(2)
    expect(err).toContain('PATHWORTH_AT="http://t.shop.example": would send the admin token')
  })
})
