/**
 * As SQL, of a row that an import may have brought: it was none, or one that counts. The row's table is the
 * innermost that has a column `brought_by`.
 */
export const BROUGHT_STANDS = `(brought_by IS NULL OR 'applied' = (
  SELECT mark FROM import_marks WHERE import = brought_by ORDER BY seq DESC LIMIT 1))`

/**
 * Order of the versions of a conversion: the one that stands comes first. What a file of orders says of the
 * past stands behind what anybody told when it happened, and before the public tag; what a file of deals says
 * is as good as what anybody told. Of what the public tag has said the earliest stands: a thank-you page that
 * is loaded again is no later order.
 */
export const STANDS_FIRST = `CASE WHEN source = 'tag' THEN 1 WHEN brought_by IS NULL THEN 3
    WHEN ${BROUGHT_STANDS} THEN CASE WHEN historical IS NULL THEN 3 ELSE 2 END ELSE 0 END DESC,
  CASE source WHEN 'tag' THEN -ts ELSE coalesce(updated_at, received_at) END DESC, seq DESC`
