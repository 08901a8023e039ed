import { html, raw } from 'hono/html'

export type Markup = ReturnType<typeof html>

/** How the tag stands in the shop's pages. */
export interface TagOptions {
  /** Where browsers reach the collector, without a slash at the end. */
  collectorUrl: string
  site: string
  /** Further attributes of the script element: `{ 'data-consent': 'wait' }`. */
  attributes: Readonly<Record<string, string>>
}

export interface Page {
  title: string
  /** Tells the shop's script what to do here. */
  name: string
  body: Markup
}

/**
 * What the shop's pages allow the browser: their own files and the collector, and nothing inline.
 * The tag has to work under it.
 */
export function contentSecurityPolicy(collectorUrl: string): string {
  const collector = new URL(collectorUrl).origin
  return [
    "default-src 'none'",
    `script-src 'self' ${collector}`,
    `connect-src 'self' ${collector}`,
    "style-src 'self'",
    "img-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

export const layout = (tag: TagOptions, { title, name, body }: Page): Markup => html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title} · Lantern &amp; Pine</title>
    <link rel="icon" href="/assets/icon.svg">
    <link rel="stylesheet" href="/assets/shop.css">
    ${scriptTag(tag)}
    <script type="module" src="/assets/shop.js"></script>
  </head>
  <body data-page="${name}">
    <a class="skip" href="#main">Skip to content</a>
    <header>
      <a class="brand" href="/"><img src="/assets/icon.svg" alt="" width="32" height="32"> Lantern &amp; Pine</a>
      <nav aria-label="Shop">
        <a href="/products">Products</a>
        <a href="/cart">Cart <span class="count" data-cart-count hidden></span></a>
      </nav>
    </header>
    <main id="main">${body}</main>
    <footer>
      <p>A demo shop: nothing is sold, nothing is sent. Its figures go to your own Pathworth.</p>
      <p><a href="/spa">One page, many views</a></p>
    </footer>
  </body>
</html>
`

const scriptTag = ({ collectorUrl, site, attributes }: TagOptions): Markup => html`<script defer
      src="${collectorUrl}/p.js" data-site="${site}"${Object.entries(attributes).map(
        ([name, value]) => html` ${raw(attributeName(name))}="${value}"`,
      )}></script>`

/** A name can't be escaped: anything that is no data attribute is a mistake of the caller. */
function attributeName(name: string): string {
  if (!/^data-[a-z-]+$/.test(name)) throw new TypeError(`"${name}" is no data attribute`)
  return name
}
