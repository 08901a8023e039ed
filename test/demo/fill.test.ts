import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { serveAdmin } from '../../collector/host/admin-socket.ts'
import { parseConfig } from '../../collector/host/config.ts'
import { fillSite } from '../../demo/fill.ts'
import { readOptions } from '../../demo/options.ts'

test('makes no site when the collector of the folder is not where it is looked for', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pathworth-demo-'))
  const asked: unknown[] = []
  const server = await serveAdmin(folder, async (command) => {
    asked.push(command)
    return {}
  })
  try {
    const before = readdirSync(folder)
    // Nobody listens at port 1.
    const config = parseConfig({ PATHWORTH_DATA: folder, PORT: '1' })
    const filling = fillSite(readOptions([]), config, Date.UTC(2026, 10, 22))
    await expect(filling).rejects.toThrow('does not answer at http://localhost:1')
    expect(asked).toEqual([])
    expect(readdirSync(folder)).toEqual(before)
  } finally {
    await server.close()
    rmSync(folder, { recursive: true })
  }
})
