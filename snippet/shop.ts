import { begin } from './begin.ts'
import { cartAttributes } from './cart-attributes.ts'
import { crossDomain } from './cross-domain.ts'
import { dataLayer } from './data-layer.ts'
import { forms } from './forms.ts'
import { pageViews } from './page-views.ts'
import { paymentLinks } from './payment-links.ts'
import { withAddress } from './settings.ts'
import { shopifyCart } from './shopify-cart.ts'

// All of p.js in its order, and the ways to orders that are placed without a form of the shop's own.
begin(
  [crossDomain, pageViews, cartAttributes, dataLayer, forms, shopifyCart, paymentLinks],
  withAddress(document.currentScript as HTMLScriptElement),
)
