import { describe, expect, it } from 'vitest'
import type { SentEvent } from './host-page.ts'
import { useTag } from './tag-suite.ts'

describe('events of the shop', () => {
  const tag = useTag()

  /** The events beyond the page view, once the page has sent all it has. */
  async function recorded(): Promise<Pick<SentEvent, 'name' | 'props'>[]> {
    await tag.namesUntilMark()
    const others = tag.host.events().filter(({ name }) => name !== 'page_view' && name !== 'mark')
    return others.map(({ name, props }) => ({ name, props }))
  }

  describe('by call', () => {
    it('takes any name of its own kind, with its props', async () => {
      await tag.visit({})
      await tag.page.evaluate(() => {
        window.pathworth?.('add_to_cart', {
          value: '19.90',
          currency: 'EUR',
          items: [{ item_id: 'a' }],
        })
        window.pathworth?.('wishlist_2')
        window.pathworth?.('identify', { customer_id: 'c1', hash: 'abc' })
      })
      expect(await recorded()).toEqual([
        {
          name: 'add_to_cart',
          props: { value: '19.90', currency: 'EUR', items: [{ item_id: 'a' }] },
        },
        { name: 'wishlist_2', props: {} },
        { name: 'identify', props: { customer_id: 'c1', hash: 'abc' } },
      ])
    })

    it('drops names and props that are none, and never throws', async () => {
      await tag.visit({})
      await tag.page.evaluate(() => {
        const circle: Record<string, unknown> = {}
        circle['self'] = circle
        window.pathworth?.('Add To Cart')
        window.pathworth?.('x'.repeat(65))
        window.pathworth?.('')
        window.pathworth?.()
        window.pathworth?.('circle', circle)
        window.pathworth?.('big_int', { n: 1n })
        window.pathworth?.('a_proper_one', null)
      })
      expect(await recorded()).toEqual([{ name: 'a_proper_one', props: {} }])
    })

    it('puts events in the order of their calls, the page view first', async () => {
      const calls = "for (let i = 0; i < 20; i++) pathworth('step', { i })"
      const stub =
        'window.pathworth=window.pathworth||function(){(pathworth.q=pathworth.q||[]).push(arguments)}'
      await tag.visit({ head: `<script>${stub};${calls}</script>` })
      await recorded()
      const events = tag.host.events()
      const byTime = events.toSorted((a, b) => a.ts - b.ts)
      const byId = events.toSorted((a, b) => (a.id < b.id ? -1 : 1))
      expect(byTime[0]?.name).toBe('page_view')
      expect(byTime.map(({ id }) => id)).toEqual(byId.map(({ id }) => id))
      expect(new Set(events.map(({ ts }) => ts)).size).toBe(events.length)
    })
  })

  describe('by attribute', () => {
    const body = `
      <button type="button" data-pw-event="add_to_cart" data-pw-value="19.90" data-pw-currency="EUR"
        data-pw-item-id="sku-1" data-other="no"><b id="inner">Add</b></button>
      <form id="lead" data-pw-event="generate_lead" data-pw-value="5" data-pw-visitor>
        <input id="field"><button id="send">Send</button></form>
      <p id="plain">Nothing</p>`

    it('hears clicks, also those that the host keeps for itself', async () => {
      await tag.visit({
        body: `${body}<script>
        document.querySelector('button').addEventListener('click', e => e.stopImmediatePropagation())
        document.getElementById('lead').addEventListener('submit', e => e.preventDefault())</script>`,
      })
      await tag.page.click('#inner')
      await tag.page.click('#plain')
      await tag.page.click('#field')
      expect(await recorded()).toEqual([
        { name: 'add_to_cart', props: { value: '19.90', currency: 'EUR', item_id: 'sku-1' } },
      ])
      await tag.page.click('#send')
      await tag.host.until((all) => all.some(({ name }) => name === 'generate_lead'))
      expect(tag.host.events().at(-1)?.props).toEqual({ value: '5' })
    })

    it('leaves attributes and the dataLayer alone when told so', async () => {
      await tag.visit({ tag: 'data-autocart="off"', body })
      await tag.page.click('#inner')
      await tag.page.evaluate(() => {
        window.dataLayer = window.dataLayer || []
        window.dataLayer.push({ event: 'purchase', ecommerce: { value: 1 } })
      })
      expect(await recorded()).toEqual([])
    })
  })

  describe('by dataLayer', () => {
    it('hears what was pushed before it and after it, as object and as gtag call', async () => {
      await tag.visit({
        head: `<script>window.dataLayer=[{event:'view_item',ecommerce:{items:[{item_id:'a'}]}}]
          function gtag(){dataLayer.push(arguments)} gtag('event','add_to_cart',{value:5,currency:'EUR'})</script>`,
      })
      const length = await tag.page.evaluate(() => {
        window.dataLayer?.push({ ecommerce: null }, { event: 'gtm.js' })
        return window.dataLayer?.push({ event: 'generate_lead', value: 3, currency: 'EUR' })
      })
      expect(length).toBe(5)
      expect(await recorded()).toEqual([
        { name: 'view_item', props: { items: [{ item_id: 'a' }] } },
        { name: 'add_to_cart', props: { value: 5, currency: 'EUR' } },
        { name: 'generate_lead', props: { event: 'generate_lead', value: 3, currency: 'EUR' } },
      ])
    })

    it('hears a dataLayer that comes to be after it', async () => {
      await tag.visit({})
      expect(await tag.page.evaluate(() => window.dataLayer)).toBeUndefined()
      await tag.page.addScriptTag({
        content: `window.dataLayer = window.dataLayer || []; dataLayer.push({ event: 'purchase', ecommerce: { transaction_id: '7' } })`,
      })
      expect(await recorded()).toEqual([{ name: 'purchase', props: { transaction_id: '7' } }])
      expect(await tag.page.evaluate(() => JSON.stringify(window.dataLayer))).toBe(
        '[{"event":"purchase","ecommerce":{"transaction_id":"7"}}]',
      )
    })

    it('hears only the names of GA4 that it knows, and bears nonsense', async () => {
      await tag.visit({
        head: '<script>window.dataLayer=[null,undefined,7,"event",[],{}]</script>',
      })
      await tag.page.evaluate(() => {
        window.dataLayer?.push(
          null,
          { event: 'gtm.click' },
          { event: 'view_item_list', ecommerce: {} },
          { event: { toString: () => 'purchase' } },
          ['config', 'G-1'],
          ['event', 'scroll', {}],
        )
      })
      expect(await recorded()).toEqual([])
    })

    it('lets a tag manager wrap push once more', async () => {
      await tag.visit({ head: '<script>window.dataLayer=[]</script>' })
      await tag.page.evaluate(() => {
        const layer = window.dataLayer ?? []
        const push = layer.push
        layer.push = (...items) => push.apply(layer, items)
        layer.push({ event: 'view_cart', ecommerce: {} })
      })
      expect(await recorded()).toEqual([{ name: 'view_cart', props: {} }])
    })

    it('is not heard by the core', async () => {
      await tag.visit({ file: 'p.core.js', head: '<script>window.dataLayer=[]</script>' })
      await tag.page.evaluate(() => {
        window.dataLayer?.push({ event: 'purchase', ecommerce: {} })
        window.pathworth?.('sign_up')
      })
      expect(await recorded()).toEqual([{ name: 'sign_up', props: {} }])
    })
  })
})

describe('forms with data-pw-visitor', () => {
  const tag = useTag()
  const id = () => tag.page.evaluate(() => window.pathworth?.id?.())
  const value = (name: string) => tag.page.inputValue(`input[name="${name}"]`)

  it('hold the id as soon as the page is there, under the name they give', async () => {
    await tag.visit({
      body: `<form data-pw-visitor></form><form data-pw-visitor="note"><input name="note" type="hidden"></form>
        <form id="other"></form>`,
    })
    expect(await value('pathworth_visitor')).toBe(await id())
    expect(await value('note')).toBe(await id())
    expect(await tag.page.locator('input').count()).toBe(2)
  })

  it('hold it in what is submitted, though they came later', async () => {
    await tag.visit({})
    await tag.page.evaluate(() => {
      document.body.innerHTML = '<form data-pw-visitor action="/thanks"><button>Buy</button></form>'
    })
    const visitor = await id()
    await tag.page.click('button')
    await tag.page.waitForURL('**/thanks**')
    expect(new URL(tag.page.url()).searchParams.get('pathworth_visitor')).toBe(visitor)
  })

  it('hold it in the data of a form that a script reads', async () => {
    await tag.visit({ body: '<form data-pw-visitor><input name="a" value="1"></form>' })
    const entries = await tag.page.evaluate(() => {
      document.querySelector('input[type=hidden]')?.remove()
      return [...new FormData(document.querySelector('form') ?? undefined)]
    })
    expect(entries).toEqual([
      ['a', '1'],
      ['pathworth_visitor', await id()],
    ])
  })

  it('hold no id before consent, nor after a denial', async () => {
    await tag.visit({ tag: 'data-consent="wait"', body: '<form data-pw-visitor></form>' })
    const inputs = () =>
      tag.page.evaluate(() => [...document.querySelectorAll('input')].map((input) => input.value))
    const data = () =>
      tag.page.evaluate(() =>
        new FormData(document.querySelector('form') ?? undefined).get('pathworth_visitor'),
      )
    expect(await inputs()).toEqual([])
    expect(await data()).toBe('')
    await tag.page.evaluate(() => window.pathworth?.consent?.('granted'))
    expect(await inputs()).toEqual([await id()])
    await tag.page.evaluate(() => window.pathworth?.consent?.('denied'))
    expect(await inputs()).toEqual([''])
    expect(await data()).toBe('')
  })
})
