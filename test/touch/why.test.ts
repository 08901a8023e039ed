import { expect, test } from 'vitest'
import { explainLanding } from '../../collector/touch/why.ts'

const rules = {
  ownHosts: ['shop.example'],
  siteRules: [{ channel: 'Friends', host: 'blog.example' }],
}

const PAGE = 'https://shop.example/socks'

test.each([
  [`${PAGE}?utm_source=google&utm_medium=cpc`, '', 'utm_source, utm_medium on the address'],
  [`${PAGE}?gclid=abc`, '', 'gclid on the address: google'],
  [PAGE, 'https://www.google.com/', 'referrer google is a search engine'],
  [PAGE, 'https://notgoogle.com/', 'referrer notgoogle.com is another site'],
  [
    PAGE,
    'https://blog.example/',
    "referrer blog.example is another site; channel by the site's own rule",
  ],
  [PAGE, '', 'no referrer and no tags: direct'],
  [`${PAGE}?pw_check=abcdefgh1234`, '', 'no referrer and no tags: direct'],
  [PAGE, 'https://shop.example/', 'a link of the site itself: the visit goes on'],
  [
    `${PAGE}?utm_source=x`,
    'https://shop.example/',
    'a link of the site itself: the visit goes on, and its campaign tags are ignored',
  ],
  [
    `${PAGE}?utm_medium=transactional`,
    '',
    'a link of a mail about an order or an account: the visit goes on',
  ],
  [PAGE, 'https://www.paypal.com/', 'back from a payment or login host: the visit goes on'],
])('%s after "%s": %s', (url, referrer, rule) => {
  expect(explainLanding(url, referrer, rules).rule).toBe(rule)
})
