import { describe, expect, it } from 'vitest'
import { hostTables } from '../../collector/touch/known-hosts.ts'
import { apps } from '../../collector/touch/tables/apps.ts'
import { campaignFields } from '../../collector/touch/tables/campaign-fields.ts'
import { clickIds } from '../../collector/touch/tables/click-ids.ts'
import { passage } from '../../collector/touch/tables/passage.ts'

interface Row {
  host: string
  owner: string
  alone: boolean
}

const rows: Row[] = [
  ...hostTables.flatMap(({ kind, groups }) =>
    groups
      .filter((group) => group.path === undefined)
      .flatMap(({ source, hosts, alone = false }) =>
        hosts.map((host) => ({ host, owner: `${kind}: ${source}`, alone })),
      ),
  ),
  ...passage.groups.flatMap(({ hosts }) =>
    hosts.map((host) => ({ host, owner: 'passage', alone: false })),
  ),
]
const everyHost = [
  ...hostTables.flatMap(({ groups }) => groups.flatMap(({ hosts }) => hosts)),
  ...passage.groups.flatMap(({ hosts }) => hosts),
  ...passage.paths.flatMap(({ hosts }) => hosts),
]

function repeated(values: readonly string[]): string[] {
  return values.filter((value, i) => values.indexOf(value) !== i)
}

/** The parent of `host` that already stands for it. */
function coveredBy({ host, owner }: Row): Row | undefined {
  const parents = rows.filter((row) => host.endsWith(`.${row.host}`))
  const nearest = parents.toSorted((a, b) => b.host.length - a.host.length)[0]
  if (nearest?.owner !== owner) return undefined
  const front = host.slice(0, -nearest.host.length - 1)
  return !nearest.alone || front === 'www' || front === 'm' ? nearest : undefined
}

describe('the host tables', () => {
  it('hold at least 300 hosts of sources, and 300 of payment and login', () => {
    const passages = rows.filter(({ owner }) => owner === 'passage')
    expect(rows.length - passages.length).toBeGreaterThan(300)
    expect(passages.length).toBeGreaterThan(300)
  })

  it('name no host twice, in one table or in two', () => {
    expect(repeated(rows.map(({ host }) => host))).toEqual([])
  })

  it('name no host that a parent of its own already stands for', () => {
    expect(rows.filter(coveredBy).map(({ host }) => host)).toEqual([])
  })

  it('write hosts in lower case, without www, scheme, port or path', () => {
    const odd = everyHost.filter((host) => !/^(?!www\.)[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(host))
    expect(odd).toEqual([])
  })

  it('give one name to one kind of source only', () => {
    const named = hostTables.flatMap(({ kind, groups }) =>
      groups.flatMap(({ source, aliases = [] }) =>
        [source, ...aliases].map((name) => ({ name, kind })),
      ),
    )
    const kinds = Map.groupBy(named, ({ name }) => name)
    const torn = [...kinds].filter(([, uses]) => new Set(uses.map(({ kind }) => kind)).size > 1)
    expect(torn.map(([name]) => name)).toEqual([])
    expect(named.filter(({ name }) => name !== name.toLowerCase())).toEqual([])
  })

  it('write path rules as whole segments', () => {
    const paths = [
      ...hostTables.flatMap(({ groups }) => groups.flatMap(({ path }) => path ?? [])),
      ...passage.paths.map(({ path }) => path),
    ]
    expect(paths.filter((path) => !/^(\/[^/]+)+$/.test(path))).toEqual([])
  })

  it('say when they were reviewed and where they come from', () => {
    for (const { version, reviewed, origin } of [...hostTables, apps]) {
      expect(version).toBeGreaterThan(0)
      expect(reviewed).toMatch(/^\d{4}-\d\d-\d\d$/)
      expect(origin).not.toBe('')
    }
  })
})

describe('the table of apps', () => {
  const packages = [...apps.groups.flatMap((group) => group.packages), ...apps.passages]

  it('names each package once, in lower case', () => {
    expect(repeated(packages)).toEqual([])
    expect(packages.filter((name) => !/^[a-z0-9_]+(\.[a-z0-9_]+)+$/.test(name))).toEqual([])
  })

  it('names sources as the host tables do', () => {
    const sources = new Set(
      hostTables.flatMap(({ kind, groups }) => groups.map(({ source }) => `${kind}: ${source}`)),
    )
    const strangers = apps.groups.filter(({ kind, source }) => !sources.has(`${kind}: ${source}`))
    expect(strangers).toEqual([])
  })
})

describe('the tables of parameters', () => {
  it('give each parameter one meaning, in lower case', () => {
    const params = [
      ...clickIds.map(({ param }) => param),
      ...campaignFields.flatMap((field): readonly string[] => field.params),
    ]
    expect(repeated(params)).toEqual([])
    expect(params.filter((param) => param !== param.toLowerCase())).toEqual([])
  })

  it('put every paid click id before those that prove no ad', () => {
    const paid = clickIds.map(({ medium }) => /cpc|paid|display/.test(medium))
    expect(paid.lastIndexOf(true)).toBeLessThan(paid.indexOf(false))
  })
})
