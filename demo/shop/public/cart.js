import { products } from './catalogue.js'

const KEY = 'lantern-and-pine.cart'

/** What is in the cart: `[{ id, quantity }]`. A browser that stores nothing has an empty one. */
export function readCart() {
  try {
    const entries = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return entries.filter(({ id }) => products.some((product) => product.id === id))
  } catch {
    return []
  }
}

export function addToCart(id, quantity) {
  const cart = readCart()
  const known = cart.find((entry) => entry.id === id)
  if (known) known.quantity = Math.min(20, known.quantity + quantity)
  else cart.push({ id, quantity })
  writeCart(cart)
}

export function removeFromCart(id) {
  writeCart(readCart().filter((entry) => entry.id !== id))
}

export function emptyCart() {
  writeCart([])
}

function writeCart(cart) {
  try {
    localStorage.setItem(KEY, JSON.stringify(cart))
  } catch {
    // Storage is blocked: this browser can look, and can't buy.
  }
}

/** The cart's lines with their products. */
export function cartLines() {
  return readCart().map(({ id, quantity }) => ({
    product: products.find((product) => product.id === id),
    quantity,
  }))
}

/** Lines as GA4 names them. */
export function ecommerceOf(lines) {
  return {
    currency: 'EUR',
    value: centsOf(lines) / 100,
    items: lines.map(({ product, quantity }) => ({
      item_id: product.id,
      item_name: product.name,
      item_category: product.category,
      price: product.price / 100,
      quantity,
    })),
  }
}

export function centsOf(lines) {
  return lines.reduce((sum, { product, quantity }) => sum + product.price * quantity, 0)
}
