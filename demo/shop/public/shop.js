import { addToCart, cartLines, ecommerceOf, emptyCart, readCart, removeFromCart } from './cart.js'
import { drawCart } from './cart-table.js'
import { products } from './catalogue.js'
import { pushEvent } from './data-layer.js'
import { startSpa } from './spa.js'

/** What each page does beside showing itself. */
const pages = { product, cart, checkout, 'thank-you': thankYou, spa: startSpa }

pages[document.body.dataset.page]?.()
showCount()

function product() {
  const form = document.querySelector('[data-add]')
  const shown = products.find(({ id }) => id === form.dataset.add)
  pushEvent('view_item', ecommerceOf([{ product: shown, quantity: 1 }]))
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const quantity = Number(new FormData(form).get('quantity'))
    addToCart(shown.id, quantity)
    pushEvent('add_to_cart', ecommerceOf([{ product: shown, quantity }]))
    showCount()
    say(`${shown.name} is in your cart.`)
  })
}

function say(text) {
  const link = document.createElement('a')
  link.href = '/cart'
  link.textContent = 'See the cart'
  document.querySelector('[data-said]').replaceChildren(`${text} `, link)
}

/** The cart speaks to the tag itself, since no GA4 shop pushes every look into a cart. */
function cart() {
  const place = document.querySelector('[data-cart]')
  drawCart(place, { removable: true })
  if (readCart().length > 0) window.pathworth?.('view_cart', ecommerceOf(cartLines()))
  place.addEventListener('click', ({ target }) => {
    const id = target.closest('[data-remove]')?.dataset.remove
    if (!id) return
    removeFromCart(id)
    showCount()
    // Drawn again after the click has reached the tag, which looks at the button on the document.
    setTimeout(() => drawCart(place, { removable: true }))
  })
}

function checkout() {
  const form = document.querySelector('[data-checkout]')
  const lines = cartLines()
  drawCart(document.querySelector('[data-cart]'), { removable: false })
  form.elements.cart.value = JSON.stringify(readCart())
  form.querySelector('button').disabled = lines.length === 0
  if (lines.length > 0) pushEvent('begin_checkout', ecommerceOf(lines))
  form.addEventListener('submit', () => {
    const payment_type = form.elements.payment.value
    pushEvent('add_payment_info', { ...ecommerceOf(lines), payment_type })
  })
}

function thankYou() {
  const order = JSON.parse(document.querySelector('[data-order]').dataset.order)
  emptyCart()
  if (isFirstThanks(order.transaction_id)) pushEvent('purchase', order)
}

/** A reload thanks again, and is no other purchase. */
function isFirstThanks(transactionId) {
  try {
    const before = sessionStorage.getItem('lantern-and-pine.thanked')
    sessionStorage.setItem('lantern-and-pine.thanked', transactionId)
    return before !== transactionId
  } catch {
    return true
  }
}

function showCount() {
  const count = readCart().reduce((sum, { quantity }) => sum + quantity, 0)
  const place = document.querySelector('[data-cart-count]')
  place.textContent = String(count)
  place.hidden = count === 0
}
