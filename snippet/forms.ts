import { listen } from './attempt.ts'
import type { Tag } from './tag.ts'

const selector = 'form[data-pw-visitor]'

/** The field that takes the visitor id: the value of `data-pw-visitor`, or this. */
const fieldOf = (form: Element) => form.getAttribute('data-pw-visitor') || 'pathworth_visitor'

/**
 * Puts the visitor id into forms with `data-pw-visitor`, so that the order carries it: as a hidden
 * input for scripts that read inputs, and in the data of forms that a script submits.
 */
export function forms(tag: Tag): void {
  function fill(form: HTMLFormElement): void {
    const name = fieldOf(form)
    const found = form.elements.namedItem(name)
    const input = (found || document.createElement('input')) as HTMLInputElement
    // Emptied, too: a visitor who denied consent has no id any more.
    input.value = tag.visitor_() || ''
    if (found) return
    input.type = 'hidden'
    input.name = name
    form.append(input)
  }

  tag.onVisitor_ = () => document.querySelectorAll<HTMLFormElement>(selector).forEach(fill)
  listen<FormDataEvent>(document, 'submit formdata', ({ target, type, formData }) => {
    const form = target as HTMLFormElement
    if (!form.matches(selector)) return
    if (type === 'submit') fill(form)
    else formData.set(fieldOf(form), tag.visitor_() || '')
  })
}
