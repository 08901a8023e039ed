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
    const said: Record<string, string> = {}
    for (const { name, value } of element.attributes) {
      const prop = /^data-pw-(?!visitor)(.+)/.exec(name)?.[1]
      if (prop) said[prop.replace(/-/g, '_')] = value
    }
    const { event, ...props } = said
    tag.record_(event, props)
  })
}
