import { describe, expect, it } from 'vitest'
import type { Reply } from './host-page.ts'
import { useTag } from './tag-suite.ts'

describe('the outbox', () => {
  const tag = useTag()

  const outboxes = () =>
    tag.page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('pw_o.')))
  const record = (name: string) => tag.page.evaluate((given) => window.pathworth?.(given), name)

  /** Answers one after the other, the last for ever. */
  function replies(...list: Reply[]): void {
    tag.host.reply(() => (list.length > 1 ? list.shift() : list[0]) ?? { status: 202 })
  }

  /** No event is missing, and none has come twice under another id. */
  function expectOnceEach(names: string[]): void {
    const known = new Map(tag.host.events().map((event) => [event.id, event.name]))
    expect([...known.values()]).toEqual(names)
  }

  it('is empty when all has been answered', async () => {
    await tag.visit({})
    await tag.namesUntilMark()
    await expect.poll(outboxes).toEqual([])
    expectOnceEach(['page_view', 'mark'])
  })

  it('loses nothing and doubles nothing when the network goes and comes back', async () => {
    await tag.visit({})
    await tag.host.untilPosts(1)
    await tag.context.setOffline(true)
    for (const name of ['view_item', 'add_to_cart', 'begin_checkout']) await record(name)
    await expect.poll(() => tag.asked.length).toBeGreaterThan(1)
    expect(tag.host.posts).toHaveLength(1)
    await tag.context.setOffline(false)
    await tag.host.until((events) => events.length === 4)
    expectOnceEach(['page_view', 'view_item', 'add_to_cart', 'begin_checkout'])
    await expect.poll(outboxes).toEqual([])
  })

  it('delivers on the next page what a closed tab could not', async () => {
    await tag.visit({}, '/closed')
    await tag.host.untilPosts(1)
    const visitor = tag.host.posts[0]?.body.visitor
    tag.host.reply(() => 'no answer')
    await record('add_to_cart')
    await tag.page.close({ runBeforeUnload: true })
    tag.host.forget()
    tag.page = await tag.context.newPage()
    await tag.visit({}, '/next')
    const events = await tag.host.until((all) => all.some(({ name }) => name === 'add_to_cart'))
    expect(events.find(({ name }) => name === 'add_to_cart')?.url).toBe(tag.host.address('/closed'))
    expect(new Set(tag.host.posts.map(({ body }) => body.visitor))).toEqual(new Set([visitor]))
    await expect.poll(outboxes).toEqual([])
  })

  it('delivers what a crashed tab left when its lease is over, and not before', async () => {
    await tag.visit({}, '/crashed')
    await tag.host.untilPosts(1)
    await expect.poll(outboxes).toEqual([])
    const left = (leasedUntil: number) =>
      tag.page.evaluate((lease) => {
        const event = {
          id: '01930000-0000-7000-8000-000000000001',
          name: 'left',
          ts: 1,
          url: '',
          props: {},
        }
        const envelope = {
          v: 1,
          site: 'shop',
          visitor: '01930000-0000-7000-8000-000000000002',
          consent: 'granted',
          mode: 'cookie',
        }
        const entries = [[JSON.stringify(envelope), JSON.stringify(event)]]
        localStorage.setItem('pw_o.shop.crashed', JSON.stringify([lease, 0, entries]))
      }, leasedUntil)
    await left(Date.now() + 60_000)
    await tag.page.reload()
    expect(await tag.namesUntilMark()).not.toContain('left')
    await left(Date.now() - 1)
    tag.host.forget()
    await tag.page.reload()
    await tag.host.until((events) => events.some(({ name }) => name === 'left'))
    const post = tag.host.posts.find(({ body }) => body.events.some(({ name }) => name === 'left'))
    expect(post?.body.visitor).toBe('01930000-0000-7000-8000-000000000002')
    expect(post?.body.events).toHaveLength(1)
  })

  it('survives what others wrote under its keys', async () => {
    await tag.visit({})
    await tag.namesUntilMark()
    await tag.page.evaluate(() => {
      localStorage.setItem('pw_o.shop.broken', '{"not":')
      localStorage.setItem('pw_o.shop.other', '[0,0,"text"]')
      localStorage.setItem('pw_id', '<script>')
    })
    tag.host.forget()
    await tag.page.reload()
    expect(await tag.namesUntilMark()).toEqual(['page_view', 'mark'])
  })

  it('sends what is fresh by beacon when the page is left', async () => {
    await tag.visit({})
    await tag.host.untilPosts(1)
    await tag.page.evaluate(() => {
      window.pathworth?.('begin_checkout')
      location.href = '/elsewhere'
    })
    await tag.page.waitForURL('**/elsewhere')
    await tag.host.until((events) => events.some(({ name }) => name === 'begin_checkout'))
    expectOnceEach(['page_view', 'begin_checkout'])
  })

  it('waits as long as Retry-After says', async () => {
    await tag.page.clock.install()
    replies({ status: 503, headers: { 'retry-after': '120' } }, { status: 202 })
    await tag.visit({})
    await tag.page.clock.runFor(1000)
    await tag.host.untilPosts(1)
    await expect
      .poll(() => tag.page.evaluate(() => Object.values(localStorage).join()))
      .toMatch(/\[\d+,\d{13},/)
    await tag.page.clock.runFor(110_000)
    await record('add_to_cart')
    await tag.page.evaluate(() => dispatchEvent(new Event('online')))
    await tag.page.clock.runFor(5_000)
    expect(tag.asked).toHaveLength(1)
    await tag.page.clock.runFor(10_000)
    await tag.host.untilPosts(2)
    expectOnceEach(['page_view', 'add_to_cart'])
    expect(tag.host.posts[1]?.body.sent_at).toBeGreaterThan(
      (tag.host.posts[0]?.body.sent_at ?? 0) + 119_000,
    )
  })

  it('waits on the next page, too, when the server asked for time', async () => {
    await tag.page.clock.install()
    replies({
      status: 429,
      headers: { 'retry-after': new Date(Date.now() + 300_000).toUTCString() },
    })
    await tag.visit({}, '/asked')
    await tag.page.clock.runFor(1000)
    await tag.host.untilPosts(1)
    await expect
      .poll(() => tag.page.evaluate(() => Object.values(localStorage).join()))
      .toMatch(/\[\d+,\d{13},/)
    replies({ status: 202 })
    await tag.visit({}, '/next')
    await tag.page.clock.runFor(60_000)
    expect(tag.asked).toHaveLength(1)
    await tag.page.clock.runFor(300_000)
    await tag.host.until((events) => events.length >= 3)
    expectOnceEach(['page_view', 'page_view'])
  })

  it('tries again, ever more slowly, while the server fails', async () => {
    await tag.page.clock.install()
    replies({ status: 500 })
    await tag.visit({})
    for (let attempt = 1; attempt <= 4; attempt++) {
      await tag.page.clock.runFor(1000 * 2 ** attempt)
      await tag.host.untilPosts(attempt)
      await expect.poll(() => tag.host.posts.length).toBe(attempt)
    }
    const sent = tag.host.posts.map(({ body }) => body.sent_at)
    const pauses = sent.slice(1).map((at, i) => at - Number(sent[i]))
    expect(pauses[0]).toBeGreaterThanOrEqual(500)
    expect(pauses[2]).toBeGreaterThanOrEqual(2000)
    expectOnceEach(['page_view'])
  })

  it.each([400, 401, 403, 404, 413, 422])(
    'drops what the server calls invalid (%i)',
    async (status) => {
      replies({ status }, { status: 202 })
      await tag.visit({})
      await tag.host.untilPosts(1)
      await expect.poll(outboxes).toEqual([])
      await tag.namesUntilMark()
      expect(tag.host.posts.map(({ body }) => body.events.map(({ name }) => name))).toEqual([
        ['page_view'],
        ['mark'],
      ])
    },
  )

  it('halves a batch that is too large for the server', async () => {
    tag.host.reply(({ body }) => ({ status: body.events.length > 2 ? 413 : 202 }))
    await tag.visit({ tag: 'data-consent="wait"' })
    await tag.page.evaluate(() => {
      for (let i = 0; i < 6; i++) window.pathworth?.('hit')
      window.pathworth?.consent?.('granted')
    })
    await expect.poll(outboxes).toEqual([])
    const taken = tag.host.posts.filter(({ body }) => body.events.length <= 2)
    expect(taken.flatMap(({ body }) => body.events)).toHaveLength(7)
  })

  it('sends at most 32 kB at once, and keeps at most 64 kB and 100 events', async () => {
    await tag.visit({})
    await tag.host.untilPosts(1)
    await tag.context.setOffline(true)
    await tag.page.evaluate(() => {
      for (let i = 0; i < 40; i++) window.pathworth?.('big', { i, text: '日本'.repeat(500) })
      window.pathworth?.('too_big', { text: 'x'.repeat(33 * 1024) })
    })
    const kept = await tag.page.evaluate(() => {
      const key = Object.keys(localStorage).find((name) => name.startsWith('pw_o.'))
      return new TextEncoder().encode(localStorage.getItem(key ?? '') ?? '').length
    })
    expect(kept).toBeGreaterThan(60 * 1024)
    expect(kept).toBeLessThanOrEqual(64 * 1024)
    await tag.context.setOffline(false)
    const events = await tag.host.until((all) => all.some(({ props }) => props['i'] === 39))
    for (const { bytes } of tag.host.posts) expect(bytes).toBeLessThanOrEqual(32 * 1024)
    const numbers = events.flatMap(({ props }) => (props['i'] === undefined ? [] : [props['i']]))
    expect(new Set(numbers).size).toBe(numbers.length)
    expect(numbers).toEqual(
      Array.from({ length: numbers.length }, (_, i) => 40 - numbers.length + i),
    )
    expect(events.map(({ name }) => name)).not.toContain('too_big')
  })

  it('keeps two tabs apart', async () => {
    tag.host.reply(() => ({ status: 503 }))
    await tag.visit({}, '/one')
    await tag.host.untilPosts(1)
    const other = await tag.context.newPage()
    await other.goto(tag.host.address('/one'))
    await tag.host.untilPosts(2)
    await expect.poll(outboxes, { timeout: 10_000 }).toHaveLength(2)
    tag.host.forget()
    await tag.host.until((events) => new Set(events.map(({ id }) => id)).size === 2)
    await expect.poll(outboxes).toEqual([])
  })
})
