import { Button } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { Icon } from '../ui/icons.tsx'
import { w } from '../words/index.ts'

/** Copies a text and says so, to the eye and to a screen reader. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const { copy, copied } = useClipboard({ timeout: 3000 })
  return (
    <Button
      variant="default"
      leftSection={<Icon name={copied ? 'check' : 'copy'} size={16} />}
      onClick={() => copy(text)}
      aria-live="polite"
    >
      {copied ? w.patient.share.copied : label}
    </Button>
  )
}
