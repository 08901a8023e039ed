import { begin } from './begin.ts'
import { cartAttributes } from './cart-attributes.ts'
import { crossDomain } from './cross-domain.ts'
import { dataLayer } from './data-layer.ts'
import { forms } from './forms.ts'
import { pageViews } from './page-views.ts'

// The id that a link hands over comes before the first event, and the page view before all others.
begin(
  [crossDomain, pageViews, cartAttributes, dataLayer, forms],
  document.currentScript as HTMLScriptElement,
)
