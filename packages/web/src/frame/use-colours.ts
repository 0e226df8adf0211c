import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core'

/** Light to dark and back. */
export function useToggledColours(): () => void {
  const { setColorScheme } = useMantineColorScheme()
  const shown = useComputedColorScheme('light')
  return () => setColorScheme(shown === 'dark' ? 'light' : 'dark')
}
