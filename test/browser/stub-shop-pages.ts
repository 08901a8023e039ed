import type { Page } from 'playwright'

/** Puts something into the cart as a theme does that stays on its page. */
export const addsToCart = (page: Page): Promise<unknown> =>
  page.evaluate(() => fetch('/cart/add.js', { method: 'POST', body: 'id=1' }))

/** What a consent banner tells the tag. */
export const says = (page: Page, answer: 'granted' | 'denied'): Promise<void> =>
  page.evaluate((said) => window.pathworth?.consent?.(said), answer)

/** What the tag has left behind in the page's browser. */
export const traces = (page: Page): Promise<string[]> =>
  page.evaluate(() => [
    ...document.cookie.split('; ').filter((cookie) => cookie.startsWith('pw_')),
    ...Object.keys(localStorage).filter((key) => key.startsWith('pw_')),
  ])
