export type Language = 'en' | 'de' | 'fr' | 'es' | 'it' | 'nl' | 'pt'

/** The names that a column has, by language; of several in one file the first of its language is read. */
export type Names = Readonly<Partial<Record<Language, readonly string[]>>>

/** A layout of files, as data: which columns it has, by the names that stand in its header. */
export interface Layout {
  kind: string
  /** By role. */
  columns: Readonly<Record<string, Names | undefined>>
  /** Columns that it must have, one of each group. */
  required: readonly (readonly string[])[]
  /** Roles of columns whose names may say a currency: `Amount spent (EUR)`. The first one's is the file's. */
  amounts: readonly string[]
  /**
   * Names of columns, read or not, that no other platform's reports have. Where there are any, a file
   * needs one of them, a title, or to be called by its kind: `Day,Campaign,Cost` alone may be anybody's.
   */
  marks: readonly string[]
  /** Lines above the header that say the same. */
  titles?: RegExp
  /** Whether the currency in the name of an amount is a mark, too. */
  marksCurrency?: boolean
}
