import { spawnSync } from 'node:child_process'
import fc from 'fast-check'

// Every commit tries worlds of its own, and the same ones each time it is tested, so that what passed here
// passes elsewhere. Another number, or other worlds at every run:
//   PATHWORTH_PROPERTY_SEED=7 npm test      PATHWORTH_PROPERTY_SEED=random npm test

/** The files of the commit name it; of changes that are not committed nothing does. */
function seedOfCommit(): number | undefined {
  const tree = spawnSync('git', ['rev-parse', '--short=7', 'HEAD^{tree}'], { encoding: 'utf8' })
  return tree.status === 0 ? Number.parseInt(tree.stdout.slice(0, 7), 16) : undefined
}

const asked = process.env['PATHWORTH_PROPERTY_SEED']
const seed = asked === 'random' ? undefined : asked === undefined ? seedOfCommit() : Number(asked)
if (seed !== undefined) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed })
