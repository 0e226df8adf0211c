export { createTestDatabase, type TestDatabase, testRootKey } from './postgres.ts'
