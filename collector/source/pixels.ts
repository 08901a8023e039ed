import type { WirePixel } from '../../shared/wire/links.ts'

/** The fields of a mail's pixel in the order in which they are signed; each is a parameter of its address. */
export const PIXEL_FIELDS = ['source', 'medium', 'campaign', 'content'] as const

/** What a pixel says, as texts; '' for what it leaves out. */
export type PixelText = Record<(typeof PIXEL_FIELDS)[number], string>

const PATH = '/v1/pixel.gif'

export const pixelText = (pixel: Readonly<Partial<WirePixel>>): PixelText =>
  Object.fromEntries(PIXEL_FIELDS.map((field) => [field, pixel[field] ?? ''])) as PixelText

/** Begins otherwise than what is signed of a link, so that neither passes for the other. */
export const signedPixel = (site: string, pixel: PixelText): string =>
  `pixel 1\n${JSON.stringify([site, ...PIXEL_FIELDS.map((field) => pixel[field])])}`

/** The pixel's address below the collector's. */
export function pixelPath(site: string, pixel: PixelText, signature: string): string {
  const pairs = PIXEL_FIELDS.filter((field) => pixel[field] !== '').map(
    (field) => `${field}=${encodeURIComponent(pixel[field])}`,
  )
  return `${PATH}?${[`site=${site}`, ...pairs, `sig=${signature}`].join('&')}`
}
