export * from './schema/closed.ts'
export * from './schema/derived.ts'
export * from './schema/facts.ts'
export * from './schema/models.ts'
