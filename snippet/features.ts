import { cartAttributes } from './cart-attributes.ts'
import { crossDomain } from './cross-domain.ts'
import { dataLayer } from './data-layer.ts'
import { forms } from './forms.ts'
import { pageViews } from './page-views.ts'
import { paymentLinks } from './payment-links.ts'
import { shopifyCart } from './shopify-cart.ts'

/**
 * All that the tag can do. The id that a link hands over comes before the first event, and the page
 * view before all others.
 */
export const features = [
  crossDomain,
  pageViews,
  cartAttributes,
  dataLayer,
  forms,
  shopifyCart,
  paymentLinks,
]
