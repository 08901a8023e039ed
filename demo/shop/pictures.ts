import type { Product } from './catalogue.ts'

/** What is drawn of each product, 160 by 120; `class` picks one of its two colours or a shade. */
const DRAWINGS: Readonly<Record<string, string>> = {
  mug: `<path class="a" d="M52 40h46v40a10 10 0 0 1-10 10H62a10 10 0 0 1-10-10z"/>
    <path class="line" d="M98 50h8a9 9 0 0 1 9 9v4a9 9 0 0 1-9 9h-8"/>
    <path class="shade" d="M52 40h46v6H52z"/><path class="line thin" d="M66 30q-4-6 0-12M80 30q-4-6 0-12"/>`,
  lantern: `<path class="line" d="M62 40a18 20 0 0 1 36 0"/><path class="a" d="M60 38h40v8H60zM56 88h48v10H56z"/>
    <path class="glass" d="M62 46h36l4 42H58z"/><path class="flame" d="M80 56q12 15 0 26q-12-11 0-26z"/>
    <path class="line thin" d="M74 84h12"/>`,
  headlamp: `<path class="line wide" d="M34 66q46-44 92 0"/><rect class="a" x="60" y="46" width="40" height="34" rx="9"/>
    <circle class="glass" cx="80" cy="63" r="11"/><circle class="flame" cx="80" cy="63" r="6"/>
    <path class="line thin" d="M66 90l-6 12M80 92v14M94 90l6 12"/>`,
  blanket: `<path class="a" d="M38 46h84v44a6 6 0 0 1-6 6H44a6 6 0 0 1-6-6z"/>
    <path class="shade" d="M38 60h84v7H38zM38 76h84v7H38z"/><path class="a" d="M44 34h72a6 6 0 0 1 6 6v6H38v-6a6 6 0 0 1 6-6z"/>
    <path class="line thin" d="M48 96v8M60 96v8M72 96v8M84 96v8M96 96v8M108 96v8"/>`,
  tent: `<path class="a" d="M80 26l50 70H30z"/><path class="shade" d="M80 26l50 70H96z"/>
    <path class="glass" d="M80 52l18 44H62z"/><path class="line thin" d="M22 96h116M80 26v-8"/>`,
  stove: `<path class="a" d="M56 66h48v30a6 6 0 0 1-6 6H62a6 6 0 0 1-6-6z"/><path class="shade" d="M56 74h48v7H56z"/>
    <path class="line" d="M80 66V46M58 46h44M62 46l-6-10M98 46l6-10"/>
    <path class="flame" d="M80 22q10 12 0 21q-10-9 0-21z"/>`,
  knife: `<path class="glass" d="M78 70L116 30q10 14-22 46z"/><path class="line thin" d="M78 70L116 30q10 14-22 46z"/>
    <path class="a" d="M34 92q-4-8 4-12l40-14 12 14-36 20q-14 6-20-8z"/><circle class="shade" cx="80" cy="75" r="3.5"/>`,
  socks: `<path class="a" d="M56 24h24v40l20 18q10 10-2 18-8 4-16-2L58 80q-4-4-4-10z"/>
    <path class="shade" d="M56 24h24v9H56z"/><path class="glass" d="M92 76l8 6q10 10-2 18-4 2-8 1z"/>
    <path class="shade" d="M56 39h24v3H56zM56 46h24v3H56z"/>`,
}

/** The picture of a product as an SVG document. */
export function pictureOf({ id, colours: [dark, light] }: Product): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 120">
  <style>
    .a { fill: ${dark} } .shade { fill: #0003 } .glass { fill: #fffc } .flame { fill: #f2a93b }
    .line { fill: none; stroke: ${dark}; stroke-width: 5; stroke-linecap: round; stroke-linejoin: round }
    .thin { stroke-width: 2.5 } .wide { stroke-width: 11 }
  </style>
  <rect width="160" height="120" fill="${light}"/>
  <ellipse cx="80" cy="106" rx="52" ry="4" fill="#0001"/>
  ${DRAWINGS[id] ?? ''}
</svg>
`
}

/** The shop's sign: a lantern's flame before a pine. */
export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
  <rect width="32" height="32" rx="7" fill="#23423b"/>
  <path d="M16 4l8 11h-4l5 7H7l5-7H8z" fill="#5f9c82"/><path d="M16 14q6 7 0 13q-6-6 0-13z" fill="#f2a93b"/>
</svg>
`
