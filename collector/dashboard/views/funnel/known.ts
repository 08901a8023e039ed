/** What a visit can be told by; of orders' stage it says nothing. */
export const KNOWN = [
  ...['site', 'from', 'to'],
  ...['channel', 'source', 'medium', 'campaign', 'country', 'device'],
]
