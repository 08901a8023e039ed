import { FILTER_NAMES } from '../../state/question.ts'

/** What the report of paths understands of the address. Under each model it says the same. */
export const KNOWN = ['site', 'from', 'to', 'goal', 'value', 'model', ...FILTER_NAMES]
