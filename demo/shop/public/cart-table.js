import { cartLines, centsOf } from './cart.js'

export const euro = (cents) => `€${(cents / 100).toFixed(2)}`

/**
 * Draws the cart. `remove` names its buttons for the tag (`data-pw-event`): these clicks are reported
 * by attributes and by nothing else, so that they count once.
 */
export function drawCart(place, { removable }) {
  const lines = cartLines()
  for (const element of document.querySelectorAll('[data-empty]')) element.hidden = lines.length > 0
  for (const element of document.querySelectorAll('[data-full]'))
    element.hidden = lines.length === 0
  place.replaceChildren(...(lines.length > 0 ? [table(lines, removable)] : []))
}

function table(lines, removable) {
  const body = lines.map(({ product, quantity }) =>
    row('td', [
      `${quantity} × ${product.name}`,
      euro(product.price * quantity),
      ...(removable ? [removeButton(product, quantity)] : []),
    ]),
  )
  const sum = row('th', ['Goods, tax included', euro(centsOf(lines)), ...(removable ? [''] : [])])
  const drawn = document.createElement('table')
  drawn.className = 'cart'
  drawn.append(...body, sum)
  return drawn
}

function row(kind, contents) {
  const drawn = document.createElement('tr')
  for (const content of contents) {
    const cell = document.createElement(kind)
    cell.append(content)
    drawn.append(cell)
  }
  return drawn
}

function removeButton(product, quantity) {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'plain'
  button.textContent = 'Remove'
  button.setAttribute('aria-label', `Remove ${product.name}`)
  button.dataset.remove = product.id
  button.dataset.pwEvent = 'remove_from_cart'
  button.dataset.pwItemId = product.id
  button.dataset.pwQuantity = String(quantity)
  return button
}
