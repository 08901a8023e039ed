/** A parameter that a vendor puts on each link it sends, with an id of the click or its receiver. */
export interface ClickId {
  /** Lower case; parameters are compared without case (Snapchat writes `ScCid`). */
  param: string
  source: string
  medium: string
  /** Other services of the same company whose clicks carry it: the referrer tells which it was. */
  family?: readonly string[]
  /** Its value names a subscriber, so it is never kept with the touch. */
  personal?: true
}

const group = (medium: string, rest: Omit<ClickId, 'param' | 'medium'>, params: string) =>
  params.split(' ').map((param): ClickId => ({ param, medium, ...rest }))
const ad = (source: string, params: string, medium = 'cpc') => group(medium, { source }, params)
const mail = (source: string, params: string) => group('email', { source }, params)
const subscriber = (source: string, params: string) =>
  group('email', { source, personal: true }, params)
const affiliate = (source: string, params: string) => group('affiliate', { source }, params)

/**
 * Click ids in order of precedence: of two on one link the earlier counts, so an ad's goes before
 * what a social network adds to every link. From the vendors' documentation and from what public
 * analytics and link-cleaning projects list. Reviewed 2026-11, version 2.
 *
 * Left out on purpose: names that shops use for other things (`aid`, `ad_id`, `pc_id`, `scid`, `via`,
 * `sms_source`, `h_sid`, `h_slt`), campaign tags without a vendor (`s_cid`, `cid`), and parameters that
 * carry a visitor id between own domains (`__hstc`, `_branch_match_id`, `wickedid`).
 */
export const clickIds: readonly ClickId[] = [
  ...ad('google', 'gclid gbraid wbraid'),
  ...ad('google', 'dclid', 'display'),
  ...ad('bing', 'msclkid'),
  ...ad('tiktok', 'ttclid', 'paid_social'),
  ...ad('twitter', 'twclid', 'paid_social'),
  ...ad('linkedin', 'li_fat_id', 'paid_social'),
  ...ad('reddit', 'rdt_cid', 'paid_social'),
  ...ad('pinterest', 'epik', 'paid_social'),
  ...ad('snapchat', 'sccid', 'paid_social'),
  ...ad('quora', 'qclid', 'paid_social'),
  // Yandex Direct and Yahoo! Japan both chose this name.
  ...group('cpc', { source: 'yandex', family: ['yahoo'] }, 'yclid'),
  ...ad('yandex', 'ymclid _openstat'),
  ...ad('vk', 'rb_clickid', 'paid_social'),
  ...ad('baidu', 'bd_vid'),
  ...ad('tencent', 'gdt_vid qz_gdt'),
  ...ad('outbrain', 'ob_click_id dicbo', 'paid_native'),
  ...ad('taboola', 'tblci', 'paid_native'),
  ...ad('adobe', 'ef_id s_kwcid'),
  ...ad('kochava', 'ko_click_id'),
  ...ad('dataxu', 'btid', 'display'),
  // Google's ids of the campaign: left alone on a link where a browser stripped the click's own.
  ...ad('google', 'gad_campaignid gad_source'),
  ...affiliate('impact', 'irclickid irclid'),
  ...affiliate('awin', 'awc'),
  ...affiliate('cj', 'cjevent'),
  ...affiliate('rakuten advertising', 'ransiteid'),
  ...affiliate('shareasale', 'sscid'),
  ...affiliate('tradedoubler', 'tduid'),
  ...affiliate('admitad', 'admitad_uid'),
  ...affiliate('dub', 'dub_id'),
  ...mail('mailchimp', 'mc_cid'),
  ...subscriber('mailchimp', 'mc_eid'),
  ...subscriber('hubspot', '_hsenc'),
  ...mail('hubspot', '_hsmi'),
  ...subscriber('klaviyo', '_kx _ke'),
  ...subscriber('vero', 'vero_id'),
  ...mail('vero', 'vero_conv'),
  ...subscriber('marketo', 'mkt_tok'),
  ...subscriber('omeda', 'oly_enc_id oly_anon_id'),
  ...subscriber('mailerlite', 'ml_subscriber ml_subscriber_hash'),
  ...mail('blueshift', 'bsft_clkid'),
  ...subscriber('blueshift', 'bsft_uid'),
  ...subscriber('salesforce', 'sfmc_id et_rid'),
  ...mail('salesforce', 'sfmc_activityid'),
  ...subscriber('kit', 'ck_subscriber_id'),
  ...subscriber('beehiiv', '_bhlid'),
  ...mail('dotdigital', 'dm_i'),
  ...mail('bronto', '_bta_tid _bta_c'),
  ...subscriber('listrak', 'trk_contact'),
  ...mail('listrak', 'trk_msg trk_module trk_sid'),
  ...subscriber('activecampaign', 'vgo_ee'),
  ...subscriber('at internet', 'at_recipient_id'),
  // Firefox and Brave take it off every link, so no shop can use the name for anything else.
  ...subscriber('drip', '__s'),
  ...subscriber('emarsys', 'sc_customer sc_uid'),
  ...mail('emarsys', 'sc_eh'),
  ...subscriber('dialog insight', 'oft_id oft_ids oft_k oft_ck oft_sk'),
  ...mail('dialog insight', 'oft_c oft_d oft_lk'),
  ...mail('sharpspring', 'ss_email_id'),
  ...subscriber('blackbaud', 'bbeml'),
  ...subscriber('omnisend', 'omnisendcontactid'),
  ...group('sms', { source: 'wunderkind', personal: true }, 'sms_click sms_uph'),
  // Since 2024 Google adds it to listings of Merchant Center and to plain results alike: not paid,
  // and no proof of shopping either.
  ...group('organic', { source: 'google' }, 'srsltid'),
  ...group('organic', { source: 'yandex' }, 'ysclid'),
  ...group('social', { source: 'instagram' }, 'igshid igsh'),
  // Meta adds it to ads and to posts alike, so it is no proof of an ad.
  ...group(
    'social',
    { source: 'facebook', family: ['instagram', 'threads', 'messenger', 'whatsapp'] },
    'fbclid fb_action_ids',
  ),
]
