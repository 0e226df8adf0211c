import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import type { Server } from './server.ts'

const wordmark = `<svg xmlns="http://www.w3.org/2000/svg" width="150" height="32" viewBox="0 0 150 32"><text x="0" y="23"
  font-family="system-ui, sans-serif" font-size="22" font-weight="600" fill="#fff">Firstread</text></svg>`
/** One server, one document: nothing to explore elsewhere. */
const plain = '.swagger-ui .topbar .download-url-wrapper { display: none }'

/** OpenAPI 3.1 from the routes' own schemas, at /api/openapi.json, browsable at /api/docs. */
export async function describeApi(server: Server): Promise<void> {
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Firstread',
        version: '1',
        description:
          'AI-assisted radiology triage and review. Errors are RFC 9457 problem documents with a stable `code`.',
      },
      servers: [{ url: '/' }],
      components: { securitySchemes: { session: { type: 'http', scheme: 'bearer' } } },
      security: [{ session: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  })
  await server.register(swaggerUi, {
    routePrefix: '/api/docs',
    staticCSP: true,
    uiConfig: { docExpansion: 'list', defaultModelsExpandDepth: 0 },
    theme: { title: 'Firstread API', css: [{ filename: 'firstread.css', content: plain }] },
    logo: { type: 'image/svg+xml', content: Buffer.from(wordmark), href: '/api/docs', target: '_self' },
  })
  server.get('/api/openapi.json', { schema: { hide: true } }, async () => server.swagger())
}
