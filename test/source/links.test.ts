import { describe, expect, it } from 'vitest'
import {
  landingOf,
  linkPath,
  linkText,
  signedText,
  whyNoTarget,
} from '../../collector/source/links.ts'
import { land } from '../../collector/touch/landing.ts'

const OWN = ['shop.example', 'shop.fr']

const link = (to: string, more: Record<string, string> = {}) =>
  linkText({ to, source: 'news', medium: 'email', campaign: 'spring', ...more })

const UTM = 'utm_source=news&utm_medium=email&utm_campaign=spring'

describe('where a link leads', () => {
  it.each([
    ['https://shop.example/sale', `https://shop.example/sale?${UTM}`],
    ['https://shop.example', `https://shop.example/?${UTM}`],
    ['https://shop.example/?', `https://shop.example/?${UTM}`],
    ['https://shop.example/?a=1&b=%20x', `https://shop.example/?a=1&b=%20x&${UTM}`],
    ['https://shop.example/?a=1&a=2&c', `https://shop.example/?a=1&a=2&c&${UTM}`],
    ['https://shop.example/s?q=a+b#top', `https://shop.example/s?q=a+b&${UTM}#top`],
    ['https://shop.example/#/cart?x=1', `https://shop.example/?${UTM}#/cart?x=1`],
    ['http://www.shop.fr:8080/x', `http://www.shop.fr:8080/x?${UTM}`],
  ])('%s with its campaign is %s', (to, expected) => {
    expect(landingOf(link(to), '')).toBe(expected)
  })

  it('has one campaign only: what the address had of another is gone, what looks like it stays', () => {
    const to =
      'https://shop.example/?utm_source=old&a=1&UTM_Term=old&utm%5Fcontent=old&pk_campaign=old&myutm_source=2'
    expect(landingOf(link(to), '')).toBe(`https://shop.example/?a=1&myutm_source=2&${UTM}`)
  })

  it('says all that the link says, escaped, and is classified by it', () => {
    const said = { content: 'header & footer', term: 'rain=coat', campaign: '50% off #1' }
    const url = landingOf(link('https://shop.example/', said), '')
    expect(land(url, '', { ownHosts: OWN, siteRules: [] })).toMatchObject({
      ...{ kind: 'campaign', channel: 'Email', source: 'news', medium: 'email' },
      ...said,
    })
  })

  it('carries what mailers and networks have put on the link, and nothing else', () => {
    const asked =
      '?site=shop&sig=x&mc_cid=Ab%201&ScCid=2&utm_source=evil&to=https://evil.example&q=1'
    expect(landingOf(link('https://shop.example/?sccid=mine'), asked)).toBe(
      `https://shop.example/?sccid=mine&${UTM}&mc_cid=Ab%201`,
    )
    const long = `?mc_cid=${'x'.repeat(501)}`
    expect(landingOf(link('https://shop.example/'), long)).toBe(`https://shop.example/?${UTM}`)
  })
})

describe('a page that a link may lead to', () => {
  it.each([
    'https://shop.example/',
    'http://www.shop.fr/',
    'https://SHOP.example./x',
    'https://shop.example:8443/',
  ])('is %s', (to) => {
    expect(whyNoTarget(to, OWN)).toBeUndefined()
  })

  it.each([
    ['https://notshop.example/', 'none of the site'],
    ['https://shop.example.evil.example/', 'none of the site'],
    ['https://evil.example/?https://shop.example/', 'none of the site'],
    ['https://evil.example/shop.example', 'none of the site'],
    ['https://evil.example#@shop.example/', 'none of the site'],
    ['https://ѕhop.example/', 'none of the site'],
    ['https://shop.example@evil.example/', 'user name'],
    ['https://evil@shop.example/', 'user name'],
    ['https://:secret@shop.example/', 'user name'],
    ['javascript://shop.example/%0aalert(1)', 'neither https'],
    ['ftp://shop.example/', 'neither https'],
    ['data:text/html,x', 'neither https'],
  ])('is not %s', (to, why) => {
    expect(whyNoTarget(to, OWN)).toContain(why)
  })
})

describe('what is signed', () => {
  it('differs by the site and by each field, wherever a text is cut', () => {
    const one = link('https://shop.example/')
    const texts = [
      signedText('shop', one),
      signedText('shop2', one),
      ...Object.keys(one).map((field) => signedText('shop', { ...one, [field]: 'x' })),
      signedText('shop', link('https://shop.example/', { source: 'news","email' })),
      signedText('shop', link('https://shop.example/', { content: 'x', term: '' })),
      signedText('shop', link('https://shop.example/', { content: '', term: 'x' })),
    ]
    const alike = texts.length - new Set(texts).size
    // Of content and term the same texts stand twice in the list.
    expect(alike).toBe(2)
  })

  it('is all that the address says', () => {
    expect(linkPath('shop', link('https://shop.example/?a=1&b'), 'ab12')).toBe(
      '/v1/click?site=shop&to=https%3A%2F%2Fshop.example%2F%3Fa%3D1%26b&source=news&medium=email&campaign=spring&sig=ab12',
    )
  })
})
