import { localStorageColorSchemeManager } from '@mantine/core'

/** Kept on the device, since the sign-in page has colours too; public/theme.js reads it before the first paint. */
const kept = localStorageColorSchemeManager({ key: 'firstread-theme' })
export const colours: typeof kept = kept
