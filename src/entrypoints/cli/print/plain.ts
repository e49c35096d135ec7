// Control characters (C0, DEL, C1), and those that turn the direction of writing: a document must not drive a terminal.
const unsafe = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu

/** Text that a terminal shows and does not obey. */
export function plain(text: string): string {
  return text.replace(unsafe, (char) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`)
}
