import { statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { AdminError } from '../../collector/admin/errors.ts'
import {
  adminAddress,
  askAdmin,
  isCollectorUp,
  serveAdmin,
} from '../../collector/host/admin-socket.ts'
import { dataFolder } from './collector-process.ts'

const command = { command: 'rebuild', site: 'shop' } as const

describe('the admin socket', () => {
  it('answers a command', async () => {
    const folder = dataFolder()
    const server = await serveAdmin(folder, async (asked) => ({ asked }))
    expect(await askAdmin(folder, command)).toEqual({ asked: command })
    await server.close()
  })

  it('tells what speaks against a command', async () => {
    const folder = dataFolder()
    const server = await serveAdmin(folder, async () => {
      throw new Error('no such site')
    })
    await expect(askAdmin(folder, command)).rejects.toEqual(new AdminError('no such site'))
    await server.close()
  })

  it('opens only for its user', async () => {
    const folder = dataFolder()
    const server = await serveAdmin(folder, async () => ({}))
    expect(statSync(adminAddress(folder)).mode & 0o777).toBe(0o600)
    await server.close()
  })

  it('where nobody listens, nobody answers', async () => {
    expect(await askAdmin(dataFolder(), command)).toBeUndefined()
  })

  it('a file that a killed collector left is nobody, and is replaced', async () => {
    const folder = dataFolder()
    writeFileSync(adminAddress(folder), '')
    expect(await isCollectorUp(folder)).toBe(false)
    const server = await serveAdmin(folder, async () => ({ fresh: true }))
    expect(await askAdmin(folder, command)).toEqual({ fresh: true })
    await server.close()
  })

  it('has a short address however long the name of the folder is', async () => {
    const folder = join(dataFolder(), 'x'.repeat(120))
    expect(adminAddress(folder)).toMatch(new RegExp(`^${tmpdir()}/pathworth-[0-9a-f]{24}\\.sock$`))
    expect(adminAddress(folder)).not.toBe(adminAddress(`${folder}y`))
    const server = await serveAdmin(folder, async () => ({ far: true }))
    expect(await askAdmin(folder, command)).toEqual({ far: true })
    await server.close()
  })

  it('closes although somebody is connected', async () => {
    const folder = dataFolder()
    const server = await serveAdmin(folder, () => new Promise(() => {}))
    const asked = askAdmin(folder, command)
    const told = expect(asked).rejects.toThrow('closed before it answered')
    await isCollectorUp(folder)
    await server.close()
    await told
    expect(await isCollectorUp(folder)).toBe(false)
  })
})
