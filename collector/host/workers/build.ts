import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { builds, buildTag, type TagFile } from '../../../snippet/build.ts'
import { securityHeaders } from '../../http/answer.ts'
import { TAG_HEADERS } from '../../http/assets.ts'

// Writes the folder that wrangler.toml uploads as static assets: the tag, and the headers that the
// collector on Node answers it with (the platform adds type and ETag).

const folder = fileURLToPath(new URL('../../../dist/workers/', import.meta.url))
const files = Object.keys(builds) as TagFile[]
const headers = Object.entries({ ...securityHeaders, ...TAG_HEADERS }).map(
  ([name, value]) => `  ${name}: ${value}`,
)

mkdirSync(folder, { recursive: true })
for (const file of files) writeFileSync(folder + file, buildTag(file))
writeFileSync(
  `${folder}_headers`,
  files.map((file) => [`/${file}`, ...headers, ''].join('\n')).join('\n'),
)
