import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { adminAddress } from '../../collector/host/admin-socket.ts'
import { dataFolder, pathworthJson, run, startCollector } from './collector-process.ts'
import { askRoi, newSale, postOrder, postVisit, type RoiAnswer, type Shop } from './shop.ts'
import { until } from './until.ts'

const NODE = 'collector/host/node.ts'

const createShop = (folder: string) =>
  pathworthJson<{ keys: { write: string; read: string; admin: string } }>(
    folder,
    ...['site', 'create', 'shop', '--domain', 'shop.example'],
    ...['--currency', 'EUR', '--timezone', 'Europe/Paris'],
  )

/** Sends what a printed curl line would send. */
async function asTyped(output: string, path: string): Promise<{ status: number; body: unknown }> {
  const line =
    output.split('\n').find((one) => one.trim().startsWith('curl ') && one.includes(path)) ?? ''
  const headers = [...line.matchAll(/-H '([^:]+): ([^']+)'/g)].map(([, name, value]) => [
    name,
    value,
  ])
  const body = /-d '([^']+)'/.exec(line)?.[1]
  const response = await fetch(/https?:[^\s']+/.exec(line)?.[0] ?? '', {
    method: body === undefined ? 'GET' : 'POST',
    headers: Object.fromEntries(headers),
    ...(body === undefined ? {} : { body }),
  })
  return { status: response.status, body: await response.json() }
}

describe('a start on an empty folder', () => {
  it('creates one site, and prints its tag, its keys, and curl lines that work as typed', async () => {
    const collector = await startCollector(dataFolder())
    const said = collector.out()
    expect(said).toContain(
      `<script defer src="${collector.url}/p.js" data-site="my-shop"></script>`,
    )
    for (const scope of ['write', 'read', 'admin'])
      expect(said).toMatch(new RegExp(`${scope} +pw_${scope}_my-shop_[A-Za-z0-9_-]{43}\n`))

    expect(await asTyped(said, '/v1/events')).toMatchObject({ status: 202, body: { accepted: 1 } })
    expect(await asTyped(said, '/v1/conversions')).toMatchObject({
      status: 200,
      body: { results: [{ transaction_id: '1001', outcome: 'created', touches: 1 }] },
    })
    const roi = await asTyped(said, '/v1/roi')
    expect(roi.status).toBe(200)
    expect((roi.body as RoiAnswer).rows).toMatchObject([{ channel: 'Email', value: '90.00' }])
    await collector.stop()
  })

  it('says nothing of keys when it starts again', async () => {
    const folder = dataFolder()
    await (await startCollector(folder)).stop()
    const again = await startCollector(folder)
    expect(again.out()).not.toContain('pw_')
    await again.stop()
  })

  it('serves the tag, health and metrics', async () => {
    const collector = await startCollector(dataFolder())
    const get = (path: string) => fetch(collector.url + path)
    expect(await (await get('/health')).json()).toEqual({ status: 'ok' })
    expect((await get('/p.js')).headers.get('content-type')).toContain('text/javascript')
    expect(await (await get('/metrics')).text()).toContain('pathworth_write_queue 0')
    await collector.stop()
  })

  it('names the first site as it is told', async () => {
    const collector = await startCollector(dataFolder(), {
      PATHWORTH_SITE: 'boutique',
      PATHWORTH_DOMAIN: 'boutique.example',
      PATHWORTH_URL: 'https://t.boutique.example/',
      PATHWORTH_CURRENCY: 'CHF',
    }).catch((error: unknown) => error)
    // The address that is printed is the public one, and nobody listens there.
    expect(collector).toMatchObject({ url: 'https://t.boutique.example' })
  })
})

describe('a site that is created while the collector runs', () => {
  it('is served at once', async () => {
    const folder = dataFolder()
    const collector = await startCollector(folder)
    const { keys } = await createShop(folder)
    const shop: Shop = { url: collector.url, site: 'shop', ...keys }
    const sale = newSale('1', Date.now())
    expect((await postVisit(shop, sale)).body).toMatchObject({ accepted: 1 })
    expect((await postOrder(shop, sale)).body.results[0]).toMatchObject({
      matched: true,
      touches: 1,
    })
    expect((await askRoi(shop, Date.now())).body.rows).toMatchObject([
      { channel: 'Paid Search', value: '1.00' },
    ])
    await collector.stop()
  })

  it('a key that is revoked while it runs opens nothing any more', async () => {
    const folder = dataFolder()
    const collector = await startCollector(folder)
    await createShop(folder)
    const made = await pathworthJson<{ id: string; key: string }>(
      folder,
      ...['key', 'create', 'shop', '--scope', 'read', '--holder', 'Ana'],
    )
    const shop: Shop = { url: collector.url, site: 'shop', write: '', read: made.key }
    expect((await askRoi(shop, Date.now())).status).toBe(200)
    await pathworthJson(folder, 'key', 'revoke', 'shop', made.id)
    expect((await askRoi(shop, Date.now())).status).toBe(401)
    await collector.stop()
  })

  it('settings that change while it runs rebuild the figures: in New York it was yesterday', async () => {
    const folder = dataFolder()
    const collector = await startCollector(folder)
    const { keys } = await createShop(folder)
    const shop: Shop = { url: collector.url, site: 'shop', ...keys }
    const today = new Date().toISOString().slice(0, 10)
    const sale = { ...newSale('1', 0), ts: Date.parse(`${today}T00:30:00Z`) - 86_400_000 }
    await postOrder(shop, sale)
    const dayOf = async () => {
      const url = `${collector.url}/v1/journeys/1?site=shop`
      const response = await fetch(url, { headers: { authorization: `Bearer ${keys.read}` } })
      return JSON.stringify(await response.json())
    }
    const before = await dayOf()
    await pathworthJson(folder, 'site', 'set', 'shop', '--timezone', 'America/New_York')
    expect(await dayOf()).not.toBe(before)
    await collector.stop()
  })
})

describe('the collector does not start', () => {
  it('with a wrong value in its environment, and names it', async () => {
    const { code, err } = await run(NODE, [], { PORT: 'eighty', PATHWORTH_DATA: dataFolder() })
    expect(code).toBe(78)
    expect(err).toContain('PORT="eighty": must be a whole number from 0 to 65535')
  })

  it('on an address that is none, and names it', async () => {
    const { code, err } = await run(NODE, [], { HOST: 'a b', PATHWORTH_DATA: dataFolder() })
    expect(code).toBe(78)
    expect(err).toContain('HOST="a b": must be an address or name of this machine')
  })

  it.each([
    ['a file', 'data', 'is a file'],
    ['below a file', 'data/deep', 'lies below a file'],
  ])('on a data folder that is %s, and names it', async (_, path, fault) => {
    const folder = dataFolder()
    writeFileSync(join(folder, 'data'), 'kept')
    const data = join(folder, path)
    const { code, err } = await run(NODE, [], { PORT: '0', PATHWORTH_DATA: data })
    expect(code).toBe(78)
    expect(err).toContain(`PATHWORTH_DATA="${data}": ${fault}`)
    expect(readFileSync(join(folder, 'data'), 'utf8')).toBe('kept')
  })

  it('on a folder that another one owns, and says whose', async () => {
    const folder = dataFolder()
    const first = await startCollector(folder)
    const { code, err } = await run(NODE, [], { PORT: '0', PATHWORTH_DATA: folder })
    expect(code).toBe(1)
    expect(err).toContain(`${folder} is in use by process ${first.pid}`)
    expect((await fetch(`${first.url}/health`)).status).toBe(200)
    await first.stop()
  })

  it('on a port that is taken, and leaves the folder free', async () => {
    const server = createServer()
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    const { port } = server.address() as AddressInfo
    const folder = dataFolder()
    const { code, err } = await run(NODE, [], { PORT: String(port), PATHWORTH_DATA: folder })
    expect(code).toBe(1)
    expect(err).toContain(`PORT=${port}: something listens there already`)
    server.close()
    await (await startCollector(folder)).stop()
  })
})

describe('a site whose file is no database', () => {
  it.each([
    ['empty', ''],
    ['something else', 'no database '.repeat(1000)],
  ])('since it is %s, answers 503, is logged, and keeps nobody else', async (_, content) => {
    const folder = dataFolder()
    const { keys } = await createShop(folder)
    writeFileSync(join(folder, 'sites', 'broken.db'), content)
    const collector = await startCollector(folder)
    const shop: Shop = { url: collector.url, site: 'shop', ...keys }
    const broken = { ...shop, site: 'broken', write: keys.write.replace('_shop_', '_broken_') }
    for (let tries = 0; tries < 3; tries++) {
      expect((await postVisit(broken, newSale('1', Date.now()))).status).toBe(503)
      expect((await postOrder(broken, newSale('1', Date.now()))).status).toBe(503)
    }
    expect((await postVisit(shop, newSale('1', Date.now()))).status).toBe(202)
    await collector.stop()
    expect(collector.err().split('"event":"site_unavailable"')).toHaveLength(2)
    expect(collector.err()).not.toContain('unforeseen_error')
  })
})

/**
 * The answer to a body that is refused before it has all come; undefined where the sender was still
 * writing when the connection ended, and so never read it: asked again, it mostly does.
 */
async function answeredTo(
  post: () => Promise<Response>,
  triesLeft = 20,
): Promise<Response | undefined> {
  try {
    return await post()
  } catch (error) {
    const { code } = (error as { cause?: { code?: string } }).cause ?? {}
    const wasCut = code === 'EPIPE' || code === 'ECONNRESET' || code === 'UND_ERR_SOCKET'
    if (!wasCut) throw error
    return triesLeft === 1 ? undefined : answeredTo(post, triesLeft - 1)
  }
}

/** Of more than sockets hold, a sender on a busy machine may write for ever too long. */
const WRITTEN_TOO_LONG = 30_000_000

describe('a body that is too large', () => {
  it('is refused, and says that the connection ends: nobody sends on it again', async () => {
    const collector = await startCollector(dataFolder())
    const post = (length: number, declared: boolean) =>
      fetch(`${collector.url}/v1/events`, {
        method: 'POST',
        ...(declared
          ? { body: 'x'.repeat(length) }
          : { body: new Blob(['x'.repeat(length)]).stream(), duplex: 'half' as const }),
      })
    for (const declared of [true, false])
      for (const length of [65_537, 3_000_000, WRITTEN_TOO_LONG]) {
        const answer = await answeredTo(() => post(length, declared))
        if (length < WRITTEN_TOO_LONG) expect(answer).toBeDefined()
        if (answer) {
          expect(answer.status).toBe(413)
          expect(answer.headers.get('connection')).toBe('close')
          expect(await answer.json()).toMatchObject({ type: '/problems/too-large' })
        }
        const next = await post(10, true)
        expect(next.status).toBe(400)
        expect(next.headers.get('connection')).toBe('keep-alive')
        await next.arrayBuffer()
      }
    await collector.stop()
  })
})

describe('SIGTERM', () => {
  it('ends it with 0, folds the logs into the files, and removes the socket', async () => {
    const folder = dataFolder()
    const collector = await startCollector(folder)
    const { keys } = await createShop(folder)
    const shop: Shop = { url: collector.url, site: 'shop', ...keys }
    await postVisit(shop, newSale('1', Date.now()))
    const { code, err } = await collector.stop('SIGTERM')
    expect({ code, left: readdirSync(join(folder, 'sites')) }).toEqual({
      code: 0,
      left: ['my-shop.db', 'shop.db'],
    })
    expect(existsSync(adminAddress(folder))).toBe(false)
    expect(err).not.toContain('"level":"error"')
  })

  it('answers what is under way, and nothing that was acknowledged is lost', async () => {
    const folder = dataFolder()
    const collector = await startCollector(folder)
    const { keys } = await createShop(folder)
    const shop: Shop = { url: collector.url, site: 'shop', ...keys }
    const sales = Array.from({ length: 200 }, (_, at) => newSale(`T${at}`, Date.now()))
    const posts = sales.map((sale) => postOrder(shop, sale))
    await Promise.race(posts)
    const stopped = collector.stop('SIGTERM')
    const acknowledged = (await Promise.allSettled(posts)).filter(
      (one) => one.status === 'fulfilled' && one.value.status === 200,
    ).length
    expect(acknowledged).toBeGreaterThan(0)
    expect((await stopped).code).toBe(0)

    const again = await startCollector(folder)
    const { body } = await askRoi({ ...shop, url: again.url }, Date.now())
    expect(Number(body.total.value)).toBeGreaterThanOrEqual(acknowledged)
    await again.stop()
  })

  it('to the group of npm start ends all of it', async () => {
    const folder = dataFolder()
    const collector = await startCollector(folder, {}, ['npm', 'start', '--silent'])
    await collector.stop('SIGTERM')
    expect(collector.err()).toContain('"event":"stopping"')
    await expect(fetch(`${collector.url}/health`)).rejects.toThrow()
    await (await startCollector(folder)).stop()
  })

  it('to npm alone ends the collector too, and leaves its folder free', async () => {
    const folder = dataFolder()
    const collector = await startCollector(folder, {}, ['npm', 'start', '--silent'])
    process.kill(collector.pid, 'SIGTERM')
    await until(() => collector.err().includes('"event":"stopping"'))
    await (await startCollector(folder)).stop()
  })

  it('Ctrl-C does the same', async () => {
    const collector = await startCollector(dataFolder())
    expect((await collector.stop('SIGINT')).code).toBe(0)
  })
})

describe('a full queue', () => {
  it('answers 503 with Retry-After, and what was refused is not stored', async () => {
    const folder = dataFolder()
    const collector = await startCollector(folder, { PATHWORTH_QUEUE: '1' })
    const { keys } = await createShop(folder)
    const shop: Shop = { url: collector.url, site: 'shop', ...keys }
    const sales = Array.from({ length: 100 }, (_, at) => newSale(`Q${at}`, Date.now()))
    const answers = await Promise.all(sales.map((sale) => postOrder(shop, sale)))
    const refused = answers.filter(({ status }) => status === 503)
    const stored = answers.filter(({ status }) => status === 200)
    expect(refused.length).toBeGreaterThan(0)
    expect(refused.length + stored.length).toBe(100)
    expect(refused.map(({ headers }) => headers.get('retry-after'))).toEqual(refused.map(() => '1'))
    const { body } = await askRoi(shop, Date.now())
    expect(Number(body.total.value)).toBe(stored.length)
    await collector.stop()
  })
})
