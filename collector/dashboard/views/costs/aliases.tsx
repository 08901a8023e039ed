import { addressOf } from '../../data/ask.ts'
import { useChange } from '../../data/use-change.ts'
import { instant } from '../../format/times.ts'
import { useSigned } from '../../shell/session.ts'
import { Refused } from '../../ui/field.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { type Alias, meaningText, nameOf, takenBack } from './alias.ts'

/** What somebody has said of campaigns. Taken back, each figure is as if it had never been said. */
export function Aliases({ aliases, may }: { aliases: readonly Alias[]; may: boolean }) {
  const { facts } = useSigned()
  const change = useChange()
  const takeBack = (alias: Alias) =>
    void change.send(addressOf('/v1/campaigns', { site: facts.site }), { body: takenBack(alias) })
  const columns: Column<Alias>[] = [
    { key: 'campaign', title: 'Campaign', show: nameOf },
    { key: 'platform', title: 'Platform', show: ({ platform }) => platform.replaceAll('_', ' ') },
    { key: 'means', title: 'In links', show: ({ means }) => meaningText(means) },
    {
      ...{ key: 'said', title: 'Said' },
      show: ({ said_by: by, said_at: at }) => `${instant(at, facts.timezone)} by ${by}`,
    },
    {
      ...{ key: 'change', title: 'Change' },
      show: (alias) =>
        may ? (
          <button
            {...{ type: 'button', class: 'quiet', disabled: change.isUnderWay }}
            onClick={() => takeBack(alias)}
          >
            Take back <span class="hidden">{nameOf(alias)}</span>
          </button>
        ) : (
          '–'
        ),
    },
  ]
  return (
    <>
      <h3>What somebody has said</h3>
      <Refused error={change.error} />
      <Table
        caption="What links call campaigns"
        {...{ columns, rows: aliases }}
        keyOf={(one) => `${one.platform} ${one.account} ${one.campaign_id} ${one.campaign}`}
      />
    </>
  )
}
