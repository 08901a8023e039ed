import { done, doorOf, ImportError, type ImportedFile } from '../ledger/importing.ts'
import type { ImportFact, ImportStep } from '../ledger/imports.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { OrdersKind } from '../source/files/sales/order-file.ts'
import type { SalesKind } from '../source/files/sales/sales-file.ts'
import type { RefusedAt, SalesTerms } from './sales.ts'

/** A file of orders, deals or contacts as it begins to be taken in. */
export type Begun = ImportedFile &
  Pick<ImportFact, 'rows' | 'from' | 'to' | 'spend'> & { kind: OrdersKind | SalesKind }

/** What an import goes through, wherever the site is: it counts once it is applied. */
export interface ImportSteps<Said> {
  begin(file: Begun): Promise<void>
  add(id: string, lines: readonly Said[]): Promise<void>
  /** @param refused how many lines of the file were left out */
  apply(id: string, refused: number): Promise<void>
}

/** Makes the step that adds some lines. */
type Adding<Said> = (
  id: string,
  lines: readonly Said[],
  /** Whoever sends the file: it is the file that says it. */
  importedBy: SalesTerms,
) => Promise<{ refused: readonly RefusedAt[]; step: ImportStep }>

/** The steps of a ledger that is here. */
export function importSteps<Said>(
  ledger: Pick<Ledger, 'append' | 'report'>,
  terms: SalesTerms,
  adding: Adding<Said>,
): ImportSteps<Said> {
  const { step: take } = doorOf(ledger)
  const { provenance } = terms
  const importedBy: SalesTerms = { ...terms, provenance: { ...provenance, source: 'import' } }
  return {
    begin: async (file) => {
      done(await take({ step: 'begin', import: { ...provenance, ...file } }))
    },
    add: async (id, lines) => {
      const { refused, step } = await adding(id, lines, importedBy)
      if (refused[0])
        throw new ImportError('conflict', 'the site has changed meanwhile: import the file again')
      done(await take(step))
    },
    apply: async (id, refused) => {
      done(await take({ step: 'apply', id, refused, provenance }))
    },
  }
}
