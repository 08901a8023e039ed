import { products } from './catalogue.js'

/** Views of one document: the address changes by pushState, and by the back button. */
export function startSpa() {
  show()
  addEventListener('popstate', show)
  document.addEventListener('click', (event) => {
    const link = event.target.closest('[data-spa-link]')
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    history.pushState(null, '', link.href)
    show()
  })
}

function show() {
  const view = location.pathname.split('/')[2] ?? ''
  const title = view ? view[0].toUpperCase() + view.slice(1) : 'One page, many views'
  document.title = `${title} · Lantern & Pine`
  document.querySelector('[data-spa-title]').textContent = title
  document
    .querySelector('[data-spa-view]')
    .replaceChildren(
      ...products.filter(({ category }) => category.toLowerCase() === view).map(card),
    )
}

function card(product) {
  const link = document.createElement('a')
  link.href = `/products/${product.id}`
  const name = document.createElement('strong')
  name.textContent = product.name
  const picture = document.createElement('img')
  Object.assign(picture, { src: `/img/${product.id}.svg`, alt: '', width: 320, height: 240 })
  link.append(picture, name)
  const item = document.createElement('li')
  item.className = 'card'
  item.append(link)
  return item
}
