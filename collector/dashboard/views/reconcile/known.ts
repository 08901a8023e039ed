/** What the bridge can be asked for; every model shares out the same. */
export const KNOWN = ['site', 'from', 'to', 'goal']
