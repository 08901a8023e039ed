import { z } from 'zod'

/** Where a collector far away is administered: https, or http on this machine; no slash at the end. */
export const collectorAddress = z.string().transform((text, context) => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const fault = faultOf(url)
  if (fault !== undefined) context.addIssue({ code: 'custom', message: fault })
  return url ? `${url.origin}${url.pathname.replace(/\/+$/, '')}` : ''
})

function faultOf(url: URL | undefined): string | undefined {
  if (!url || !['https:', 'http:'].includes(url.protocol) || url.search !== '' || url.hash !== '')
    return 'must be the address of a collector, such as https://t.shop.example'
  if (url.username !== '' || url.password !== '')
    return 'must hold no name and no password: PATHWORTH_ADMIN_TOKEN is the proof'
  if (url.protocol === 'http:' && !isThisMachine(url.hostname))
    return 'would send the admin token over the network for all to read: use https://'
  return undefined
}

/** A name or address that never leaves this machine, as `URL` writes it. */
const isThisMachine = (host: string): boolean =>
  /^(?:(?:.+\.)?localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(host)
