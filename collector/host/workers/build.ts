import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { builds, buildTag, type TagFile } from '../../../snippet/build.ts'
import { buildDashboard } from '../../dashboard/build.ts'
import { FILES_PATH, VIEWS } from '../../dashboard/state/views.ts'
import { securityHeaders } from '../../http/answer.ts'
import { TAG_HEADERS } from '../../http/assets.ts'
import { FILE_HEADERS, PAGE_HEADERS } from '../../http/dashboard.ts'

// Writes the folder that wrangler.toml uploads as static assets: the tag, the dashboard, and the headers
// that the collector on Node answers them with (the platform adds type and ETag).

type Headers = Readonly<Record<string, string>>

const folder = fileURLToPath(new URL('../../../dist/workers/', import.meta.url))
const tagFiles = Object.keys(builds) as TagFile[]
const { page, files } = buildDashboard()

const ruleOf = (path: string, headers: Headers): string =>
  [
    path,
    ...Object.entries({ ...securityHeaders, ...headers }).map(
      ([name, value]) => `  ${name}: ${value}`,
    ),
    '',
  ].join('\n')

rmSync(folder, { recursive: true, force: true })
mkdirSync(`${folder}${FILES_PATH}`, { recursive: true })
for (const file of tagFiles) writeFileSync(folder + file, buildTag(file))
for (const [name, text] of Object.entries(files)) writeFileSync(folder + FILES_PATH + name, text)
// The platform serves /journeys from journeys.html.
for (const { path } of VIEWS)
  writeFileSync(`${folder}${path === '/' ? 'index' : path.slice(1)}.html`, page)
writeFileSync(
  `${folder}_headers`,
  [
    ...tagFiles.map((file) => ruleOf(`/${file}`, TAG_HEADERS)),
    ruleOf(`${FILES_PATH}*`, FILE_HEADERS),
    ...VIEWS.map(({ path }) => ruleOf(path, PAGE_HEADERS)),
  ].join('\n'),
)
