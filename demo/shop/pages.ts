import { html } from 'hono/html'
import type { ShopOrder } from './backend.ts'
import { CATALOGUE, type Product } from './catalogue.ts'
import type { Markup, Page } from './layout.ts'
import { decimal, FREE_SHIPPING_FROM, itemOf } from './prices.ts'

const euro = (cents: number): string => `€${decimal(cents)}`

const card = ({ id, name, category, price }: Product): Markup => html`<li class="card">
  <a href="/products/${id}">
    <img src="/img/${id}.svg" alt="" width="320" height="240">
    <span class="kind">${category}</span>
    <strong>${name}</strong>
    <span class="price">${euro(price)}</span>
  </a>
</li>`

export function homePage(): Page {
  const body = html`<section class="hero">
      <h1>Good light, warm nights.</h1>
      <p>Eight things for sleeping outside. Free delivery from ${euro(FREE_SHIPPING_FROM)}.</p>
      <p class="actions">
        <a class="button" href="/products">See the products</a>
        <a class="button quiet" href="/packing-list" data-pw-event="generate_lead"
          data-pw-method="packing-list">Get the packing list</a>
      </p>
    </section>
    <h2>For this weekend</h2>
    <ul class="cards">${CATALOGUE.slice(0, 4).map(card)}</ul>`
  return { title: 'Good light, warm nights', name: 'home', body }
}

export function productsPage(): Page {
  const body = html`<h1>Products</h1><ul class="cards">${CATALOGUE.map(card)}</ul>`
  return { title: 'Products', name: 'products', body }
}

export function productPage(product: Product): Page {
  const { id, name, category, text, price } = product
  const item = JSON.stringify(itemOf({ product, quantity: 1 }))
  const body = html`<article class="product" data-item="${item}">
    <img src="/img/${id}.svg" alt="Drawing: ${name}" width="640" height="480">
    <div>
      <p class="kind">${category}</p>
      <h1>${name}</h1>
      <p>${text}</p>
      <p class="price">${euro(price)} <small>20 % tax included</small></p>
      <form class="add" data-add="${id}">
        <label>Quantity <input name="quantity" type="number" min="1" max="20" value="1" required></label>
        <button>Add to cart</button>
      </form>
      <p class="said" role="status" data-said></p>
    </div>
  </article>`
  return { title: name, name: 'product', body }
}

export function cartPage(): Page {
  const body = html`<h1>Your cart</h1>
    <div data-cart></div>
    <p class="empty" data-empty hidden>There is nothing in it yet. <a href="/products">See the products</a></p>
    <p class="actions" data-full hidden><a class="button" href="/checkout">Check out</a></p>`
  return { title: 'Your cart', name: 'cart', body }
}

/** The form that makes the order: the tag adds the visitor id to it, the script the cart. */
export function checkoutPage(problem?: string): Page {
  const body = html`<h1>Check out</h1>
    ${problem ? html`<p class="problem" role="alert">${problem}</p>` : ''}
    <div class="columns">
      <form class="checkout" method="post" action="/api/orders" data-pw-visitor data-checkout>
        <label>E-mail <input name="email" type="email" autocomplete="email" required></label>
        <label>Name <input name="name" autocomplete="name" required></label>
        <label>Coupon <input name="coupon" autocomplete="off" placeholder="WELCOME10"></label>
        <fieldset>
          <legend>Payment</legend>
          <label><input type="radio" name="payment" value="card" checked> Card</label>
          <label><input type="radio" name="payment" value="transfer"> Transfer</label>
        </fieldset>
        <input type="hidden" name="cart" value="[]">
        <button>Order and pay</button>
      </form>
      <aside aria-label="Your cart"><div data-cart="summary"></div>
        <p data-empty hidden>Your cart is empty. <a href="/products">See the products</a></p></aside>
    </div>`
  return { title: 'Check out', name: 'checkout', body }
}

/** Thanks for one order; its figures are in an attribute, as shops hand them to their data layer. */
export function thankYouPage({ transactionId, lines, prices }: ShopOrder): Page {
  const ecommerce = JSON.stringify({
    transaction_id: transactionId,
    currency: 'EUR',
    value: prices.value / 100,
    tax: prices.tax / 100,
    shipping: prices.shipping / 100,
    items: lines.map(itemOf),
  })
  const body = html`<section class="hero" data-order="${ecommerce}">
    <h1>Thank you.</h1>
    <p>Your order <strong>${transactionId}</strong> comes to <strong>${euro(prices.total)}</strong>,
      ${euro(prices.tax)} of it tax.</p>
    <p class="actions"><a class="button" href="/">Back to the shop</a></p>
  </section>`
  return { title: 'Thank you', name: 'thank-you', body }
}

export function packingListPage(): Page {
  const body = html`<h1>The packing list</h1>
    <p>For one night between April and October.</p>
    <ul class="plain">${CATALOGUE.map(({ id, name }) => html`<li><a href="/products/${id}">${name}</a></li>`)}
      <li>Somebody to tell where you are</li></ul>`
  return { title: 'The packing list', name: 'packing-list', body }
}

/** One document for all addresses below /spa: its script changes view and address. */
export function spaPage(): Page {
  const body = html`<h1 data-spa-title>One page, many views</h1>
    <p>These links change the address and the view, and load no page.</p>
    <nav class="actions" aria-label="Views">
      <a class="button quiet" href="/spa" data-spa-link>Start</a>
      <a class="button quiet" href="/spa/light" data-spa-link>Light</a>
      <a class="button quiet" href="/spa/sleep?utm_source=letter&amp;utm_medium=email&amp;utm_campaign=sleep-well"
        data-spa-link>Sleep, by a campaign</a>
    </nav>
    <ul class="cards" data-spa-view></ul>`
  return { title: 'One page, many views', name: 'spa', body }
}

export function notFoundPage(): Page {
  const body = html`<h1>There is no such page</h1><p><a href="/products">See the products</a></p>`
  return { title: 'Not found', name: 'not-found', body }
}
