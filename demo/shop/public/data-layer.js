/** Reports a GA4 e-commerce event the way shops already do, for whichever tags listen. */
export function pushEvent(event, ecommerce) {
  window.dataLayer = window.dataLayer ?? []
  window.dataLayer.push({ ecommerce: null })
  window.dataLayer.push({ event, ecommerce })
}
