import { useEffect, useState } from 'react'
import { language, speak } from './index.ts'

/** The language of the preferences or else the browser's, once its catalogue is there. */
export function useLanguage(wanted: unknown): string {
  const [spoken, setSpoken] = useState(language)
  const asked = typeof wanted === 'string' ? wanted : navigator.language
  useEffect(() => {
    void speak(asked).then(() => setSpoken(language))
  }, [asked])
  return spoken
}
