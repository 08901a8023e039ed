import { describe, expect, it } from 'vitest'
import { useTag } from './tag-suite.ts'

describe('the visitor id', () => {
  const tag = useTag()
  const id = () => tag.page.evaluate(() => window.pathworth?.id?.())
  const cookies = async () =>
    (await tag.context.cookies()).filter(({ name }) => name.startsWith('pw_'))

  it.each([
    ['www.shop.example', '.shop.example'],
    ['a.b.shop.example', '.shop.example'],
    ['shop.example', '.shop.example'],
    ['www.shop.co.uk', '.shop.co.uk'],
    ['localhost', 'localhost'],
    ['127.0.0.1', '127.0.0.1'],
  ])('is kept on %s in a cookie of %s', async (hostName, domain) => {
    await tag.visit({ src: '/p.js' }, '/page', hostName)
    const visitor = await id()
    expect(await cookies()).toEqual([
      expect.objectContaining({
        name: 'pw_id',
        value: visitor,
        domain,
        path: '/',
        sameSite: 'Lax',
      }),
    ])
    expect(await tag.page.evaluate(() => localStorage.getItem('pw_id'))).toBe(visitor)
  })

  it('is the same on every host of the domain, and on a later page', async () => {
    await tag.visit({}, '/page', 'www.shop.example')
    const first = await id()
    await tag.visit({}, '/page', 'blog.shop.example')
    expect(await id()).toBe(first)
    await tag.visit({}, '/page', 'www.other.example')
    expect(await id()).not.toBe(first)
  })

  it('comes back from localStorage when the cookie is gone', async () => {
    await tag.visit({})
    const first = await id()
    await tag.context.clearCookies()
    await tag.page.reload()
    expect(await id()).toBe(first)
    expect(await cookies()).toHaveLength(1)
  })

  it('ends 13 months after its birth, however often it is seen', async () => {
    const day = 86_400_000
    await tag.visit({})
    const first = await id()
    const born = Number.parseInt(first?.replace('-', '').slice(0, 12) ?? '', 16)
    const end = async () => Number((await cookies())[0]?.expires) * 1000
    expect(Math.abs((await end()) - (born + 395 * day))).toBeLessThan(5000)
    await tag.page.clock.install({ time: born + 394 * day })
    await tag.page.reload()
    expect(await id()).toBe(first)
    await tag.page.clock.setSystemTime(born + 396 * day)
    await tag.page.reload()
    expect(await id()).not.toBe(first)
  })

  it('is replaced when the cookie holds no id', async () => {
    await tag.visit({})
    await tag.page.evaluate(() => {
      localStorage.clear()
      Reflect.set(document, 'cookie', 'pw_id=nonsense;path=/')
      Reflect.set(document, 'cookie', 'xpw_id=01930000-0000-7000-8000-000000000001;path=/')
    })
    const before = await id()
    await tag.context.clearCookies({ domain: '.shop.example' })
    await tag.page.reload()
    expect(await id()).toMatch(/^[\da-f-]{36}$/)
    expect(await id()).not.toBe(before)
    expect((await cookies()).map(({ domain }) => domain)).toEqual(['.shop.example'])
  })
})

describe('links to another domain of the shop', () => {
  const tag = useTag()
  const id = () => tag.page.evaluate(() => window.pathworth?.id?.())
  const shopA = 'www.shop-a.example'
  const shopB = 'pay.shop-b.example'
  const tagOfA = { tag: 'data-domains="shop-b.example, third.example"' }
  const tagOfB = { tag: 'data-domains="shop-a.example"' }

  /** Goes to the first domain, where a link leads to `href`. */
  async function atA(href: string): Promise<string | undefined> {
    tag.host.serve('/b', tagOfB)
    await tag.visit({ ...tagOfA, body: `<a href="${href}"><b>Pay</b></a>` }, '/a', shopA)
    return id()
  }
  const stamp = (secondsAgo: number) => Math.floor(Date.now() / 1000 - secondsAgo).toString(36)

  it('carry the id, and leave no trace of it in any address', async () => {
    const first = await atA(tag.host.address('/b?x=a%20b&y#top', shopB))
    await tag.page.click('b')
    await tag.page.waitForURL('**/b**')
    const events = await tag.host.until((all) => all.some(({ url }) => url.includes('/b')))
    expect(await id()).toBe(first)
    expect(tag.page.url()).toBe(tag.host.address('/b?x=a%20b&y#top', shopB))
    expect(events.map(({ url }) => url)).toEqual([
      tag.host.address('/a', shopA),
      tag.host.address('/b?x=a%20b&y#top', shopB),
    ])
  })

  it('carry it when followed by the keyboard', async () => {
    const first = await atA(tag.host.address('/b', shopB))
    await tag.page.focus('a')
    await tag.page.keyboard.press('Enter')
    await tag.page.waitForURL('**/b**')
    expect(await id()).toBe(first)
    expect(tag.page.url()).toBe(tag.host.address('/b', shopB))
  })

  it('carry it into another tab, once for every click', async () => {
    const first = await atA(tag.host.address('/b', shopB))
    for (let click = 0; click < 2; click++) {
      const opened = tag.context.waitForEvent('page')
      await tag.page.click('a', { button: 'middle' })
      const other = await opened
      await other.waitForURL('**/b')
      expect(await other.evaluate(() => window.pathworth?.id?.())).toBe(first)
    }
    expect((await tag.page.getAttribute('a', 'href'))?.match(/_pw=/g)).toHaveLength(1)
  })

  it.each([
    ['on the same host', '/b', shopA],
    ['to a domain that is not named', '/b', 'shop.example'],
    ['to a look-alike', '/b', 'notshop-b.example'],
    ['to a domain that begins like one', '/b', 'shop-b.example.evil.example'],
  ])('carry nothing %s', async (_, path, hostName) => {
    const href = tag.host.address(path, hostName)
    await atA(href)
    await tag.page.dispatchEvent('b', 'mousedown')
    expect(await tag.page.getAttribute('a', 'href')).toBe(href)
  })

  it('carry nothing before consent', async () => {
    const href = tag.host.address('/b', shopB)
    await tag.visit(
      { tag: `${tagOfA.tag} data-consent="wait"`, body: `<a href="${href}">Pay</a>` },
      '/waiting',
      shopA,
    )
    await tag.page.dispatchEvent('a', 'mousedown')
    expect(await tag.page.getAttribute('a', 'href')).toBe(href)
  })

  const foreign = '01990000-0000-7000-8000-000000000001'

  /** Arrives at the second domain by a link that somebody else made. */
  async function arrive(from: string, hand: string): Promise<string | undefined> {
    tag.host.serve('/b', tagOfB)
    await tag.page.goto(tag.host.address(`/b?keep=1&_pw=${hand}`, shopB), { referer: from })
    const [event] = await tag.host.until((all) => all.length > 0)
    expect(event?.url).toBe(tag.host.address('/b?keep=1', shopB))
    expect(tag.page.url()).toBe(tag.host.address('/b?keep=1', shopB))
    return id()
  }
  const bornNow = () =>
    Date.now()
      .toString(16)
      .padStart(12, '0')
      .replace(/(.{8})(.{4})/, '$1-$2-7000-8000-000000000001')

  it('are taken when fresh and from a domain of the shop', async () => {
    const given = bornNow()
    expect(await arrive('http://www.shop-a.example/', `${given}.${stamp(100)}`)).toBe(given)
  })

  it('are refused when older than two minutes', async () => {
    const given = bornNow()
    expect(await arrive('http://www.shop-a.example/', `${given}.${stamp(125)}`)).not.toBe(given)
  })

  it.each(['https://search.example/', 'http://notshop-a.example/', ''])(
    'are refused from a referrer such as "%s"',
    async (from) => {
      const given = bornNow()
      expect(await arrive(from, `${given}.${stamp(1)}`)).not.toBe(given)
    },
  )

  it.each(['', '.', 'nonsense', `nonsense.${stamp(1)}`, foreign, `${foreign}.`])(
    'are refused when they hold "%s"',
    async (hand) => {
      const taken = await arrive('http://www.shop-a.example/', hand)
      expect(taken).toMatch(/^[\da-f]{8}-[\da-f]{4}-7/)
      expect(taken).not.toBe(foreign)
    },
  )
})
