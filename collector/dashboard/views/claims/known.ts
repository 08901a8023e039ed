/** What claims can be asked for: a platform knows nothing of the site's filters. */
export const KNOWN = ['site', 'from', 'to', 'goal', 'model', 'basis']
