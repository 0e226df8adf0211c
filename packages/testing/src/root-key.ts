/** The root key of every test database: roles and their passwords are cluster-wide, so it must be one for all. */
export const testRootKey = Buffer.alloc(32, 'firstread-test-root-key')
