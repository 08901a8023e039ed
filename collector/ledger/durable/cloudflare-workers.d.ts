/** What the platform gives to the code of a Durable Object. */
declare module 'cloudflare:workers' {
  import type { CloudflareWorkersModule } from '@cloudflare/workers-types'

  export const DurableObject: typeof CloudflareWorkersModule.DurableObject
}

/** The bundler gives the text of a migration. */
declare module '*.sql' {
  const text: string
  export default text
}
