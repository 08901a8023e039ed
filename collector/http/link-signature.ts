import type { SiteState } from '../ledger/ledger.ts'
import { type LinkText, signedText } from '../source/links.ts'
import { equalInConstantTime, type Signer } from './secrets.ts'

/** Hexadecimal digits: nobody guesses 128 bits, and a link should be short. */
const DIGITS = 32

type Signing = Pick<SiteState, 'site' | 'emailSecret'>

/** A link's signature, by the secret of the site that never leaves the collector. */
export async function signatureOf(
  link: LinkText,
  { site, emailSecret }: Signing,
  signer: Signer,
): Promise<string> {
  const whole = await signer.sign(emailSecret, signedText(site, link))
  return whole.slice(0, DIGITS)
}

export const isSigned = async (
  link: LinkText,
  signature: string,
  state: Signing,
  signer: Signer,
): Promise<boolean> => equalInConstantTime(signature, await signatureOf(link, state, signer))
