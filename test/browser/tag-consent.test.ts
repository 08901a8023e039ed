import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright'
import { describe, expect, it } from 'vitest'
import { browserArgs, findChromium } from './chromium.ts'
import { newVisitor } from './host-page.ts'
import { useTag } from './tag-suite.ts'

/** What the tag has left behind in the page's browser. */
const traces = (page: Page) =>
  page.evaluate(() => [
    ...document.cookie.split('; ').filter((cookie) => cookie.startsWith('pw_')),
    ...Object.keys(localStorage).filter((key) => key.startsWith('pw_')),
  ])

const say = (page: Page, answer: 'granted' | 'denied') =>
  page.evaluate((said) => window.pathworth?.consent?.(said), answer)

/** Keys of what tabs still have to deliver. */
const outboxes = (page: Page) =>
  page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('pw_o.')))

describe('consent', () => {
  const tag = useTag()
  const waits = { tag: 'data-consent="wait"' }

  /** Lets an hour pass on the page, so that whatever was to be sent has been. */
  async function anHourLater(): Promise<void> {
    await tag.page.clock.runFor('01:00:00')
    await tag.page.goto(tag.host.address('/elsewhere'))
  }

  it('stores and sends nothing while it waits', async () => {
    await tag.page.clock.install()
    await tag.visit(waits)
    await tag.page.evaluate(() => window.pathworth?.('add_to_cart', { value: 5 }))
    expect(await traces(tag.page)).toEqual([])
    expect(await tag.page.evaluate(() => window.pathworth?.id?.())).toBeUndefined()
    await anHourLater()
    expect([...tag.asked, ...tag.host.posts]).toEqual([])
    expect(await traces(tag.page)).toEqual([])
  })

  it('sends what it held, with the time at which it happened, once granted', async () => {
    await tag.visit(waits)
    await tag.page.evaluate(() => window.pathworth?.('view_item', { item_id: 'a' }))
    const recorded = Date.now()
    await tag.page.clock.install({ time: recorded + 60_000 })
    await say(tag.page, 'granted')
    const [post] = await tag.host.untilPosts(1)
    expect(post?.body.consent).toBe('granted')
    expect(post?.body.events.map(({ name }) => name)).toEqual(['page_view', 'view_item'])
    for (const { ts } of post?.body.events ?? []) expect(ts).toBeLessThanOrEqual(recorded)
    expect(await tag.page.evaluate(() => window.pathworth?.id?.())).toBe(post?.body.visitor)
  })

  it('holds the last hundred events while it waits', async () => {
    await tag.visit(waits)
    await tag.page.evaluate(() => {
      for (let i = 0; i < 150; i++) window.pathworth?.('hit', { i })
    })
    await say(tag.page, 'granted')
    const events = await tag.host.until((all) => all.length >= 100)
    expect(events.map(({ props }) => props['i'])).toEqual(
      Array.from({ length: 100 }, (_, i) => i + 50),
    )
  })

  it('forgets what it held, and all it stored, when denied', async () => {
    await tag.page.clock.install()
    await tag.visit({})
    await tag.host.untilPosts(1)
    tag.host.reply(() => ({ status: 503 }))
    await tag.page.evaluate(() => window.pathworth?.('add_to_cart'))
    await tag.page.clock.runFor(1000)
    await tag.host.untilPosts(2)
    expect(await traces(tag.page)).toHaveLength(3)
    await say(tag.page, 'denied')
    expect(await traces(tag.page)).toEqual([])
    const asked = tag.asked.length
    await tag.page.evaluate(() => window.pathworth?.('begin_checkout'))
    await anHourLater()
    expect(tag.asked).toHaveLength(asked)
    expect(await traces(tag.page)).toEqual([])
  })

  it('never sends what was held before a denial, and begins anew when granted after all', async () => {
    await tag.visit(waits)
    await say(tag.page, 'denied')
    await tag.page.evaluate(() => window.pathworth?.('view_item'))
    await say(tag.page, 'granted')
    expect(await tag.namesUntilMark()).toEqual(['mark'])
  })

  it('gives a new id after a denial', async () => {
    await tag.visit({})
    const before = await tag.page.evaluate(() => window.pathworth?.id?.())
    await say(tag.page, 'denied')
    expect(await tag.page.evaluate(() => window.pathworth?.id?.())).toBeUndefined()
    await say(tag.page, 'granted')
    const after = await tag.page.evaluate(() => window.pathworth?.id?.())
    expect(after).toMatch(/-7[\da-f]{3}-/)
    expect(after).not.toBe(before)
  })

  it('takes a denial in one tab as one in every tab', async () => {
    await tag.visit({})
    await tag.host.untilPosts(1)
    const other = await tag.context.newPage()
    await other.goto(tag.host.address('/page'))
    await tag.host.untilPosts(2)
    const id = () => tag.page.evaluate(() => window.pathworth?.id?.())
    expect(await id()).toBe(tag.host.posts[0]?.body.visitor)
    await say(other, 'denied')
    await expect.poll(id).toBeUndefined()
    await tag.page.evaluate(() => window.pathworth?.('add_to_cart'))
    expect(await traces(tag.page)).toEqual([])
    await tag.page.goto(tag.host.address('/elsewhere'))
    expect(tag.host.events().map(({ name }) => name)).toEqual(['page_view', 'page_view'])
  })

  it('removes the cookie again that a late answer renews after a denial', async () => {
    const { promise: denied, resolve: answerNow } = Promise.withResolvers<void>()
    tag.host.reply(async ({ body }) => {
      await denied
      const cookie = `pw_id=${body.visitor}; Domain=shop.example; Path=/; Max-Age=999`
      return { status: 202, headers: { 'set-cookie': cookie } }
    })
    await tag.visit({})
    await tag.host.untilPosts(1)
    await say(tag.page, 'denied')
    const answered = tag.page.waitForEvent('requestfinished')
    answerNow()
    await answered
    await expect.poll(() => traces(tag.page)).toEqual([])
  })

  it('hears an answer that the page gave before the tag was there', async () => {
    const stub = `<script>window.pathworth=window.pathworth||function(){(pathworth.q=pathworth.q||[]).push(arguments)};`
    await tag.visit({ head: `${stub}pathworth('consent','denied')</script>` }, '/denied')
    expect(await traces(tag.page)).toEqual([])
    await tag.visit(
      { ...waits, head: `${stub}pathworth('sign_up');pathworth('consent','granted')</script>` },
      '/granted',
    )
    const [post] = await tag.host.untilPosts(1)
    expect(post?.body.consent).toBe('granted')
    expect(post?.body.events.map(({ name }) => name)).toEqual(['page_view', 'sign_up'])
    // Left before it has heard the answer, a page rightly sends its events once more.
    await expect.poll(() => outboxes(tag.page)).toEqual([])
    await tag.page.goto(tag.host.address('/elsewhere'))
    expect(tag.host.posts).toHaveLength(1)
  })

  it('ignores an answer that is neither yes nor no', async () => {
    await tag.visit(waits)
    await tag.page.evaluate(() => window.pathworth?.('consent', 'maybe'))
    expect(await traces(tag.page)).toEqual([])
    await say(tag.page, 'granted')
    expect(await tag.namesUntilMark()).toEqual(['page_view', 'mark'])
  })
})

describe('Global Privacy Control', () => {
  const tag = useTag()

  const optOut = () =>
    tag.page.addInitScript(() => {
      Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true })
    })

  it('stores nothing and sends nothing, whatever the page says of consent', async () => {
    await tag.page.clock.install()
    await optOut()
    await tag.visit({})
    await say(tag.page, 'granted')
    await tag.page.evaluate(() => window.pathworth?.('add_to_cart'))
    expect(await traces(tag.page)).toEqual([])
    await tag.page.clock.runFor('01:00:00')
    await tag.page.goto(tag.host.address('/elsewhere'))
    expect([...tag.asked, ...tag.host.posts]).toEqual([])
  })

  it('removes what was stored before it was switched on', async () => {
    await tag.visit({})
    await tag.namesUntilMark()
    expect(await traces(tag.page)).not.toEqual([])
    await optOut()
    await tag.page.reload()
    expect(await traces(tag.page)).toEqual([])
  })

  it('can be overruled by the site', async () => {
    await optOut()
    await tag.visit({ tag: 'data-gpc="ignore"' })
    expect(await tag.namesUntilMark()).toEqual(['page_view', 'mark'])
  })
})

describe('storage that the browser blocks', () => {
  const tag = useTag()

  it('keeps the id in memory, and says so', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pathworth-profile-'))
    mkdirSync(join(folder, 'Default'))
    writeFileSync(
      join(folder, 'Default', 'Preferences'),
      JSON.stringify({ profile: { default_content_setting_values: { cookies: 2 } } }),
    )
    const context = await chromium.launchPersistentContext(folder, {
      executablePath: await findChromium(),
      args: browserArgs(false),
    })
    try {
      const { page, problems } = await newVisitor(tag.browser, context)
      tag.host.serve('/blocked')
      await page.goto(tag.host.address('/blocked'))
      const isBlocked = await page.evaluate(() => {
        try {
          return !localStorage
        } catch {
          return true
        }
      })
      expect(isBlocked).toBe(true)
      await page.evaluate(() => window.pathworth?.('add_to_cart'))
      await tag.host.until((events) => events.some(({ name }) => name === 'add_to_cart'))
      const id = await page.evaluate(() => window.pathworth?.id?.())
      expect(tag.host.posts.map(({ body }) => body.mode)).toContain('memory')
      expect(new Set(tag.host.posts.map(({ body }) => body.visitor))).toEqual(new Set([id]))
      expect(problems).toEqual([])
    } finally {
      await context.close()
      rmSync(folder, { recursive: true })
    }
  })
})
