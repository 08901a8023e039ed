import { describe, expect, it } from 'vitest'
import { makeLander } from '../../collector/touch/landing.ts'
import { landed, PAGE, rules, sourceMedium } from './site.ts'

const GOOGLE = 'https://www.google.com/'

describe('utm parameters', () => {
  it('say source, medium, campaign, term and content', () => {
    expect(
      landed(
        '?utm_source=google&utm_medium=cpc&utm_campaign=Autumn&utm_term=Red+Shoes&utm_content=A',
      ),
    ).toMatchObject({
      kind: 'campaign',
      channel: 'Paid Search',
      source: 'google',
      medium: 'cpc',
      campaign: 'Autumn',
      term: 'Red Shoes',
      content: 'A',
      clickId: '',
    })
  })

  it('beat the referrer', () => {
    expect(sourceMedium(landed('?utm_source=crm&utm_medium=email', GOOGLE))).toBe('crm / email')
  })

  it('beat a click id, which fills in what they leave open', () => {
    const landing = landed('?utm_source=brand&utm_campaign=x&gclid=AbC')
    expect(landing).toMatchObject({ kind: 'campaign', source: 'brand', medium: 'cpc' })
    expect(landing).toMatchObject({ clickId: 'gclid:AbC', channel: 'Paid Other' })
    expect(sourceMedium(landed('?utm_medium=display&gclid=AbC'))).toBe('google / display')
  })

  it('without a source take it from the click id, else from an external referrer', () => {
    expect(sourceMedium(landed('?utm_campaign=x', GOOGLE))).toBe('google / organic')
    expect(sourceMedium(landed('?utm_medium=cpc', 'https://l.facebook.com/'))).toBe(
      'facebook / cpc',
    )
    expect(sourceMedium(landed('?utm_campaign=x', 'https://blog.example/'))).toBe(
      'blog.example / referral',
    )
    expect(landed('?utm_campaign=x')).toMatchObject({ source: '', channel: 'Unassigned' })
  })

  it('without a medium take the one that their source has by itself', () => {
    expect(landed('?utm_source=facebook')).toMatchObject({
      medium: 'social',
      channel: 'Organic Social',
    })
    expect(landed('?utm_source=google')).toMatchObject({
      medium: 'organic',
      channel: 'Organic Search',
    })
    expect(landed('?utm_source=chatgpt.com')).toMatchObject({ channel: 'AI Assistants' })
    expect(landed('?utm_source=klaviyo')).toMatchObject({ medium: 'email', channel: 'Email' })
    expect(landed('?utm_source=newsletter')).toMatchObject({ medium: '', channel: 'Unassigned' })
    expect(landed('?utm_source=myfacebook')).toMatchObject({ medium: '', channel: 'Unassigned' })
  })

  it('with a source of their own take nothing from the referrer', () => {
    const landing = landed('?utm_source=newsletter', 'https://blog.example/')
    expect(landing).toMatchObject({ source: 'newsletter', medium: '', channel: 'Unassigned' })
  })

  it('fold the case of source and medium only', () => {
    expect(landed('?utm_source=FaceBook&utm_medium=CPC&utm_campaign=BIG')).toMatchObject({
      source: 'facebook',
      medium: 'cpc',
      campaign: 'BIG',
    })
  })

  it('are found whatever the case or escaping of their names', () => {
    expect(landed('?UTM_Source=a&utm%5Fmedium=b&amp;utm_campaign=c')).toMatchObject({
      source: 'a',
      medium: 'b',
      campaign: 'c',
    })
  })

  it('count as absent when empty or blank', () => {
    expect(landed('?utm_source=&utm_medium=%20&utm_campaign')).toMatchObject({ kind: 'direct' })
    expect(landed('?utm_source=&utm_source=b&utm_source=c').source).toBe('b')
  })

  it.each([
    ['%E2%82%AC+%zz', '€ %zz'],
    ['%zz%E2%82%AC', '%zz€'],
    ['50%+f%C3%BCr%20alle', '50% für alle'],
    ['%E2%82', '%E2%82'],
    ['%E2%82%E2%82%AC', '%E2%82€'],
    ['%f0%9f%91%9f%', '👟%'],
    ['%80a%62c', '%80abc'],
    ['%C0%AF%41', '%C0%AFA'],
    ['%E0%80%AF%41', '%E0%80%AFA'],
    ['%ED%A0%80%41', '%ED%A0%80A'],
    ['%F4%90%80%80%41', '%F4%90%80%80A'],
    ['%F0%8F%80%80%41', '%F0%8F%80%80A'],
    ['%F5%80%80%80%41', '%F5%80%80%80A'],
  ])('with broken escapes in %s have the others decoded: %s', (raw, campaign) => {
    expect(landed(`?utm_campaign=${raw}`).campaign).toBe(campaign)
  })

  it('have every whole character decoded beside a broken escape', () => {
    const last = 0x10ffff
    for (let code = 0x20; code <= last; code = code < 0x3000 ? code + 1 : code + 0xff) {
      if ((code >= 0x7f && code <= 0x9f) || (code >= 0xd800 && code <= 0xdfff)) continue
      const character = String.fromCodePoint(code)
      const escaped = [...new TextEncoder().encode(character)]
        .map((byte) => `%${byte.toString(16).padStart(2, '0')}`)
        .join('')
      expect(landed(`?utm_campaign=a${escaped}b%zz`).campaign).toBe(`a${character}b%zz`)
    }
  })

  it('have plus signs and escapes decoded, and stay raw where an escape is broken', () => {
    expect(landed('?utm_campaign=100%25+off').campaign).toBe('100% off')
    expect(landed('?utm_campaign=100%+off').campaign).toBe('100% off')
    expect(landed('?utm_campaign=caf%C3%A9').campaign).toBe('café')
    expect(landed('?utm_campaign=%E0%A4%A').campaign).toBe('%E0%A4%A')
  })

  it('lose control characters, surrounding space, and what is beyond 200 characters', () => {
    expect(landed('?utm_campaign=%0a%09+a%00b+').campaign).toBe('ab')
    expect(landed(`?utm_campaign=${'x'.repeat(300)}`).campaign).toBe('x'.repeat(200))
    const cut = landed(`?utm_campaign=${'x'.repeat(199)}%F0%9F%91%9F`).campaign
    expect(cut.isWellFormed()).toBe(true)
  })

  it('are read in the fragment too, after the query', () => {
    expect(landed('#utm_source=a&utm_medium=b')).toMatchObject({ source: 'a', medium: 'b' })
    expect(landed('#/route?utm_source=a')).toMatchObject({ source: 'a' })
    expect(landed('?utm_source=q#utm_source=f&utm_medium=m')).toMatchObject({
      source: 'q',
      medium: 'm',
    })
    expect(landed('#reviews').kind).toBe('direct')
  })

  it('are not what only looks like them', () => {
    for (const tail of [
      '?xutm_source=a',
      '?utm=a',
      '?utm_=a',
      '?q=utm_source',
      '?ref=a',
      '?source=a',
      '?cid=a',
    ]) {
      expect(landed(tail).kind).toBe('direct')
    }
  })

  it('come under the names of Matomo as well, which yield to the utm name', () => {
    expect(landed('?mtm_campaign=m&mtm_source=s&mtm_kwd=k')).toMatchObject({
      campaign: 'm',
      source: 's',
      term: 'k',
    })
    expect(landed('?pk_campaign=p').campaign).toBe('p')
    expect(landed('?pk_campaign=p&utm_campaign=u').campaign).toBe('u')
    expect(landed('?utm_campaign=u&pk_campaign=p').campaign).toBe('u')
  })

  it('name the campaign by its id only when it has no other name', () => {
    expect(landed('?utm_id=42').campaign).toBe('42')
    expect(landed('?utm_id=42&utm_campaign=u').campaign).toBe('u')
  })

  it('of term or content alone make no campaign', () => {
    expect(landed('?utm_term=x', GOOGLE).kind).toBe('referrer')
    expect(landed('?utm_content=x').kind).toBe('direct')
  })
})

const clicks: [string, string, string, string][] = [
  ['gclid', 'google / cpc', 'Paid Search', 'gclid:1'],
  ['gbraid', 'google / cpc', 'Paid Search', 'gbraid:1'],
  ['wbraid', 'google / cpc', 'Paid Search', 'wbraid:1'],
  ['msclkid', 'bing / cpc', 'Paid Search', 'msclkid:1'],
  ['ttclid', 'tiktok / paid_social', 'Paid Social', 'ttclid:1'],
  ['twclid', 'twitter / paid_social', 'Paid Social', 'twclid:1'],
  ['li_fat_id', 'linkedin / paid_social', 'Paid Social', 'li_fat_id:1'],
  ['ScCid', 'snapchat / paid_social', 'Paid Social', 'sccid:1'],
  ['dclid', 'google / display', 'Display', 'dclid:1'],
  ['yclid', 'yandex / cpc', 'Paid Search', 'yclid:1'],
  ['tblci', 'taboola / paid_native', 'Paid Other', 'tblci:1'],
  ['fbclid', 'facebook / social', 'Organic Social', 'fbclid:1'],
  ['srsltid', 'google / organic', 'Organic Search', 'srsltid:1'],
  ['irclickid', 'impact / affiliate', 'Affiliates', 'irclickid:1'],
  ['mc_cid', 'mailchimp / email', 'Email', 'mc_cid:1'],
  ['_hsenc', 'hubspot / email', 'Email', ''],
]

describe('a click id', () => {
  it.each(clicks)('%s alone is %s, %s', (param, expected, channel, clickId) => {
    const landing = landed(`?${param}=1`)
    expect(sourceMedium(landing)).toBe(expected)
    expect(landing).toMatchObject({ kind: 'click_id', channel, clickId })
  })

  it('beats the referrer', () => {
    expect(sourceMedium(landed('?msclkid=1', GOOGLE))).toBe('bing / cpc')
  })

  it('of Meta is paid only when a tag says so', () => {
    expect(landed('?fbclid=1&utm_medium=paid_social').channel).toBe('Paid Social')
    expect(landed('?fbclid=1&utm_medium=social').channel).toBe('Organic Social')
  })

  it("of a company with several services is the referrer's when it is one of them", () => {
    expect(landed('?fbclid=1', 'https://l.instagram.com/').source).toBe('instagram')
    expect(landed('?fbclid=1', 'https://t.co/').source).toBe('facebook')
    expect(landed('?yclid=1', 'https://search.yahoo.co.jp/').source).toBe('yahoo')
  })

  it('of an ad goes before what a network adds to every link, whatever their order', () => {
    expect(landed('?fbclid=2&gclid=1').clickId).toBe('gclid:1')
    expect(landed('?gclid=1&fbclid=2').clickId).toBe('gclid:1')
  })

  it('keeps its case and a long value, and is absent when empty', () => {
    expect(landed(`?gclid=${'Ab'.repeat(200)}`).clickId).toBe(`gclid:${'Ab'.repeat(200)}`)
    expect(landed('?gclid=').kind).toBe('direct')
  })

  it('is not a generic parameter that shops use themselves', () => {
    for (const tail of ['?aid=1', '?ad_id=1', '?via=1', '?pc_id=1', '?id=1', '?xgclid=1']) {
      expect(landed(tail).kind).toBe('direct')
    }
  })
})

describe('the key of a landing', () => {
  it('is the same for the same campaign, however it is written', () => {
    expect(landed('?utm_source=A&utm_medium=b').key).toBe(
      landed('?utm_medium=B&x=1&utm_source=a').key,
    )
  })

  it('differs by each campaign field and by the click', () => {
    const tails = ['', '&utm_campaign=c', '&utm_term=c', '&utm_content=c', '&gclid=c', '&gclid=C']
    const keys = tails.map((tail) => landed(`?utm_source=a&utm_medium=b${tail}`).key)
    expect(new Set(keys).size).toBe(tails.length)
  })

  it('is never shared by a campaign and a referrer', () => {
    expect(landed('?utm_source=google&utm_medium=organic').key).not.toBe(landed('', GOOGLE).key)
  })

  it('is empty for what brings nothing', () => {
    expect(landed('').key).toBe('')
  })
})

describe('an address', () => {
  it('that is relative is read all the same', () => {
    expect(makeLander(rules)('/a?utm_source=x&utm_medium=email', '')).toMatchObject({ source: 'x' })
  })

  it('never throws, whatever it is', () => {
    const lander = makeLander(rules)
    const odd = [
      '',
      '?',
      '#',
      '://',
      'http://',
      'https://[',
      '%',
      '?%=%&&==&=',
      'https://?#?',
      '\ud800',
    ]
    for (const url of odd)
      for (const referrer of odd) expect(() => lander(url, referrer)).not.toThrow()
  })

  it('of an app and of a host with its name are kept apart', () => {
    const lander = makeLander(rules)
    expect(lander(PAGE, 'android-app://com.facebook.katana/').source).toBe('facebook')
    expect(lander(PAGE, 'https://com.facebook.katana/').source).toBe('com.facebook.katana')
  })

  it('gives the same answer from a lander that has seen much', () => {
    const lander = makeLander(rules)
    const fresh = lander(PAGE, GOOGLE)
    for (let i = 0; i < 10_000; i++) lander(PAGE, `https://host-${i}.example/`)
    expect(lander(PAGE, GOOGLE)).toEqual(fresh)
  })

  it('made of thousands of separators is read in no time worth naming', () => {
    const started = performance.now()
    for (let i = 0; i < 100; i++) landed(`?${'&'.repeat(4_000)}`)
    expect(performance.now() - started).toBeLessThan(1_000)
  })
})
