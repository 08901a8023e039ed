import { listen } from './attempt.ts'
import type { Tag } from './tag.ts'
import { visitorField } from './visitor-field.ts'

const selector = 'form[data-pw-visitor]'

/**
 * Puts the visitor id into forms with `data-pw-visitor` (its value is the name of the field), so
 * that the order carries it: as a hidden input for scripts that read inputs, and in the data of
 * forms that a script submits.
 */
export function forms(tag: Tag): void {
  function fill(form: HTMLFormElement): HTMLInputElement {
    const name = form.getAttribute('data-pw-visitor') || visitorField
    const found = form.elements.namedItem(name)
    const input = (found || document.createElement('input')) as HTMLInputElement
    if (!found) {
      input.type = 'hidden'
      input.name = name
      form.append(input)
    }
    // Emptied, too: a visitor who denied consent has no id any more.
    input.value = tag.visitor_() || ''
    return input
  }

  tag.onVisitor_ = () => document.querySelectorAll<HTMLFormElement>(selector).forEach(fill)
  listen<FormDataEvent>(document, 'submit formdata', ({ target, formData }) => {
    if (!(target as Element).matches(selector)) return
    const { name, value } = fill(target as HTMLFormElement)
    formData?.set(name, value)
  })
}
