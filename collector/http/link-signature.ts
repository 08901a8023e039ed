import type { SiteState } from '../ledger/ledger.ts'
import { type LinkText, signedText } from '../source/links.ts'
import { type PixelText, signedPixel } from '../source/pixels.ts'
import { equalInConstantTime, type Signer } from './secrets.ts'

/** Hexadecimal digits: nobody guesses 128 bits, and a link should be short. */
const DIGITS = 32

type Signing = Pick<SiteState, 'site' | 'emailSecret'>

/** A link's signature, by the secret of the site that never leaves the collector. */
export const signatureOf = (link: LinkText, state: Signing, signer: Signer): Promise<string> =>
  signed(signedText(state.site, link), state, signer)

/** The same of a mail's pixel. */
export const pixelSignature = (pixel: PixelText, state: Signing, signer: Signer) =>
  signed(signedPixel(state.site, pixel), state, signer)

async function signed(text: string, { emailSecret }: Signing, signer: Signer): Promise<string> {
  return (await signer.sign(emailSecret, text)).slice(0, DIGITS)
}

export const isSigned = async (
  link: LinkText,
  signature: string,
  state: Signing,
  signer: Signer,
): Promise<boolean> => equalInConstantTime(signature, await signatureOf(link, state, signer))

export const isPixelSigned = async (
  pixel: PixelText,
  signature: string,
  state: Signing,
  signer: Signer,
): Promise<boolean> => equalInConstantTime(signature, await pixelSignature(pixel, state, signer))
