import type { CompareAnswer } from '../../../../shared/wire/answers/roi.ts'
import { useAnswer } from '../../data/use-answer.ts'
import type { ModelsAnswer } from '../../shell/models.ts'
import { useSigned } from '../../shell/session.ts'
import { usePlace } from '../../state/location.ts'
import { useQuestions } from '../../state/use-report.ts'
import { ReportMeta } from '../../ui/report-meta.tsx'
import { Answered, Empty } from '../../ui/states.tsx'
import { Choice } from './choice.tsx'
import { chosenModels } from './chosen.ts'
import { Shift } from './shift.tsx'
import { SideBySide } from './side-by-side.tsx'
import { Versions } from './versions.tsx'

/** What each model credits to each channel, what moves between two, and what was fitted. */
export default function Models() {
  const { facts } = useSigned()
  const models = useAnswer<ModelsAnswer>('/v1/models', { site: facts.site })
  return (
    <Answered asked={models} label="Looking up the models">
      {(answer) => (
        <>
          <Compared known={answer} />
          <Versions known={answer} again={models.again} address={models.address} />
        </>
      )}
    </Answered>
  )
}

function Compared({ known }: { known: ModelsAnswer }) {
  const { params } = usePlace()
  const { query } = useQuestions()
  const chosen = chosenModels(params, known.models, known.meta.default_model)
  const isTwo = chosen.length > 1
  const asked = useAnswer<CompareAnswer>(
    '/v1/compare',
    isTwo ? { ...query, model: undefined, by: 'channel', models: chosen.join() } : undefined,
  )
  if (!isTwo)
    return (
      <Empty title="Only one model is computed on this site">
        <p>Fit a data-driven one below, or have others computed with `pathworth site set`.</p>
      </Empty>
    )
  return (
    <>
      <Choice models={known.models} chosen={chosen} />
      <Answered asked={asked} label="Crediting under each model">
        {(answer) => <Credits {...{ answer, known, chosen, address: asked.address }} />}
      </Answered>
    </>
  )
}

interface CreditsProps {
  answer: CompareAnswer
  known: ModelsAnswer
  chosen: readonly string[]
  address: string
}

function Credits({ answer, known, chosen, address }: CreditsProps) {
  // While another choice is asked for, the last answer is shown, which is of other models.
  const shown = chosen.filter((name) => answer.total.models[name] !== undefined)
  const titleOf = (name: string) => known.models.find((one) => one.name === name)?.title ?? name
  const [first] = answer.meta.models
  return (
    <>
      {first && <ReportMeta meta={{ ...answer.meta, ...first }} />}
      <SideBySide {...{ answer, models: shown, titleOf, address }} />
      {shown.length > 1 && <Shift {...{ answer, models: shown, titleOf, address }} />}
    </>
  )
}
