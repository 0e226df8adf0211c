/**
 * Text as queries compare it (PS3.18 10.6.1.3, PS3.4 C.2.2.2.1): lower case, without accents, compatibility forms (full
 * width letters, ligatures) as their plain letters. Wildcards and the delimiters `^` and `=` of person names stay.
 */
export function fold(text: string): string {
  return text.normalize('NFKD').replace(marks, '').toLowerCase().normalize('NFC')
}

const marks = /\p{Mark}/gu
