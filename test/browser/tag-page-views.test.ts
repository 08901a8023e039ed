import { describe, expect, it } from 'vitest'
import { useTag } from './tag-suite.ts'

describe('page views', () => {
  const tag = useTag({ ignoreDefaultArgs: ['--disable-back-forward-cache'] })

  const views = () => tag.host.events().filter(({ name }) => name === 'page_view')

  it('tells address, referrer and title of a page that loads', async () => {
    tag.host.serve('/tells')
    await tag.page.goto(tag.host.address('/tells?utm_source=mail#top'), {
      referer: 'https://search.example/',
    })
    const [post] = await tag.host.untilPosts(1)
    expect(post?.body).toEqual({
      v: 1,
      site: 'shop',
      visitor: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/),
      sent_at: expect.any(Number),
      consent: 'not_asked',
      mode: 'cookie',
      events: [
        {
          id: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-7/),
          name: 'page_view',
          ts: expect.any(Number),
          url: tag.host.address('/tells?utm_source=mail#top'),
          referrer: 'https://search.example/',
          title: 'A page',
          props: {},
        },
      ],
    })
    expect(post?.headers['content-type']).toBe('text/plain;charset=UTF-8')
    expect(post?.url).toBe(tag.host.address('/v1/events', 't.shop.example'))
  })

  it('sees a new campaign in a single-page navigation, without the first referrer', async () => {
    tag.host.serve('/app')
    await tag.page.goto(tag.host.address('/app'), { referer: 'https://search.example/' })
    await tag.page.evaluate(() => {
      history.pushState({ kept: 1 }, '', '/app/sale?utm_source=ad&utm_medium=cpc')
      document.title = 'The sale'
    })
    expect(await tag.namesUntilMark()).toEqual(['page_view', 'page_view', 'mark'])
    expect(views()[1]).toMatchObject({
      url: tag.host.address('/app/sale?utm_source=ad&utm_medium=cpc'),
      referrer: '',
      title: 'The sale',
    })
    expect(await tag.page.evaluate(() => history.state)).toEqual({ kept: 1 })
  })

  it('sees a campaign that the application takes out of the address at once', async () => {
    await tag.visit({})
    await tag.page.evaluate(() => {
      history.pushState(null, '', '/landing?utm_campaign=short')
      history.replaceState(null, '', '/landing')
    })
    await tag.namesUntilMark()
    expect(views().map(({ url }) => url)).toEqual(
      ['/page', '/landing?utm_campaign=short', '/landing'].map((path) => tag.host.address(path)),
    )
  })

  it('sees the way back as a view', async () => {
    await tag.visit({})
    await tag.page.evaluate(() => history.pushState(null, '', '/second'))
    await tag.page.evaluate(
      () =>
        new Promise((done) => {
          addEventListener('popstate', done)
          history.back()
        }),
    )
    await tag.namesUntilMark()
    expect(views().map(({ url }) => url)).toEqual(
      ['/page', '/second', '/page'].map((path) => tag.host.address(path)),
    )
  })

  it('takes neither the same address nor another fragment for a view', async () => {
    await tag.visit({})
    await tag.page.evaluate(() => {
      history.replaceState({ scroll: 120 }, '', location.href)
      history.pushState(null, '', location.href)
      history.pushState(null, '', '#details')
    })
    expect(await tag.namesUntilMark()).toEqual(['page_view', 'mark'])
  })

  it('takes another fragment for a view when told so', async () => {
    await tag.visit({ tag: 'data-hash="on"' })
    await tag.page.evaluate(() => history.pushState(null, '', '#/cart'))
    expect(await tag.namesUntilMark()).toEqual(['page_view', 'page_view', 'mark'])
  })

  it('leaves single-page navigation alone when told so', async () => {
    await tag.visit({ tag: 'data-spa="off"' })
    await tag.page.evaluate(() => history.pushState(null, '', '/second'))
    expect(await tag.namesUntilMark()).toEqual(['page_view', 'mark'])
    expect(await tag.page.evaluate(() => String(history.pushState))).toContain('[native code]')
  })

  it("leaves the host's own error in pushState to the host", async () => {
    await tag.visit({})
    const error = await tag.page.evaluate(() => {
      try {
        history.pushState(null, '', 'https://elsewhere.example/')
      } catch (thrown) {
        return (thrown as Error).name
      }
      return 'none'
    })
    expect(error).toBe('SecurityError')
    expect(await tag.namesUntilMark()).toEqual(['page_view', 'mark'])
  })

  it('sees a page that comes back from the back/forward cache', async () => {
    await tag.visit({}, '/first')
    await tag.host.until((events) => events.length === 1)
    await tag.page.evaluate(() => {
      document.body.dataset['kept'] = 'whole'
    })
    await tag.visit({}, '/second')
    await tag.host.until((events) => events.some(({ url }) => url.endsWith('/second')))
    await tag.page.evaluate(() => setTimeout(() => history.back()))
    await tag.host.until((events) => events.filter(({ url }) => url.endsWith('/first')).length > 1)
    expect(await tag.page.evaluate(() => document.body.dataset['kept'])).toBe('whole')
    expect(views().map(({ url }) => new URL(url).pathname)).toEqual(['/first', '/second', '/first'])
    expect(views()[2]?.referrer).toBe('')
  })

  it('is no visit while the page is prerendered, and one when it is shown', async () => {
    await tag.page.addInitScript(() => {
      Object.defineProperty(document, 'prerendering', { value: true, configurable: true })
    })
    await tag.visit({})
    await tag.page.evaluate(() => window.pathworth?.('view_item', { item_id: 'a' }))
    expect(await tag.page.evaluate(() => [document.cookie, localStorage.length])).toEqual(['', 0])
    expect(await tag.page.evaluate(() => window.pathworth?.id?.())).toBeUndefined()
    expect(tag.asked).toEqual([])
    await tag.page.evaluate(() => {
      Object.defineProperty(document, 'prerendering', { value: false })
      document.dispatchEvent(new Event('prerenderingchange'))
    })
    expect(await tag.namesUntilMark()).toEqual(['page_view', 'view_item', 'mark'])
  })
})
