import { expect, it } from 'vitest'
import { dataFolder, pathworth, pathworthJson, startCollector } from './collector-process.ts'

const CREATE = ['site', 'create', 'shop', '--domain', 'shop.example']
const MONEY = ['--currency', 'EUR', '--timezone', 'Europe/Paris']
const REPORT = '/v1/roi?from=2026-11-01&to=2026-11-30'

it('a link that is made at the command line is followed, listed and revoked', async () => {
  const folder = dataFolder()
  await pathworthJson(folder, ...CREATE, ...MONEY)
  const collector = await startCollector(folder)
  try {
    const share = ['share', 'create', 'shop', '--name', 'The agency', '--days', '7']
    const { id, url } = await pathworthJson<{ id: string; url: string }>(folder, ...share)
    const [, secret = ''] = url.split('/#share=')
    const signIn = () =>
      fetch(`${collector.url}/v1/session`, {
        ...{ method: 'POST', body: JSON.stringify({ share: secret }) },
        headers: { origin: collector.url },
      })
    const signedIn = await signIn()
    expect([signedIn.status, await signedIn.json()]).toEqual([
      200,
      expect.objectContaining({ site: 'shop', scope: 'share', name: 'The agency' }),
    ])
    const [cookie = ''] = signedIn.headers.getSetCookie()
    const look = () => fetch(collector.url + REPORT, { headers: { cookie } })
    expect((await look()).status).toBe(200)

    const listed = await pathworth(folder, 'share', 'list', 'shop')
    expect(listed.out).toMatch(new RegExp(`^${id} +\\S+Z  The agency  until \\S+Z\n$`))
    expect((await pathworth(folder, 'share', 'revoke', 'shop', id)).out).toBe(
      `The link ${id} (The agency) is revoked.\n`,
    )
    const ended = await look()
    expect([ended.status, ended.headers.getSetCookie()[0]]).toEqual([
      401,
      expect.stringMatching(/^pw_session_shop=; Max-Age=0;/),
    ])
    expect((await signIn()).status).toBe(401)
  } finally {
    await collector.stop()
  }
})

it('says what was typed wrongly', async () => {
  const folder = dataFolder()
  await pathworthJson(folder, ...CREATE, ...MONEY)
  const share = ['share', 'create', 'shop', '--name', 'The agency']
  const { code, err } = await pathworth(folder, ...share, '--days', 'x')
  expect([code, err]).toEqual([2, expect.stringContaining('days')])
  const unknown = await pathworth(folder, 'share', 'revoke', 'shop', 'x')
  expect([unknown.code, unknown.err]).toEqual([1, expect.stringContaining('no shared link x')])
})
