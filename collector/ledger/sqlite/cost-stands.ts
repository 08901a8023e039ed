/** As SQL: a row of costs is no import's, or its import was applied, and not rolled back since. */
export const importStands = (of: string): string => `(${of}.import IS NULL OR 'applied' = (
  SELECT mark FROM import_marks m WHERE m.import = ${of}.import ORDER BY m.seq DESC LIMIT 1))`

/**
 * As SQL: a row of costs stands when it has no external id, or is the last received of it. Rows of
 * imports have one (`spendKey`), and stand only while their import does.
 */
export const costStands = (of: string): string => `(${importStands(of)}
  AND (${of}.external_id IS NULL OR ${of}.seq = (
    SELECT max(newer.seq) FROM costs newer
    WHERE newer.external_id = ${of}.external_id AND ${importStands('newer')})))`

export const COST_STANDS = costStands('costs')
