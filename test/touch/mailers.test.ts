import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { landed, sourceMedium } from './site.ts'

const GOOGLE = 'https://www.google.com/'

const mailers: [string, string][] = [
  ['mailchimp', 'mc_cid mc_eid'],
  ['hubspot', '_hsenc _hsmi'],
  ['klaviyo', '_kx _ke'],
  ['vero', 'vero_id vero_conv'],
  ['marketo', 'mkt_tok'],
  ['omeda', 'oly_enc_id oly_anon_id'],
  ['drip', '__s'],
  ['mailerlite', 'ml_subscriber ml_subscriber_hash'],
  ['blueshift', 'bsft_clkid bsft_uid'],
  ['salesforce', 'sfmc_id sfmc_activityid et_rid'],
  ['kit', 'ck_subscriber_id'],
  ['beehiiv', '_bhlid'],
  ['dotdigital', 'dm_i'],
  ['bronto', '_bta_tid _bta_c'],
  ['listrak', 'trk_contact trk_msg trk_module trk_sid'],
  ['activecampaign', 'vgo_ee'],
  ['at internet', 'at_recipient_id'],
  ['emarsys', 'sc_customer sc_eh sc_uid'],
  ['dialog insight', 'oft_c oft_ck oft_d oft_id oft_ids oft_k oft_lk oft_sk'],
  ['sharpspring', 'ss_email_id'],
  ['blackbaud', 'bbeml'],
  ['omnisend', 'omnisendContactID'],
]
const rows = mailers.flatMap(([source, params]) =>
  params.split(' ').map((param) => [param, source]),
)

/** Parameters that name who got the mail: their values stay out of what is kept with a touch. */
const naming = [
  'mc_eid _hsenc _kx _ke vero_id mkt_tok oly_enc_id ml_subscriber bsft_uid sfmc_id et_rid',
  'ck_subscriber_id trk_contact vgo_ee __s sc_customer sc_uid oft_id oft_k oft_sk bbeml',
  'omnisendContactID',
].flatMap((params) => params.split(' '))

describe("a mailer's parameter", () => {
  it.each(rows)('%s alone means an e-mail of %s', (param, source) => {
    const landing = landed(`?${param}=Ab1`)
    expect(sourceMedium(landing)).toBe(`${source} / email`)
    expect(landing).toMatchObject({ kind: 'click_id', channel: 'Email' })
  })

  it('beats the referrer, and what a social network adds to every link', () => {
    expect(sourceMedium(landed('?_kx=Ab1', GOOGLE))).toBe('klaviyo / email')
    expect(sourceMedium(landed('?fbclid=1&sc_uid=2'))).toBe('emarsys / email')
  })

  it('yields to what a utm parameter says', () => {
    expect(landed('?__s=1&utm_source=partner&utm_medium=affiliate')).toMatchObject({
      ...{ source: 'partner', medium: 'affiliate', channel: 'Affiliates' },
    })
    expect(sourceMedium(landed('?oft_id=1&utm_medium=sms'))).toBe('dialog insight / sms')
  })

  it('makes an e-mail of a campaign whose tags name no medium', () => {
    expect(landed('?mc_cid=1&utm_source=autumn-news&utm_campaign=sale')).toMatchObject({
      ...{ source: 'autumn-news', medium: 'email', campaign: 'sale', channel: 'Email' },
    })
  })

  it('yields to the click id of an ad on the same link', () => {
    expect(sourceMedium(landed('?ss_email_id=1&gclid=2'))).toBe('google / cpc')
  })

  it.each(naming)('%s that names its receiver is not kept with the touch', (param) => {
    expect(landed(`?${param}=Ab1`).clickId).toBe('')
  })

  it('of the campaign alone is kept', () => {
    expect(landed('?mc_cid=Ab1').clickId).toBe('mc_cid:Ab1')
    expect(landed('?trk_msg=Ab1').clickId).toBe('trk_msg:Ab1')
  })

  it.each([
    ...['_s=1', '___s=1', 's=1', 'sc=1', 'sc_src=1', 'xsc_uid=1', 'oft=1', 'oft_=1', 'soft_id=1'],
    ...['bb=1', 'email_id=1', 'trk=1', 'trk_sidx=1', 'mc_id=1', 'kx=1', 'hsenc=1', 'veroid=1'],
    ...['h_sid=1', 'h_slt=1', 'sms_source=1', 'contactID=1', 'q=mc_cid', 'mc_cid=', '__s='],
  ])('is not what only looks like one: %s', (pair) => {
    expect(landed(`?${pair}`).kind).toBe('direct')
  })

  it('of a text message means one', () => {
    expect(landed('?sms_click=1')).toMatchObject({ channel: 'SMS', source: 'wunderkind' })
    expect(landed('?sms_click=1&sms_uph=2').clickId).toBe('')
  })
})

const file = '../shared/facts/click-ids.json'

/** Names that shops use for other things, too. */
const LEFT_OUT = ['h_sid', 'h_slt']

describe("mailers' parameters as other projects list them", () => {
  it('all mean e-mail, but for names that shops use for other things', () => {
    if (!existsSync(file)) return
    const { params } = JSON.parse(readFileSync(file, 'utf8')) as {
      params: Record<string, { kind: string }>
    }
    const listed = Object.keys(params).filter((param) => params[param]?.kind === 'email_click')
    const others = listed.filter((param) => landed(`?${param}=1`).medium !== 'email')
    expect(others).toEqual(LEFT_OUT)
  })
})
