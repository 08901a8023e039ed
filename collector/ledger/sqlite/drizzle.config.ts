import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'sqlite',
  schema: './collector/ledger/sqlite/schema/*.ts',
  out: './collector/ledger/sqlite/migrations',
})
