import { listen } from './attempt.ts'
import type { Tag } from './tag.ts'

/**
 * Events named in the page itself: `data-pw-event="add_to_cart"` on anything that is clicked, or
 * on a form that is submitted, with its further `data-pw-*` attributes as props
 * (`data-pw-item-id` is `item_id`).
 */
export function cartAttributes(tag: Tag): void {
  if (tag.settings_.autocart === 'off') return
  listen(document, 'click submit', ({ target, type }) => {
    const element = (target as Element).closest('[data-pw-event]')
    if (!element || (element.tagName === 'FORM') !== (type === 'submit')) return
    const props: Record<string, string> = {}
    for (const { name, value } of element.attributes) {
      const [, prop] = /^data-pw-(?!event$|visitor$)(.+)/.exec(name) || []
      if (prop) props[prop.replace(/-/g, '_')] = value
    }
    tag.record_(element.getAttribute('data-pw-event'), props)
  })
}
