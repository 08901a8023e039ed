import type { Config } from '../collector/host/config.ts'
import { listSites } from '../collector/ledger/threads/registry.ts'
import { get, type Target } from './api.ts'
import { type Books, keepBooks } from './books.ts'
import { checkReachable, createKey, createSite, reachCollector } from './collector.ts'
import { generateDemo } from './journeys.ts'
import { type HitCounts, loadDemo } from './load.ts'
import type { Options } from './options.ts'
import { isoDay, parisDay } from './paris.ts'
import { Progress } from './progress.ts'
import { readRecipe, rememberRecipe } from './recipes.ts'
import type { DemoOptions } from './records.ts'
import { decimal } from './shop/prices.ts'
import { type RoiAnswer, roiTable } from './table.ts'

const SITE = 'demo'
const DOMAINS = ['demo.example']
const SETTLE_LOOK_MS = 250

/** Fills a site, prints ROI by channel, and says how to look further; leaves nothing running. */
export async function fillSite(options: Options, config: Config, now: number): Promise<void> {
  const started = performance.now()
  const { site, recipe, isNew } = chooseSite(options, config.PATHWORTH_DATA, parisDay(now))
  // Before there is a site that would be found empty by the next run.
  await checkReachable(config)
  say(isNew ? `Filling a new site "${site}".` : againText(site, recipe))
  if (isNew) {
    await createSite(config, site, DOMAINS)
    rememberRecipe(config.PATHWORTH_DATA, site, recipe)
  }
  const collector = await reachCollector(config, 0)
  try {
    const write = await createKey(config, site, 'write')
    const read = await createKey(config, site, 'read')
    const data = generateDemo(recipe)
    const progress = new Progress(process.stdout, () => performance.now())
    const counts = await loadDemo({ url: collector.url, key: write.key }, site, data, (...step) =>
      progress.show(...step),
    )
    await write.revoke()
    const answer = await settledRoi({ url: collector.url, key: read.key }, site, recipe, progress)
    const seconds = (performance.now() - started) / 1000
    say(report(answer, keepBooks(data), counts, { recipe, seconds }))
    say(
      nextSteps({
        config,
        site,
        recipe,
        readKey: read.key,
        runsAt: collector.own ? '' : collector.url,
      }),
    )
  } finally {
    await collector.close()
  }
}

const say = (text: string): boolean => process.stdout.write(`${text}\n`)

interface Choice {
  site: string
  recipe: DemoOptions
  isNew: boolean
}

/** @throws Error when the site is there and holds something else */
function chooseSite(options: Options, folder: string, today: number): Choice {
  const sites = listSites(folder)
  const wanted = { seed: options.seed, visitors: options.visitors, days: options.days }
  if (options.fresh || !sites.includes(SITE)) {
    const recipe = { ...wanted, untilDay: today }
    return { site: freeName(sites), recipe, isNew: true }
  }
  const recipe = readRecipe(folder, SITE)
  if (!recipe)
    throw new Error(
      `There is a site "${SITE}" that this version of the demo did not fill: add --fresh.`,
    )
  if (Object.entries(wanted).some(([name, value]) => recipe[name as keyof typeof wanted] !== value))
    throw new Error(
      `Site "${SITE}" is filled with ${recipeText(recipe)}: give the same, or add --fresh.`,
    )
  return { site: SITE, recipe, isNew: false }
}

/** demo, else demo-2, demo-3… */
function freeName(sites: readonly string[]): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? SITE : `${SITE}-${number}`
    if (!sites.includes(name)) return name
  }
}

const recipeText = ({ seed, visitors, days, untilDay }: DemoOptions): string =>
  `--seed ${seed} --visitors ${visitors} --days ${days}, until ${isoDay(untilDay - 1)}`

const againText = (site: string, recipe: DemoOptions): string =>
  `Site "${site}" is there already (${recipeText(recipe)}).
Loading the same again, which changes nothing; --fresh fills a new site instead.`

/** ROI once no conversion waits for its credit any more. */
async function settledRoi(
  target: Target,
  site: string,
  recipe: DemoOptions,
  progress: Progress,
): Promise<RoiAnswer> {
  let most = 0
  for (;;) {
    const answer = (await get(target, `/v1/roi?${roiQuery(site, recipe)}`)) as RoiAnswer
    const { pending } = answer.meta
    if (pending === 0) {
      if (most > 0) progress.show('orders credited', most, most)
      return answer
    }
    most = Math.max(most, pending)
    progress.show('orders credited', most - pending, most)
    await new Promise((resolve) => setTimeout(resolve, SETTLE_LOOK_MS))
  }
}

const roiQuery = (site: string, { days, untilDay }: DemoOptions): string =>
  `site=${site}&from=${isoDay(untilDay - days)}&to=${isoDay(untilDay - 1)}&by=channel`

function report(
  answer: RoiAnswer,
  books: Books,
  counts: HitCounts,
  { recipe, seconds }: { recipe: DemoOptions; seconds: number },
): string {
  const { model, basis, currency, timezone, coverage } = answer.meta
  const period = `${isoDay(recipe.untilDay - recipe.days)} to ${isoDay(recipe.untilDay - 1)}`
  const number = (count: number): string => count.toLocaleString('en')
  return `
ROI by channel, ${period} (${timezone}), in ${currency}
Model ${model}, by ${basis.replace('_', ' ')}; ${((coverage ?? 0) * 100).toFixed(1)} % of the orders have a journey.

${roiTable(answer)}

${number(counts.accepted)} hits stored, ${number(counts.duplicate)} known already, ${number(counts.dropped)} of robots dropped; ${seconds.toFixed(1)} s in all.
${booksText(answer, books)}
`
}

/** The shop's own sums beside the collector's. */
function booksText({ total }: RoiAnswer, { net, cost, orders, sold, refunded }: Books): string {
  const own = `value ${decimal(net)} (${orders} orders of ${decimal(sold)}, less ${decimal(refunded)} given back), cost ${decimal(cost)}`
  return total.value === decimal(net) && total.cost === decimal(cost)
    ? `The shop's own books say the same to the cent: ${own}.`
    : `THE SHOP'S OWN BOOKS SAY OTHERWISE: ${own}.`
}

function nextSteps(run: {
  config: Config
  site: string
  recipe: DemoOptions
  readKey: string
  runsAt: string
}): string {
  const url = run.runsAt || `http://localhost:${run.config.PORT}`
  const ask = (path: string): string =>
    `curl '${url}${path}' -H 'authorization: Bearer ${run.readKey}'`
  const query = roiQuery(run.site, run.recipe)
  return `Look further${run.runsAt ? '' : ', once the collector runs (npm start)'}:

  ${ask(`/v1/roi?${query},campaign&model=position_based`)}
  ${ask(`/v1/roi?${query}&format=csv`)}
  ${ask(`/v1/journeys?${query.replace('&by=channel', '')}`)}

  npm run pathworth -- verify ${run.site}
  npm run demo -- --shop`
}
