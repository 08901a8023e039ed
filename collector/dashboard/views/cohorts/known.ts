/** All that the touches of a first purchase can be told by; of a stage there is but one. */
export const KNOWN = [
  ...['site', 'from', 'to', 'model', 'value'],
  ...['channel', 'source', 'medium', 'campaign', 'country', 'device'],
]
