/** The body of `POST /v1/models/fit`, as the form says it: `markov 2` is the model and its order. */
export function fitAsked(form: FormData) {
  const said = (name: string) => String(form.get(name) ?? '')
  const [model, order] = said('model').split(' ')
  return {
    model,
    ...(order === undefined ? {} : { order: Number(order) }),
    ...{ from: said('from'), to: said('to'), with_lost: said('with_lost') === 'true' },
  }
}
