import { describe, expect, it } from 'vitest'
import { land } from '../../collector/touch/landing.ts'
import { from, PAGE, rules, sourceMedium } from './site.ts'

const known: [string, string, string][] = [
  ['https://www.google.com/', 'google / organic', 'Organic Search'],
  ['https://www.google.co.jp/search?q=jacket', 'google / organic', 'Organic Search'],
  ['http://google.de', 'google / organic', 'Organic Search'],
  ['https://r.search.yahoo.com/_ylt=1', 'yahoo / organic', 'Organic Search'],
  ['https://search.brave.com/', 'brave / organic', 'Organic Search'],
  ['https://search.naver.com/search.naver', 'naver / organic', 'Organic Search'],
  ['https://yandex.com.tr/', 'yandex / organic', 'Organic Search'],
  ['https://l.facebook.com/l.php?u=x', 'facebook / social', 'Organic Social'],
  ['https://t.co/AbC', 'twitter / social', 'Organic Social'],
  ['https://old.reddit.com/r/shoes', 'reddit / social', 'Organic Social'],
  ['https://mastodon.social/', 'mastodon / social', 'Organic Social'],
  ['https://away.vk.com/', 'vk / social', 'Organic Social'],
  ['https://www.youtube.com/redirect', 'youtube / video', 'Organic Video'],
  ['https://www.idealo.de/', 'idealo / shopping', 'Organic Shopping'],
  ['https://produto.mercadolivre.com.br/MLB', 'mercado libre / shopping', 'Organic Shopping'],
  ['https://www.google.com/shopping/product/1', 'google shopping / shopping', 'Organic Shopping'],
  ['https://chatgpt.com/', 'chatgpt / ai_assistant', 'AI Assistants'],
  ['https://www.bing.com/chat?q=x', 'copilot / ai_assistant', 'AI Assistants'],
  ['https://gemini.google.com/app', 'gemini / ai_assistant', 'AI Assistants'],
  ['https://mail.google.com/mail/u/0', 'gmail / email', 'Email'],
  ['https://outlook.live.com/', 'outlook / email', 'Email'],
  ['android-app://com.google.android.gm/', 'gmail / email', 'Email'],
  [
    'android-app://com.google.android.googlequicksearchbox/https/www.google.com',
    'google / organic',
    'Organic Search',
  ],
  ['android-app://com.facebook.katana/', 'facebook / social', 'Organic Social'],
  ['android-app://org.telegram.messenger', 'telegram / social', 'Organic Social'],
  ['android-app://com.linkedin.android', 'linkedin / social', 'Organic Social'],
]

/** Hosts that look like ones in the tables and are other people's, or other services. */
const lookAlikes: [string, string][] = [
  ['https://notgoogle.com/', 'notgoogle.com'],
  ['https://google.com.evil.example/', 'google.com.evil.example'],
  ['https://evil.example/google.com/', 'evil.example'],
  ['https://google.com@evil.example/', 'evil.example'],
  ['https://evil.example?https://google.com/', 'evil.example'],
  ['https://www.google.evil/', 'google.evil'],
  ['https://evil-paypal.com/', 'evil-paypal.com'],
  ['https://paypal.com.evil.example/', 'paypal.com.evil.example'],
  ['https://docs.google.com/document/1', 'docs.google.com'],
  ['https://news.google.com/', 'news.google.com'],
  ['https://sites.google.com/view/x', 'sites.google.com'],
  ['https://stripe.com/blog', 'stripe.com'],
  ['https://aws.amazon.com/', 'aws.amazon.com'],
  ['https://news.yahoo.co.jp/', 'news.yahoo.co.jp'],
  ['https://notx.com/', 'notx.com'],
  ['https://netflix.community.example/', 'netflix.community.example'],
  ['https://github.com/someone', 'github.com'],
  ['android-app://com.google.android.gm.evil/', 'com.google.android.gm.evil'],
  ['android-app://evil.com.facebook.katana/', 'evil.com.facebook.katana'],
  ['https://com.facebook.katana/', 'com.facebook.katana'],
]

const passages: string[] = [
  'https://www.paypal.com/checkoutnow',
  'https://www.sandbox.paypal.com/',
  'https://checkout.stripe.com/c/pay/cs_test',
  'https://hooks.stripe.com/3d_secure_2',
  'https://pay.klarna.com/eu',
  'https://shop.app/checkout',
  'https://accounts.google.com/o/oauth2',
  'https://accounts.google.de/',
  'https://pay.google.com/gp',
  'https://appleid.apple.com/auth',
  'https://login.microsoftonline.com/common',
  'https://www.facebook.com/v19.0/dialog/oauth?client_id=1',
  'https://m.facebook.com/login/',
  'https://www.amazon.de/ap/signin?x=1',
  'https://secure5.arcot.com/acspage/cap',
  'https://checkoutshopper-live.adyen.com/',
  'https://www.mercadopago.com.br/checkout',
  'https://secure.przelewy24.pl/',
  'android-app://com.paypal.android.p2pmobile/',
]

describe('a referrer', () => {
  it.each(known)('%s is %s, %s', (referrer, expected, channel) => {
    const landing = from(referrer)
    expect(sourceMedium(landing)).toBe(expected)
    expect(landing).toMatchObject({ kind: 'referrer', channel, campaign: '', clickId: '' })
  })

  it.each(lookAlikes)('%s is no more than the referral %s', (referrer, source) => {
    expect(from(referrer)).toMatchObject({ kind: 'referrer', source, medium: 'referral' })
    expect(from(referrer).channel).toBe('Referral')
  })

  it('counts the same with port, user, capitals and trailing dot', () => {
    for (const referrer of [
      'HTTPS://WWW.GOOGLE.COM/',
      'https://www.google.com:443/',
      'https://me:secret@www.google.com/',
      'https://www.google.com./',
      'https://www.google.com\\@evil.example',
    ]) {
      expect(from(referrer).source).toBe('google')
    }
  })

  it('that names no source is none', () => {
    for (const referrer of ['', 'about:blank', 'file:///home/x.html', '/cart', 'nonsense', '://']) {
      expect(from(referrer).kind).toBe('direct')
    }
    expect(from('chrome-extension://abcdef/popup.html').kind).toBe('direct')
  })

  it('has the same key as another of the same source, and another than the next', () => {
    expect(from('https://www.google.de/').key).toBe(from('https://www.google.com/a').key)
    expect(from('https://www.google.de/').key).not.toBe(from('https://www.bing.com/').key)
  })
})

describe('a payment or login host', () => {
  it.each(passages)('%s is passed through, never a source', (referrer) => {
    expect(from(referrer)).toMatchObject({
      kind: 'passage',
      channel: 'Direct',
      source: '(direct)',
      key: '',
    })
  })

  it('keeps what it returns with from being a new campaign', () => {
    const url = `${PAGE}?utm_source=google&utm_medium=cpc&gclid=1`
    expect(land(url, 'https://www.paypal.com/', rules).kind).toBe('passage')
  })

  it('that is a login by its path alone leaves its other paths a source', () => {
    expect(from('https://www.facebook.com/').kind).toBe('referrer')
    expect(from('https://www.facebook.com/groups/dialog-oauth').kind).toBe('referrer')
    expect(from('https://www.facebook.com/loginfans').kind).toBe('referrer')
    expect(from('https://www.google.com/shoppinglist').source).toBe('google')
  })
})

describe('the own site', () => {
  it('is its domains and their subdomains, with or without www', () => {
    for (const host of ['shop.example', 'www.shop.example', 'help.shop.example', 'shop.fr']) {
      expect(from(`https://${host}/cart`)).toMatchObject({
        kind: 'own',
        key: '',
        channel: 'Direct',
      })
    }
  })

  it('is no host that only ends or begins alike', () => {
    for (const host of ['myshop.example', 'shop.example.evil.example', 'shop.frog.example']) {
      expect(from(`https://${host}/cart`).kind).toBe('referrer')
    }
  })

  it('includes the very host of the page, registered or not', () => {
    const unregistered = { ownHosts: [], siteRules: [] }
    expect(land('https://a.example/x', 'http://a.example/y', unregistered).kind).toBe('own')
    expect(land('https://a.example/x', 'https://b.example/y', unregistered).kind).toBe('referrer')
    expect(land('https://a.example', 'https://a.example.evil.example', unregistered).kind).toBe(
      'referrer',
    )
  })

  it('goes before the tables, when the site itself stands in one', () => {
    const etsy = { ownHosts: ['etsy.com'], siteRules: [] }
    expect(land('https://www.etsy.com/', 'https://help.etsy.com/', etsy).kind).toBe('own')
  })

  it('tags links to itself in vain, and that is told', () => {
    const tagged = `${PAGE}?utm_source=banner&utm_medium=teaser`
    const landing = land(tagged, 'https://shop.fr/', rules)
    expect(landing).toMatchObject({ kind: 'own', source: '(direct)', ignoredOwnCampaign: true })
    expect(land(tagged, '', rules).ignoredOwnCampaign).toBe(false)
    expect(land(`${PAGE}?size=xl`, 'https://shop.fr/', rules).ignoredOwnCampaign).toBe(false)
  })

  it('with a rule of its own by host finds it by the referrer', () => {
    const ally = { ...rules, siteRules: [{ channel: 'Partner', host: 'ally.*' }] }
    expect(land(PAGE, 'https://www.ally.example/', ally).channel).toBe('Partner')
    expect(land(PAGE, 'https://www.rally.example/', ally).channel).toBe('Referral')
  })
})
