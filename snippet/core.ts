import { begin } from './begin.ts'
import { cartAttributes } from './cart-attributes.ts'
import { pageViews } from './page-views.ts'

begin([pageViews, cartAttributes], document.currentScript as HTMLScriptElement)
