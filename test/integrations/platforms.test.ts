import { createContext, runInContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { VISITOR_FIELD } from '../../collector/source/webhooks/order-fields.ts'
import { documentedAttributes, readOurs } from './documented.ts'

const liquid = readOurs('integrations/shopify/pathworth.liquid')
const php = readOurs('integrations/woocommerce/pathworth-for-woocommerce.php')

/** Attributes of the tag, in the script element that a text has. */
const attributesIn = (text: string): string[] => {
  const [element = ''] = /<script defer[\s\S]*?<\/script>/.exec(text) ?? []
  return [...element.matchAll(/ (data-[a-z-]+)=/g)].map(([, name = '']) => name)
}

test.each([
  ['Shopify', liquid, ['data-site', 'data-consent']],
  ['WooCommerce', php, ['data-site', 'data-consent', 'data-domains']],
])('the tag for %s has attributes that its guide knows', (_, text, attributes) => {
  expect(attributesIn(text)).toEqual(attributes)
  expect(documentedAttributes).toEqual(expect.arrayContaining(attributes))
})

describe('the snippet for Shopify', () => {
  const body = liquid.replace(/\{%-? comment[\s\S]*?endcomment -?%\}/, '')

  test('puts out nothing as it came: all of it is escaped, or JSON', () => {
    const outputs = [...body.matchAll(/\{\{(.*?)\}\}/g)].map(([, output = '']) => output.trim())
    expect(outputs.length).toBeGreaterThan(4)
    expect(outputs.filter((output) => !/\| (escape|json)$/.test(output))).toEqual([])
  })

  test('takes the parameters that it lists, and closes what it opens', () => {
    const [comment = ''] = /comment -%\}[\s\S]*?\{%- endcomment/.exec(liquid) ?? []
    const listed = [...comment.matchAll(/^ {2}(\w+) {2,}/gm)].map(([, name]) => name)
    expect(listed).toEqual(['collector', 'site', 'consent', 'identify_secret'])
    for (const name of listed) expect(body).toMatch(new RegExp(`[{%].*\\b${name}\\b.*[}%]`))
    const count = (pattern: RegExp) => body.match(pattern)?.length
    expect(count(/\{%-? if /g)).toBe(count(/\{%-? endif /g))
    expect(readOurs('integrations/shopify/README.md')).toContain(
      "{% render 'pathworth', collector: 'https://t.shop.example', site: 'shop', consent: 'wait' %}",
    )
  })

  const [, consentScript = ''] = /'wait' %\}\s*<script>([\s\S]*?)<\/script>/.exec(body) ?? []

  /** What the snippet tells the tag on a page where Shopify says so much of the visitor. */
  function told(isAllowed: boolean, analytics: string, later?: boolean): unknown[][] {
    const calls: unknown[][] = []
    const listeners: ((event: unknown) => void)[] = []
    const Shopify = {
      loadFeatures: (features: unknown, loaded: (error: unknown) => void) => {
        expect(JSON.stringify(features)).toBe('[{"name":"consent-tracking-api","version":"0.1"}]')
        loaded(undefined)
      },
      customerPrivacy: {
        analyticsProcessingAllowed: () => isAllowed,
        currentVisitorConsent: () => ({ analytics }),
      },
    }
    const world = {
      Shopify,
      window: { Shopify },
      document: {
        addEventListener: (name: string, listener: (event: unknown) => void) => {
          expect(name).toBe('visitorConsentCollected')
          listeners.push(listener)
        },
      },
      pathworth: (...call: unknown[]) => calls.push(call),
    }
    runInContext(consentScript, createContext(world))
    if (later !== undefined)
      for (const hear of listeners) hear({ detail: { analyticsAllowed: later } })
    return calls
  }

  test('asks Shopify for consent, and waits where it has no answer yet', () => {
    expect(told(true, '')).toEqual([['consent', 'granted']])
    expect(told(false, 'no')).toEqual([['consent', 'denied']])
    expect(told(false, '')).toEqual([])
    expect(told(false, '', true)).toEqual([['consent', 'granted']])
    expect(told(true, 'yes', false)).toEqual([
      ['consent', 'granted'],
      ['consent', 'denied'],
    ])
  })
})

describe('the plugin for WooCommerce', () => {
  const constantOf = (name: string) => new RegExp(`^const ${name} += '(.*)';$`, 'm').exec(php)?.[1]

  test('puts out nothing that is not escaped', () => {
    const prints = [...php.matchAll(/\b(?:printf|echo)\b([\s\S]*?);\n/g)].map(
      ([, what = '']) => what,
    )
    expect(prints.length).toBeGreaterThan(6)
    const values = prints.flatMap((what) =>
      what
        .replace(/'(?:\\.|[^'\\])*'/g, "''")
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => /\$|_\(/.test(line)),
    )
    expect(values.length).toBeGreaterThan(8)
    expect(
      values.filter((value) => !/^(esc_(url|attr|html|html__)|checked)\(/.test(value)),
    ).toEqual([])
  })

  test('reads nothing from outside that is not cleaned', () => {
    const reads = php.match(/.*\$_(POST|COOKIE|GET|REQUEST|SERVER)\[.*/g) ?? []
    expect(reads).toHaveLength(2)
    for (const read of reads)
      expect(read).toMatch(/sanitize_text_field\( wp_unslash\( \$_\w+\[ \w+ \] \) \)/)
    expect(php).toMatch(/^defined\( 'ABSPATH' \) \|\| exit;$/m)
  })

  test('calls field, meta and cookie what the tag and the webhook call them', () => {
    expect(constantOf('PATHWORTH_FIELD')).toBe(VISITOR_FIELD)
    expect(constantOf('PATHWORTH_META')).toBe(`_${VISITOR_FIELD}`)
    expect(constantOf('PATHWORTH_COOKIE')).toBe('pw_id')
    expect(readOurs('snippet/identity.ts')).toContain('`pw_id=')
    const pattern = new RegExp(String(constantOf('PATHWORTH_ID')).slice(1, -1))
    expect('01990000-0000-7000-8000-000000000001').toMatch(pattern)
    expect('01990000-0000-4000-8000-000000000001').not.toMatch(pattern)
    expect('01990000-0000-7000-8000-000000000001;').not.toMatch(pattern)
  })

  test('hooks functions that there are, and says that orders may lie in tables of their own', () => {
    const hooked = [...php.matchAll(/add_action\( '\w+', '(\w+)'/g)].map(([, name]) => name)
    expect(hooked.length).toBeGreaterThan(8)
    for (const name of hooked) expect(php).toContain(`function ${name}(`)
    expect(php).toContain("declare_compatibility( 'custom_order_tables', __FILE__, true )")
    expect(php).not.toMatch(/update_post_meta|get_post_meta|\$wpdb/)
    const guide = readOurs('integrations/woocommerce/README.md')
    for (const hook of ['woocommerce_after_order_notes', 'woocommerce_checkout_create_order'])
      expect([php.includes(hook), guide.includes(hook)]).toEqual([true, true])
  })
})
