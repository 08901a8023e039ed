import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { describe, expect, test } from 'vitest'
import type { Options } from '../../snippet/p.d.mts'
import { useTag } from './tag-suite.ts'

const tag = useTag()

/** A program of a page that imports the module from where the collector serves it. */
const program = (text: string) =>
  `<script type="module">import { consent, start, track, visitorId } from '/p.mjs'\n${text}</script>`

const options = (more: Partial<Options> = {}): string =>
  JSON.stringify({ site: 'shop', endpoint: tag.host.address('', 't.shop.example'), ...more })

/** Goes to a page without the script element of the tag, that has `head` in its place. */
const visit = (head: string, body = '') =>
  tag.visit({ head, body, src: 'data:text/javascript,' }, '/app')

const id = () => tag.page.evaluate(() => window.pathworth?.id?.())

describe('the tag as a module', () => {
  test('does all that the script does', async () => {
    await visit(
      `<script>dataLayer = []</script>${program(`start(${options()})`)}`,
      `<button data-pw-event="wishlist" data-pw-item-id="a">+</button><form data-pw-visitor></form>
       <a href="https://buy.stripe.com/9AQ">Pay</a>`,
    )
    await tag.page.waitForFunction(() => window.pathworth?.id?.())
    await tag.page.click('button')
    await tag.page.evaluate(() => {
      window.dataLayer?.push({ event: 'add_to_cart', ecommerce: { value: 5 } })
      history.pushState(null, '', '/app/2')
    })
    await tag.page.dispatchEvent('a', 'mousedown')
    const visitor = await id()
    expect(await tag.page.inputValue('form input')).toBe(visitor)
    expect(await tag.page.getAttribute('a', 'href')).toBe(
      `https://buy.stripe.com/9AQ?client_reference_id=${visitor}`,
    )
    expect(await tag.namesUntilMark()).toEqual([
      ...['page_view', 'wishlist', 'add_to_cart', 'page_view', 'mark'],
    ])
    expect(tag.host.posts[0]?.body).toMatchObject({ site: 'shop', visitor, consent: 'not_asked' })
  })

  test('makes up what was recorded before it started, behind the page view', async () => {
    await visit(program(`track('lead_2', { value: 5 }); start(${options()}); track('lead_3')`))
    expect(await tag.namesUntilMark()).toEqual(['page_view', 'lead_2', 'lead_3', 'mark'])
    expect(tag.host.events()[1]?.props).toEqual({ value: 5 })
  })

  test('waits for consent where it is told to, and forgets when it is denied', async () => {
    await visit(
      program(`start(${options({ consent: 'wait' })}); track('lead_2')
        Object.assign(window, { consent, visitorId })`),
    )
    expect(await tag.page.evaluate('typeof visitorId()')).toBe('undefined')
    expect(tag.asked).toEqual([])
    await tag.page.evaluate(`consent('granted')`)
    await tag.host.until((all) => all.some(({ name }) => name === 'lead_2'))
    expect(tag.host.posts[0]?.body.consent).toBe('granted')
    expect(await tag.page.evaluate('visitorId()')).toBe(tag.host.posts[0]?.body.visitor)
    await tag.page.evaluate(`consent('denied')`)
    expect(await tag.page.evaluate('typeof visitorId()')).toBe('undefined')
    expect(await tag.context.cookies()).toEqual([])
  })

  test('takes a denial from before it started', async () => {
    await visit(program(`consent('denied'); start(${options()}); track('lead_2')`))
    await tag.page.waitForFunction(() => window.pathworth?.consent)
    expect(await id()).toBeUndefined()
    expect(tag.asked).toEqual([])
    expect(await tag.context.cookies()).toEqual([])
  })

  test('is one tag with the script element, and starts once', async () => {
    const src = tag.host.address('/p.js', 't.shop.example')
    const again = program(`start(${options()}); start(${options()}); track('lead_2')`)
    await visit(`<script src="${src}" data-site="shop"></script>${again}`)
    await tag.page.waitForLoadState()
    expect(await tag.namesUntilMark()).toEqual(['page_view', 'lead_2', 'mark'])
  })

  test('does not mind an element of its name', async () => {
    await visit(program(`track('lead_2'); start(${options()})`), '<div id="pathworth"></div>')
    await tag.page.waitForFunction(() => typeof window.pathworth === 'function')
    expect(await tag.namesUntilMark()).toEqual(['page_view', 'lead_2', 'mark'])
  })

  test('goes into a bundle by the name of the package', async () => {
    const built = buildSync({
      stdin: {
        contents: `import { start, track } from 'pathworth/tag'; start(${options()}); track('lead_2')`,
        resolveDir: fileURLToPath(new URL('../../', import.meta.url)),
      },
      ...{ bundle: true, write: false, minify: true, format: 'iife' },
    })
    await visit('', `<script>${built.outputFiles[0]?.text}</script>`)
    expect(await tag.namesUntilMark()).toEqual(['page_view', 'lead_2', 'mark'])
  })
})
