import { describe, expect, it } from 'vitest'
import { dashboardWorld, signIn } from './world.ts'

const world = dashboardWorld()

describe('signing in', () => {
  it('says what is wrong with a key, and takes the next', async () => {
    const dashboard = await world.browser({ mayLog: /status of 40[13]/ })
    const { page, axe } = dashboard
    await page.goto('/')
    const key = page.getByLabel('Key of your site')
    await key.fill('pw_read_demo_nope')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.getByRole('alert').innerText()).toContain('is no key of a site')
    expect(await axe()).toEqual([])
    await key.fill(world.keys.write)
    await page.keyboard.press('Enter')
    await expect.poll(() => page.getByRole('alert').innerText()).toContain('is a write key')
    await key.fill(` ${world.keys.read} `)
    await page.keyboard.press('Enter')
    await page.getByRole('navigation', { name: 'Pages' }).waitFor()
  })

  it.each(['read', 'admin'] as const)(
    'with a key of the scope %s is kept in a cookie that no script reads',
    async (scope) => {
      const { page, open } = await world.browser({ signedInBy: scope })
      expect(await page.evaluate(() => document.cookie)).toBe('')
      const [cookie, ...more] = await page.context().cookies()
      expect(more).toEqual([])
      expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/' })
      expect(JSON.stringify(cookie)).not.toContain(world.keys[scope].slice(-20))
      await open('/?model=linear')
      expect(await page.locator('.account').innerText()).toContain(`${scope} key (${scope})`)
    },
  )

  it('leads back to where one wanted to go', async () => {
    const { page } = await world.browser()
    await page.goto('/?model=linear&period=last_7_days')
    await page.getByLabel('Key of your site').fill(world.keys.read)
    await page.keyboard.press('Enter')
    await page.getByRole('navigation', { name: 'Pages' }).waitFor()
    await expect.poll(() => page.url()).toContain('model=linear&period=last_7_days')
  })

  it('ends by signing out', async () => {
    const dashboard = await world.browser({ signedInBy: 'read' })
    const { page } = dashboard
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByLabel('Key of your site').waitFor()
    expect(await page.context().cookies()).toEqual([])
    await page.goto('/')
    await page.getByLabel('Key of your site').waitFor()
    await signIn(dashboard, world.keys.read)
  })
})

describe('the keyboard', () => {
  it('comes to the content at once, and to every page, choice and figure', async () => {
    const { page, open } = await world.browser({ signedInBy: 'read' })
    await open('/')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('content')
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('SELECT')
  })
})
