import { KeyCap } from '../ui/tag.tsx'
import css from './choice.module.css'

type ChoiceProps<T extends string> = {
  label: string
  options: readonly { value: T; word: string; press: string; tone?: string }[]
  value: T | null
  choose: (value: T) => void
  disabled?: boolean
}

/** One of a few, by a click or by its key. */
export function Choice<T extends string>({ label, options, value, choose, disabled = false }: ChoiceProps<T>) {
  return (
    <fieldset className={css.choice} disabled={disabled}>
      <legend className={css.legend}>{label}</legend>
      <div className={css.options}>
        {options.map((option) => (
          <label key={option.value} className={css.option} data-tone={option.tone}>
            <input
              type="radio"
              name={label}
              className="visually-hidden"
              checked={value === option.value}
              onChange={() => choose(option.value)}
            />
            <span>{option.word}</span>
            <KeyCap>{option.press}</KeyCap>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
