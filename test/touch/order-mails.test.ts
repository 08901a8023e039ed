import { describe, expect, it } from 'vitest'
import { land, type TouchRules } from '../../collector/touch/landing.ts'

const PAGE = 'https://shop.example/orders/1001'

const rules: TouchRules = { ownHosts: ['shop.example'], siteRules: [] }

const kindOf = (query: string, referrer = '', given = rules) =>
  land(`${PAGE}?${query}`, referrer, given).kind

const mail = (campaign: string) => `utm_source=shop&utm_medium=email&utm_campaign=${campaign}`

describe('a link of a mail about an order', () => {
  it.each([
    'order_confirmation',
    'order-confirmation',
    'Order%20Confirmation',
    'order_confirmation_email',
    'order-confirmation-v2',
    'order_confirmation_de',
    'shipping_update',
    'out-for-delivery',
    'invoice',
    'Password+Reset',
    'transactional',
  ])('that is called %s brings nothing of its own', (campaign) => {
    expect(land(`${PAGE}?${mail(campaign)}`, '', rules)).toMatchObject({
      ...{ kind: 'notice', channel: 'Direct', source: '(direct)', campaign: '', key: '' },
    })
  })

  it('is known by its medium, its source or its content, too', () => {
    expect(kindOf('utm_source=klaviyo&utm_medium=transactional')).toBe('notice')
    expect(kindOf('utm_medium=Transactional-Email&utm_campaign=autumn')).toBe('notice')
    expect(kindOf('utm_source=order_confirmation&utm_medium=email')).toBe('notice')
    expect(kindOf('utm_source=shop&utm_medium=e-mail&utm_content=receipt')).toBe('notice')
  })

  it('is known by what its mailer adds, where nothing says the medium', () => {
    expect(kindOf('utm_campaign=order_confirmation&_kx=abc.DEF')).toBe('notice')
  })

  it('is one from a mailbox in the browser as well', () => {
    expect(kindOf(mail('invoice'), 'https://mail.google.com/')).toBe('notice')
  })

  it.each([
    mail('order_now'),
    mail('order_confirmation_upsell'),
    mail('confirmation'),
    mail('abandoned_cart'),
    mail('welcome'),
    mail('review_request'),
    mail('back_in_stock'),
    mail('special_delivery'),
    'utm_source=shop&utm_medium=cpc&utm_campaign=invoice',
    'utm_source=shop&utm_campaign=invoice',
    'utm_source=shop&utm_medium=transaction&utm_campaign=autumn',
    'utm_source=app&utm_medium=notification',
  ])('is not %s', (query) => {
    expect(kindOf(query)).toBe('campaign')
  })

  it('is none where the site gives it a channel by a rule of its own', () => {
    const siteRules = [{ channel: 'Order mails', medium: 'email', campaign: 'order_*' }]
    const own = { ...rules, siteRules }
    expect(land(`${PAGE}?${mail('order_confirmation')}`, '', own)).toMatchObject({
      ...{ kind: 'campaign', channel: 'Order mails', campaign: 'order_confirmation' },
    })
    expect(kindOf(mail('invoice'), '', own)).toBe('notice')
  })
})
