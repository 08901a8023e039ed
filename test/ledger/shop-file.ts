import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { SqliteSite } from '../../collector/ledger/sqlite/site.ts'
import { createSiteFile } from '../../collector/ledger/sqlite/site-file.ts'
import { verifySite } from '../../collector/ledger/sqlite/verify.ts'
import { settleAll, shopState } from './shop.ts'

/** A shop in a file, for cases that look into it from outside. */
export interface ShopFile {
  folder: string
  file: string
  site: SqliteSite
}

export function newShopFile(): ShopFile {
  const folder = mkdtempSync(join(tmpdir(), 'pathworth-shop-'))
  const file = join(folder, 'shop.db')
  return { folder, file, site: createSiteFile(file, shopState) }
}

export function removeShopFile({ folder, site }: Pick<ShopFile, 'folder' | 'site'>): void {
  site.close()
  rmSync(folder, { recursive: true })
}

/** Whatever a case has done, the figures are those of a rebuild. */
export function expectSameAsRebuilt({ site, file }: ShopFile): void {
  settleAll(site)
  expect(verifySite(file)).toMatchObject({ ok: true, pending: 0, differences: [] })
}
