/**
 * Order of the versions of a conversion: the one that stands comes first. Of what the public tag has
 * said the earliest stands: a thank-you page that is loaded again is no later order.
 */
export const STANDS_FIRST = `(source != 'tag') DESC,
  CASE source WHEN 'tag' THEN -ts ELSE coalesce(updated_at, received_at) END DESC, seq DESC`
