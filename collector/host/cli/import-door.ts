import { formatDay } from '../../../shared/dates.ts'
import type { ImportSteps } from '../../records/import-steps.ts'
import type { CliContext } from './command.ts'

/** The first and the last step of an import at a site behind the commands of its collector. */
export const stepsTo = (
  site: string,
  { admin }: CliContext,
): Pick<ImportSteps<never>, 'begin' | 'apply'> => ({
  begin: async ({ fileName: file, from, to, ...of }) => {
    const days = { from: formatDay(from), to: formatDay(to) }
    await admin({ command: 'import_begin', site, ...of, file, ...days })
  },
  apply: async (id, refused) => {
    await admin({ command: 'import_apply', site, id, refused })
  },
})
