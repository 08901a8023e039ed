export * from './schema/derived.ts'
export * from './schema/facts.ts'
