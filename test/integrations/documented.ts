import { readFileSync } from 'node:fs'

export const readOurs = (path: string): string =>
  readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

/** Attributes of the tag that its guide lists: `data-consent`. */
export const documentedAttributes: readonly string[] = [
  ...readOurs('docs/add-the-tag.md').matchAll(/^\| `(data-[a-z-]+)` \|/gm),
].map(([, name = '']) => name)

/** The same as they are called in the address of the script: `paymentHosts`. */
export const documentedSettings: readonly string[] = documentedAttributes.map((name) =>
  name.replace('data-', '').replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()),
)
