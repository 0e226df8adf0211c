export const nodeFlags: readonly string[]
export const compileCache: string
