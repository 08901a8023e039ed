import { describe, expect, it } from 'vitest'
import { useTag } from './tag-suite.ts'

describe('the host of the tag', () => {
  const tag = useTag()

  it('has one global more, and no element', async () => {
    const names = () => tag.page.evaluate(() => Object.keys(window).toSorted())
    tag.host.serve('/without', { src: 'data:text/javascript,' })
    await tag.page.goto(tag.host.address('/without'))
    const before = await names()
    const elements = await tag.page.locator('*').count()
    await tag.visit({})
    expect((await names()).filter((name) => !before.includes(name))).toEqual(['pathworth'])
    expect(await tag.page.locator('*').count()).toBe(elements)
  })

  it('may have a strict Content Security Policy', async () => {
    const collector = tag.host.address('', 't.shop.example')
    await tag.page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        console.error(`violated: ${event.violatedDirective}`)
      })
    })
    await tag.visit({
      headers: {
        'content-security-policy': `default-src 'none'; img-src data:; script-src 'self' ${collector}; connect-src ${collector}`,
      },
      body: '<form data-pw-visitor></form><button data-pw-event="add_to_cart">Add</button>',
    })
    await tag.page.click('button')
    await tag.host.until((events) => events.some(({ name }) => name === 'add_to_cart'))
    await tag.page.evaluate(() => {
      window.pathworth?.('begin_checkout')
      location.href = '/elsewhere'
    })
    await tag.page.waitForURL('**/elsewhere')
    await tag.host.until((events) => events.some(({ name }) => name === 'begin_checkout'))
  })

  it('may hold the tag twice, and is counted once', async () => {
    const again = `<script defer src="${tag.host.address('/p.core.js', 't.shop.example')}" data-site="shop"></script>`
    await tag.visit({ head: again, body: again })
    await tag.page.evaluate(() => history.pushState(null, '', '/second'))
    expect(await tag.namesUntilMark()).toEqual(['page_view', 'page_view', 'mark'])
  })

  it('may be another origin than the collector, and never needs a preflight', async () => {
    await tag.visit({ tag: `data-endpoint="${tag.host.address('/base/', 'stats.example')}"` })
    const [post] = await tag.host.untilPosts(1)
    expect(post?.url).toBe(tag.host.address('/base/v1/events', 'stats.example'))
    expect(tag.host.preflights).toEqual([])
  })

  it('may pass the tag on from a path of its own', async () => {
    await tag.visit({ src: '/t/p.js?v=1/2' })
    const [post] = await tag.host.untilPosts(1)
    expect(post?.url).toBe(tag.host.address('/t/v1/events'))
  })

  it('gets its cookies at the collector, for it to renew', async () => {
    await tag.visit({})
    const id = await tag.page.evaluate(() => window.pathworth?.id?.())
    const [post] = await tag.host.untilPosts(1)
    expect(post?.headers.cookie).toBe(`pw_id=${id}`)
  })

  it.each([
    ['fetch', ['fetch']],
    ['crypto', ['crypto']],
    ['sendBeacon', ['sendBeacon']],
  ])('may lack %s', async (_, names) => {
    await tag.page.addInitScript((lacking) => {
      for (const name of lacking) {
        const owner = name === 'sendBeacon' ? Navigator.prototype : window
        Object.defineProperty(owner, name, { value: undefined })
      }
    }, names)
    await tag.visit({})
    expect(await tag.namesUntilMark()).toEqual(['page_view', 'mark'])
    const ids = tag.host.events().map(({ id }) => id)
    expect(
      ids.every((id) => /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/.test(id)),
    ).toBe(true)
  })

  it('may have a fetch that throws', async () => {
    await tag.page.addInitScript(() => {
      window.fetch = () => {
        throw new Error('blocked')
      }
    })
    await tag.visit({})
    await tag.page.goto(tag.host.address('/elsewhere'))
    const events = await tag.host.until((all) => all.length > 0)
    expect(events[0]?.name).toBe('page_view')
  })

  it('may have an element called pathworth', async () => {
    await tag.visit({ body: '<div id="pathworth"></div>' })
    expect(await tag.namesUntilMark()).toEqual(['page_view', 'mark'])
  })

  it('follows a link at once, though the collector never answers', async () => {
    tag.host.reply(() => 'silence')
    tag.host.serve('/target')
    await tag.visit({ body: '<a href="/target" data-pw-event="add_to_cart">Go</a>' })
    const isPrevented = await tag.page.evaluate(
      () =>
        new Promise((done) => {
          addEventListener('click', (event) => done(event.defaultPrevented))
          document.querySelector('a')?.click()
        }),
    )
    expect(isPrevented).toBe(false)
    await tag.page.waitForURL('**/target')
    await tag.host.until((events) => events.some(({ name }) => name === 'add_to_cart'))
  })

  it('may be hidden', async () => {
    await tag.page.addInitScript(() => {
      Object.defineProperty(document, 'visibilityState', { value: 'hidden' })
      Object.defineProperty(document, 'hidden', { value: true })
    })
    await tag.visit({})
    expect(await tag.namesUntilMark()).toEqual(['page_view', 'mark'])
  })
})

describe('a browser that a program drives', () => {
  const tag = useTag({ isWebdriver: true })

  it('says so', async () => {
    await tag.visit({})
    const [post] = await tag.host.untilPosts(1)
    expect(post?.body.webdriver).toBe(true)
  })
})
