/**
 * The address of a page with what has its hits shown here; undefined of what is no address of a page.
 * @param typed such as `shop.example/socks`
 */
export function checkLink(typed: string, parameter: string, token: string): string | undefined {
  const text = typed.trim()
  const url = URL.parse(/^https?:\/\//i.test(text) ? text : `https://${text}`)
  if (!url || text === '' || (!url.hostname.includes('.') && url.hostname !== 'localhost'))
    return undefined
  url.searchParams.set(parameter, token)
  return url.href
}
