/**
 * Lower case as Lucene's LowerCaseFilter makes it: each code point by itself, without locale and without the final
 * sigma. Strings differ from that in two letters only.
 */
export function lowerCase(text: string): string {
  if (!/[\u0130\u03a3]/.test(text)) return text.toLowerCase()
  return text.replaceAll('\u0130', 'i').replaceAll('\u03a3', '\u03c3').toLowerCase()
}
