const plain = /^[\p{L}_@][\p{L}\p{N}_@-]*$/u
const shown = 100

/** The path to a key inside a path: `where.status`, or `where["a.b"]` where the key has more than letters and digits. */
export function pathTo(path: string, key: string): string {
  if (key.length <= shown && plain.test(key)) return `${path}.${key}`
  return `${path}[${JSON.stringify(shorten(key))}]`
}

export function pathToItem(path: string, index: number): string {
  return `${path}[${index}]`
}

/** Errors travel in one frame: what a client sent is told back only in part. */
export function shorten(text: string): string {
  return text.length <= shown ? text : `${text.slice(0, shown)}…`
}
